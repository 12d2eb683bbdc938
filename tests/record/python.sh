#!/bin/sh
# Programs in Python, recorded: who had the GIL, what they wait for and where, tasks, processes. With python3, and with
# what a version manager has beside it.
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
    echo '1..0 # SKIP there is no python3 of 3.8 or newer'
    exit 0
fi
programs=$srcdir/tests/record/programs
cd "$work" || exit 1

# The program itself, not a script of a version manager that starts it.
pythons()
{
    python3 -c 'import sys; print(sys.executable)'
    [ -z "${BATON_PYTHONS-}" ] || printf '%s\n' "$BATON_PYTHONS" | tr ' ' '\n'
    for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
        [ ! -x "$found" ] || echo "$found"
    done
}

# line_of NAME WORDS: the number of the line with these words behind a #.
line_of()
{
    grep -n "# $2\$" "$programs/$1.py" | cut -d : -f 1
}

# ---- in any version ----

check_gil()
{
    expect_status "$1: threads run" 0 "$baton" record -o gil.trace -- "$python" "$programs/convoy.py" stretches
    check "$1: one has the GIL at a time, and they are who say so" \
        python3 "$srcdir/tests/record/check.py" gil.trace stretches
    expect_text "$1: its version is told" gil.trace "\"python=0 $1"
    expect_text "$1: threads have their names" gil.trace '^task-new .* "alice"'
    expect_text "$1: some are asked to let it go" gil.trace '^gil-asked '
    expect_text "$1: and do" gil.trace '^gil-freed [0-9]+ [0-9]+ 0 GIL_DROPPED [0-9]'
    expect_text "$1: one sleeps" gil.trace '^state [0-9]+ [0-9]+ blocked SLEEP [0-9]'
}

check_interval()
{
    expect_status "$1: threads run at an interval of $2 ms" 0 \
        "$baton" record -o gil.trace -- "$python" "$programs/interval.py" "$2"
    check "$1: the GIL is asked for after that" python3 "$srcdir/tests/record/check.py" gil.trace "$2"
}

# sentences TRACE: steps, and why each is where it is, which another's being late hides in no step.
sentences()
{
    "$baton" convert -f steps "$1"
    "$baton" convert -f csv "$1" | python3 -c '
import csv, sys
for row in csv.DictReader(sys.stdin):
    print(row["lane"], row["why"])'
}

check_locks()
{
    expect_status "$1: locks work" 0 "$baton" record -o locks.trace -- "$python" "$programs/locks.py"
    sentences locks.trace >steps
    owner=$(sed -n 's/^task-new [0-9]* \([0-9]*\) .* "owner"$/\1/p' locks.trace)
    expect_text "$1: a lock is waited for where it is, which owner holds" locks.trace \
        "^state [0-9]+ [0-9]+ lock LOCK $(line_of locks lock) [0-9]+ $owner$"
    expect_text "$1: a queue, too" steps "waits for the queue [0-9]+ .*locks.py:$(line_of locks queue), in queue.get"
    check "$1: one at a time" python3 "$srcdir/tests/record/check.py" locks.trace
}

