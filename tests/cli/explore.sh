#!/bin/sh
# Every schedule, explored: what is told, the exit status, and that the real runtime ends as each told schedule says.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

printf 'scenario "Race"\nmodel threads, gil\nshared bare = 0\nshared rounds = 2\ntask adds x 2:\n    repeat rounds:\n' >race.baton
printf '        bare += 1\nexpect threads, gil:\n    value bare == 4\n' >>race.baton
{
    printf 'scenario "Locked"\nmodel threads, gil\nshared bare = 0\nlock guard\ntask adds x 2:\n    repeat 2:\n'
    printf '        with guard:\n            bare += 1\nexpect threads, gil:\n    value bare == 4\n'
} >locked.baton
printf 'scenario "Forks"\nmodel threads, processes\nlock a\nlock b\ntask one:\n    with a:\n        with b:\n' >forks.baton
printf '            compute 1us\ntask two:\n    with b:\n        with a:\n            compute 1us\n' >>forks.baton
{
    printf 'scenario "Box"\nmodel threads, gil, processes\nchannel box size 1\ntask puts x 2:\n    send box self\n'
    printf 'task gets:\n    x = recv box\n    y = recv box\n    say "{x}{y}"\nexpect threads, gil, processes:\n    output "12"\n'
} >box.baton
printf 'scenario "Clock"\nmodel threads\nshared x = 0\ntask one:\n    x = now\n' >clock.baton
printf 'scenario "Loop"\nmodel polling\nshared x = 0\ntask one:\n    x = 1\n' >loop.baton

# tells TEXT STATUS PATTERN ARGUMENT...
tells()
{
    text=$1 status=$2 pattern=$3
    shift 3
    told=0
    "$baton" explore "$@" >out 2>&1 || told=$?
    if [ "$told" = "$status" ] && grep -Eq -e "$pattern" out; then
        pass "$text"
    else
        { echo "wanted status $status and $pattern; got $told"; cat out; } >why
        fail "$text" why
    fi
}

tells 'a race is counted' 1 '^70 schedules \(57 states, 82 moves\): all explored' race.baton -m threads
tells 'its ends, with the fewest preemptions' 1 '^bare == 2 +32 46% █+ +1   1x3\.2x4\.1 +lost updates$' race.baton -m threads
tells 'the shortest bad one is drawn' 1 '^  moves 4–7  1 is preempted +2 updates +3$' race.baton -m threads
tells 'how to play it' 1 '^play it: baton play race\.baton --schedule 1x3\.2x4\.1$' race.baton -m threads
tells 'with other values' 1 '^6 schedules \(12 states, 14 moves\)' race.baton -m threads --set rounds=1
tells 'a proof' 0 '^all 6 schedules end with bare == 4$' locked.baton -m threads
tells 'a deadlock with its cycle' 1 'one waits for b, which two holds, two waits for a, which one holds' forks.baton -m threads
tells 'under processes, too' 1 '^deadlock ' forks.baton -m processes
tells 'what cannot be explored is refused with its line' 2 '^baton: clock\.baton:5: under threads: .now. says' clock.baton
tells 'polling, too' 0 '^1 schedule \(' loop.baton
tells 'other formats are refused' 2 "writes text or json, not 'svg'" race.baton -f svg
{
    printf 'scenario "If"\nmodel threads\nshared bad = 0\nshared n = 0\nlock l\ncondition c with l\ntask takes:\n    with l:\n'
    printf '        if n == 0:\n            wait c\n        if n == 0:\n            bad = 1\ntask puts:\n    with l:\n        n = 1\n'
    printf '        signal c\nexpect threads:\n    value bad == 0\n'
} >if.baton
tells 'each wait is ended by a signal' 0 'schedules end with bad == 0$' if.baton
tells 'or by itself, if that is asked for' 1 '^bad == 1 ' if.baton --spurious
tells 'which a run can be made to do' 1 '^play it: baton play if\.baton --schedule 1x6\.2x3$' if.baton --spurious
{
    printf 'scenario "Cut"\nmodel threads, coroutines\nshared v = 1\nlock l\nsemaphore s = 0\ncondition c with l\ntask a:\n    within 1ms:\n'
    printf '        with l:\n            wait c\n    on timeout:\n        with s:\n            v = 2\n'
} >cut.baton
tells 'a wait that is cut short does not return by itself' 1 '^deadlock 1x2\.101\.1: a waits for s$' cut.baton --spurious -m threads
tells 'under a loop none does' 1 'time free$' cut.baton --spurious -m coroutines
# What failed and who waits for whom is told of the schedule beside it: a run by that ends so.
{
    printf 'scenario "Rooms"\nmodel threads\nshared women = 0\nshared men = 0\nlock w\nlock m\ntask woman:\n    with w:\n'
    printf '        women += 1\n    assert men == 0\n    with w:\n        women -= 1\ntask man:\n    with m:\n        men += 1\n'
    printf '    assert women == 0\n    with m:\n        men -= 1\n'
} >rooms.baton
{
    printf 'scenario "Chairs"\nmodel threads\nshared cut = 0\nsemaphore customer = 0\nsemaphore done1 = 0\ntask comes x 3:\n'
    printf '    release customer\n    acquire done1\n    add cut 1\ntask cuts:\n    repeat 2:\n        acquire customer\n'
    printf '        release done1\n'
} >chairs.baton
for file in rooms chairs; do
    "$baton" explore $file.baton | sed -n 's/^\(failed\|deadlock\) \([0-9.x]*\): \(.*\)$/\2 \3/p' >told
    while read -r line words; do
        "$baton" run $file.baton --schedule "$line" -f steps | tail -n 1 >ended
        said=$(echo "$words" | sed 's/^[^:]*: //; s/ waits for .*//')
        check "$file by $line: $words" grep -q "$said" ended
    done <told
    check "$file: an end that is not ok is told" test -s told
