#!/bin/sh
# baton quiz: questions in lines, answer sheets, and how they are marked.
set -u
. "$(dirname "$0")/../tap.sh"

# Three that wait for 40, 80 and 120 ms: nothing of that is a race.
cat >"$work/three.baton" <<'END'
scenario "Three waits"
model coroutines, threads, blocking
task slow:
    io 120ms "slow"
    say "slow"
task quick:
    io 40ms "quick"
    ask "An author's own question?" result
    note "An author's note."
    say "quick"
task middle:
    io 80ms "middle"
    say "middle"
END
# A run of it, so that all are asked the same.
cat >"$work/three.trace" <<'END'
baton trace 1
file "three.baton"
source "scenario \"Three waits\"\n"
source "model coroutines, threads, blocking\n"
source "task slow:\n"
source "    io 120ms \"slow\"\n"
source "    say \"slow\"\n"
source "task quick:\n"
source "    io 40ms \"quick\"\n"
source "    ask \"An author's own question?\" result\n"
source "    note \"An author's note.\"\n"
source "    say \"quick\"\n"
source "task middle:\n"
source "    io 80ms \"middle\"\n"
source "    say \"middle\"\n"
meta 37563382561638 0 0 NONE 0 0 0 "model=coroutines"
meta 37563382563466 0 0 NONE 0 0 0 "trait=one-thread"
meta 37563382563769 0 0 NONE 0 0 0 "trait=loop-tells"
meta 37563382564049 0 0 NONE 0 0 0 "title=Three waits"
meta 37563382565841 0 0 NONE 0 0 0 "cores=2"
meta 37563382566333 0 0 NONE 0 0 0 "workers=1"
meta 37563382566740 0 0 NONE 0 0 0 "switches=perf"
meta 37563382567025 0 0 NONE 0 0 0 "values=told"
thread 37563382915705 1073741824 0 NONE 0 21495 21495
run-begin 37563384739821 0 0 NONE 0 0 0
task-new 37563384774605 1 STARTING NONE 3 0 1 "slow"
task-new 37563384799733 2 STARTING NONE 6 0 4294967297 "quick"
task-new 37563384800561 3 STARTING NONE 11 0 8589934593 "middle"
task-begin 37563384804198 1 0 65535 3 21495 0
asked 37563384806698 1 0 NONE 4 1 120000000 "slow"
state 37563384842143 1 waiting IO 4 1 0
task-begin 37563384849343 2 0 65535 6 21495 0
asked 37563384850058 2 0 NONE 7 2 40000000 "quick"
state 37563384863290 2 waiting IO 7 2 0
task-begin 37563384865599 3 0 65535 11 21495 0
asked 37563384866728 3 0 NONE 12 3 80000000 "middle"
state 37563384875478 3 waiting IO 12 3 0
loop-wait 37563384877849 1073741824 0 NONE 0 0 0
taken 37563385649673 1107296256 0 NONE 0 1 0
taken 37563385651839 1107296256 0 NONE 0 2 0
taken 37563385654350 1107296256 0 NONE 0 3 0
answered 37563425433293 1107296256 0 NONE 0 2 0
loop-woke 37563425500750 1073741824 0 NONE 0 0 1
state 37563425505246 2 running ANSWER 7 2 0
noticed 37563425509795 2 0 NONE 7 2 0
ask 37563425512973 2 0 NONE 8 0 0 "An author's own question?"
note 37563425513444 2 0 NONE 9 0 0 "An author's note."
say 37563425514103 2 0 NONE 10 0 0 "quick"
memory 37563425566734 0 0 NONE 0 3 57344
task-end 37563425567185 2 ok NONE 10 0 0
loop-wait 37563425604459 1073741824 0 NONE 0 0 0
loop-woke 37563425606315 1073741824 0 NONE 0 0 0
loop-wait 37563425606392 1073741824 0 NONE 0 0 0
answered 37563466674371 1107296256 0 NONE 0 3 0
loop-woke 37563466737888 1073741824 0 NONE 0 0 1
state 37563466742451 3 running ANSWER 12 3 0
noticed 37563466748269 3 0 NONE 12 3 0
say 37563466751603 3 0 NONE 13 0 0 "middle"
task-end 37563466754387 3 ok NONE 13 0 0
loop-wait 37563466790961 1073741824 0 NONE 0 0 0
loop-woke 37563466792809 1073741824 0 NONE 0 0 0
loop-wait 37563466792881 1073741824 0 NONE 0 0 0
answered 37563505020788 1107296256 0 NONE 0 1 0
loop-woke 37563505074958 1073741824 0 NONE 0 0 1
state 37563505078342 1 running ANSWER 4 1 0
noticed 37563505082126 1 0 NONE 4 1 0
say 37563505084694 1 0 NONE 5 0 0 "slow"
task-end 37563505087154 1 ok NONE 5 0 0
run-end 37563505115495 0 ok NONE 0 0 0 ""
cpu 37563505182268 0 0 NONE 0 0 413790
delay 37563505678630 0 0 NONE 0 0 16051283
end 56
END

