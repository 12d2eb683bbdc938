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

# A semaphore used as a signal: its events tell units that a block holds from those that are consumed.
printf 'scenario "Signal"\nmodel coroutines\nsemaphore s = 0\nsemaphore places = 2\n' >signal.baton
printf 'task a:\n    acquire s\n    with places:\n        yield\n' >>signal.baton
printf 'task b:\n    release s\n    release s\n' >>signal.baton
"$baton" run signal.baton -f trace -o signal.trace
check 'what it begins with is told' grep -q '"units=2"' signal.trace
check 'a unit is consumed' grep -Eq '^object-taken [0-9]+ 1 2 NONE 6 0 ' signal.trace
check 'another is held' grep -Eq '^object-taken [0-9]+ 1 1 NONE 7 1 ' signal.trace
check 'and given back by its block' grep -Eq '^object-released [0-9]+ 1 1 NONE [0-9]+ 1 ' signal.trace
check 'others are signals' grep -Eq '^object-released [0-9]+ 2 2 NONE 10 0 ' signal.trace

# A task that has ended or crashed does not hold anything.
printf 'scenario "Kept"\nmodel coroutines, processes\nlock door\n' >kept.baton
printf 'task a:\n    acquire door\n    sleep 10ms\n    exit_how\n' >>kept.baton
printf 'task b:\n    sleep 20ms\n    acquire door\n' >>kept.baton
sed 's/exit_how/say "ends"/' kept.baton >ended.baton
sed 's/exit_how/crash/' kept.baton >crashed.baton
"$baton" run ended.baton >out 2>&1
expect_text 'who ended with a lock is told so' out 'b waits for the lock door, which a held when it ended'
"$baton" run crashed.baton -m processes >out 2>&1
expect_text 'who crashed with it, too' out 'b waits for the lock door, which a held when it crashed'

# What becomes of variables, in which body, and where it was left out.
printf 'scenario "Variables"\nmodel coroutines\nshared n = 5\ntask square(x):\n    y = x * x\n    return y\n' >variables.baton
printf 'task main:\n    z = call square(3)\n    n += z\n    repeat 600 as i:\n        z = i\n    sleep 1ms\n' >>variables.baton
"$baton" run variables.baton -f trace 2>/dev/null | sed 's/^\([a-z-]*\) [0-9]* /\1 /' >variables.trace
check 'variables have names' grep -q '"variable=square y"' variables.trace
check 'shared ones a first value' grep -q '"initial=5"' variables.trace
check 'a call is another body' grep -qx 'frame 1 0 NONE 8 0 2' variables.trace
check 'with its parameter' grep -qx 'assigned 1 0 NONE 8 0 3' variables.trace
check 'and its variable' grep -qx 'assigned 1 0 NONE 5 1 9' variables.trace
check 'then it is back' grep -qx 'frame 1 1 NONE 6 1 1' variables.trace
check 'what is left out is said' grep -qx 'mark 1 2 NONE 11 0 0' variables.trace
check 'once' test "$(grep -c '^mark 1 2 ' variables.trace)" -eq 1
check 'and at the wait it is told anew' sh -c 'tail -n +2 variables.trace | grep -A4 "^frame 1 3 " | grep -qx "assigned 1 0 NONE 12 2 600"'
check 'a bounded number is recorded' test "$(grep -c '^assigned' variables.trace)" -lt 530

# Steps tell of accesses to what several tasks use, not of all of them.
printf 'scenario "Steps"\nmodel coroutines\nshared n = 5\nshared own = 0\n' >steps.baton
printf 'task a:\n    n += 1\n    own += 1\n    sleep 1ms\ntask b:\n    repeat 100:\n        n += 1\n' >>steps.baton
expect_status 'steps' 0 "$baton" run steps.baton -f steps
expect_text 'tell who reads' out ' a reads n: 5$'
expect_text 'and who writes' out ' b writes n: 7$'
expect_text 'a few of many' out '^ +and 197 more accesses to shared variables$'
refuse_text 'not what one task has for itself' out 'own'
finish