# Two wait for one, which another ends: each by a lock of its own, of which nothing is told.
check_waits()
{
    expect_status "$1: threads wait" 0 "$baton" record -o waits.trace -- "$python" "$programs/waits.py"
    expect_text "$1: what makes them is as it was" out '^\(parties, action=None, timeout=None\) \(maxsize=0\) function$'
    "$baton" convert -f csv waits.trace >waits
    for kind in event barrier semaphore condition queue room simple; do
        case $kind in room | simple) word=queue ;; *) word=$kind ;; esac
        for who in a b; do
            sed -n "s/^$kind-$who,.*waits for the \\($word [0-9]*\\) in for_$kind (waits.py:$(line_of waits $kind).*/\\1/p" waits |
                sort -u >"$who"
        done
        check "$1: both for one $word ($kind)" sh -c '[ "$(wc -l <a)" -eq 1 ] && cmp a b'
        cat a >>all
        # In C who is woken wakes the next one, which finds nothing.
        check "$1: who ends it is known ($kind)" test \
            "$(grep -cE "^$kind-[ab],ready,.*goes on: lets-$kind woke it" waits)" -ge "$([ $kind = simple ] && echo 1 || echo 2)"
    done
    check "$1: those of one kind are told apart" test "$(sort -u all | wc -l)" -eq 7
    rm all
    refuse_text "$1: who takes from a queue that is written in C waits for no lock" waits 'in for_simple .*holds'
    refuse_text "$1: nor is a condition of theirs told of" waits 'the condition ([2-9]|1 .*queue)'
    expect_text "$1: a thread that starts is waited for as that" waits \
        "^main,blocked,.*waits for the start of simple-a \\(waits.py"
    check "$1: an event that is made anew is another" test "$(grep "^main,blocked,.*waits.py:$(line_of waits request)," waits |
        grep -o 'the event [0-9]*' | sort -u | wc -l)" -eq 3
    check "$1: one at a time, in them" python3 "$srcdir/tests/record/check.py" waits.trace
}

# check_shared VERSION START: the same of processes.
check_shared()
{
    expect_status "$1, $2: processes wait" 0 "$baton" record -o shared.trace -- "$python" "$programs/shared.py" "$2"
    "$baton" convert -f csv shared.trace >waits
    for kind in event barrier semaphore condition lock; do
        for who in a b; do
            sed -n "s/^$kind-$who,.*waits for the \\($kind [0-9]*\\) in wait (.*/\\1/p" waits | sort -u >"$who"
        done
        check "$1, $2: both for one $kind" sh -c '[ "$(wc -l <a)" -eq 1 ] && cmp a b'
        [ $kind = lock ] || check "$1, $2: who ends it is known ($kind)" test \
            "$(grep -cE "^$kind-[ab],ready,.*goes on: main woke it" waits)" -ge 2
    done
    expect_text "$1, $2: who gives a lock back is known" shared.trace '^object-released [0-9]+ 1 '
    check "$1, $2: one at a time, in them" python3 "$srcdir/tests/record/check.py" shared.trace
}

check_tasks()
{
    expect_status "$1: a loop runs" 0 "$baton" record -o held.trace -- "$python" "$programs/held.py"
    expect_text "$1: tasks have names" held.trace '^task-new .* "ticker"'
    expect_text "$1: and their functions" held.trace '^task-new .* "Task-[0-9]+ \(held\)"'
    expect_text "$1: one sleeps until it is due" held.trace \
        "^state [0-9]+ [0-9]+ waiting SLEEP $(line_of held sleep) 0 [1-9]"
    expect_text "$1: one awaits another" held.trace "^state [0-9]+ [0-9]+ waiting AWAIT $(line_of held await) [1-9]"
    expect_text "$1: one blocks the loop" held.trace "^state [0-9]+ [0-9]+ blocked SLEEP $(line_of held held) "
    expect_text "$1: one fails, of which the type is told" held.trace '^task-end [0-9]+ [0-9]+ failed .* "ValueError"'
    refuse_text "$1: and not what it says" held.trace '^task-end .*not told'
    expect_text "$1: one is cancelled" held.trace '^task-end [0-9]+ [0-9]+ cancelled'
    expect_text "$1: the loop waits" held.trace '^loop-wait '
    check "$1: one at a time in the loop" python3 "$srcdir/tests/record/check.py" held.trace
}

# A task that computes is not where it waits next: it is seen there, if baton may look.
check_computes()
{
    expect_status "$1: a task computes" 0 "$baton" record -o c.trace -- "$python" "$programs/computes.py"
    "$baton" convert -f steps c.trace >steps
    if grep -q '^unwatched .*"computing"' c.trace; then
        where="on its way from fetch \(computes.py:$(line_of computes wait)\) to there again"
    else
        where="(mostly|seen) in parse \(computes.py:($(line_of computes asks)|$(line_of computes computes))\)"
    fi
    expect_text "$1: where is known" steps "(the loop was busy with|meanwhile) Task-[0-9]+ \(work\) $where"
    refuse_text "$1: not in its wait" steps "\(work\) in fetch"
    grep -q '^unwatched .*"computing"' c.trace && return
    "$baton" convert -f json c.trace >json
    expect_text "$1: in json, too" json '"seen": {"file": "[^"]*computes.py", "line": [0-9]+, "function": "parse"}'
}