done
tells 'no more memory than is given' 1 '^no proof: all schedules with at most [0-9]+ preemptions? .*; then the memory was used up, after ' \
    race.baton -m threads --set rounds=2000 --at-most 1
tells 'what was found until then is told' 1 '^bare == [0-9]+ ' race.baton -m threads --set rounds=2000 --at-most 1
tells 'no memory at all' 2 "at-most takes a number from 1 to 1048576, not 'none'" race.baton --at-most none

# Bad input: a sentence, and nothing lost of what was found.
printf 'scenario "Up"\nmodel threads\nshared n = 0\ntask counts:\n    while 1:\n        n += 1\ntask ends:\n    exit\n' >up.baton
tells 'states without end' 1 '^no proof .* states, .* moves\); then the memory was used up' up.baton --at-most 1
printf 'scenario "Idle"\nmodel threads\ntask idles:\n    while 1:\n        yield\n' >idle.baton
tells 'a loop that comes to no point' 2 'more than 100,000 steps here touch nothing that others see' idle.baton
printf 'scenario "Crash"\nmodel threads\nshared n = 0\ntask one:\n    n = 1\n    crash\ntask two:\n    n = 2\n' >crash.baton
tells 'a crash is an end' 1 '^crash, n == 2 ' crash.baton
# Once, for twice ends it at once. What is started in the background may ignore it.
as_a_terminal=
env --default-signal true 2>/dev/null && as_a_terminal='env --default-signal'
if [ -n "$as_a_terminal" ]; then
    ran=0
    timeout --foreground -s INT --preserve-status 2 $as_a_terminal "$baton" explore race.baton -m threads --set rounds=3000 >out 2>&1 || ran=$?
    check 'ctrl-C ends it' [ "$ran" = 1 ]
    expect_text 'says so' out '^no proof .* states, .* moves\); then stopped, after '
    expect_text 'and tells what was found' out '^bare == [0-9]* '
else
    skip 'ctrl-C ends it' 'it may be ignored here, and this env cannot change that'
fi
tells 'no more time than is given' 1 '^no proof' race.baton -m threads --set rounds=3000 --within 1

tells 'of several models a row each' 1 '^gil +70 +57   3 ends, 2 not as expected: bare == 2, by 1x3\.2x4\.1$' race.baton
tells 'and the first that is bad in full' 1 '^Race · threads · every schedule' race.baton
tells 'store buffers, where they are asked for' 1 ' · store buffers · ' race.baton -m threads --memory relaxed
tells 'they are those of the file, too' 1 ' · store buffers · ' race.baton -m threads --set memory=relaxed
tells 'no other memory' 2 "takes relaxed, not 'strong'" race.baton --memory strong
tells 'time is free' 1 ' time free' race.baton -m threads --time free
tells 'or due' 1 ' time due' race.baton -m threads --time due
tells 'or nothing else' 2 "takes free or due, not 'slow'" race.baton -m threads --time slow

