#!/bin/sh
# `baton learn`: one's own copy of an exercise, judged by its goal, and what is kept of it.
set -u
. "$(dirname "$0")/../tap.sh"
BATON_LEARN_DIR=$work/learner/deep
export BATON_LEARN_DIR
copy=$BATON_LEARN_DIR/task-group-1.baton

expect_status 'the exercises are listed' 0 "$baton" learn
expect_text 'with their chapters' "$work/out" '^5\. Tasks: '
expect_text 'below their lessons' "$work/out" '^ +14\.1 +One task fails$'
expect_text 'with what to do first' "$work/out" '^0 of [0-9]+ solved; next: baton learn 1\.1$'
expect_status 'one is begun' 0 "$baton" learn 14.1
expect_text 'it says what to do' "$work/out" 'no such page'
expect_text 'and where the copy is' "$work/out" "^Your copy: $copy\$"
expect_text 'and how to go on' "$work/out" 'baton learn --check 14\.1$'
check 'the copy expects nothing' sh -c '! grep -q ^expect "$1"' sh "$copy"
check 'and is a scenario' "$baton" check "$copy"
check 'the lesson has not changed' grep -q '^expect' "$srcdir/scenarios/14-task-group.baton"
echo '# mine' >>"$copy"
expect_status 'to begin again keeps the copy' 0 "$baton" learn task-group-1
check 'as it was written' grep -q '^# mine' "$copy"
expect_text 'and says so' "$work/out" 'there already'

expect_status 'untouched, it is not solved' 1 "$baton" learn --check 14.1
expect_text 'with what was seen' "$work/out" ' coroutines: never "fetch 2 is done"  seen: .*was said'
expect_status 'in ASCII, too' 1 "$baton" learn --check 14.1 --ascii
expect_text 'in words' "$work/out" '^  (no  |busy) coroutines: never'
refuse_text 'and in nothing else' "$work/out" '[^ -~]'
expect_status 'there is a hint' 0 "$baton" learn --hint 14.1
expect_status 'and a solution' 0 "$baton" learn --solution 14.1
expect_text 'which is a scenario' "$work/out" 'scenario "'

cp "$srcdir/docs/lessons/answers/task-group-1.baton" "$copy"
solve()
{
    for try in 1 2 3 4 5; do
        "$baton" learn --check 14.1 >"$work/out" 2>&1
        status=$?
        [ $status -eq 3 ] || return $status
    done
    return 3
}
solve
status=$?
if [ $status -eq 3 ]; then
    skip 'the answer solves it' 'others kept the processor busy'
    echo 'solved task-group-1' >"$XDG_STATE_HOME/baton/progress"
else
    check 'the answer solves it' test $status -eq 0
    expect_text 'and says what is next' "$work/out" '^Solved\. Next: baton learn 15\.1$'
    check 'it is kept, as text' grep -qx 'solved task-group-1' "$XDG_STATE_HOME/baton/progress"
fi
"$baton" learn >"$work/out"
expect_text 'the list shows it' "$work/out" '^ +✓ 14\.1 '
expect_text 'and counts it' "$work/out" '^1 of '
echo 'scenario' >"$copy"
expect_status 'a file with an error solves nothing' 1 "$baton" learn --check 14.1
expect_text 'and the error is told' "$work/out" '✗ line 1: '
expect_status 'one can begin anew' 0 "$baton" learn --reset 14.1
expect_text 'what one had is kept' "$work/out" 'task-group-1\.baton~$'
check 'as it was' grep -qx scenario "$copy~"
check 'and the copy is as the lesson' grep -q '^task fetch' "$copy"

# A level: what is said is a schedule, which the real threads follow; the file is as it was.
level()
{
    text=$1 wanted=$2
    printf '%s\n' "$3" >"$work/said"
    "$baton" learn --check one-lost-update-1 <"$work/said" >"$work/out" 2>&1
    check "$text" test $? -eq "$wanted"
}
expect_status 'a level is begun' 0 "$baton" learn 60.1
check 'its copy has the goal, to be played for' grep -q '^expect threads some schedule:' "$BATON_LEARN_DIR/one-lost-update-1.baton"
level 'a schedule that does not come to it is none' 1 1x2.2x2
expect_text 'with what was seen' "$work/out" 'threads: value counter == 1  seen: 2'
level 'one that does not fit is told' 1 1x3
expect_text 'by its move' "$work/out" "Move 3 is 1's, which has ended\\."
level 'what is no schedule is told' 1 once
expect_text 'with what one is' "$work/out" 'Say a schedule, such as 1\.2x2\.1'
level 'the right one wins it' 0 2.1x2.2
check 'which is kept' grep -qx 'solved one-lost-update-1' "$XDG_STATE_HOME/baton/progress"
expect_status 'what is to be mended begins as it was' 0 "$baton" learn 60.2
expect_status 'and is not so yet' 1 "$baton" learn --check 60.2
expect_text 'by which schedule' "$work/out" 'all schedules: value counter == 2  seen: 1, by --schedule 1\.2x2\.1'

expect_status 'an exercise that is none' 2 "$baton" learn 99.1
expect_text 'is told' "$work/err" "no exercise '99\.1'"
expect_status 'a check needs a copy' 2 "$baton" learn --check 1.1
expect_text 'which is told' "$work/err" "'baton learn 1\.1' makes"
expect_status 'a check needs an exercise' 2 "$baton" learn --check
expect_status 'these options are of learn' 2 "$baton" run two-waits --check
expect_status 'no HOME is told' 3 env -u BATON_LEARN_DIR -u HOME "$baton" learn 1.1
expect_text 'with what to do' "$work/err" 'set HOME or BATON_LEARN_DIR$'
mkdir "$work/empty"
expect_status 'no course is told' 2 env BATON_SCENARIO_DIR="$work/empty" "$baton" learn
expect_text 'in a sentence' "$work/err" 'no exercises are installed'
echo 'a file' >"$work/file"
expect_status 'a folder that cannot be made is told' 3 env BATON_LEARN_DIR="$work/file/x" "$baton" learn 1.1
expect_text 'with its name' "$work/err" "$work/file/x/two-waits-1\.baton: "
if [ "$(id -u)" -ne 0 ]; then
    mkdir -m 555 "$work/read-only"
    expect_status 'so is a read-only one' 3 env BATON_LEARN_DIR="$work/read-only" "$baton" learn 1.1
fi
finish
