#!/bin/sh
# The expectations of the lessons can fail: each scenario is changed so that its claims are broken (another model, a
# removed lock, another wait), and `baton test` must say so. A row: the scenario, the models (none: those of the
# file), and the change (for sed), which keeps every line in its place. Each line of an `expect` block must be found
# not to hold by at least one row of its scenario.
set -u
. "$(dirname "$0")/tap.sh"

rows()
{
    cat <<'EOF'
two-waits|blocking,coroutines|s/io 500ms/io 300ms/
two-waits|coroutines|s/    io/    blocking io/
two-waits|callbacks|s/^expect blocking/expect callbacks/
four-corners|callbacks|s/^expect blocking.*:/expect callbacks:/
four-corners|callbacks|s/io 200ms/io 100ms/
four-corners|blocking|s/^expect async-blocking:/expect blocking:/; s/^expect polling.*:/expect blocking:/
loading-screen|polling|s/task game:/task game x 3:/; s/repeat 3/repeat 1/; s/{level}/{self}/
loading-screen|blocking|s/^expect polling/expect blocking/
loading-screen|polling|s/^expect blocking/expect polling/
callbacks|callbacks|s/io 300ms/io 70ms/; s/io 50ms/io 20ms/
callbacks|blocking|s/^expect callbacks, coroutines/expect blocking/
callbacks|callbacks|s/^expect blocking/expect callbacks/
callbacks|callbacks|s/io 300ms/io 20ms/
callbacks|blocking|s/    ask.*/    io 1ms/
answer-and-notice|coroutines|s/    compute 120ms/    io 120ms/
answer-and-notice|threads|s/io 100ms/io 160ms/
answer-and-notice|coroutines|s/^expect threads, blocking/expect coroutines/
who-has-control|blocking|s/io 100ms/io 50ms/
who-has-control|callbacks|s/^expect blocking/expect callbacks/
who-has-control|blocking|s/^expect callbacks, coroutines, threads/expect blocking/
a-blocked-flow|threads|s/io 400ms/io 300ms/
a-blocked-flow|blocking|s/^expect threads, polling/expect blocking/
a-blocked-flow|polling|s/^expect threads, blocking/expect polling/
a-blocked-flow|threads|s/^expect polling/expect threads/; s/^expect blocking/expect threads/
event-loop|threads|s/^model.*/model threads, blocking/; s/^expect coroutines, callbacks/expect threads/; s/compute 5ms/compute 300ms/; s/" next$/"/
event-loop|blocking|s/^expect coroutines, callbacks/expect blocking/
event-loop|coroutines|s/compute 5ms/io 5ms/
event-loop|coroutines,blocking|s/400 - 100/350 - 100/
event-loop|callbacks|s/^expect blocking/expect callbacks/
loop-queue|coroutines|s/compute 80ms/io 80ms/
loop-queue|coroutines|s/compute 80ms/compute 200ms/
loop-queue|coroutines|s/^expect polling/expect coroutines/
subroutine-and-coroutine|coroutines|s/^    count = 0/    count = 1/
subroutine-and-coroutine|coroutines|s/repeat 3:/repeat 1:/
subroutine-and-coroutine|coroutines|s/repeat 3:/repeat 5:/
generators|coroutines|s/with i - 1/with i/
generators|coroutines|s/repeat 20 as i/repeat 19 as i/
delegate-and-close|coroutines|s/close g/resume g with 5/
delegate-and-close|coroutines|s/with i$/with 2 * i/
delegate-and-close|coroutines|s/repeat 4 as i/repeat 3 as i/
future|threads|s/io 300ms/io 100ms/
future|blocking|s/^expect coroutines, callbacks, threads, processes/expect blocking/
future|coroutines|s/^expect blocking/expect coroutines/
task-group|coroutines|s/^    group:/    if 1:/
task-group|coroutines|s/100 \* n/50 * n/
task-group|coroutines|s/    sleep/    blocking sleep/
task-group|callbacks|s/^expect blocking/expect callbacks/
one-after-the-other|coroutines|s/x = await f/x = 1/
one-after-the-other|coroutines|s/y = await g/y = 1/
list-of-futures|coroutines|s/^    await all/    yield/
list-of-futures|coroutines|s/250 \* n/100 * n/
list-of-futures|coroutines|s/    sleep/    blocking sleep/
list-of-futures|callbacks|s/^expect blocking/expect callbacks/
main-ends-at-once|coroutines|s/^    say "main ends"/    await all/
main-sleeps|coroutines|s/sleep 500ms/sleep 150ms/
main-sleeps|coroutines|s/100 \* n/50 * n/
blocking-the-loop|coroutines|s/blocking sleep/sleep/
blocking-the-loop|coroutines|s/blocking sleep 500ms/blocking sleep 50ms/
blocking-the-loop|coroutines|s/blocking sleep/compute/
blocking-then-await|coroutines|s/blocking sleep/sleep/
blocking-calls|coroutines|s/blocking io/io/
pool-threads|coroutines|s/^pool 6/pool 1/
pool-threads|coroutines|s/350 - 50/210 - 30/
pool-threads|callbacks|s/^expect blocking/expect callbacks/
pool-in-rounds|coroutines|s/^pool 2/pool 3/
pool-in-rounds|coroutines|s/io 100ms/io 60ms/
pool-in-rounds|coroutines|s_answer {self}_answer {7 - self}_
pool-for-computing|coroutines|s/offload to processes/offload/
pool-for-computing|coroutines|s/compute 100ms/compute 5ms/
greenlets|coroutines|s/    io/    blocking io/
greenlets|threads|s/io 100ms/io 50ms/
greenlets|blocking|s/^expect coroutines, threads/expect blocking/
greenlets|coroutines|s/^expect blocking/expect coroutines/
loop-inside-the-wait|coroutines|s/compute 100ms/io 100ms/
loop-inside-the-wait|coroutines|s/    if not always:/    if 0:/
semaphore|coroutines|s/places = 5/places = 2/
semaphore|coroutines|s/io 100ms/io 160ms/
semaphore|blocking|s/io 100ms/io 50ms/
batches-or-sliding|coroutines|s/places = 5/places = 15/
batches-or-sliding|coroutines|s/places = 5/places = 1/
batches-or-sliding|coroutines|s/repeat 3:/repeat 1:/
batches-or-sliding|coroutines|s/io 40ms/io 140ms/
why-a-bound|coroutines|s/^device 5/device 2/
why-a-bound|coroutines|s/places = 10/places = 5/
why-a-bound|blocking|s/io 100ms/io 50ms/
inside-the-loop|coroutines|s/    offload:/    if 1:/; s/io 200ms/blocking io 200ms/
inside-the-loop|coroutines|s/io 200ms/compute 200ms/
loop-in-a-loop|coroutines|s/x = run/x = call/
loop-in-a-loop|threads|s/x = run query/fail "no"/
loop-in-a-loop||s/io 150ms/io 50ms/
two-pictures|threads|s/^expect gil/expect threads/
two-pictures|blocking|s/^expect gil/expect blocking/
two-pictures|gil|s/^expect threads/expect gil/
two-pictures|gil|s/^expect blocking/expect gil/
two-pictures|threads|s/^expect blocking/expect threads/
two-pictures||s/compute 100ms/compute 30ms/
gil-and-io|gil|s/io 100ms/compute 20ms/
gil-and-io|threads|s/^expect gil:/expect threads:/; s/compute 5ms/compute 120ms/
gil-and-io||s/io 100ms/io 5ms/
convoy|gil|s/compute 250ms/io 250ms/
convoy|gil|s/interval 500us/interval 40ms/
convoy|gil|s/interval 100ms/interval 300us/
convoy|gil|s/^expect threads/expect gil/; s/^switch interval 5ms/switch interval 40ms/
processes||s/compute 100ms/compute 30ms/
processes|blocking|s/^expect processes:/expect blocking:/
processes|processes|s/with cores 1/with cores 2/
processes|processes|s/^expect gil/expect processes/
processes|processes|s/^expect blocking/expect processes/
concurrent-or-parallel|blocking|s/^expect threads:/expect blocking:/
concurrent-or-parallel||s/compute 60ms/compute 15ms/
concurrent-or-parallel|threads|s/with cores 1/with cores 2/
concurrent-or-parallel|threads|s/with cores 1/with cores 1, workers 1/
concurrent-or-parallel|threads|s/^expect blocking/expect threads/
shared-or-not|threads|s/^expect processes/expect threads/
shared-or-not|processes|s/^expect threads, gil, blocking/expect processes/
race|blocking|s/^expect threads, gil/expect blocking/
race|threads|s/^expect blocking/expect threads/; s/with guard:/if 1:/; s/2000:/1000000:/; s/== 4000/== 2000000/
deadlock|coroutines|/^task two/,/^expect/ { s/knife:/spoon:/; s/fork:/knife:/; s/spoon:/fork:/; }
deadlock|coroutines|s/io 100ms/io 1200ms/
deadlock|coroutines|s/^expect blocking/expect coroutines/
fault-isolation|threads|s/^    crash/    fail "bad data"/
fault-isolation|threads|s/^expect processes/expect threads/
preemption|coroutines|s/compute 100ms/io 100ms/
preemption|coroutines|s/^expect threads, gil/expect coroutines/
preempted-loop|coroutines|s/compute 60ms/io 60ms/; s/repeat 100/repeat 10/; s/longest > 2/longest > 200/
switch-cost||s/^        yield/        x = 1/
switch-cost||s/with workers 1/with workers 20/
switch-cost|coroutines|s/compute 2us/compute 8us/
switch-cost|gil|s/compute 2us/compute 8us/
weight|threads|s/^expect callbacks/expect threads/
weight|threads|s/^expect coroutines/expect threads/
weight|callbacks|s/^expect coroutines/expect callbacks/
weight|callbacks|s/^expect threads/expect callbacks/
weight|processes|s/^expect threads/expect processes/
weight|coroutines|s/^expect processes/expect coroutines/
sync-server|threads|s/^workers 4/workers 8/
sync-server|threads|s/io 100ms/io 150ms/
async-server|coroutines|s/    io 100ms/    blocking io 1ms/
async-server|coroutines|s/inside -= 1/inside -= 0/
async-server|coroutines|s/served += 1/compute 2ms/
async-server|threads|s/ every 1ms//
computing-in-a-server|coroutines|s/repeat count:/repeat 20:/; s/100 \/ count/5/
computing-in-a-server|coroutines|s/repeat count:/repeat 1:/; s/100 \/ count/100/
worker-classes||s/io 45ms/io 20ms/
worker-classes|threads|s/workers 8/workers 1/
worker-classes|coroutines|s/    io 45ms/    blocking io 45ms/
worker-classes|coroutines|s/compute 5ms/compute 1ms/
async-def-or-def|coroutines|s/blocking io 100ms/io 100ms/
async-def-or-def|coroutines|s/        io 100ms/        io 10ms/
async-def-or-def|coroutines|s/    offload:/    if 1:/; s/        io 100ms/        blocking io 100ms/
asgi|coroutines|s/    io 20ms/    blocking io 20ms/
asgi|coroutines|s/^expect blocking/expect coroutines/
how-many-workers|threads|s/io 50ms/io 20ms/
how-many-workers|threads|s/io 50ms/io 200ms/
how-many-workers|threads|s/compute 20ms/compute 1ms/
how-many-workers|threads|s/with workers 1/with workers 3/
starvation|threads,gil|s/^lock door/fair lock door/; s/^fair lock gate/lock gate/
starvation|threads|s/repeat 30/repeat 1/
one-fails|coroutines|s/        group:/        if 1:/
one-fails|coroutines|s/^        await all/        sleep 1ms/
one-fails|callbacks|s/40 . n/10 * n/
await-or-not|coroutines|s/    say "1: header"/    io 1ms/
await-or-not|callbacks|s/^expect with.*/expect with channel first size 3:/
await-or-not|coroutines|s/    io 20ms/    io 2ms/
never-awaited|coroutines|s/create save(1)/start save(1)/
never-awaited|coroutines|s/call save(3)/g = start save(3)/
never-awaited|coroutines|s/    await f/    say "-"/
never-awaited|callbacks|s/sleep 50ms/sleep 10ms/
scope-and-receive|coroutines|s/io 30ms/blocking io 30ms/
scope-and-receive|coroutines|s/io 10ms/io 65ms/
scope-and-receive|coroutines|s/io 30ms/io 50ms/
scope-and-receive|blocking|s/^expect coroutines, callbacks/expect blocking/
scope-and-receive|callbacks|s/^expect blocking/expect callbacks/
who-calls-whom|coroutines|s/    io 30ms/    blocking io 30ms/
who-calls-whom|callbacks|s/^    call fastapi.*/    start fastapi(self)/
who-calls-whom|coroutines|s/    say "FastAPI makes.*/    io 5ms/
who-calls-whom|blocking|s/^expect coroutines, callbacks/expect blocking/
who-calls-whom|callbacks|s/^expect blocking/expect callbacks/
gevent-and-asyncio|coroutines|s/blocking io/io/
gevent-and-asyncio|coroutines|s/    offload:/    if 1:/; s/        io 100ms/        blocking io 100ms/
gevent-and-asyncio|coroutines|s/io 100ms/io 50ms/
gevent-and-asyncio|threads|s/io 20ms/io 60ms/; s/io 100ms/io 150ms/
three-additions|coroutines|s/    counter = seen + 1/    counter += 1/
three-additions|coroutines|s/io 100ms/io 50ms/
three-additions|coroutines|s/say "{self} has/say "{4 - self} has/
three-additions|threads|s/    counter = seen + 1/    counter += 1/
three-additions|blocking|s/seen + 1/seen + 2/
three-additions|blocking|s/io 100ms/io 50ms/
one-lost-update|threads|s/counter += 1/add counter 1/
down-to-two|threads|s/counter += 1/add counter 1/
stale-answer|coroutines|s/shown = self$/shown = 3/
a-flag-for-a-lock|threads|s/assert inside == 1/assert inside < 9/
peterson-by-mistake|threads|s/assert inside == 1/assert inside < 9/
test-and-set|threads|s/assert inside == 1/assert inside < 9/
look-then-leap|threads|s/balance -= 80/balance = 20/
if-or-while|threads|s/if queue == 0/while queue == 0/
a-signal-unheard|threads|s/^        wait ended/        say "goes on"/
philosophers|threads|s/^        with fork.right.:/        if 1:/
readers-and-writers|threads|s/assert page == old/assert page < 9/
the-barber|threads|s/^        acquire wake/        asleep = 0/
bounded-buffer|threads|s/signal changed/broadcast changed/
wrong-once|threads|s/^        acquire gate/        came = 0/
after-you|threads|s/while wants.other.:/while wants[other] and self == 1:/
not-to-be-broken|threads|s/inside -= 1/inside -= self/; s/assert inside == 1/assert inside < 9/
EOF
}

