#!/bin/sh
# baton python: what it prints is a program of Python, for every lesson under every model, or it
# says why not; and it does what the scenario does.
set -u
. "$(dirname "$0")/../tap.sh"

expect_status 'a lesson is translated' 0 "$baton" python two-waits
expect_text 'with the line of the scenario behind each of its own' "$work/out" \
    '^    await asyncio\.sleep\(0\.5\) +# 10: io 500ms "query"$'
expect_status 'into a file' 0 "$baton" python two-waits -m blocking -o "$work/blocking.py"
check 'which has it' grep -q 'time\.sleep' "$work/blocking.py"
expect_status 'a setting is taken' 0 "$baton" python semaphore --set 'semaphore places=2'
expect_text 'as the file would have it' "$work/out" '^places = asyncio\.Semaphore\(2\)'
expect_status 'what Python has no like of is refused' 2 "$baton" python two-waits -m polling
expect_text 'with a reason' "$work/err" 'error: Python has no like of the model polling'
expect_status 'an error in the file is told' 2 "$baton" python nothing-of-that-name
expect_status 'python takes one file' 2 "$baton" python two-waits two-waits
expect_status 'and one model' 2 "$baton" python two-waits -m gil,blocking

find_python()
{
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

if ! find_python; then
    skip 'what is printed runs' 'there is no Python 3.11'
    finish
    exit
fi

# Every lesson under every model that it names.
mkdir "$work/programs"
for file in "$srcdir"/scenarios/*.baton; do
    name=$(basename "$file" .baton)
    for model in $(sed -n 's/^model //p' "$file" | tr -d ','); do
        "$baton" python "$file" -m "$model" >"$work/program" 2>"$work/refused"
        status=$?
        if [ "$status" -eq 0 ]; then
            mv "$work/program" "$work/programs/$name.$model.py"
        elif [ "$status" -ne 2 ] || ! grep -q ': error: ' "$work/refused"; then
            echo "$name $model: status $status"
            cat "$work/refused"
        fi
    done
done >"$work/wrong"
check 'each lesson is translated, or refused with a reason' test ! -s "$work/wrong"
check 'most are translated' test "$(find "$work/programs" -name '*.py' | wc -l)" -gt 80
check 'all are programs of Python' "$python" -c '
import pathlib, sys
for path in pathlib.Path(sys.argv[1]).glob("*.py"):
    compile(path.read_text(encoding="utf-8"), path.name, "exec")' "$work/programs"

# says LESSON MODEL: the printed program says what the lesson says, and reports its values.
says()
{
    "$baton" run "$srcdir/scenarios/$1.baton" -m "$2" -f json >"$work/json" 2>"$work/err"
    "$python" "$work/programs/$1.$2.py" --report >"$work/said" 2>"$work/reported"
    check "$1 under $2 says the same in Python" "$python" -c '
import json, sys
run = json.load(open(sys.argv[1], encoding="utf-8"))
said = open(sys.argv[2], encoding="utf-8").read().splitlines()
reported = [line.split() for line in open(sys.argv[3], encoding="utf-8")]
values = {words[1]: int(words[2]) for words in reported if words[0] == "value"}
assert said == [line["text"] for line in run["output"]], said
assert all(run["values"][name] == value for name, value in values.items()), values
assert ["result", run["result"]] in reported, reported' "$work/json" "$work/said" "$work/reported"
}

# A failure that nobody handles is in the report, whoever's it is; one that is handled is not.
cat >"$work/fails.baton" <<'EOF'
scenario "Who fails"
model coroutines, callbacks, blocking, gil, processes
shared asked = 0
shared called = 0

task main:
    if called:
        call inner
    f = start inner
    sleep 1ms
    if asked:
        await f

task inner:
    start innermost
    sleep 5ms

task innermost:
    sleep 1ms
    fail "no"
EOF
cat >"$work/handles.baton" <<'EOF'
scenario "Who handles it"
model coroutines, blocking, gil, processes

task main:
    f = start inner
    try:
        await f
    on error:
        say "{error}"

task inner:
    sleep 1ms
    fail "no"
EOF
# reports FILE MODEL RESULT
reports()
{
    "$baton" run "$work/$1.baton" -m "$2" -f json >"$work/json" 2>"$work/err"
    "$baton" python "$work/$1.baton" -m "$2" -o "$work/program.py"
    "$python" "$work/program.py" --report >"$work/said" 2>"$work/reported"
    check "$1 under $2 is $3" grep -q "\"result\": *\"$3\"" "$work/json"
    check "$1 under $2 reports that it is $3" grep -qx "result $3" "$work/reported"
}
for model in coroutines callbacks blocking gil processes; do
    reports fails "$model" failed
    [ "$model" = callbacks ] || reports handles "$model" ok
done

# Who runs in a pool may start others when main is over: the pool is not shut down before.
cat >"$work/late.baton" <<'EOF'
scenario "After main"
model gil

task main:
    f = start early
    if done(f):
        say "at once"

task early:
    sleep 20ms
    start late

task late:
    say "late"
EOF
"$baton" python "$work/late.baton" -o "$work/late.py"
check 'what main has begun begins others when main is over' test "$("$python" "$work/late.py")" = late

# The thread of the pool for blocks waits for the next one for ever: nobody waits for that.
cat >"$work/idles.baton" <<'EOF'
scenario "A pool that idles"
model gil

task main:
    offload:
        say "in the pool"
    group:
        io 1ms
    io 20ms then:
        say "last"
EOF
"$baton" python "$work/idles.baton" -o "$work/idles.py"
for report in '' --report; do
    # shellcheck disable=SC2086 # an option, or none
    timeout 20 "$python" "$work/idles.py" $report >"$work/said" 2>"$work/reported"
    echo "$?" >>"$work/said"
    check "it ends though a pool has threads left${report:+, with a report}" \
        test "$(tail -n 2 "$work/said" | tr '\n' ' ')" = 'last 0 '
done

# A block of its own function: what stands in it alone is its own, and it runs when main is over, too.
cat >"$work/offloads.baton" <<'EOF'
scenario "Offloads"
model gil, coroutines, blocking

task main:
    x = 1
    offload:
        repeat 2 as i:
            x += i
        z = x
    say "{x} {z}"
    start late

task late:
    io 20ms then:
        offload:
            say "late"
    blocking io 1ms then:
        say "then"
EOF
"$baton" python "$work/offloads.baton" -o "$work/offloads.py"
check 'an offloaded block has variables of its own, and some of its task' \
    test "$("$python" "$work/offloads.py" | tr '\n' ' ')" = '4 4 then late '

# The number of a task counts those of all processes.
cat >"$work/numbers.baton" <<'EOF'
scenario "Numbers"
model processes

task main:
    f = start starter
    await f
    f = start worker
    await f

task starter:
    f = start worker
    await f

task worker:
    say "{self}"
EOF
"$baton" python "$work/numbers.baton" -o "$work/numbers.py"
check 'tasks of several processes are numbered together' \
    test "$("$python" "$work/numbers.py" | tr '\n' ' ')" = '1 2 '

says 01-two-waits coroutines
says 01-two-waits blocking
says 02-four-corners async-blocking
says 04-callbacks callbacks
says 11-generators coroutines
says 12-delegate-and-close blocking
says 37-shared-or-not gil
says 14-task-group coroutines
says 37-shared-or-not processes
finish
