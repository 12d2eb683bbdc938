#!/bin/sh
# A run in which tasks look and look, and nothing comes of it, is called a livelock; one that is in the middle of something
# when its limit comes is none.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

livelock='the end: timeout\. Livelock: (one and two|two and one) had control [0-9,]+ times in the last [0-9.]+ m?s, and nothing came of it\.$'

cat >polite.baton <<'END_OF'
scenario "After you"
shared one_waits = 1
shared two_waits = 1
limit 400ms
task one:
    while two_waits:
        sleep 1ms
    one_waits = 0
task two:
    while one_waits:
        sleep 1ms
    two_waits = 0
task main:
    start one
    start two
    await all
END_OF
for model in $(models_but in-turn); do
    "$baton" run polite.baton -m $model -f steps >out 2>err
    expect_text_of polite.baton $model "two polite tasks, under $model" out "$livelock"
    "$baton" run polite.baton -m $model -f json >out 2>err
    expect_text_of polite.baton $model "its result stays timeout, under $model" out '"result": "timeout", "why": "Livelock: '
done
"$baton" run polite.baton -m threads -f html >out 2>err
expect_text_of polite.baton threads 'in html, too' out 'Livelock: (one and two|two and one) had control'

# They step aside at the same time, again and again; the lock is given back each time.
cat >corridor.baton <<'END_OF'
scenario "The corridor"
shared one_side = 0
shared two_side = 0
lock door
semaphore never = 0
limit 400ms
task one:
    while one_side == two_side:
        yield
        with door:
            one_side = 1 - one_side
        yield
task two:
    while one_side == two_side:
        yield
        with door:
            two_side = 1 - two_side
        yield
task waits:
    acquire never
END_OF
for model in polling callbacks coroutines; do
    "$baton" run corridor.baton -m $model -f steps >out 2>err
    expect_text_of corridor.baton $model "two who step aside, beside one who waits for ever, under $model" out "$livelock"
done

# none TEXT [MODELS-BUT]: the scenario on stdin comes to its limit, and is no livelock.
none()
{
    { printf 'scenario "None"\nlimit 300ms\n'; cat; } >none.baton
    # shellcheck disable=SC2086 # words
    for model in $(models_but none ${2:-}); do
        "$baton" run none.baton -m $model -f steps >out 2>err
        refuse_text "$1, under $model" out 'Livelock'
        expect_text "it comes to its limit, under $model" out 'the end: timeout'
    done
}

none 'a long compute' <<'END_OF'
task one:
    compute 20s
task two:
    compute 20s
END_OF
none 'work in pieces' <<'END_OF'
shared stop = 0
task one x 2:
    while stop == 0:
        compute 1ms
        yield
END_OF
none 'a server that answers' in-turn <<'END_OF'
channel c size 1
task server:
    while 1:
        x = recv c
        io 2ms
task client:
    while 1:
        send c 1
        sleep 1ms
END_OF
none 'the device has not answered yet' <<'END_OF'
shared ready = 0
task asks:
    io 20s
    ready = 1
task looks:
    while ready == 0:
        sleep 1ms
END_OF
none 'a long sleep' <<'END_OF'
shared ready = 0
task sleeps:
    sleep 20s
    ready = 1
task looks:
    while ready == 0:
        sleep 1ms
END_OF
none 'a variable that rises' <<'END_OF'
shared n = 0
task one x 2:
    while n < 100000000:
        n += 1
        sleep 1ms
END_OF

finish
