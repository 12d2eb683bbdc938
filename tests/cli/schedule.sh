#!/bin/sh
# A schedule, forced on the real runtime: the run ends as the line says, or says why it cannot.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

printf 'scenario "Race"\nmodel threads, gil\nshared bare = 0\ntask adds x 2:\n    repeat 2:\n        bare += 1\n' >race.baton
printf 'scenario "Forks"\nmodel threads, gil, processes\nlock a\nlock b\ntask one:\n    with a:\n        with b:\n' >forks.baton
printf '            sleep 1us\ntask two:\n    with b:\n        with a:\n            sleep 1us\n' >>forks.baton
{
    printf 'scenario "Wheel"\nmodel threads, gil\nshared flag = 0\nshared turns = 0\ntask waits:\n    while flag == 0:\n'
    printf '        sleep 1us\n    turns += 1\ntask sets:\n    flag = 1\n'
} >wheel.baton
printf 'scenario "Box"\nmodel threads, gil, processes\nchannel box size 1\ntask puts:\n    send box 1\n    send box 2\n' >box.baton
printf 'task gets:\n    x = recv box\n    x = recv box\n' >>box.baton

# run FILE MODEL LINE: what it ended with, in a word, and the status.
run()
{
    ran=0
    "$baton" run "$1" -m "$2" --schedule "$3" -f json >out.json 2>err || ran=$?
    result=$(sed -n '1s/.*"result": "\([a-z]*\)", "why".*/\1/p' out.json)
}

# ends FILE MODEL LINE RESULT STATUS PATTERN
ends()
{
    run "$1" "$2" "$3"
    if [ "$result $ran" = "$4 $5" ] && grep -Eq -e "$6" out.json; then
        pass "$1 under $2 by $3: $4"
    else
        { echo "wanted $4, status $5, $6; got $result, status $ran"; cat err out.json; } >why
        fail "$1 under $2 by $3: $4" why
    fi
}

# ends_under 'MODEL…': a line each of what is read, FILE LINE RESULT STATUS PATTERN, under each of the models.
ends_under()
{
    while read -r file line wanted status pattern; do
        for model in $1; do
            ends "$file" "$model" "$line" "$wanted" "$status" "$pattern"
        done
    done
}

# Behind its last move whoever made it goes on, then the next lane; a loop that asks again and again lets that go on.
ends_under 'threads gil' <<'END'
race.baton 1x4.2x4 ok 0 "bare": 4
race.baton 1x3.2x3.1.2 ok 0 "bare": 3
race.baton 1x3.2x4.1 ok 0 "bare": 2
race.baton 1x3 ok 0 "bare": 4
race.baton 1x3.2 ok 0 "bare": 2
race.baton 1x5 stopped 2 move 5 is 1's, which has ended
race.baton 1x4.2x5 stopped 2 move 9 is 2's, which has ended
race.baton 1.3 stopped 2 move 2 is 3's, and there is no such task
wheel.baton 1x9 ok 0 "turns": 1
wheel.baton 2.1 ok 0 "turns": 1
END
ends_under 'threads gil processes' <<'END'
forks.baton 1x2.2x2 ok 0 "why": ""
forks.baton 1.2 deadlock 1 one waits for the lock b, which two holds
forks.baton 1.2x2 stopped 2 move 3 is 2's, which waits for the lock a \(line 11\)
box.baton 1.2.1.2 ok 0 "why": ""
box.baton 2 stopped 2 move 1 is 2's, which waits for something in the channel box \(line 8\)
box.baton 1x2 stopped 2 move 2 is 1's, which waits for room in the channel box \(line 6\)
END

