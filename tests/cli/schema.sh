#!/bin/sh
# What is written as JSON is as the schema says that is shipped: no member is missing, and none is there that it does not
# know. The package jsonschema judges.
set -u
. "$(dirname "$0")/../tap.sh"
if ! /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
    echo '1..0 # SKIP no python3-jsonschema to read the schema'
    exit 0
fi
cd "$work" || exit 1

# valid TEXT KIND FILE…
valid()
{
    text=$1
    shift
    check "$text" /usr/bin/python3 "$srcdir/tests/readers/validate.py" "$srcdir/schema/baton.schema.json" "$@"
}

for trace in "$srcdir"/tests/unit/golden/*.trace; do
    name=$(basename "$trace" .trace)
    "$baton" convert "$trace" -f json -o "$name.json"
done
valid 'traces that were kept, and recordings' run ./*.json

cat >all.baton <<'END'
scenario "All"
model coroutines, threads
shared a = 0
shared b x 2 = 1
semaphore seats = 2
task one:
    ask "Who is first?" choose:
        "one" if order "one"
        *"two"
    say "one"
    region way:
        a += 1
    b[1] = 2
    io 5ms "query"
task two:
    io 2ms
    fail "it had to"
expect:
    result ok
    elapsed < 1ms
END
if "$baton" check all.baton >check.log 2>&1; then
    "$baton" run all.baton --set 'limit=2s' -f json -o run.json >/dev/null 2>&1
    valid 'a run with all there is' run run.json
    "$baton" compare all.baton -f json -o compare.json >/dev/null 2>&1
    valid 'a comparison' comparison compare.json
else
    fail 'a run with all there is' check.log
fi
# A variable is another in each worker: how they share the tasks differs, not what is in all of them.
printf 'scenario "Workers"\nmodel coroutines\nworkers 2\nshared n = 1\ntask a x 6:\n    n += 1\n' >workers.baton
"$baton" run workers.baton -f json -o workers.json
valid 'a run of several workers' run workers.json
total=$(sed -n 's/^    {"values": {"n": \([0-9]*\)}}.*/\1/p' workers.json | awk '{ n += $1 } END { print NR, n }')
check 'has the values of each' test "$total" = '2 8'
"$baton" explore 39-deadlock -f json -o explore.json
valid 'an exploration' exploration explore.json
"$baton" explore 38-race -m threads --set limit=9s -f json -o race.json
valid 'one with settings' exploration race.json

# It refuses what is wrong.
sed 's/"elapsed_ns": [0-9]*, //' kept-1.json >missing.json
sed 's/"elapsed_ns": /"elapsed": 1, &/' kept-1.json >unknown.json
sed 's/"handoffs": [0-9]*/"handoffs": "two"/' kept-1.json >wrong.json
for name in missing unknown wrong; do
    expect_status "$name: is refused" 1 /usr/bin/python3 "$srcdir/tests/readers/validate.py" \
        "$srcdir/schema/baton.schema.json" run "$name.json"
done
finish
