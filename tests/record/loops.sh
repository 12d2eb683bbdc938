#!/bin/sh
# Loops that are not asyncio's, recorded: gevent's greenlets, and asyncio's tasks on uvloop.
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
programs=$srcdir/tests/record/programs
cd "$work" || exit 1

# python_with MODULE: one that has it, of 3.8 to 3.13.
python_with()
{
    for found in python3 /usr/bin/python3; do
        "$found" -c "import sys, $1; assert (3, 8) <= sys.version_info < (3, 14); print(sys.executable)" \
            2>/dev/null && return
    done
    return 1
}

# line_of NAME WORDS: the number of the line with these words behind a #.
line_of()
{
    grep -n "# $2\$" "$programs/$1.py" | cut -d : -f 1
}

# comes_late NAME: its last turn began later than its sleep was over, by 10 ms.
comes_late()
{
    awk -v name="\"[^\"]*\\\\($1\\\\)\"" '
        $1 == "task-new" && $0 ~ name { task = $3 }
        $1 == "state" && $3 == task && $5 == "SLEEP" { due = $8 }
        $1 == "state" && $3 == task && $5 == "TIMER" { late = $2 - due }
        END { exit !(late > 10000000) }' out.trace
}

if python=$(python_with gevent); then
    expect_status 'greenlets run' 0 "$baton" record -o out.trace -- "$python" "$programs/gevented.py"
    expect_text 'one has its name' out.trace '^task-new .* "Greenlet-[0-9]+ \(fetch\)"'
    expect_text 'one sleeps until it is due' out.trace \
        "^state [0-9]+ [0-9]+ waiting SLEEP $(line_of gevented sleep) 0 [1-9]"
    expect_text 'one waits at its line' out.trace \
        "^state [0-9]+ [0-9]+ waiting UNWATCHED $(line_of gevented queue) "
    expect_text 'one fails, of which the type is told' out.trace '^task-end [0-9]+ [0-9]+ failed .* "KeyError"'
    expect_text 'one is killed' out.trace '^task-end [0-9]+ [0-9]+ cancelled'
    expect_text 'the hub waits' out.trace '^loop-wait '
    check 'one is late because another has the loop' comes_late fetch
    check 'one at a time' python3 "$srcdir/tests/record/check.py" out.trace
    expect_status 'a pool of patched threads runs, and a loop of asyncio' 0 \
        "$baton" record -o out.trace -- "$python" "$programs/patched.py" "$programs/pool.py"
    expect_text 'a greenlet has the name of its thread' out.trace '^task-new .* "db_0"$'
    check 'none has that of a task' test "$(grep -c '^task-new .* "first one"$' out.trace)" -eq 1
    expect_text 'nor a task that of a greenlet' out.trace '^task-new .* "Task-1 \(main\)"$'
    check 'each job has its end' test "$(awk '
        $1 == "task-new" && /"(query.*|fails|partly)"$/ { job[$3] = 1 }
        $1 == "task-end" && job[$3] { ended++ }
        END { print ended }' out.trace)" -eq 6
else
    skip 'greenlets are recorded' 'there is no gevent'
fi

if python=$(python_with uvloop); then
    expect_status 'tasks run on uvloop' 0 "$baton" record -o out.trace -- "$python" "$programs/uvlooped.py"
    expect_text 'they have names' out.trace '^task-new .* "Task-[0-9]+ \(held\)"'
    expect_text 'one sleeps until it is due' out.trace \
        "^state [0-9]+ [0-9]+ waiting SLEEP $(line_of uvlooped sleep) 0 [1-9]"
    expect_text 'one awaits another' out.trace "^state [0-9]+ [0-9]+ waiting AWAIT $(line_of uvlooped await) [1-9]"
    expect_text 'one blocks the loop' out.trace "^state [0-9]+ [0-9]+ blocked SLEEP $(line_of uvlooped held) "
    check 'for which another is late' comes_late late
    check 'one at a time there' python3 "$srcdir/tests/record/check.py" out.trace
else
    skip 'tasks on uvloop are recorded' 'there is no uvloop'
fi
finish