# Of a loop: which answer comes, the end of which sleep, and when those that are ready have their turn.
{
    printf 'scenario "Answers"\nmodel coroutines, callbacks, polling, blocking\nshared last = 0\ntask one:\n    io 2ms\n'
    printf '    last = last * 10 + 1\ntask two:\n    io 4ms\n    last = last * 10 + 2\n    sleep 1ms\n'
    printf '    last = last * 10 + 2\n'
} >loop.baton
ends_under 'coroutines callbacks' <<'END'
loop.baton 1.2x2 ok 0 "last": 122
loop.baton 2.1 ok 0 "last": 212
loop.baton 2x4 ok 0 "last": 221
loop.baton 3 stopped 2 move 1 is 3's, and there is no such task
END
ends_under polling <<'END'
loop.baton 1x2.2x2 ok 0 "last": 122
loop.baton 2x5.1 ok 0 "last": 221
loop.baton 3 stopped 2 move 1 is 3's, and there is no such task
END
expect_status 'a model that has one schedule' 2 "$baton" run loop.baton -m blocking --schedule 1
expect_text 'says so' err 'blocking follows no schedule'

# The end of a time limit is a move, too, with a number of its own.
{
    printf 'scenario "Late"\nmodel threads, gil, coroutines\nshared last = 0\nlock l\ntask one:\n    within 2ms:\n'
    printf '        with l:\n            io 1us\n            last = 1\n    on timeout:\n        last = 9\ntask two:\n    with l:\n'
    printf '        io 1us\n        last = 2\n'
} >late.baton
ends_under 'threads gil' <<'END'
late.baton 2.101.2x2.1 ok 0 "last": 9
late.baton 1x3.101 stopped 2 move 4 is 101's, and there no time limit of one can be over
late.baton 103 stopped 2 move 1 is 103's, and there is no such task
END
ends_under coroutines <<'END'
late.baton 101.1.2 ok 0 "last": 2
late.baton 102 stopped 2 move 1 is 102's, and there no time limit of two can be over
END
"$baton" run late.baton -m gil --set 'schedule=2 stands' -f trace >stands
check 'where it stands it is a choice' grep -q '^choice [0-9]* 101 17 NONE 7 1 0' stands
"$baton" run late.baton -m coroutines --set 'schedule=101 stands' -f trace >stands
check 'and what was cut short comes' grep -q '^choice [0-9]* 1 19 NONE 8 1 0' stands

# A wait for a condition returns without a signal, if the schedule has a move for who waits.
{
    printf 'scenario "If"\nmodel threads, gil\nshared bad = 0\nshared n = 0\nlock l\ncondition c with l\ntask takes:\n    with l:\n'
    printf '        if n == 0:\n            wait c\n        if n == 0:\n            bad = 1\ntask puts:\n    with l:\n        n = 1\n'
    printf '        signal c\n'
} >if.baton
ends_under 'threads gil' <<'END'
if.baton 1x3 ok 0 "bad": 0
if.baton 1x6.2x3 ok 0 "bad": 1
if.baton 1x3.2.1 stopped 2 move 5 is 1's, which waits for the condition c \(line 10\)
END
"$baton" run if.baton -m threads --schedule 1x6.2x3 -f steps >out
expect_text 'and that is told' out 'takes goes on from the condition c by itself, without a signal$'

# It is a setting, and what is told says so.
"$baton" run race.baton --schedule 1.1.2 -f trace -o race.trace
check 'the trace has it' grep -q '"schedule=1x2.2"' race.trace
check 'among the settings' grep -q '"set=schedule=1x2.2"' race.trace
"$baton" convert race.trace -f json >out.json
check 'json, too' grep -q '"settings": \["schedule=1x2.2"\]' out.json
"$baton" convert race.trace -f steps >out
expect_text 'a hand-off has its reason' out 'the schedule lets adds 2 go on'
"$baton" run race.baton --set schedule=1x2.2 >out
expect_text 'the picture says that it is forced' out 'threads · ok · forced'

expect_status 'a line that is none' 2 "$baton" run race.baton --schedule 1.x
expect_text 'and where' err 'character 3: the number of a lane is missing'
expect_status 'an empty one' 2 "$baton" run race.baton --schedule ''
expect_status 'a command without' 2 "$baton" list --schedule 1

