#!/bin/sh
# Who has what: rows of the pool, holders of locks and semaphores, values of variables.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

# Each thread of the pool has a row of its own, also with several workers that have a pool each.
printf 'scenario "Pools"\nmodel coroutines\nworkers 2\ntask a x 6:\n    offload:\n        compute 20ms\n' >pools.baton
"$baton" run pools.baton -f trace -o pools.trace
threads=$(awk '$1 == "thread" && $3 > 1090519040 && $3 < 1107296256 { print $7 }' pools.trace | sort -u | wc -l)
rows=$("$baton" convert pools.trace -f csv | sed -n 's/^\(pool [0-9]*\),.*/\1/p' | sort -u | wc -l)
check 'there are threads of the pool' test "$threads" -gt 1
check 'and as many rows' test "$threads" -eq "$rows"
finish