excuse="others kept the processor busy, there is one core, or a sanitizer"
excused='was not measured|a sanitizer.s|others took up to|others had the core|; it needs [0-9]+ cores'
is_excused()
{
    grep -Eq "$excused" "$work/check.log"
}

# Runs the changed scenario, and adds the lines that did not hold to the found ones; true if there are any.
is_found()
{
    "$baton" test ${2:+-m "$2"} "$work/changed.baton" >"$work/check.log" 2>&1 </dev/null
    awk -v excused="$excused" '
        /^(not )?ok/ { failed = /^not ok/ }
        /^    - line: / { line = $3 }
        failed && /^    line [0-9]+: / { print $2 + 0 } # of what a search says
        failed && /^      found: / && $0 !~ excused { print line + 0 }' "$work/check.log" >"$work/lines"
    sed "s/^/$1 /" "$work/lines" >>"$work/found"
    is_excused && echo "$1" >>"$work/busy"
    test -s "$work/lines"
}

# check_row SCENARIO|MODELS|CHANGE
check_row()
{
    IFS='|' read -r name models change <<END
$1
END
    set -- "$name" "$models" "$change"
    text="$1, changed, under ${2:-its models} ($3): something does not hold"
    sed "$3" "$srcdir"/scenarios/[0-9][0-9]-"$1".baton >"$work/changed.baton"
    if cmp -s "$work/changed.baton" "$srcdir"/scenarios/[0-9][0-9]-"$1".baton; then
        fail "$text: the change changes nothing"
    elif is_found "$1" "$2" || is_found "$1" "$2"; then
        pass "$text"
    elif is_excused; then
        skip "$text" "$excuse"
    else
        fail "$text" "$work/check.log"
    fi
}

