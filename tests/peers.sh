#!/bin/sh
# Beside CPython: what a scenario shows is what the real library does. Each row runs a scenario under a model, and a
# program of Python, and compares the lines and the times of the two. The program is what `baton python` prints
# (translated), where that is the same; else tests/peers/SCENARIO.py, written by hand for a library: another one than
# Python's own, what the translation refuses (a select of Queues, a pool of processes), what shows a difference, or an
# end that a program does not tell of itself (a deadlock). Skipped row by row where the library is not here.
#
# These have none (`alone`, below): the corners and the loading screen (02, 03), which are not about Python, and 06 has the corners that
# its libraries have; a blocked flow (07), which is the kernel's; and what switching costs (43), as in CPython that is
# mostly the interpreter's own work: to switch between two coroutines takes about the CPU time that two threads take.
# Nor have the levels (60 to 75), for they are about what a schedule does, and nobody can give one to CPython.
#
# PEERS_FIGURES, a file, gets the figures of every row. PYTHON is the interpreter, if another is to be asked.
set -u
. "$(dirname "$0")/tap.sh"
peers=$srcdir/tests/peers
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# Scenario, model, the library, then what is compared, as tests/peers/compare.py reads it: the lines said, the times,
# values; last a setting for the scenario, if it is not run as it is. What comes after a dash in a library's name is a
# variant: the program says of what. Times: `waits` is for two that hardly compute, they run at once, and may be 1.35
# times apart; `turns` for two that do, one after the other, and 2.
alone='02 03 07 43 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75'
cat >"$work/table" <<'TABLE'
# scenario                  model      library          lines  times  values and setting
01-two-waits                coroutines translated       exact  waits  -
01-two-waits                blocking   translated       exact  waits  -
04-callbacks                callbacks  translated       exact  waits  -
04-callbacks                callbacks  asyncio-closures other  waits  -
05-answer-and-notice        coroutines translated       exact  turns  -
05-answer-and-notice        gil        translated       exact  turns  -
06-who-has-control          blocking   translated       exact  waits  -
06-who-has-control          callbacks  asyncio-reader   exact  waits  -
06-who-has-control          coroutines translated       exact  waits  -
06-who-has-control          threads    threads          exact  waits  -
08-event-loop               coroutines translated       exact  turns  -
09-loop-queue               coroutines translated       exact  turns  -
10-subroutine-and-coroutine coroutines translated       exact  turns  -
11-generators               coroutines translated       exact  turns  total
12-delegate-and-close       coroutines plain            exact  turns  total
13-future                   coroutines translated       exact  turns  -
13-future                   gil        translated       exact  turns  -
13-future                   processes  translated       exact  turns  -
14-task-group               coroutines translated       exact  waits  -
14-task-group               coroutines asyncio-gather   exact  waits  -
15-one-after-the-other      coroutines translated       exact  waits  -
16-list-of-futures          coroutines tornado          exact  waits  -
17-main-ends-at-once        coroutines translated       exact  turns  -
18-main-sleeps              coroutines translated       exact  waits  -
19-blocking-the-loop        coroutines translated       exact  waits  -
20-blocking-then-await      coroutines translated       exact  waits  -
21-blocking-calls           coroutines translated       exact  waits  -
22-pool-threads             coroutines translated       exact  waits  -
22-pool-threads             blocking   translated       exact  waits  -
23-pool-in-rounds           coroutines translated       set    waits  -
24-pool-for-computing       coroutines asyncio          shape  turns  in_threads~,in_processes~
25-greenlets                coroutines gevent           exact  waits  -
25-greenlets                blocking   translated       exact  waits  -
26-loop-inside-the-wait     coroutines gevent           exact  turns  -
26-loop-inside-the-wait     coroutines tornado          exact  turns  -  always=1
26-loop-inside-the-wait     coroutines tornado-eager    other  -      -  always=1
27-semaphore                coroutines gevent           set    waits  -
27-semaphore                coroutines gevent-pool      set    waits  -
27-semaphore                coroutines translated       set    waits  -
28-batches-or-sliding       coroutines gevent           shape  waits  batches~,sliding~
28-batches-or-sliding       coroutines gevent-equal     shape  waits  batches~,sliding~  long=40
29-why-a-bound              coroutines gevent           set    waits  -
30-inside-the-loop          callbacks  uvloop           exact  waits  -
30-inside-the-loop          callbacks  asyncio          exact  waits  -
31-loop-in-a-loop           coroutines asyncio          exact  waits  -
31-loop-in-a-loop           callbacks  uvloop           exact  waits  -
31-loop-in-a-loop           gil        translated       exact  waits  -
31-loop-in-a-loop           gil        threads-beside   exact  waits  -
32-two-pictures             gil        translated       set    turns  -
32-two-pictures             threads    threads-outside  set    turns  -
32-two-pictures             blocking   translated       exact  turns  -
33-gil-and-io               gil        translated       set    turns  -
33-gil-and-io               blocking   translated       exact  waits  -
34-convoy                   gil        translated       shape  turns  took~,took>100
34-convoy                   gil        threads-500us    shape  turns  took~,took<100  switch interval=500us
35-processes                processes  translated       set    turns  count
35-processes                gil        translated       none   turns  count
35-processes                blocking   translated       exact  turns  count
36-concurrent-or-parallel   threads    threads-two      set    turns  -
36-concurrent-or-parallel   threads    threads-one      set    turns  -  cores=1
37-shared-or-not            gil        translated       exact  -      count
37-shared-or-not            processes  translated       exact  -      count
38-race                     gil        threads          shape  -      bare<2000000,guarded
38-race                     gil        threads-bare     shape  -      bare!,guarded
39-deadlock                 gil        threads          exact  -      -
39-deadlock                 coroutines asyncio          exact  -      -
40-fault-isolation          processes  translated       set    turns  -
40-fault-isolation          gil        translated       exact  -      -
40-fault-isolation          coroutines translated       exact  -      -
41-preemption               coroutines translated       exact  turns  -
41-preemption               gil        translated       exact  turns  -
42-preempted-loop           coroutines translated       shape  turns  stopped
44-weight                   coroutines asyncio          exact  waits  -
44-weight                   callbacks  asyncio-timers   exact  waits  -
44-weight                   threads    threads          exact  waits  -
44-weight                   processes  processes        exact  -      -
45-sync-server              gil        translated       each   waits  -
45-sync-server              gil        threads-five     each   waits  -  workers=5
45-sync-server              processes  processes        each   turns  -
45-sync-server              processes  processes-five   each   turns  -  workers=5
46-async-server             coroutines translated       exact  waits  served,inside,most>90
46-async-server             callbacks  asyncio-readers  exact  waits  served,inside,most>90
47-computing-in-a-server    coroutines translated       shape  turns  whole~
48-worker-classes           blocking   translated       exact  waits  -
48-worker-classes           processes  processes        each   turns  -
48-worker-classes           gil        threads          each   turns  -  workers=8
48-worker-classes           threads    threads-outside  each   turns  -  workers=8
48-worker-classes           coroutines asyncio          exact  turns  -  workers=1
48-worker-classes           coroutines asyncio-prefork  each   turns  -
49-async-def-or-def         coroutines translated       shape  waits  on_loop~,in_pool~
50-asgi                     coroutines translated       exact  turns  -
51-how-many-workers         threads    threads-one      shape  turns  waiting~,computing~  workers=1
51-how-many-workers         threads    threads-two      shape  turns  waiting~,computing~
51-how-many-workers         threads    threads-four     shape  turns  waiting~,computing~  workers=4
51-how-many-workers         threads    threads-eight    shape  turns  waiting~,computing~  workers=8
51-how-many-workers         gil        threads-only     shape  turns  waiting~,computing~  workers=8
52-starvation               gil        threads          shape  -      -
53-one-fails                coroutines translated       exact  turns  -
54-await-or-not             coroutines translated       exact  turns  -
54-await-or-not             coroutines asyncio-full     exact  turns  -  channel first=1
55-never-awaited            coroutines asyncio          exact  waits  -
56-scope-and-receive        coroutines translated       exact  waits  -
56-scope-and-receive        blocking   translated       exact  waits  -
57-who-calls-whom           coroutines translated       exact  waits  -
57-who-calls-whom           callbacks  uvloop           exact  waits  -
57-who-calls-whom           blocking   translated       exact  waits  -
58-gevent-and-asyncio       coroutines gevent           each   waits  -
58-gevent-and-asyncio       coroutines gevent-pool      each   waits  -  in_a_thread=1
58-gevent-and-asyncio       coroutines gevent-patched   other  -      -
59-three-additions          coroutines translated       exact  waits  counter
59-three-additions          blocking   translated       exact  waits  counter
TABLE

