#!/bin/sh
# The expectations of the lessons can fail: each scenario is changed so that its claim is broken (another model, a
# removed lock, another wait), and `baton test` must say so. A row: the scenario, the model, the expectation that must
# not hold (as a regular expression), and the change (for sed).
set -u
. "$(dirname "$0")/tap.sh"

rows()
{
    cat <<'EOF'
two-waits|coroutines|output|s/io 400ms/io 600ms/
four-corners|polling|value own == 0|s/^expect blocking, async-blocking/expect polling/
loading-screen|polling|value frames == 0|s/^expect blocking/expect polling/
callbacks|callbacks|output|s/io 50ms "small/io 120ms "small/
answer-and-notice|coroutines|late asks > 70ms|s/compute 120ms/compute 20ms/
who-has-control|callbacks|output|s/^expect blocking/expect callbacks/
a-blocked-flow|blocking|elapsed < 90% of blocking|s/^expect threads/expect blocking/
event-loop|coroutines|output|s/io 300ms/io 50ms/
loop-queue|coroutines|late quick > 40ms|s/compute 80ms/compute 5ms/
subroutine-and-coroutine|coroutines|output|s/yield count/yield 1/
generators|coroutines|value total == 190|s/with i - 1/with i/
future|coroutines|elapsed about 150ms|s/io 150ms/io 20ms/
task-group|coroutines|output|s/^    group:/    if 1:/
one-after-the-other|coroutines|elapsed about 300ms|s/x = await f/x = 1/
list-of-futures|coroutines|output|s/^    await all/    yield/
main-ends-at-once|coroutines|never "worker 1 ends"|s/^    say "main ends"/    sleep 500ms/
main-sleeps|coroutines|output|s/sleep 500ms/sleep 50ms/
blocking-the-loop|coroutines|never "worker 1 ends"|s/blocking sleep/sleep/
blocking-then-await|coroutines|output|s/blocking sleep/sleep/
blocking-calls|coroutines|elapsed about 1050ms|s/blocking io/io/
pool-threads|coroutines|output|s/^pool 6/pool 1/
pool-in-rounds|coroutines|elapsed about 300ms|s/^pool 2/pool 6/
pool-for-computing|coroutines|value in_threads >= 395|s/compute 100ms/io 100ms/
greenlets|coroutines|elapsed < 30% of blocking|s/    io 100ms/    blocking io 100ms/
loop-inside-the-wait|coroutines|output|s/compute 100ms/io 100ms/
semaphore|coroutines|elapsed about 200ms|s/places = 5/places = 10/
batches-or-sliding|coroutines|value sliding_equal >= 215|s/places = 5/places = 15/
why-a-bound|coroutines|elapsed about 200ms|s/^device 5/device 10/
inside-the-loop|coroutines|output|s/    offload:/    if 1:/; s/io 110ms/blocking io 110ms/
two-pictures|threads|parallel 1|s/^expect gil/expect threads/
gil-and-io|gil|elapsed < 60% of blocking|s/io 100ms/compute 20ms/
convoy|gil|value took > 100|s/compute 150ms/io 150ms/
processes|blocking|value count == 0|s/^expect processes/expect blocking/
concurrent-or-parallel|threads|parallel 1|s/^expect blocking/expect threads/
shared-or-not|threads|value count == 0|s/^expect processes/expect threads/
race|blocking|value bare < 2000000|s/^expect threads, gil/expect blocking/
deadlock|coroutines|result deadlock|/^task two/,/^expect/ { s/knife:/spoon:/; s/fork:/knife:/; s/spoon:/fork:/; }
fault-isolation|threads|result crash|s/^    crash/    fail "bad data"/
preemption|coroutines|output|s/^    compute 60ms.*/    repeat 12:\n        compute 5ms\n        yield/
switch-cost|coroutines|handoffs > 1500|s/^        yield/        x = 1/
weight|threads|memory < 8 KiB a task|s/^expect coroutines/expect threads/
sync-server|threads|elapsed about 200ms|s/^workers 4/workers 5/
async-server|coroutines|elapsed about 299ms|s/ every 1ms//
computing-in-a-server|coroutines|value whole >= 99|s/compute 100ms/compute 10ms/
worker-classes|coroutines|elapsed < 45% of blocking|s/^workers 2/workers 1/; s/    io 45ms/    blocking io 45ms/
async-def-or-def|coroutines|value on_loop >= 299|s/blocking io 100ms/io 100ms/
asgi|coroutines|output|s/    io 20ms/    blocking io 20ms/
how-many-workers|threads|elapsed about 100ms|s/^workers 4/workers 8/
EOF
}

# Runs the changed scenario; true if the expectation does not hold.
is_found()
{
    "$baton" test -m "$1" "$work/changed.baton" >"$work/check.log" 2>&1 </dev/null
    grep -q '^not ok' "$work/check.log" && grep -Eq "^# line [0-9]+: $2" "$work/check.log"
}

check_row()
{
    text="$1, changed, under $2: '$3' does not hold"
    sed "$4" "$srcdir"/scenarios/[0-9][0-9]-"$1".baton >"$work/changed.baton"
    if cmp -s "$work/changed.baton" "$srcdir"/scenarios/[0-9][0-9]-"$1".baton; then
        fail "$text: the change changes nothing"
    elif is_found "$2" "$3" || is_found "$2" "$3"; then
        pass "$text"
    elif grep -q 'SKIP busy' "$work/check.log"; then
        skip "$text" "others kept the processor busy"
    else
        fail "$text" "$work/check.log"
    fi
}

rows >"$work/rows"
while IFS='|' read -r name model expectation change; do
    check_row "$name" "$model" "$expectation" "$change"
done <"$work/rows"
for file in "$srcdir"/scenarios/*.baton; do
    name=$(basename "$file" .baton)
    grep -q "^${name#*-}|" "$work/rows" || echo "$name" >>"$work/missing"
done
check 'every scenario has a row' test ! -e "$work/missing"
finish
