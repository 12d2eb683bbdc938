#!/bin/sh
# The lessons, recorded: the program that `baton python` prints of one has the same order of hand-offs as the lesson's run,
# as tests/record/lessons.py compares them. Each lesson has a row for each of its models whose tasks are told of in a
# recording, or a reason why not. Those with a * are compared here, all of them with BATON_LESSONS=all (`make soak`).
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
if has_thread_sanitizer; then
    echo '1..0 # SKIP the thread sanitizer is slow'
    exit 0
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# Lesson, model (gevent: the threads' program on greenlets, beside the coroutines' run), how it is compared. `not`: it is
# not, and the rest of the row says why.
cat >"$work/table" <<'TABLE'
01 callbacks      calls *
01 coroutines     turns
02 callbacks      not   in Python who looks does so behind what came with its answer
02 async-blocking turns
02 coroutines     stays
04 callbacks      calls *
04 coroutines     turns *
05 callbacks      calls
05 coroutines     turns
06 callbacks      calls
06 coroutines     turns
08 callbacks      calls
08 coroutines     turns
09 callbacks      calls
09 coroutines     turns
10 callbacks      calls
10 coroutines     turns *
11 callbacks      calls
11 coroutines     turns
13 callbacks      calls *
13 coroutines     turns *
13 processes      apart
14 coroutines     turns
15 callbacks      calls
15 coroutines     turns
16 callbacks      calls
16 coroutines     turns
17 callbacks      calls
17 coroutines     apart
18 callbacks      calls
18 coroutines     turns
19 callbacks      calls
19 coroutines     turns
20 callbacks      calls
20 coroutines     turns
21 coroutines     turns
22 callbacks      calls
22 coroutines     turns
23 callbacks      calls,apart
23 coroutines     apart
25 coroutines     turns *
25 gevent         apart *
26 callbacks      calls
26 coroutines     turns
26 gevent         not   a thread that is started begins at once, and is waited for when main has ended
27 coroutines     turns
27 gevent         apart
28 coroutines     turns
29 coroutines     apart
29 gevent         apart
31 coroutines     turns
32 gil            own
33 gil            own   *
34 gil            apart
35 gil            own
35 processes      own
37 gil            apart
37 processes      apart *
38 gil            apart
39 coroutines     turns
39 gil            apart
39 processes      apart
40 coroutines     turns
40 processes      own
41 coroutines     turns
41 gil            apart
42 coroutines     apart
43 coroutines     turns
43 gil            own
43 processes      own
44 callbacks      calls
44 coroutines     turns
44 processes      own
45 gil            apart
46 callbacks      calls,apart
46 coroutines     apart
47 coroutines     stays
49 callbacks      not   a part of it prints nothing, and what calls that back is a function of the translation
49 coroutines     apart
50 callbacks      calls
50 coroutines     turns
53 coroutines     stays
54 coroutines     turns
56 coroutines     turns
57 callbacks      calls
57 coroutines     turns
58 coroutines     turns
58 gevent         apart
59 coroutines     turns
62 coroutines     not   its schedule is a choice that nobody can give to CPython
TABLE

# python_with MODULES: one that has them, of 3.8 to 3.13; what `baton python` prints wants 3.11.
python_with()
{
    for found in python3 /usr/bin/python3; do
        "$found" -c "import sys, $1; assert (3, 11) <= sys.version_info < (3, 14); print(sys.executable)" \
            2>/dev/null && return
    done
    return 1
}

# models_of_lesson FILE: those whose tasks, or callbacks, a recording tells of. Who blocks has one flow, and of threads
# without a GIL, and of polling, Python has no like.
models_of_lesson()
{
    for model in $(sed -n 's/^model //p' "$1" | tr -d ,); do
        case $model in
        blocking | threads | polling) ;;
        *) echo "$model" ;;
        esac
    done
    ! grep -q '^keywords.*gevent' "$1" || echo gevent
}