# Claims that are ratios: the first takes at least and at most so many hundredths of the second, here and there. After a
# colon, a value of that row. Those with `idle` need two cores. Where something else uses the cores, none is held.
cat >"$work/ratios" <<'RATIOS'
# scenario                first                             second                            least most
01-two-waits              coroutines/translated             blocking/translated               45    75
22-pool-threads           coroutines/translated             blocking/translated               20    50
24-pool-for-computing     coroutines/asyncio:in_processes   coroutines/asyncio:in_threads     40    80   idle
25-greenlets              coroutines/gevent                 blocking/translated               8     30
32-two-pictures           gil/translated                    blocking/translated               80    150  idle
32-two-pictures           threads/threads-outside           blocking/translated               40    80   idle
33-gil-and-io             gil/translated                    blocking/translated               22    60
34-convoy                 gil/threads-500us:took            gil/translated:took               10    60   idle
35-processes              processes/translated              blocking/translated               40    80   idle
35-processes              gil/translated                    blocking/translated               80    150  idle
36-concurrent-or-parallel threads/threads-two               threads/threads-one               40    80   idle
44-weight                 coroutines/asyncio:cpu_us         threads/threads:cpu_us            0     50
44-weight                 callbacks/asyncio-timers:cpu_us   threads/threads:cpu_us            0     50
44-weight                 coroutines/asyncio:cpu_us         processes/processes:cpu_us        0     50
45-sync-server            gil/threads-five                  gil/translated                    40    70
45-sync-server            processes/processes-five          processes/processes               40    75
47-computing-in-a-server  coroutines/translated:pieces      coroutines/translated:whole       10    60   idle
48-worker-classes         processes/processes               blocking/translated               40    75
48-worker-classes         gil/threads                       blocking/translated               10    60
48-worker-classes         coroutines/asyncio                blocking/translated               15    65
48-worker-classes         coroutines/asyncio-prefork        coroutines/asyncio                50    95   idle
49-async-def-or-def       coroutines/translated:in_pool     coroutines/translated:on_loop     30    60
51-how-many-workers       threads/threads-two:waiting       threads/threads-one:waiting       40    65
51-how-many-workers       threads/threads-eight:waiting     threads/threads-two:waiting       20    45
51-how-many-workers       threads/threads-eight:computing   threads/threads-two:computing     80    150  idle
51-how-many-workers       gil/threads-only:computing        threads/threads-eight:computing   130   250  idle
RATIOS