# Baton's own reading of Python's tables, by what Python says.
check_lines()
{
    "$python" "$srcdir/tests/record/lines.py" >tables
    check "$1: lines are read as it reads them" ./lines <tables
}

check_queued()
{
    expect_status "$1: tasks wait for one another" 0 "$baton" record -o q.trace -- "$python" "$programs/queued.py"
    owner=$(sed -n 's/^task-new [0-9]* \([0-9]*\) .* "first"$/\1/p' q.trace)
    lock=$(sed -n 's/^object-new [0-9]* [0-9]* .* \([0-9]*\) [0-9]* "lock 1"$/\1/p' q.trace)
    queue=$(sed -n 's/^object-new [0-9]* [0-9]* .* \([0-9]*\) [0-9]* "queue 1"$/\1/p' q.trace)
    event=$(sed -n 's/^object-new [0-9]* [0-9]* .* \([0-9]*\) [0-9]* "event 1"$/\1/p' q.trace)
    expect_text "$1: for a lock, and who has it is known" q.trace \
        "^state [0-9]+ [0-9]+ waiting LOCK $(line_of queued lock) $lock $owner$"
    expect_text "$1: for a queue" q.trace \
        "^state [0-9]+ [0-9]+ waiting CONDITION $(line_of queued queue) $queue 0$"
    expect_text "$1: for an event" q.trace \
        "^state [0-9]+ [0-9]+ waiting CONDITION $(line_of queued event) $event 0$"
    sentences q.trace >steps
    expect_text "$1: for all of a queue it waits for that" steps \
        "sixth waits for the queue 1 in joins \(queued.py:$(line_of queued joins), in asyncio.queues.join\)"
    expect_text "$1: for a future nobody knows of which it is" steps \
        "Task-1 \(main\)( gives up the GIL and)? waits in main \(queued.py:$(line_of queued answer)\)"
    expect_text "$1: a gather() is for all its tasks" steps \
        "Task-1 \(main\) awaits all its tasks in main \(queued.py:$(line_of queued gather)\)"
    expect_text "$1: one that is cancelled in none of the user's functions is so nowhere" steps 'seventh was cancelled[;,.]'
    refuse_text "$1: least of all where it was made" steps 'seventh was cancelled in main'
    ! "$python" -c 'import asyncio; asyncio.Barrier' 2>/dev/null || expect_text "$1: a barrier is one" steps \
        "waits for the barrier 1 in meets \(queued.py:$(line_of queued meets), in asyncio.locks.wait\)"
    expect_text "$1: of a lock it is told with who has it" steps 'the lock 1 in holds .*, which first holds'
}

# Who ended the wait of a task, other than what it waited for, and where that was.
check_cut()
{
    expect_status "$1: waits end in vain" 0 "$baton" record -o cut.trace -- "$python" "$programs/cut.py"
    sentences cut.trace >steps
    expect_text "$1: one is cancelled in a sleep that was over" steps 'due was cancelled by Task-1 \(main\)( while it slept)?[;.,]'
    expect_text "$1: one in a queue" steps 'taker was cancelled by Task-1 \(main\) while it waited for the queue 1'
    expect_text "$1: one by the end of the run" steps 'left was cancelled by the end of Task-1 \(main\) while it slept'
    expect_text "$1: where it waited, not where it came on its way out" steps \
        "left was cancelled in sleeps \(cut.py:$(line_of cut sleep)\)"
    refuse_text "$1: none was woken by who cancelled it" steps 'Task-1 \(main\) woke (due|taker|left)'
    expect_text "$1: the program goes on when its loop is over" steps 'main goes on: its event loop has ended'
    "$python" -c 'import asyncio; asyncio.TaskGroup' 2>/dev/null || return
    expect_text "$1: one by the failure of another" steps 'sibling was cancelled by the failure of fails while it slept'
    expect_text "$1: who waits for them is interrupted" steps \
        'parent was interrupted by the failure of fails while it waited for its group'
    expect_text "$1: one has run out of time" steps 'limited ran out of time while it slept'
    refuse_text "$1: none was cancelled by nobody" steps 'was cancelled while'
}