# In a file it is tested so.
{
    cat race.baton
    printf 'expect threads, gil with schedule 1x3.2x4.1:\n    value bare == 2\n'
    printf 'expect threads, gil with schedule 1.1.1.1.2x4:\n    value bare == 4\n'
} >tested.baton
expect_status 'expectations of a schedule' 0 "$baton" test tested.baton
expect_text 'are tested with it' out 'ok . - tested.baton under gil with schedule 1x3.2x4.1'
sed 's/bare == 2/bare == 3/' tested.baton >wrong.baton
expect_status 'and can fail' 1 "$baton" test wrong.baton
sed 's/schedule 1x3.2x4.1/schedule 1x9/' tested.baton >misfit.baton
expect_status 'as where it does not fit' 2 "$baton" test misfit.baton

# Of all schedules, or some.
{
    cat race.baton
    printf 'expect threads all schedules:\n    value bare > 1\n'
    printf 'expect gil all schedules with shared bare = 1:\n    value bare > 2\n'
    printf 'expect threads, gil some schedule:\n    value bare == 2\n'
} >proved.baton
expect_status 'what holds of all, and of some' 0 "$baton" test proved.baton
expect_text 'a line for each' out '^ok 4 - proved.baton under threads, some schedule$'
expect_text 'with the schedule' out '^    --schedule 1x3.2x4.1$'
expect_text 'and with settings' out 'under gil, all schedules with shared bare = 1$'
sed 's/bare > 1/bare > 3/' proved.baton >broken.baton
expect_status 'what does not hold of all' 1 "$baton" test broken.baton
expect_text 'with the schedule that breaks it' out '^    line 8: value bare > 3: 2, by --schedule 1x3.2x4.1$'
sed 's/bare == 2/bare == 1/' proved.baton >none.baton
expect_status 'what holds of none' 1 "$baton" test none.baton
expect_text 'is said' out '^    line 12: value bare == 1: no schedule ends so$'
{
    printf 'scenario "Each, not both"\nmodel threads\nshared x = 0\nshared y = 0\ntask a:\n    x = 1\n    y = 2\n'
    printf 'task b:\n    y = 1\n    x = 2\nexpect threads some schedule:\n    value x == 1\n    value y == 1\n'
} >both.baton
expect_status 'claims of which each holds of some' 1 "$baton" test both.baton
expect_text 'are together what holds of none' out '^    line 12: value x == 1 and value y == 1: no schedule ends with all of that$'
{
    printf 'scenario "Long"\nmodel threads\nlimit 10ms\nshared n = 0\ntask a x 3:\n    repeat 200:\n        n += 1\n'
    printf 'expect all schedules:\n    result ok\n'
} >long.baton
expect_status 'what was not tried to the end' 1 "$baton" test long.baton
expect_text 'is no proof' out '^not ok 2 - long.baton under threads, all schedules: no proof$'
{
    cat race.baton
    printf 'expect threads some schedule:\n    result deadlock\n'
} >goal.baton
expect_status 'a goal that cannot be reached' 1 "$baton" test goal.baton
expect_text 'does not judge a run' out '^ok 1 - goal.baton under threads$'
{
    printf 'scenario "After you"\nmodel threads\nlimit 1s\nshared wants x 2 = 0\ntask walks x 2:\n    wants[self] = 1\n'
    printf '    while wants[3 - self]:\n        yield\n    wants[self] = 0\n'
    printf 'expect threads some schedule:\n    result timeout\n'
} >loop.baton
"$baton" test loop.baton >out 2>&1
expect_text 'a loop that nothing leads out of is a timeout of some schedule' out '^ok 2 - loop.baton under threads, some schedule$'
expect_text 'with the way into it' out '^    --schedule 1\.2$'

finish