# quiz_says ANSWERS ARGUMENT…: its output is left in $work/out, its status in $got.
quiz_says()
{
    said=$1
    shift
    got=0
    printf '%b' "$said" | "$baton" quiz "$@" --plain >"$work/out" 2>"$work/err" || got=$?
}

# ---- asking ----

quiz_says '2\n3\n' "$work/three.trace"
check 'a quiz that is finished has status 0' test "$got" -eq 0
expect_text 'it says what it is about' "$work/out" '^Three waits, under coroutines$'
expect_text 'its questions are numbered' "$work/out" '^Question 1 of 2, at [0-9.]+ [um]s$'
expect_text 'and say who gives control up, and where' "$work/out" \
    '^middle gives control up here \(io, line 12\)\. Who gets it next\?$'
expect_text 'choices are numbered, and show how they stand' "$work/out" \
    '^  2  quick +waits for its quick, since [0-9.]+ [um]s; line 7: io 40ms "quick"$'
expect_text 'nobody is one of them' "$work/out" '^  4  nobody more$'
expect_text 'a right answer is told with its reason' "$work/out" \
    "^You said quick, and so it was: quick's answer \(\"quick\"\) came at 4[0-9.]+ ms\.\$"
check 'the last line is how many were right' sh -c 'tail -n 1 "$1" | grep -qx "2 of 2"' sh "$work/out"
refuse_text "an author's questions and notes are left out" "$work/out" 'author'
quiz_says 'quick\nslow\n' "$work/three.trace"
check 'a name is an answer, too' sh -c 'tail -n 1 "$1" | grep -qx "1 of 2"' sh "$work/out"
expect_text 'a wrong one stands beside what was so' "$work/out" '^You said slow\. It was middle: '
quiz_says '7\n2\nnobody\nnonsense\n' "$work/three.trace"
expect_text 'what is no choice is asked once more' "$work/out" '^That is none of the choices: 1 to 4\.$'
check 'and then left open' sh -c 'tail -n 1 "$1" | grep -qx "1 of 2"' sh "$work/out"
expect_text 'with the answer' "$work/out" '^It was middle: '
quiz_says '' "$work/three.trace"
check 'the end of input leaves the rest open' sh -c 'tail -n 1 "$1" | grep -qx "0 of 2"' sh "$work/out"
check 'that is no failure' test "$got" -eq 0
quiz_says '2\n' "$work/three.trace" --questions 1
check '--questions bounds them' sh -c 'grep -c "^Question" "$1" | grep -qx 1' sh "$work/out"
quiz_says '1\n' "$work/three.baton" -m blocking
expect_text 'where there is nothing to ask it says so' "$work/out" '^There is no moment in this run'
check 'and 0 of 0' sh -c 'tail -n 1 "$1" | grep -qx "0 of 0"' sh "$work/out"
quiz_says '2\n3\n' "$work/three.baton"
expect_text 'a scenario is run, and then asked about' "$work/out" '^[0-2] of [0-2]$'

# ---- what is wrong ----

expect_status 'quiz takes something' 2 "$baton" quiz --plain
expect_status 'and one thing' 2 "$baton" quiz two-waits two-waits --plain
expect_status 'a file must be there' 2 "$baton" quiz nothing-of-that-name --plain
expect_status 'a saved run has its model' 2 "$baton" quiz "$work/three.trace" -m gil --plain
expect_status 'the number of questions is one' 2 "$baton" quiz two-waits --questions none --plain
expect_status 'and not too large' 2 "$baton" quiz two-waits --questions 21 --plain
expect_status 'other commands ask nothing' 2 "$baton" run two-waits --plain
head -n 5 "$work/three.trace" >"$work/cut.trace"
expect_status 'a damaged trace is refused' 2 "$baton" quiz "$work/cut.trace" --plain