# What a thread let its lock go for, also where it did not have to wait for it then.
check_passing()
{
    expect_status "$1: threads find a lock taken that comes free" 0 \
        "$baton" record -o f.trace -- "$python" "$programs/passing.py"
    sentences f.trace >steps
    refuse_text "$1: it is a lock that they let go for" steps 'a call that baton does not watch'
    expect_text "$1: lines in a comprehension are of its function" steps \
        "in main \(passing.py:$(line_of passing inside)\)"
    expect_text "$1: and those behind it, too" steps "in main \(passing.py:$(line_of passing behind)\)"
}

check_pools()
{
    expect_status "$1: a pool works" 0 "$baton" record -o pool.trace -- "$python" "$programs/pool.py"
    sentences pool.trace >steps
    expect_text "$1: each job is seen, from the first on" err ' 6 jobs of pools'
    "$baton" convert -f json pool.trace >pool.json
    expect_text "$1: a job is one of its own" pool.json '"kind": "job"'
    expect_text "$1: it waits in the queue of its pool" pool.trace '^state [0-9]+ [0-9]+ ready QUEUED'
    check "$1: as long as its thread is busy" awk '
        $1 == "task-new" && /"query( 2)?"$/ { job[$3] = ++jobs }
        $1 == "task-end" && job[$3] == 1 { free = $2 }
        $1 == "state" && $5 == "QUEUED" && job[$3] == 2 { queued = $2 }
        $1 == "task-begin" && job[$3] == 2 { begun = $2 }
        END { exit !(queued < free && free < begun) }' pool.trace
    expect_text "$1: its result is waited for" steps \
        "waits for the end of query 2 .*pool.py:$(line_of pool result), in concurrent.futures._base.result"
    expect_text "$1: a thread waits for the next" steps 'waits for a job of the pool db'
    refuse_text "$1: for the end of its threads it waits for no lock" steps 'lock .* in concurrent.futures._base.__exit__'
    expect_text "$1: a task awaits one" steps "awaits query 4 in main \(.*pool.py:$(line_of pool awaits)"
    refuse_text "$1: for what a loop lets its lock go is told" steps ': the loop (ready|running|waiting);'
    expect_text "$1: one fails, of which the type is told" pool.trace '^task-end [0-9]+ [0-9]+ failed .* "KeyError"'
    expect_text "$1: one is cancelled in the queue" pool.trace '^task-end [0-9]+ [0-9]+ cancelled'
    expect_text "$1: what a partial calls has its name" pool.trace '^task-new .* "partly"'
    check "$1: one at a time, with jobs" python3 "$srcdir/tests/record/check.py" pool.trace
}

