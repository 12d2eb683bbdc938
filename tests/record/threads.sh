#!/bin/sh
# Programs in C, recorded: what they wait for and where, how they end, and what cannot be recorded.
set -u
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/killing.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
cc=${CC:-cc}
# shellcheck disable=SC2086 # it may be "ccache gcc"
build()
{
    name=$1
    shift
    $cc -g -O0 -I"$builddir" -o "$work/$name" "$srcdir/tests/record/${name%-*}.c" "$@" -pthread
}
if ! build free 2>"$work/cc.log"; then
    echo '1..0 # SKIP there is no C compiler here'
    exit 0
fi
for name in becomes contended deadlock meeting ticks; do
    build "$name" || exit 1
done
cd "$work" || exit 1

# line_of NAME WORDS: the number of the line with these words.
line_of()
{
    grep -n "$2" "$srcdir/tests/record/$1.c" | head -n 1 | cut -d : -f 1
}

# Lines need addr2line; without it there are none, and all else is as it is.
if command -v addr2line >/dev/null 2>&1; then has_lines=1; else has_lines=; fi
expect_line()
{
    if [ -n "$has_lines" ]; then
        expect_text "$@"
    else
        skip "$1" 'there is no addr2line'
    fi
}

# ---- what they wait for ----

expect_status 'a program with locks runs' 0 "$baton" record -o c.trace -- ./contended
check 'its output is its own' test "$(cat out)" = done
expect_text 'the lock has the name of its variable' c.trace 'object-new .* "lock accounts"'
expect_text 'so has the condition' c.trace 'object-new .* "condition filled"'
expect_text 'and the semaphore' c.trace 'object-new .* "semaphore slots"'
expect_text 'a thread waits for the lock' c.trace '^state [0-9]+ [0-9]+ lock LOCK'
expect_text 'one waits for the condition' c.trace '^state [0-9]+ [0-9]+ blocked CONDITION'
expect_text 'one waits for the semaphore' c.trace '^state [0-9]+ [0-9]+ lock SEMAPHORE'
expect_text 'main waits for the end of one' c.trace '^state [0-9]+ 1 blocked JOIN'
expect_text 'threads are called as their functions' c.trace '^task-new .* "owner"$'
"$baton" convert -f steps c.trace >steps
"$baton" convert -f csv c.trace >>steps # a step tells nothing else of who is late
expect_text 'who holds the lock is told' steps 'waiter[ ,].*waits for the lock accounts.*, which owner holds'
lock=$(line_of contended 'waits \*/')
expect_line 'and at which line' steps "waiter[ ,].*waits for the lock accounts .*contended.c:$lock"
expect_text 'so is who woke' steps 'owner woke reader|^reader,running,.*owner woke it'

# Those who come early to a barrier are woken by who comes last, who waits for nobody.
expect_status 'a program with a barrier runs' 0 "$baton" record -o m.trace -- ./meeting
"$baton" convert -f csv m.trace >meeting.csv
for row in early:late middle:late early:middle late:middle; do
    expect_text "${row%:*} is woken by ${row#*:}" meeting.csv "^${row%:*},ready,.*goes on: ${row#*:} woke it"
done
refuse_text 'and nobody by early' meeting.csv '^(middle|late),.*early woke it'
check 'who comes last, twice, goes on as all are there' test \
    "$(grep -cE '^(late|middle),running,.*goes on: all are at the barrier meeting' meeting.csv)" -eq 2

expect_status 'one that waits for nobody runs' 0 "$baton" record -o f.trace -- ./free
refuse_text 'of its lock there is nothing' f.trace '^object-|^state .* lock '

expect_status 'one that becomes another, and another, ends as that' 6 "$baton" record -o x.trace -- ./becomes
check 'each is told of' test "$(grep -c '^process ' x.trace)" -eq 4

# ---- a deadlock ----