# ---- sheets ----

quiz_says '2\n3\n' "$work/three.trace" --name Kim -o "$work/kim.sheet"
quiz_says '2\n1\n' "$work/three.trace" --name 'Lee "L"' -o "$work/lee.sheet"
quiz_says '3\n' "$work/three.trace" --name Park -o "$work/park.sheet"
check 'a sheet has the name and the answers' test "$(grep -c '^name "Kim"$\|^answer 1 "quick"$\|^answer 2 "middle"$' "$work/kim.sheet")" -eq 3
check 'what was left open is there without an answer' grep -qx 'answer 2' "$work/park.sheet"
refuse_text 'no sheet has a path' "$work/kim.sheet" "$work|three\.baton|/"
check 'nor the run, where a saved one was given' test "$(wc -l <"$work/kim.sheet")" -eq 7
expect_status 'sheets are marked' 0 "$baton" quiz --mark "$work/kim.sheet" "$work/lee.sheet" "$work/park.sheet" "$work/three.trace"
expect_text 'a row a student' "$work/out" '^Kim +\+quick +\+middle +2 of 2$'
expect_text 'with what was wrong' "$work/out" '^Lee "L" +\+quick +xslow +1 of 2$'
expect_text 'and what was left open' "$work/out" '^Park +xmiddle +- +0 of 2$'
expect_text 'and how often each answer was given' "$work/out" '^ +2 \+quick$'
expect_text 'wrong ones, too' "$work/out" '^ +1  slow$'
expect_text 'and none' "$work/out" '^ +1  left open$'
expect_status 'without the run they cannot be' 1 "$baton" quiz --mark "$work/kim.sheet"
check 'which is one line' test "$(wc -l <"$work/err")" -eq 1
sed 's/"quick"/"slow"/' "$work/lee.sheet" >"$work/bad.sheet"
expect_status 'a damaged sheet is told' 1 "$baton" quiz --mark "$work/kim.sheet" "$work/bad.sheet" "$work/three.trace"
expect_text 'with its name, in one line' "$work/err" 'bad\.sheet: this sheet is damaged$'
check 'alone' test "$(wc -l <"$work/err")" -eq 1
expect_text 'and the others are marked' "$work/out" '^Kim '
head -c 60 "$work/kim.sheet" >"$work/cut.sheet"
expect_status 'so is one that was cut' 1 "$baton" quiz --mark "$work/cut.sheet" "$work/three.trace"
expect_status 'and what is none' 1 "$baton" quiz --mark "$work/three.baton"
expect_status 'a sheet that is not there' 2 "$baton" quiz --mark "$work/none.sheet"

quiz_says '2\n3\n' "$work/three.baton" --name Choi -o "$work/choi.sheet"
check 'a sheet of a scenario has the run in it' grep -q '^baton trace ' "$work/choi.sheet"
refuse_text 'without a path' "$work/choi.sheet" "$work"
expect_status 'and is marked by that' 0 "$baton" quiz --mark "$work/choi.sheet"
expect_text 'in a row' "$work/out" '^Choi '
sed 's/ RUNNING\| waiting / running /' "$work/choi.sheet" >"$work/bad.sheet"
expect_status 'a damaged run is found' 1 "$baton" quiz --mark "$work/bad.sheet"

# ---- on the screen ----

ptyrun=$builddir/tests/pty/ptyrun
expect_status 'without a terminal it says what needs none' 2 "$baton" quiz "$work/three.trace"
expect_text 'that is --plain' "$work/err" '--plain'
if ! "$ptyrun" ended:0 -- tput cup 1 1 >"$work/probe" 2>&1; then
    skip 'it is asked on the screen' 'there is no pseudo-terminal, or nothing is known of it'
