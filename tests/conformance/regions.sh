#!/bin/sh
# Two that are in a region at once are seen, however short they are: it is counted.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

# One stays in the room until two is there, whatever others take of the processor.
cat >met.baton <<'END_OF'
scenario "Met"
semaphore one_is_in = 0
semaphore two_is_in = 0
task one:
    region room:
        release one_is_in
        acquire two_is_in
task two:
    acquire one_is_in
    region room:
        release two_is_in
        sleep 5ms
task three:
    region hall:
        sleep 1ms
expect:
    alone room
    alone hall
END_OF
# run_met MODEL FORMAT TEXT: until they meet; beside load, two may get a processor only when one has left.
run_met()
{
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        "$baton" run met.baton -m "$1" -f "$2" >out 2>err
        ! grep -q "$3" out || return 0
    done
}

for model in $(models_but held polling); do
    run_met "$model" json '"room": 2'
    expect_text "two in a room, under $model" out '"regions": \{"room": 2, "hall": 1\}'
    expect_text "the claim is broken, under $model" out '"text": "alone room", "ok": false, "actual": "2 at once"'
    expect_text "the other is not, under $model" out '"text": "alone hall", "ok": true, "actual": "1 at once"'
    run_met "$model" steps '2 at once'
    expect_text "it is told, under $model" out 'two is in room: 2 at once'
    expect_text "and who leaves, under $model" out 'one leaves room'
done

# Nothing keeps these two apart.
cat >short.baton <<'END_OF'
scenario "Short"
model threads
cores 2
shared rounds = 20000
task one:
    repeat rounds:
        region room:
            x = 1
task two:
    repeat rounds:
        region room:
            x = 1
expect:
    alone room
END_OF
meets()
{
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        "$baton" run short.baton -f json 2>/dev/null | grep -q '"regions": {"room": 2}' && return 0
    done
    return 1
}
if [ "$(usable_cores)" -lt 2 ]; then
    skip 'those who do not wait meet sometimes' 'two cores are needed'
elif meets; then
    pass 'those who do not wait meet sometimes'
elif is_disturbed short.baton; then
    skip 'those who do not wait meet sometimes' 'others kept the processor busy'
else
    fail 'those who do not wait meet sometimes'
fi
finish
