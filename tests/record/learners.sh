#!/bin/sh
# The five programs of docs/record.md, recorded: what the page says that one sees is seen.
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
python=$(python3 -c 'import sys; (3, 8) <= sys.version_info < (3, 14) and print(sys.executable)' 2>/dev/null)
if [ -z "$python" ]; then
    echo '1..0 # SKIP there is no python3 of 3.8 to 3.13'
    exit 0
fi
programs=$srcdir/docs/programs
cd "$work" || exit 1

# line_of NAME TEXT: the number of the line with that text.
line_of()
{
    grep -nF "$2" "$programs/$1.py" | head -n 1 | cut -d : -f 1
}

# record NAME: leaves its trace, and steps.
record()
{
    expect_status "$1 is recorded" 0 "$baton" record -o "$1.trace" -- "$python" "$programs/$1.py"
    "$baton" convert -f steps "$1.trace" >steps
    "$baton" convert -f csv "$1.trace" >>steps # a step tells nothing else of who is late
    "$baton" convert -f text --width 300 "$1.trace" >text
}

record blocking
expect_text 'the line that holds the loop is named' steps \
    "the loop was busy with Task-[0-9]+ \\(fetch\\) in parse \\(blocking.py:$(line_of blocking time.sleep)\\) until"
expect_text 'and who was told late because of it' text \
    "^  [^ ]+( \\(fetch\\))? was told [0-9.]+ ms late: .* in parse \\(blocking.py:$(line_of blocking time.sleep)\\)"
"$baton" compare blocking.trace blocking-the-loop --width 300 >compared
expect_text 'the lesson has that in common with it' compared \
    '^In both one keeps control for long: in blocking Task-[0-9]+ \(fetch\) in parse '

record forgotten
check 'three tasks are cancelled' test "$(grep -c '^task-end [0-9]* [0-9]* cancelled' forgotten.trace)" -eq 3
expect_text 'in their sleep' steps 'Task-[0-9] \(save\) was cancelled by the end of Task-1 \(main\) while it slept'
refuse_text 'which was not over' steps "save\\)'s sleep was over"

record held
expect_text 'one waits in the lock' steps \
    "Task-[0-9]+ \\(work\\)[ ,].*waits for the lock 1 in work \\(held.py:$(line_of held 'async with'), in asyncio.locks.*\\), which Task-[0-9]+ \\(work\\) holds"
check 'each but the first is woken by the one before' test \
    "$(grep -c '^Task-[0-9]* (work),running,.*Task-[0-9]* (work) woke it' steps)" -ge 3

record convoy
expect_text 'the one that computes is made to drop the GIL' steps \
    'the GIL was with bob in compute \(convoy.py:[0-9]+\) until it was made to drop it'

record small_pool
check 'each query is a job' test "$(grep -c '^task-new .* "query' small_pool.trace)" -eq 4
expect_text 'who is in the queue is late, because of whom its worker had' text \
    '^  query [34] was told [0-9.]+ ms late: it was in the queue of the pool .*its worker was busy with query'
expect_text 'who waits for one waits for its end' steps 'main[ ,].*waits for the end of query'
finish