# compare_once FILE MODEL HOW: the run and the recording, at the same time.
compare_once()
{
    prints=$2 runs=$2 with=$python
    if [ "$2" = gevent ]; then
        prints=gil runs=coroutines with=$geventer
    fi
    "$baton" python "$1" -m "$prints" -o "$work/lesson.py" || return 1
    set -- "$1" "$2" "$3" "$with" "$work/lesson.py"
    [ "$2" != gevent ] || set -- "$1" "$2" "$3" "$with" "$srcdir/tests/record/programs/patched.py" "$work/lesson.py"
    rm -f "$work/lesson.trace" "$work/own.trace"
    timeout 20 "$baton" run "$1" -m "$runs" -f trace -o "$work/lesson.trace" >/dev/null 2>&1 &
    how=$3 limit=20
    [ "$(basename "$1")" != 39-deadlock.baton ] || limit=4 # in Python nobody ends it
    shift 3
    if [ "${how%%,*}" = calls ]; then # where one prints is seen so, too
        PYTHONUNBUFFERED=1 timeout "$limit" "$baton" record --all -o "$work/own.trace" -- "$@" >/dev/null 2>&1 </dev/null
        set -- "$work/lesson.py"
    else
        timeout "$limit" "$baton" record -o "$work/own.trace" -- "$@" >/dev/null 2>&1 </dev/null
        set --
    fi
    wait $!
    "$python" "$srcdir/tests/record/lessons.py" "$how" "$work/lesson.trace" "$work/own.trace" "$@" >"$work/said" 2>&1
}

# Real time: a machine that does other things makes any one run another one.
compare_row()
{
    text="$(basename "$1" .baton), $2: the order of hand-offs is that of its recording"
    if [ "$2" = gevent ] && [ -z "$geventer" ]; then
        skip "$text" 'there is no gevent'
        return
    fi
    for try in 1 2 3 4 5; do
        if compare_once "$@"; then
            pass "$text ($3: $(head -n 1 "$work/said"), try $try)"
            return
        fi
    done
    if "$python" "$srcdir/tests/peers/busy.py"; then
        skip "$text" 'something else uses the cores'
    else
        fail "$text" "$work/said"
    fi
}

if ! python=$(python_with asyncio); then
    echo '1..0 # SKIP there is no python3 of 3.11 to 3.13'
    exit 0
fi
geventer=$(python_with gevent) || geventer=

while read -r lesson model how rest; do
    [ "${BATON_LESSONS-}" = all ] || [ "$rest" = '*' ] || continue
    [ "$how" != not ] || continue
    compare_row "$srcdir"/scenarios/"$lesson"-*.baton "$model" "$how" </dev/null
done <"$work/table"

for file in "$srcdir"/scenarios/[0-9]*.baton; do
    name=$(basename "$file" .baton)
    for model in $(models_of_lesson "$file"); do
        ! grep -Eq "^${name%%-*} +$model +" "$work/table" || continue
        "$baton" python "$file" -m "$model" -o "$work/lesson.py" 2>"$work/err"
        [ $? -eq 2 ] || echo "$name $model"
    done
done >"$work/alone"
sed 's/^/# no row: /' "$work/alone"
check 'each lesson is compared, cannot be printed in Python, or has a reason' test ! -s "$work/alone"

# It is able to say no.
"$baton" run "$srcdir/scenarios/13-future.baton" -m coroutines -f trace -o "$work/lesson.trace" >/dev/null
"$baton" python "$srcdir/scenarios/13-future.baton" -m coroutines |
    sed 's/await asyncio.sleep(0) .*/pass/' >"$work/lesson.py"
"$baton" record -o "$work/own.trace" -- "$python" "$work/lesson.py" >/dev/null 2>&1
expect_status 'one in which nobody yields is told from it' 1 \
    "$python" "$srcdir/tests/record/lessons.py" turns "$work/lesson.trace" "$work/own.trace"
expect_text 'by the first hand-off that differs' "$work/out" '^at [0-9]+: the lesson has '
"$baton" run "$srcdir/scenarios/01-two-waits.baton" -m callbacks -f trace -o "$work/lesson.trace" >/dev/null
"$baton" python "$srcdir/scenarios/01-two-waits.baton" -m callbacks | sed 's/call_later(0.5/call_later(0.3/' >"$work/lesson.py"
"$baton" record --all -o "$work/own.trace" -- "$python" "$work/lesson.py" >/dev/null 2>&1
expect_status 'one that is called back before the other is told from it' 1 "$python" "$srcdir/tests/record/lessons.py" \
    calls "$work/lesson.trace" "$work/own.trace" "$work/lesson.py"
expect_text 'by the first call that differs' "$work/out" '^at [0-9]+: the lesson has '
finish
