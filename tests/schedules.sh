#!/bin/sh
# What the search of all schedules says, the real threads and processes do: each schedule that it prints is forced, and
# must end as it said; and so must random ones of random scenarios (oracle/forced.c). FORCED_COUNT of these from FORCED_SEED
# on; `make soak` runs many more.
set -u
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1

# One outcome a line: RESULT SCHEDULE [NAME VALUE …]
outcomes()
{
    "$baton" explore "$1" -m "$2" -f json >"$work/explored" 2>"$work/err"
    sed -n 's/^ *{"result": "\([a-z]*\)", "values": {\([^}]*\)}.*"schedule": "\([^"]*\)"}.*/\1 \3 \2/p' "$work/explored" |
        tr -d '":,' | awk '$2 != ""'
}

# Whether the run has that value at its end.
has_value()
{
    tr -d '\n' <"$work/ran" | sed -n 's/.*"values": {\([^}]*\)}.*/\1/p' | tr ',' '\n' | tr -d '" ' | grep -qx "$1:$2"
}

# Whether a run by the line ends with that result and these values.
agrees()
{
    file=$1 model=$2 result=$3 line=$4
    shift 4
    timeout 60 "$baton" run "$file" -m "$model" --schedule "$line" -f json >"$work/ran" 2>"$work/err"
    grep -q "\"result\": \"$result\", \"why\"" "$work/ran" || return 1
    while [ $# -ge 2 ]; do
        has_value "$1" "$2" || return 1
        shift 2
    done
}

replay()
{
    replayed=0 differ=0
    : >"$work/differ"
    for model in $2; do
        outcomes "$1" "$model" >"$work/outcomes"
        while read -r result line values; do
            replayed=$((replayed + 1))
            # shellcheck disable=SC2086
            agrees "$1" "$model" "$result" "$line" $values && continue
            differ=$((differ + 1))
            { echo "under $model by $line: wanted $result $values"; cat "$work/ran" "$work/err"; } >>"$work/differ"
        done <"$work/outcomes"
    done
    if [ "$replayed" -gt 0 ] && [ "$differ" -eq 0 ]; then
        pass "$1: $replayed schedules end as they should"
    else
        fail "$1: $differ of $replayed differ" "$work/differ"
    fi
}

cat >race.baton <<'END'
scenario "Three add"
shared n = 0
task adds x 3:
    n += 1
END
cat >lapsed.baton <<'END'
scenario "A block behind a wait whose own time is over"
channel c
shared x = 0
task main:
    select:
        y = recv c:
            x = 1
        timeout 1ms:
            offload:
                x += 2
    x += 10
END
cat >late_rest.baton <<'END'
scenario "A limit is over at the look behind the end of main"
until main ends
lock l
condition k with l
shared x = 0
task main:
    start child
    yield
    x = 1
task child:
    within 100us:
        with l:
            wait k
    on timeout:
        x = 2
END
cat >numbers.baton <<'END'
scenario "Who is started by a callback leaves one behind, and so does that"
shared x = 0
task main:
    io 1ms then:
        start child
        io 1ms then:
            x = x * 10 + 1
task child:
    io 1ms then:
        x = x * 10 + 2
END
cat >left_block.baton <<'END'
scenario "A block waits when its task and all the others have ended"
until main ends
channel c size 0
shared x = 0
task main:
    f = start asks
    yield
task asks:
    offload:
        x = 1
        send c 1
END
cat >rounds.baton <<'END'
scenario "Two add twice"
shared n = 0
task adds x 2:
    repeat 2:
        n += 1
END
cat >guarded.baton <<'END'
scenario "Half guarded"
shared n = 0
lock l
task one:
    with l:
        n += 1
task two:
    n += 10
    acquire l
    n += 100
    release l
END
cat >philosophers.baton <<'END'
scenario "Philosophers"
lock left
lock middle
lock right
task one:
    with left:
        with middle:
            sleep 1us
task two:
    with middle:
        with right:
            sleep 1us
task three:
    with right:
        with left:
            sleep 1us
END
cat >buffer.baton <<'END'
scenario "A buffer"
shared sum = 0
channel box size 1
task puts x 2:
    send box 1
    send box 2
task gets:
    repeat 4:
        x = recv box
        sum = sum * 3 + x
END
cat >meet.baton <<'END'
scenario "Without room"
shared last = 0
channel door size 0
task sends x 2:
    send door self
task takes:
    x = recv door
    last = x
    y = recv door
    last = last * 10 + y
END
cat >seats.baton <<'END'
scenario "Seats"
shared most = 0
shared now_in = 0
semaphore seats = 2
task guest x 3:
    acquire seats
    now_in += 1
    if now_in > most:
        most = now_in
    now_in -= 1
    release seats
END
cat >flags.baton <<'END'
scenario "Flags"
shared a = 0
shared b = 0
shared both = 0
task one:
    a = 1
    if b == 0:
        both += 1
task two:
    b = 1
    if a == 0:
        both += 1
END
cat >waits.baton <<'END'
scenario "Waits for a flag"
shared flag = 0
shared seen = 0
task waits:
    while flag == 0:
        seen = 1
    seen = 2
task sets:
    flag = 1
END
cat >started.baton <<'END'
scenario "Started"
shared n = 1
task adds(k):
    n = n * 2 + k
task main:
    f = start adds(1)
    g = start adds(2)
    n += 10
    await f
    await g
END
cat >checks.baton <<'END'
scenario "An assertion"
shared n = 0
task adds x 2:
    m = n
    n = m + 1
    assert n > m
task looks:
    assert n != 1
END
cat >forks.baton <<'END'
scenario "Forks in an array"
lock fork x 3
task eats x 3:
    with fork[self]:
        with fork[self % 3 + 1]:
            sleep 1us
END
cat >filled.baton <<'END'
scenario "If or while"
shared items = 0
shared missed = 0
lock l
condition filled with l
task takes x 2:
    with l:
        if items == 0:
            wait filled
        if items == 0:
            missed += 1
        else:
            items -= 1
task puts:
    with l:
        items += 1
        broadcast filled
END
cat >meets.baton <<'END'
scenario "A barrier"
shared n = 0
shared seen = 0
barrier both 2
task adds x 2:
    n += 1
    wait both
    if n == 1:
        seen += 1
END
cat >atomic.baton <<'END'
scenario "Swapped"
shared taken = 0
shared in_it = 0
task enters x 2:
    was = swap taken 1
    if was == 0:
        in_it += 1
    atomic:
        in_it += 10
END
cat >answers.baton <<'END'
scenario "Answers"
shared last = 0
task one:
    io 1ms
    last = last * 10 + 1
task two:
    io 1ms
    last = last * 10 + 2
    sleep 1ms
    last = last * 10 + 3
END
cat >crash.baton <<'END'
scenario "One crashes"
shared n = 0
lock l
task one:
    with l:
        n = 1
    fail "enough"
task two:
    with l:
        n += 2
END

# In a wait it is a move to try again what one was called for, and that the time is over, if one could be met before.
cat >select.baton <<'END'
scenario "Met, called, or late"
shared x = 0
channel c size 0
channel d size 1
task puts x 2:
    send d self
task meets:
    send c 7
task gets:
    select:
        y = recv c:
            x = x * 10 + y
        y = recv d:
            x = x * 10 + y
        timeout 1ms:
            x = x * 10 + 9
    y = recv d
    y = recv d
END
cat >late.baton <<'END'
scenario "Late, with a number of its own"
shared x = 0
task helper:
    x = x * 10 + 3
task late after 2ms:
    start helper
    x += 1
task early:
    start helper
END

# Blocks on the pool, tasks that queue for a worker; under a loop who arrives later, and what is left behind.
cat >pooled.baton <<'END'
scenario "On the pool"
shared n = 0
shared seen = 0
task adds x 2:
    offload:
        n += self
task copies:
    offload to processes:
        x = n
        say "{x}"
    seen = n
END
cat >served.baton <<'END'
scenario "Two workers"
workers 2
shared n = 0
task main:
    start adds(1)
    start adds(2)
    start adds(3)
task adds(by):
    n = n * 10 + by
END
cat >queued.baton <<'END'
scenario "Who comes later queues for a worker"
workers 2
shared n = 0
channel c size 0
task late after 2ms:
    n += 1
task b x 2:
    n += 10
    if n == 20:
        send c n
    x = recv c
    n += x
END
cat >arrive.baton <<'END'
scenario "Who comes later"
shared x = 0
task late x 2 every 1ms:
    x = x * 10 + self
task asks:
    io 1ms
    x = x * 10 + 7
END
cat >left.baton <<'END'
scenario "Left behind"
shared x = 0
task asks x 2:
    y = io 1ms then:
        x = x * 10 + y + self
    x = x * 10
END

cat >beside.baton <<'END'
scenario "Beside the loop"
shared x = 0
task calls x 2:
    n = self
    offload:
        io 1ms
        n += 2
    x = x * 10 + n
END

cat >pool.baton <<'END'
scenario "A block and tasks of the loop"
shared n = 0
lock l
channel c size 1
task aside:
    offload:
        with l:
            n += 1
        send c 7
        n = n * 2
task takes:
    with l:
        n += 10
    x = recv c
    n += x * 100
task looks:
    yield
    try acquire l:
        n += 1000
    else:
        n += 5000
END
cat >held.baton <<'END'
scenario "A cycle over the loop and the pool"
lock a
lock b
shared n = 0
condition k with b
task one:
    offload:
        with a:
            with b:
                n += 1
                signal k
task two:
    with b:
        if n == 0:
            wait k
        with a:
            n += 10
END

cat >soon.baton <<'END'
scenario "A limit of no time"
shared n = 0
task one:
    within 0ms:
        io 1ms
        n += 1
    on timeout:
        n += 10
task two:
    io 1ms
    n = n * 2 + 1
    yield
    n = n * 2
END

cat >dropped.baton <<'END'
scenario "Blocks whose tasks are cancelled"
pool 1
shared n = 0
task main:
    try:
        group:
            start w(1)
            start w(2)
            start bad
    on error:
        n = n * 10 + 9
task w(p):
    offload:
        n = n * 10 + p
    n = n * 10 + 7
task bad:
    io 1ms
    fail "no"
END
cat >rest.baton <<'END'
scenario "A block when main ends"
until main ends
shared n = 0
task main:
    f = start w
    g = start asks
    yield
    n = n * 10 + 3
task w:
    offload:
        n += 1
    n = n * 2
task asks:
    io 1ms
    n += 100
END

cat >unserved.baton <<'END'
scenario "Cancelled before a worker has it"
until main ends
workers 1
shared v = 0
task main:
    f = start c
    g = start c
    v = 5
task c:
    v += 1
END
cat >pool_late.baton <<'END'
scenario "A limit, and blocks on the pool"
shared n = 0
lock l
task one:
    within 1ms:
        offload:
            n += 1
            io 1ms
            n += 10
    on timeout:
        n += 100
task two:
    offload:
        within 1ms:
            with l:
                n += 1000
        on timeout:
            n += 5000
END

cat >small_pool.baton <<'END'
scenario "One thread in the pool"
pool 1
shared n = 0
lock l
task a x 2:
    offload:
        n = n * 10 + self
        with l:
            n += 1
task b:
    with l:
        n = n * 10 + 5
END

for file in race rounds guarded philosophers buffer meet seats flags waits started crash \
    checks forks filled meets atomic select late pooled served queued unserved pool_late small_pool; do
    replay $file.baton 'threads gil'
done
for file in philosophers buffer meet crash; do
    replay $file.baton processes
done
replay soon.baton coroutines
replay answers.baton 'coroutines callbacks polling'
replay numbers.baton 'threads gil'
replay lapsed.baton 'threads gil processes'
replay late_rest.baton callbacks
for file in arrive left beside; do
    replay $file.baton 'coroutines callbacks'
done
for file in pool held dropped rest left_block; do
    replay $file.baton 'coroutines callbacks async-blocking'
done

seed=${FORCED_SEED:-1}
if "$builddir/tests/oracle/forced" --baton "$baton" --seed "$seed" --count "${FORCED_COUNT:-150}" >"$work/told" 2>&1; then
    pass "random schedules from seed $seed on end as the search says: $(tail -n 1 "$work/told")"
else
    fail "random schedules from seed $seed on end as the search says: $(tail -n 1 "$work/told")" "$work/told"
fi

# Every file of two or three tasks, with each step as a point (oracle/brute.c).
if "$builddir/tests/oracle/brute" 2 "$srcdir"/tests/foreign/*.baton "$srcdir"/scenarios/*.baton \
    "$srcdir"/tests/conformance/*.baton >"$work/told" 2>&1; then
    pass "brute force finds the same ends: $(tail -n 1 "$work/told")"
else
    grep 'only by' "$work/told" >"$work/differ"
    fail "brute force finds the same ends: $(tail -n 1 "$work/told")" "$work/differ"
fi
# … and of random scenarios, under the loops with whoever comes when (oracle/brute_loop.c).
if "$builddir/tests/oracle/brute" 2 --random "$seed" "${BRUTE_COUNT:-1000}" >"$work/told" 2>&1; then
    pass "and of random scenarios from seed $seed on: $(tail -n 1 "$work/told")"
else
    grep -A 80 'only by' "$work/told" >"$work/differ"
    fail "and of random scenarios from seed $seed on: $(tail -n 1 "$work/told")" "$work/differ"
fi
# … and of such as have what ends waits, groups or the run close by (oracle/dense.py).
if command -v python3 >/dev/null 2>&1; then
    mkdir dense && python3 "$srcdir/tests/oracle/dense.py" "$seed" "${DENSE_COUNT:-1000}" dense
    if "$builddir/tests/oracle/brute" 2 dense/*.baton >"$work/told" 2>&1; then
        pass "and of dense ones: $(tail -n 1 "$work/told")"
    else
        grep 'only by' "$work/told" >"$work/differ"
        fail "and of dense ones: $(tail -n 1 "$work/told")" "$work/differ"
    fi
else
    skip 'and of dense ones' 'there is no python3'
fi
finish