# check_workers VERSION START: of eleven jobs each is begun by a process that is not main.
check_workers()
{
    expect_status "$1, $2: pools of processes work" 0 "$baton" record -o w.trace -- "$python" "$programs/workers.py" "$2"
    sentences w.trace >steps
    expect_text "$1, $2: each job is seen" err ' 11 jobs of pools'
    expect_text "$1, $2: with the line that made it" w.trace "^task-new .* $(line_of workers submit) .* \"square 4\""
    check "$1, $2: each is executed, in other processes" test "$(awk '
        $1 == "process" && !main { main = $7 }
        $1 == "task-new" { job[$3] = / "square/ }
        $1 == "thread" && $7 { pid[$3] = $8 }
        $1 == "task-begin" && job[$3] { begun += pid[$3] != main }
        END { print begun }' w.trace)" -eq 11
    refuse_text "$1, $2: which is called as the user's function" w.trace '"_process_chunk'
    case $2 in fork) module=Fork ;; spawn) module=Spawn ;; *) module=ForkServer ;; esac
    expect_text "$1, $2: a process is called as it is in multiprocessing" w.trace '^task-new .* "Arbeiter größe"$'
    [ "$2" = forkserver ] || expect_text "$1, $2: who waits for its end is told so, also before it has begun" \
        steps 'waits for the end of Arbeiter größe \(workers.py:'
    counted=$(sed -n 's/^unwatched .* \([0-9]*\) "call"$/\1/p' w.trace)
    check "$1, $2: of what is not watched no more is counted than is told of" test \
        "${counted:-0}" -le "$(grep -c '^gil-freed .* UNWATCHED ' w.trace)"
    expect_text "$1, $2: those of a pool, too" w.trace "^task-new .* \"${module}PoolWorker-[0-9]+\"\$"
    expect_text "$1, $2: and those of concurrent.futures" w.trace "^task-new .* \"${module}Process-[0-9]+\"\$"
    expect_text "$1, $2: one fails, of which the type is told" w.trace '^task-end [0-9]+ [0-9]+ failed .* "ValueError"'
    check "$1, $2: one at a time in each" python3 "$srcdir/tests/record/check.py" w.trace
}

# By what the program wrote down itself.
check_order()
{
    expect_status "$1: tasks await one another" 0 "$baton" record -o order.trace -- "$python" "$programs/order.py" order
    check "$1: they ran in the order that they say themselves" python3 "$srcdir/tests/record/order.py" order.trace order
}

# Callbacks that are no task's, by what they wrote down themselves; and what is said of them, by the events.
check_callbacks()
{
    expect_status "$1: callbacks run" 0 "$baton" record -o b.trace -- "$python" "$programs/callbacks.py" callbacks
    check "$1: they are those that the program says, with their lines, in their order" \
        python3 "$srcdir/tests/record/callbacks.py" b.trace callbacks
    sentences b.trace >steps
    expect_text "$1: one is called by its function and where that begins" steps \
        "the loop runs a callback: later \(callbacks.py:$(($(line_of callbacks holds) - 2))\)"
    expect_text "$1: one in C, too" steps 'runs a callback: time.sleep'
    expect_text "$1: one that holds the loop makes a task late, with its line" steps \
        "(the loop was busy with|meanwhile|and) a callback in later \(callbacks.py:$(line_of callbacks holds)\) .*\(ticks\) is "
    grep -q '^unwatched .*"computing"' b.trace || expect_text "$1: so does one that computes" steps \
        "(the loop was busy with|meanwhile|and) a callback (mostly|seen) in at \(callbacks.py:[0-9]+\) "
    refuse_text "$1: while one runs the loop is not in the kernel" steps ': the loop (ready|running|waiting);'
    "$builddir/tests/oracle/oracle" --baton "$baton" --trace b.trace >judged 2>&1
    check "$1: all of it is so by the events" awk '
        /^(IS_LOOP_CALLBACK|IS_LOOP_CALLBACK_OF|LOOP_CALLBACK_ENDED) / { heard += $3 > 0 }
        /^(IS_)?LOOP_CALLBACK/ { wrong += $7 }
        / is false: no callback / { wrong++ }
        END { exit heard != 3 || wrong }' judged
    "$python" "$programs/nosy.py" >bare
    expect_status "$1: callbacks that see who asks them run" 0 "$baton" record -o n.trace -- "$python" "$programs/nosy.py"
    check "$1: nobody does who did not before" cmp bare out
}

${CC:-cc} -I"$builddir" -I"$srcdir/src" -o lines "$srcdir/tests/record/lines.c" "$srcdir/src/record/lines.c" \
    2>cc.log || echo "# tables of lines are not tried: there is no C compiler here"