# The first Python that has the most of the libraries, and what it lacks. One built without the lock is no peer.
lacks()
{
    "$1" -c '
import asyncio, importlib.util, os, select, sys
os.sched_getaffinity, select.epoll
assert getattr(sys, "_is_gil_enabled", lambda: True)()
print(*[name for name in sys.argv[1:] if not importlib.util.find_spec(name)])' gevent tornado uvloop 2>/dev/null
}

find_python()
{
    python='' absent='' fewest=99
    for candidate in ${PYTHON:-python3 /usr/bin/python3}; do
        without=$(lacks "$candidate") || continue
        if [ "${#without}" -lt "$fewest" ]; then
            python=$candidate absent=$without fewest=${#without}
        fi
    done
}

# run_both SCENARIO MODEL LIBRARY LINES TIMES VALUES SETTING: the two runs, and what compare.py says of them.
run_both()
{
    case $5 in
    waits) factor=1.35 ;;
    turns) factor=2 ;;
    *) factor=0 ;;
    esac
    "$baton" run "$srcdir/scenarios/$1.baton" -m "$2" ${7:+--set "$7"} -f json >"$work/json" 2>"$work/err" &
    [ "$5" = waits ] || wait
    ended=0
    peer=$peers/$1.py argument=$3
    case $3 in
    translated*) # translated-MODEL: as under that model
        model_of_peer=${3#translated} model_of_peer=${model_of_peer#-}
        peer=$peers/translated.py argument=$work/translated
        "$baton" python "$srcdir/scenarios/$1.baton" -m "${model_of_peer:-$2}" >"$argument" || return 1
        ;;
    esac
    timeout 20 "$python" "$peer" "$argument" >"$work/peer.out" 2>"$work/peer.err" || ended=$?
    wait
    [ "$ended" -ne 77 ] || return 77
    "$python" "$peers/compare.py" "$4" "$factor" "$6" "$work/figures" "$work/json" "$work/peer.out" \
        "$work/peer.err" "$ended" >"$work/said" 2>&1 || return 1
    awk -v run="$1 $2/$3" '{ print run $3, $1, $2 }' "$work/figures" >>"$work/all"
}

# Whether others made the last run of baton late, by more than they are counted in.
is_delayed()
{
    [ "$(sed -n 's/.*"run_delay_ns": \([0-9]*\).*/\1/p' "$work/json" | head -n 1)" -ge 10000000 ] 2>/dev/null
}

# A machine that does other things can make any one run late: a row has five tries.
try_row()
{
    text="$1: $2 is as $3${7:+ ($7)}"
    case " $absent " in
    *" ${3%%-*} "*)
        skip "$text" "${3%%-*} is not here"
        return
        ;;
    esac
    for try in 1 2 3 4 5; do
        status=0
        run_both "$@" || status=$?
        [ "$status" -eq 1 ] || break
    done
    case $status in
    0) pass "$text: $(paste -s -d';' "$work/said" | sed 's/;*$//; s/;/; /g'), try $try" ;;
    77) skip "$text" 'this Python, or this machine, is not able to' ;;
    *)
        if is_delayed || "$python" "$peers/busy.py"; then
            skip "$text: $(head -n 1 "$work/said")" 'something else uses the cores'
            return
        fi
        cat "$work/err" "$work/json" "$work/peer.out" "$work/peer.err" >>"$work/said"
        fail "$text" "$work/said"
        ;;
    esac
}

