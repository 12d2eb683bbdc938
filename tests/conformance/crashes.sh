#!/bin/sh
# A crash is a step of its own, under every model; a last worker that is gone is named.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

cat >crash.baton <<'END_OF'
scenario "One crashes"
task one:
    io 1ms
    say "about to"
    crash
task other:
    sleep 30ms
END_OF
for model in $(models_but none); do
    "$baton" run crash.baton -m $model -f steps >out 2>err
    expect_text "a crash is a step, under $model" out '^ *[0-9.]+ [mu]s      one crashed \(SIGSEGV\)$'
    awk '/says: about to/ { said = NR } /    one crashed/ { crashed = NR } /the end: / { end = NR }
        END { exit !(said < crashed && crashed < end) }' out && pass "at its time, under $model" ||
        fail "at its time, under $model" out
    "$baton" run crash.baton -m $model -f html >out 2>err
    expect_text "in html, too, under $model" out '<li class="said".* one crashed \(SIGSEGV\)</li>'
done

# The processes are not reaped in the order in which they died.
cat >last.baton <<'END_OF'
scenario "The last worker"
workers 2
task job x 3:
    sleep (5 * self)ms
    crash
END_OF
# Beside load the second may die first.
for _ in 1 2 3 4 5; do
    "$baton" run last.baton -m processes -f steps >out 2>err
    last=$(sed -n 's/.*  job \([12]\) crashed (SIGSEGV)$/\1/p' out | tail -n 1)
    expect_text 'the last worker is named' out \
        "the end: crash\\. The last worker crashed with job ${last:-none} \\(crash, line 5\\): job 3 never ended\\.\$"
done
"$baton" run last.baton -m processes -f json >out 2>err
expect_text 'in json, too' out '"why": "the last worker crashed with job [12] \(crash, line 5\)"'
expect_text 'who queued for it has not crashed' out '"name": "job 3", "result": "unfinished"'

# A process that runs an offloaded block is killed while that waits for a lock: who waits behind it gets the lock.
cat >killed.baton <<'END_OF'
scenario "Killed in its wait"
lock a
task holder:
    with a:
        sleep 4s
task killed:
    sleep 10ms
    try:
        offload to processes:
            with a:
                say "never"
    on error:
        say "{error}"
task next:
    sleep 20ms
    with a:
        say "mine"
END_OF
"$baton" run killed.baton -m coroutines -f steps >out 2>err &
viewer=$!
sleep 0.5
engine=$(children_of $viewer | head -n 1)
kill -KILL "$(children_of "$engine" | sort -n | tail -n 1)" # it was forked last
wait $viewer
expect_text 'its block has failed' out 'killed says: the pool is broken'
expect_text 'the next one has the lock' out 'next says: mine'
expect_text 'and the run its end' out 'the end: ok'

finish