else
    check 'it is asked on the screen, with choices' "$ptyrun" -g 100x30 see:control 'keys: ' 'see:Who gets it next?' \
        'see:2 quick' keys:2 'see:[2 quick]' 'keys:\r' 'see:You said quick, and so it was' 'keys: ' 'see:quick ends here' \
        keys:1 'keys:\r' 'see:You said slow. It was middle' keys:G 'see:1 of 2 right' keys:q ended:0 clean alone -- \
        "$baton" quiz "$work/three.trace" --name Han -o "$work/han.sheet"
    expect_status 'and the sheet is as that of lines' 0 "$baton" quiz --mark "$work/han.sheet" "$work/three.trace"
    expect_text 'with the same answers' "$work/out" '^Han +\+quick +xslow +1 of 2$'
fi

# ---- the same again ----

# Runs that are made anew ask the same, and have the same answers: a line each with its answer, without the times.
asked_of()
{
    printf '1\n1\n1\n1\n1\n' | "$baton" quiz "$@" --plain 2>/dev/null |
        sed -n -e 's/\. Who gets it next?$//p' -e 's/^You said .* It was \([^:]*\).*/\1/p' -e 's/^You said \(.*\), and so it was.*/\1/p' |
        sed 'N;s/\n/: /'
}

# How a lesson's quiz came out is kept, of another file it is not.
sed 's/^file .*/file "08-event-loop.baton"/' "$work/three.trace" >"$work/lesson.trace"
yes 1 | head -n 5 | "$baton" quiz "$work/three.trace" --plain >"$work/out" 2>&1
check 'of a file that is no lesson nothing is kept' test ! -e "$XDG_STATE_HOME/baton/progress"
echo 1 | "$baton" quiz "$work/lesson.trace" --plain >"$work/out" 2>&1
check 'nor of a quiz that was left' test ! -e "$XDG_STATE_HOME/baton/progress"
yes 1 | head -n 5 | "$baton" quiz "$work/lesson.trace" --plain >"$work/out" 2>&1
score=$(tail -n 1 "$work/out" | sed 's/ of /\//')
check "of a lesson it is kept: $score" grep -qx "quiz 08-event-loop $score" "$XDG_STATE_HOME/baton/progress"

yes 1 | head -n 5 | env -u XDG_STATE_HOME -u HOME "$baton" quiz "$work/lesson.trace" --plain >"$work/out" 2>"$work/err"
check 'where nothing says where it is finished all the same' test $? -eq 0
expect_text 'and that is said' "$work/err" 'this is not kept: '

# A few lessons, a few times; QUIZ_RUNS=N: all of them, under each of their models, N times. `make soak` does.
quizzes()
{
    if [ -z "${QUIZ_RUNS:-}" ]; then
        printf '%s coroutines\n' 08-event-loop 09-loop-queue 18-main-sleeps 20-blocking-then-await 47-computing-in-a-server
        return
    fi
    for file in "$srcdir"/scenarios/*.baton; do
        for model in $(sed -n 's/^model //p' "$file" | tr -d ','); do
            echo "$(basename "$file" .baton) $model"
        done
    done
}

runs=${QUIZ_RUNS:-3}
quizzes | while read -r name model; do
    for _ in $(seq "$runs"); do
        asked_of "$srcdir/scenarios/$name.baton" -m "$model" | sed "s/^/$name $model /"
    done
done >"$work/asked"
# Of all that was asked, how much had the answer that was the most frequent one for it.
sort "$work/asked" | uniq -c | awk '
    { count = $1; sub(/^ *[0-9]+ /, ""); ask = $0; sub(/: .*/, "", ask) }
    { all[ask] += count; if (count > most[ask]) most[ask] = count }
    END { for (ask in all) { total += all[ask]; same += most[ask] } print total + 0, same + 0 }' >"$work/same"
# And which were answered otherwise, how often.
sort "$work/asked" | uniq -c | awk '
    { count = $1; sub(/^ *[0-9]+ /, ""); ask = $0; sub(/: .*/, "", ask); sub(/^.*: /, "") }
    { told[ask] = told[ask] "  " count " " $0; kinds[ask]++ }
    END { for (ask in kinds) if (kinds[ask] > 1) print "# " ask ":" told[ask] }'
echo "# $(cut -d' ' -f1 "$work/same") questions, $(cut -d' ' -f2 "$work/same") with the same answer"
check 'there was something to ask' test "$(cut -d' ' -f1 "$work/same")" -gt 0
check 'the answers are the same in 99 of 100' \
    awk '{ exit !($2 * 100 >= $1 * 99) }' "$work/same"
finish