pythons | sort -u >list
while read -r python; do
    version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    case $version in
    3.[89].* | 3.1[0-3].*) ;;
    *)
        skip "$version is recorded" 'it is not among 3.8 to 3.13'
        continue
        ;;
    esac
    check_gil "$version"
    check_interval "$version" 1
    check_interval "$version" 20
    check_locks "$version"
    check_waits "$version"
    check_shared "$version" fork
    check_shared "$version" spawn
    check_tasks "$version"
    check_order "$version"
    check_callbacks "$version"
    check_computes "$version"
    [ ! -x lines ] || check_lines "$version"
    check_queued "$version"
    check_cut "$version"
    check_passing "$version"
    check_pools "$version"
done <list

# ---- in one ----

python=$(head -n 1 list)
expect_status 'processes run' 0 "$baton" record -o p.trace -- "$python" "$programs/children.py"
expect_text 'a forked one ends with its status' p.trace '^process-end [0-9]+ 1140850689 0 NONE 0 0 3'
expect_text 'so does one that was forked in another way' p.trace '^process-end [0-9]+ 1140850690 0 NONE 0 0 4'
expect_text 'a program is one of its own' p.trace '^process [0-9]+ 1140850691 0 .*-c import time'
check 'one at a time in each' python3 "$srcdir/tests/record/check.py" p.trace

# Who is killed is gone then, however late somebody asks for it.
expect_status 'children end while nobody asks' 0 "$baton" record -o e.trace -- "$python" "$programs/reaped.py"
cp out said
if grep -q '"switches=perf"' e.trace; then
    check 'each ended when it was gone' awk '
        FNR == NR { sent[$1] = $2; gone[$1] = $3; next }
        $1 == "process" { pid[$3] = $7 }
        $1 == "process-end" && pid[$3] in sent { seen++
            if ($2 < sent[pid[$3]] || $2 > gone[pid[$3]]) { print pid[$3], $2, sent[pid[$3]], gone[pid[$3]]; wrong = 1 } }
        END { exit wrong || seen != 3 }' said e.trace
    check 'so did its thread' test "$(grep -c '^task-end .* failed ' e.trace)" -ge 3
else
    skip 'each ended when it was gone' 'the kernel does not say so here'
fi
check 'each with its status' test "$(grep -cE '^process-end [0-9]+ [0-9]+ 0 NONE 0 0 (137|143|3)$' e.trace)" -eq 3

# What may not be read from outside, by whom the kernel forbids it.
if ${CC:-cc} -I"$builddir" -o refused "$srcdir/tests/record/refused.c" 2>cc.log && ./refused true; then
    ./refused "$baton" record -o r.trace -- "$python" "$programs/computes.py" 2>err
    check 'one that may not be looked into is recorded' test $? -eq 0
    check 'that is said once' test "$(grep -c 'where it computes' err)" -eq 1
    expect_text 'and counted' r.trace '^unwatched .* 1 "computing"$'
    expect_text 'its tasks are known' r.trace '^task-new .* "Task-1 \(main\)"$'
    sentences r.trace >steps
    expect_text 'its lines are known, where it lets go' steps "in fetch \(computes.py:$(line_of computes wait)"
else
    skip 'one that may not be looked into is recorded' 'the kernel refuses nothing here, or there is no C compiler'
fi

# Another process, whose function and file have names that are no ASCII.
cat >größe.py <<'EOF'
import os, time
def prüfe_日本():
    end = time.process_time() + 0.15
    while time.process_time() < end: sum(range(1000))
if os.fork() == 0:
    prüfe_日本()
    os._exit(0)
os.wait()
EOF
expect_status 'a forked process computes' 0 "$baton" record -o g.trace -- "$python" größe.py
if grep -q '^unwatched .*"computing"' g.trace; then
    skip 'it is seen where' 'baton may not look into processes here'