# ratio_holds SCENARIO FIRST SECOND LEAST MOST: by the last figures of each.
ratio_holds()
{
    awk -v scenario="$1" -v first="$2" -v second="$3" -v least="$4" -v most="$5" '
        $1 == scenario && $2 == first { a = $3; b = $4 }
        $1 == scenario && $2 == second { c = $3; d = $4 }
        END {
            if (!a || !c)
                exit 77
            printf "%.0f %% and %.0f %%\n", 100 * a / c, 100 * b / d
            exit a / c < least / 100 || a / c > most / 100 || b / d < least / 100 || b / d > most / 100
        }' "$work/all" >"$work/said"
}

# run_again SCENARIO MODEL/LIBRARY[:VALUE]: the row of the table with that name.
run_again()
{
    awk -v scenario="$1" -v name="${2%%:*}" '$1 == scenario && $2 "/" $3 == name' "$work/table" >"$work/row"
    read -r scenario model library lines times values setting <"$work/row"
    run_both "$scenario" "$model" "$library" "$lines" "$times" "$values" "$setting" </dev/null || :
}

# try_ratio SCENARIO FIRST SECOND LEAST MOST NEEDS
try_ratio()
{
    text="$1: $2 takes $4 to $5 % of $3, in baton and in CPython"
    for try in 1 2 3; do
        status=0
        ratio_holds "$1" "$2" "$3" "$4" "$5" || status=$?
        if [ "$status" -ne 1 ] || [ "$try" -eq 3 ]; then
            break
        fi
        run_again "$1" "$2"
        [ "${2%%:*}" = "${3%%:*}" ] || run_again "$1" "$3"
    done
    case $status in
    0) pass "$text: $(cat "$work/said"), try $try" ;;
    77) skip "$text" 'one of them was not measured' ;;
    *)
        if [ "$6" = idle ] && [ "$cores" = 1 ]; then
            skip "$text" 'needs 2 cores'
        elif is_delayed || "$python" "$peers/busy.py"; then
            skip "$text, measured $(cat "$work/said")" 'something else uses the cores'
        else
            fail "$text" "$work/said"
        fi
        ;;
    esac
}

# refuse_pair TEXT SCENARIO MODEL LIBRARY LINES TIMES PATTERN: the comparison is able to say no, and for that reason.
refuse_pair()
{
    if run_both "$2" "$3" "$4" "$5" "$6" - ''; then
        fail "$1" "$work/said"
    else
        expect_text "$1" "$work/said" "$7"
    fi
}

if has_thread_sanitizer; then
    echo '1..0 # SKIP the thread sanitizer is slow, and CPython does without'
    exit 0
fi
cores=$(usable_cores)
find_python
if [ -z "$python" ]; then
    echo '1..0 # SKIP python3 is not here'
    exit 0
fi
echo "# $("$python" -V), without: ${absent:-nothing}"
: >"$work/all"
while read -r scenario model library lines times values setting; do
    case $scenario in
    '#'*) ;;
    *) try_row "$scenario" "$model" "$library" "$lines" "$times" "$values" "$setting" </dev/null ;;
    esac
done <"$work/table"
while read -r scenario first second least most needs; do
    case $scenario in
    '#'*) ;;
    *) try_ratio "$scenario" "$first" "$second" "$least" "$most" "$needs" ;;
    esac
done <"$work/ratios"
for file in "$srcdir"/scenarios/*.baton; do
    name=$(basename "$file" .baton)
    case " $alone " in
    *" ${name%%-*} "*) ;;
    *) grep -q "^$name " "$work/table" || echo "$name" ;;
    esac
done >"$work/alone"
check 'every scenario has a row, but those that are known to have none' test ! -s "$work/alone"
sed 's/^/# no row: /' "$work/alone"
refuse_pair 'another order is refused' 01-two-waits blocking translated-coroutines exact waits "^CPython's lines"
refuse_pair 'another time is refused' 22-pool-threads blocking translated-coroutines none waits 'apart$'
refuse_pair 'a line at another time is refused' 48-worker-classes blocking threads each waits '^"request 8" at|1\.35 apart$'
refuse_pair 'another end is refused' 40-fault-isolation processes translated-coroutines none - '^results'
[ -z "${PEERS_FIGURES:-}" ] || cp "$work/all" "$PEERS_FIGURES"
finish