# The lines of the expect blocks that no row of the scenario has found not to hold.
print_unbroken()
{
    awk '/^expect/ { expects = 1; next } expects && /^ / { print FNR ": " $0 }' "$2" | while read -r line rest; do
        grep -qx "$1 ${line%:}" "$work/found" || echo "line ${line%:}: $rest"
    done
}

check_coverage()
{
    name=$(basename "$1" .baton)
    name=${name#*-}
    text="$name: every expectation was seen to fail"
    print_unbroken "$name" "$1" >"$work/unbroken"
    if [ ! -s "$work/unbroken" ]; then
        pass "$text"
    elif grep -qx "$name" "$work/busy"; then
        skip "$text" "$excuse"
    elif [ "$cores" = 1 ] && ! grep -qv ': parallel 1$' "$work/unbroken"; then
        skip "$text" 'needs 2 cores'
    else
        fail "$text" "$work/unbroken"
    fi
}

# With names as arguments, only those scenarios.
is_wanted()
{
    [ -z "$wanted" ] || case " $wanted " in *" $1 "*) ;; *) return 1 ;; esac
}

wanted="$*"
cores=$(usable_cores)
rows | while IFS='|' read -r name rest; do
    ! is_wanted "$name" || echo "$name|$rest"
done >"$work/rows"
each_at_once "$work/rows" check_row
cat "$many"/*/found >"$work/found"
cat "$many"/*/busy >"$work/busy" 2>/dev/null
for file in "$srcdir"/scenarios/*.baton; do
    name=$(basename "$file" .baton)
    name=${name#*-}
    ! is_wanted "$name" || check_coverage "$file"
done
finish