"$baton" explore race.baton -m threads --set rounds=1 -f json >out.json 2>err
cat >want.json <<'END'
{"scenario": "Race", "explored": [
  {"model": "threads", "settings": ["rounds=1"], "time": "free", "memory": "sc", "complete": true, "schedules": "6",
   "states": 12, "moves": 14, "outcomes": [
    {"result": "ok", "values": {"bare": 2}, "good": false, "schedules": "2", "preemptions": 0, "schedule": "1x2.2x2"},
    {"result": "ok", "values": {"bare": 1}, "good": false, "schedules": "4", "preemptions": 1, "schedule": "1.2x2.1"}],
   "livelock": null}]}
END
check 'json has the fields that it has to have' diff want.json out.json

# replays FILE MODEL: each schedule that is told, forced on the real runtime, ends as it was told.
replays()
{
    "$baton" explore "$1" -m "$2" -f json 2>err |
        sed -n 's/.*{"result": "\([a-z]*\)", "values": {\([^}]*\)}.*"schedule": "\([0-9x.]*\)"}.*/\1 \3 \2/p' >told
    : >differ
    while read -r result line values; do
        "$baton" run "$1" -m "$2" --schedule "$line" -f json >run.json 2>>err
        grep -q "\"result\": \"$result\", \"why\"" run.json && { [ -z "$values" ] || grep -qF "$values" run.json; } ||
            echo "$line: wanted $result, $values" >>differ
    done <told
    [ -s told ] || echo 'nothing was told' >differ
    check "$1 under $2: the real runtime ends so, too" sh -c 'cat differ; [ ! -s differ ]'
}

for model in threads gil; do
    replays race.baton "$model"
    replays locked.baton "$model"
done
for model in threads processes; do
    replays forks.baton "$model"
    replays box.baton "$model"
done

# What a move is, in words; and what a shell is to read.
cat >"it's late.baton" <<'END'
scenario "Cut short while another is in"
model threads
shared a = 0
lock m
task works:
    with m:
        a = 1
task main:
    f = start works
    cancel f
    with m:
        compute 1ms
expect threads all schedules:
    value a == 1
END
tells 'a wait that is cut short takes nothing' 1 ' [(]cut short[)],' "it's late.baton" --width 100
expect_text 'and a lock is given back by its name' out ' give back m'
expect_text 'a name is quoted' out "^play it: baton play 'it'\\\\''s late.baton' --schedule "
{
    printf 'scenario "Spins"\nmodel threads\nlimit 200ms\nshared f = 0\ntask a:\n    while not f:\n        yield\n    f = 0\n'
    printf 'expect threads some schedule:\n    result timeout\nexpect threads all schedules:\n    value f == 0\n'
} >spins.baton
tells 'a loop that begins at the start' 1 '^livelock: from the start nothing ever leads out; it can go round by 1$' spins.baton
"$baton" test spins.baton >out 2>err
expect_text 'is proved by any schedule' out "message: 'any schedule'"
expect_text 'and breaks what holds of all' out "message: 'a livelock: from the start it can go round for ever by 1'"

# Stopped in the middle, the numbers of preemptions are of the schedules that stand there: who has made less than all his
# 60 moves when he hands over is preempted.
printf 'scenario "Many"\nmodel threads\nshared n = 0\ntask a x 4:\n    repeat 30:\n        n += 1\n' >many.baton
"$baton" explore many.baton --at-most 4 -f json >out 2>err
sed -n 's/.*"preemptions": \([0-9]*\), "schedule": "\([0-9x.]*\)".*/\1 \2/p' out >told
awk '{n = split($2, run, "."); count = 0; split("", made)
      for (i = 1; i <= n; i++) {
          split(run[i] "x1", part, "x")
          made[part[1]] += part[2]
          count += i < n && made[part[1]] < 60
      }
      if (count != $1) print $2 ": " count ", and told are " $1
      ends++}
     END {if (ends < 10) print "only " ends + 0 " ends"}' told >why
check 'where it is stopped, preemptions are counted' sh -c 'cat why; [ ! -s why ]'

finish