else
    expect_text 'it is seen where' g.trace '^mark [0-9]+ 2 0 NONE 4 0 0$'
    expect_text 'with its names' g.trace '^code [0-9]+ 0 0 NONE 2 [0-9]+ 4 "prüfe_日本"'
fi

# As those of version managers: only the sleep is there when the program begins.
printf '#!/bin/sh\n(exit 1)\nlist=$(ls; (ls))\n%s -c pass\nsleep 3 &\nexec %s "$@"\n' "$python" "$python" >launcher
chmod +x launcher
expect_status 'a script becomes the program' 0 "$baton" record -o l.trace -- ./launcher "$programs/locks.py"
expect_text 'which is the first' l.trace '^process [0-9]+ 1140850688 0 .*locks.py'
check 'what had ended before is left out' test "$(grep -c '^process ' l.trace)" -eq 2
expect_text 'what runs beside it is not' l.trace '^process [0-9]+ 1140850689 0 .*sleep 3'
expect_text 'there is one Python' l.trace "\"python=0 3"
refuse_text 'and no other' l.trace "\"python=[1-9]"
check 'one at a time' python3 "$srcdir/tests/record/check.py" l.trace

while read -r each; do
    expect_status "what is imported as it ends does no harm to $each" 0 "$baton" record -o x.trace -- "$each" -c '
import atexit
def late():
    import asyncio, decimal, multiprocessing.pool
atexit.register(late)'
done <list
for start in fork spawn forkserver; do
    check_workers "$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')" "$start"
done

if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))'; then
    "$baton" record -o two.trace -- "$python" "$programs/two_pools.py" >said 2>err
    awk '$1 == "task-new" { split($0, text, "\""); name[$3] = text[2] }
        $1 == "thread" && $7 { pid[$3] = $8 }
        $1 == "task-begin" && name[$3] ~ /^(one|other)( |$)/ { sub(/ .*/, "", name[$3]); print name[$3], pid[$3] }' \
        two.trace | sort >seen
    check 'of two pools each has its own jobs, though these have the same keys' sh -c 'sort said | cmp - seen'
    check 'jobs that are cancelled in their queue end there' test \
        "$(awk '$1 == "task-new" && /"late( [23])?"$/ { job[$3] = 1 }
            $1 == "task-end" && job[$3] && $4 == "cancelled" { early += $2 < end || !end }
            $1 == "task-end" && job[$3] && $4 == "ok" { end = $2 }
            END { print early }' two.trace)" -eq 2
else
    skip 'of two pools each has its own jobs' 'there is no cancel_futures before 3.9'
fi

expect_status 'a program that libc starts is not recorded' 0 "$baton" record -o x.trace -- "$python" -c '
import os
os.system("true")'
expect_text 'which is said' err '1 program that it started was not recorded'
expect_text 'and counted' x.trace '^unwatched .* 1 "program"$'

expect_status 'sys.exit() has its status' 5 "$baton" record -o x.trace -- "$python" -c 'import sys; sys.exit(5)'
expect_status 'a failure is 1' 1 "$baton" record -o x.trace -- "$python" -c 'raise SystemError'
expect_text 'and that is the result' x.trace '^run-end [0-9]+ [0-9]+ failed'
expect_status 'an abort is 134' 134 "$baton" record -o x.trace -- "$python" -c 'import os; os.abort()'
expect_text 'which is a crash' x.trace '^run-end [0-9]+ [0-9]+ crash .*SIGABRT'
for flag in -I -S -E; do
    expect_status "$flag is no hindrance" 0 "$baton" record -o x.trace -- "$python" $flag "$programs/locks.py"
    expect_text "$flag: lines are known" x.trace "^at [0-9]+ [0-9]+ 0 NONE $(line_of locks join) "
done
check 'the program sees nothing of it' "$baton" record -o x.trace -- "$python" -c '
import os, sys
assert not [name for name in os.environ if name.startswith(("BATON_RECORD", "LD_PRELOAD"))]
assert not [name for name in sys.modules if "baton" in name]
assert "learn" not in vars(sys.modules["__main__"])'
finish