start_recorded d.trace ./deadlock
sleep 0.5
kill -INT "$program"
wait "$recorder"
check 'ctrl-C ends it, with 130' test $? -eq 130
expect_text 'the deadlock is said' err 'a deadlock at the end'
"$baton" convert -f steps d.trace >steps
expect_text 'it is the result' steps 'the end\. Deadlock: '
expect_text 'with both who wait' steps 'transfer waits for the lock audit.*which report holds'
expect_text 'in a ring' steps 'report waits for the lock accounts.*which transfer holds'
expect_line 'at both lines' steps \
    "deadlock.c:$(line_of deadlock '/\* audit').*deadlock.c:$(line_of deadlock '/\* accounts')|deadlock.c:$(line_of deadlock '/\* accounts').*deadlock.c:$(line_of deadlock '/\* audit')"

# ---- who is killed ----

start_recorded k.trace ./ticks
kill -KILL "$program"
wait "$recorder"
check 'a program that is killed is 137' test $? -eq 137
expect_status 'what was recorded until then is shown' 0 "$baton" convert -f steps k.trace
expect_text 'with how it ended' out 'stopped'

start_recorded b.trace ./ticks
kill_recorder >wrong
sed 's/^/# /' wrong
check 'if baton is killed the program runs to its end, nothing is said, and nothing is left' test ! -s wrong

expect_status 'a signal handler inside of a write does no harm' 0 "$baton" record -o i.trace -- ./ticks often
expect_text 'all events are whole' i.trace '^end '
refuse_text 'and none is unknown' i.trace '^\? '

# ---- programs that it starts ----

expect_status 'a shell that starts one runs' 0 "$baton" record -o s.trace -- sh -c 'sleep 0.05 & wait; exit 0'
check 'what is forked only to become another program is no process of its own' test "$(grep -c '^process ' s.trace)" -eq 2
"$baton" convert -f csv s.trace >csv
expect_text 'what is started runs from its beginning' csv '^sleep 1,running,.*,runs: its first turn'
refuse_text 'and waits for no turn' csv '^sleep 1,ready,.*waits for its first turn'
if "$baton" convert s.trace | grep -q 'known from the kernel'; then
    expect_text 'who leaves its core by itself waits' csv '^main,blocked,.*was off the CPU'
    refuse_text 'and could not go on' csv '^main,ready,.*was off the CPU'
else
    skip 'who leaves its core by itself waits' 'the kernel does not tell'
fi
cat >ends.py <<EOF
import os, signal, time
pid = os.fork()
if not pid:
    os.kill(os.getpid(), signal.SIGKILL)
os.waitpid(pid, 0)
time.sleep(0.02)
EOF
if command -v python3 >/dev/null 2>&1; then
    expect_status 'a Python whose child is killed runs' 0 "$baton" record -o e.trace -- python3 ends.py
    "$baton" convert -f csv e.trace | awk -F, '/^GIL/ && $1 != first && first { print $2 } !first && /^GIL/ { first = $1 }' >held
    check 'the lock of a Python goes with it' test "$(tail -n 1 held)" = waiting
else
    skip 'the lock of a Python goes with it' 'there is no python3'
fi

# ---- what cannot be recorded ----

if build free-static -static 2>"$work/cc.log"; then
    expect_status 'a static program is refused' 3 "$baton" record -- ./free-static
    expect_text 'with a sentence' err '^baton: ./free-static is linked statically: '
    cat >starts.py <<EOF
import subprocess
subprocess.run(["./free-static"])
EOF
    if command -v python3 >/dev/null 2>&1; then
        expect_status 'one that is started runs' 0 "$baton" record -o x.trace -- python3 starts.py
        expect_text 'and is counted' x.trace '^unwatched .* 1 "program"$'
    else
        skip 'one that is started is counted' 'there is no python3'
    fi
    printf '#!%s/free-static\n' "$work" >script
    chmod +x script
    expect_status 'so is what one interprets' 3 "$baton" record -- ./script
else
    skip 'a static program is refused' 'none can be linked here'
fi
cp free other
if chown 65534 other 2>/dev/null && chmod 4755 other; then
    expect_status 'one with the rights of another is refused' 3 "$baton" record -- ./other
    expect_text 'with a sentence, too' err 'runs with the rights of another user'
else
    skip 'one with the rights of another is refused' 'only root can make one'
fi
finish
