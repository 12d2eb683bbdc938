#!/bin/sh
# Who waits for whom: a cycle is named, also beside tasks that live on; a wait that ends is none.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

# told TEXT FILE PATTERN: under every model whose tasks can wait beside one another.
told()
{
    for model in $(models_but held); do
        "$baton" run "$2" -m $model -f steps >out 2>err
        expect_text "$1, under $model" out "$3"
    done
}

cat >group.baton <<'END_OF'
scenario "A group holds what its task needs"
lock door
task child(n):
    with door:
        say "never"
task holder:
    with door:
        group:
            start child(1)
task living:
    sleep 40ms
END_OF
told 'a cycle through a group, beside one that lives' group.baton \
    'Deadlock: (child waits for the lock door, which holder holds; holder awaits child|holder awaits child; child waits for the lock door, which holder holds)\.'

cat >all.baton <<'END_OF'
scenario "await all, after the child began to wait"
lock door
semaphore there = 0
task child(n):
    sleep (n)ms
    release there
    with door:
        say "never"
task living:
    sleep 60ms
task main:
    start living
    acquire door
    start child(1)
    start child(2)
    acquire there
    acquire there
    sleep 20ms
    await all
END_OF
told 'a cycle through await all' all.baton \
    'Deadlock: (main awaits child; child waits for the lock door, which main holds|child waits for the lock door, which main holds; main awaits child)\.'

cat >meet.baton <<'END_OF'
scenario "A signal that is never given, and one who is not enough"
lock m
condition filled with m
barrier meet 3
task waits:
    with m:
        wait filled
task comes:
    wait meet
END_OF
told 'a condition and a barrier' meet.baton \
    'Deadlock: (waits waits for the condition filled; comes waits for the barrier meet|comes waits for the barrier meet; waits waits for the condition filled)\.'

cat >cross.baton <<'END_OF'
scenario "Each has what the other needs"
lock fork
lock knife
semaphore first = 0
semaphore second = 0
task one:
    with fork:
        release first
        acquire second
        with knife:
            say "never"
task two:
    with knife:
        release second
        acquire first
        with fork:
            say "never"
task living:
    sleep 40ms
END_OF
told 'two locks' cross.baton \
    'Deadlock: (one waits for the lock knife, which two holds; two waits for the lock fork, which one holds|two waits for the lock fork, which one holds; one waits for the lock knife, which two holds)\.'

cat >units.baton <<'END_OF'
scenario "Each has a unit of what the other needs"
semaphore s = 2
semaphore first = 0
semaphore second = 0
task one:
    with s:
        release first
        acquire second
        with s:
            say "never"
task two:
    with s:
        release second
        acquire first
        with s:
            say "never"
END_OF
told 'two units' units.baton \
    'Deadlock: one waits for the semaphore s, of which (one and two|two and one) hold units; two waits for the semaphore s, of which (one and two|two and one) hold units\.'

cat >then.baton <<'END_OF'
scenario "A callback waits for what its task's body gives back"
lock door
task main:
    with door:
        io 5ms then:
            with door:
                say "callback"
        io 15ms
END_OF
for model in polling callbacks coroutines gil threads processes; do
    "$baton" run then.baton -m $model -f steps >out 2>err
    refuse_text "a callback that waits for its task is no deadlock, under $model" out 'eadlock'
    expect_text "it goes on, under $model" out 'says: callback'
done

# Whoever completes a deadlock stands at the line of its wait, and so do all others.
# closes WAIT WHY [MODELS-BUT]: the body of `last` on stdin; it waits at the line marked with <.
closes()
{
    { printf 'scenario "Who waits last"\nlock door\nsemaphore s = 0\nchannel c\nchannel full size 1\n'
      printf 'channel none size 0\n'
      printf 'task held:\n    with door:\n        acquire s\n'
      printf 'task starts(n):\n    acquire s\n'
      printf 'task last:\n'
      sed 's/^/    /'
      printf 'task main:\n    start held\n    start last\n    await all\n'
    } >marked.baton
    line=$(grep -n ' <$' marked.baton | cut -d: -f1)
    sed 's/ <$//' marked.baton >closes.baton
    # shellcheck disable=SC2086 # words
    for model in $(models_but none ${3:-}); do
        "$baton" run closes.baton -m $model -f csv >out 2>err
        awk -F, -v line="$line" -v why="$2" -v model="$model" '
            $1 == "lane" || $1 ~ /^(control|core|loop|pool|device)/ { next }
            { state[$1] = $2; at[$1] = $5; said[$1] = $7 }
            END {
                for (lane in state)
                    if (state[lane] == "running") { print lane " is running"; bad = 1 }
                turn = model == "blocking" && state["last"] == ""
                if (!turn && (at["last"] != line || (model != "polling" && said["last"] !~ why))) {
                    print "last: line " at["last"] ", " said["last"] "; wanted line " line; bad = 1
                }
                exit bad
            }' out >wrong && pass "who completes it stands at its $1, under $model" ||
            fail "who completes it stands at its $1, under $model" wrong
    done
}

closes lock '^"waits for the lock door' in-turn <<'END_OF'
sleep 5ms
acquire door <
END_OF
closes semaphore '^waits for the semaphore s$' <<'END_OF'
sleep 5ms
acquire s <
END_OF
closes send '^waits for room in the channel full$' <<'END_OF'
send full 1
sleep 5ms
send full 2 <
END_OF
closes recv '^waits for something in the channel c$' <<'END_OF'
sleep 5ms
x = recv c <
END_OF
closes select '^waits in a select' in-turn <<'END_OF'
sleep 5ms
select: <
    x = recv c:
        say "never"
    send none 1:
        say "never"
END_OF
closes 'send to nobody' '^waits for a receiver at the channel none$' <<'END_OF'
sleep 5ms
send none 1 <
END_OF
closes await '^awaits starts$' in-turn <<'END_OF'
x = start starts(1)
sleep 5ms
await x <
END_OF
closes 'await all' '^awaits all its tasks$' in-turn <<'END_OF'
start starts(1)
sleep 5ms
await all <
END_OF
closes 'await any' '^awaits any of its tasks$' in-turn <<'END_OF'
start starts(1)
sleep 5ms
await any <
END_OF
closes 'await any of two' '^awaits ' in-turn <<'END_OF'
x = start starts(1)
y = start starts(2)
sleep 5ms
await any x, y <
END_OF
closes 'group' '^waits for its group$' in-turn <<'END_OF'
group: <
    start starts(1)
    sleep 5ms
END_OF
closes 'callbacks' '^waits for its callbacks$' 'in-turn async-blocking' <<'END_OF'
io 1ms then:
    acquire s
sleep 9ms <
END_OF

# Tasks that queue for a worker.
queued()
{
    for model in $(models_of parallel); do
        "$baton" run "$2" -m $model -f steps >out 2>err
        expect_text "$1, under $model" out "$3"
        refuse_text "and the limit is not waited for, under $model" out '^ *[0-9.]+ s '
    done
}

cat >served.baton <<'END_OF'
scenario "What it waits for queues behind it"
workers 1
limit 10s
semaphore s = 0
task a:
    acquire s
task b:
    release s
task main:
    start a
    start b
    await all
END_OF
queued 'a task waits for what one that queues would do' served.baton \
    'Deadlock: main awaits a; a waits for the semaphore s; b waits for the only worker, which a has\.'

cat >child.baton <<'END_OF'
scenario "A task waits for one that it started"
workers 1
limit 10s
task inner:
    say "never"
task outer:
    x = start inner
    await x
task living:
    sleep 60ms
task main:
    start outer
    sleep 40ms
END_OF
queued 'a cycle through the only worker, beside one that lives' child.baton \
    'Deadlock: outer awaits inner; inner waits for the only worker, which outer has\.'

cat >children.baton <<'END_OF'
scenario "All workers wait for tasks that queue"
workers 2
limit 10s
task inner:
    say "never"
task outer x 2:
    sleep 5ms
    group:
        start inner
END_OF
queued 'a full pool whose tasks wait for their own' children.baton \
    'Deadlock: outer 1 awaits inner.*; outer 2 awaits inner.*; inner.* waits for a free worker; inner.* waits for a free worker\.'

cat >arrives.baton <<'END_OF'
scenario "What arrives last queues for ever"
workers 1
limit 10s
semaphore s = 0
task a:
    acquire s
task b after 30ms:
    release s
END_OF
queued 'the last arrival cannot be served' arrives.baton \
    'Deadlock: a waits for the semaphore s; b waits for the only worker, which a has\.'

# Blocks that queue for a thread of the pool.
pooled()
{
    for model in threads gil coroutines callbacks polling; do
        "$baton" run "$2" -m $model -f steps >out 2>err
        expect_text "$1, under $model" out "$3"
        refuse_text "and the limit is not waited for, under $model" out '^ *[0-9.]+ s '
    done
}

cat >pool1.baton <<'END_OF'
scenario "The only thread waits for who waits for it"
pool 1
limit 10s
lock l
task a:
    with l:
        sleep 20ms
        offload:
            compute 1ms
task b:
    sleep 5ms
    offload:
        with l:
            compute 1ms
END_OF
pooled 'a block queues behind one that waits for its task' pool1.baton \
    'Deadlock: a waits for the only thread of the pool, which runs a block of b; b waits for the lock l, which a holds\.'

cat >pool2.baton <<'END_OF'
scenario "All threads wait for what queues behind them"
pool 2
limit 10s
semaphore s = 0
task waiter x 2:
    offload:
        acquire s
task giver:
    sleep 20ms
    offload:
        release s
END_OF
pooled 'a full pool waits for a block that queues' pool2.baton \
    'Deadlock: waiter 1 waits for the semaphore s; waiter 2 waits for the semaphore s; giver waits for a thread of the pool\.'

cat >pool3.baton <<'END_OF'
scenario "One of the threads is given back in time"
pool 2
limit 10s
semaphore s = 0
task waiter:
    offload:
        acquire s
task short:
    offload:
        compute 40ms
task giver:
    sleep 10ms
    offload:
        release s
END_OF
for model in threads gil coroutines callbacks polling; do
    "$baton" run pool3.baton -m $model -f steps >out 2>err
    expect_text "a full pool that will have room, under $model" out 'the end: ok'
done

# Its task was cancelled, and all the others have ended: nobody can come any more.
cat >left.baton <<'END_OF'
scenario "A block goes on without its task"
until main ends
limit 10s
channel c size 0
task main:
    f = start asks
    sleep 20ms
task asks:
    offload:
        send c 1
END_OF
for model in coroutines callbacks polling; do
    "$baton" run left.baton -m $model >out 2>err
    expect_text "a block that waits for nobody, under $model" out \
        'Deadlock: a block that asks left behind waits for the channel c\.'
done

# The block of a callback is awaited by that, not by its task.
cat >inner.baton <<'END_OF'
scenario "A callback waits for its block"
limit 10s
channel c size 0
task main:
    io 1ms then:
        offload:
            send c 1
END_OF
for model in coroutines callbacks; do
    "$baton" run inner.baton -m $model >out 2>err
    expect_text "the block of a callback waits, under $model" out 'Deadlock: .*waits for the channel c'
    refuse_text "and is not left behind, under $model" out 'left behind'
done

# Sixty tasks in a row, each of which ends as the next one queues: no moment of it is a deadlock.
cat >stress.baton <<'END_OF'
scenario "A worker is always about to be free"
workers 2
semaphore s = 0
lock door
task child(n):
    with door:
        release s
task job(n):
    if n % 3 == 0:
        start child(n)
    else:
        release s
task main:
    repeat 30 as n:
        start job(n)
    repeat 30:
        acquire s
    await all
END_OF
for model in $(models_of parallel); do
    bad=0
    for run in 1 2 3 4 5 6 7 8; do
        for _ in 1 2 3; do
            "$baton" run stress.baton -m $model -f json >"out$_" 2>err &
        done
        wait
        for _ in 1 2 3; do
            grep -q '"result": "ok"' "out$_" || { bad=$((bad + 1)); cp "out$_" bad.json; }
        done
    done
    touch bad.json
    if [ $bad -eq 0 ]; then
        pass "a queue that moves is no deadlock, under $model"
    else
        fail "a queue that moves is no deadlock, under $model: $bad of 24" bad.json
    fi
done

cat >offloaded.baton <<'END_OF'
scenario "An offloaded block waits for what only a later task would give"
semaphore s = 0
task waiting:
    offload:
        acquire s
    say "got it"
task giving:
    release s
END_OF
# The pool's thread finds it, and the task that waits for it must not go on: that is a race.
for model in $(models_of in-turn); do
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        "$baton" run offloaded.baton -m "$model" -f steps >out 2>err
        grep -q Deadlock out || break
    done
    expect_text "a block that holds the only thread, under $model" out \
        'Deadlock: waiting waits for the semaphore s\.'
done
for model in $(models_but in-turn); do
    "$baton" run offloaded.baton -m "$model" -f steps >out 2>err
    expect_text "one that does not, under $model" out 'says: got it'
done

cat >first.baton <<'END_OF'
scenario "Nobody comes to any of them"
channel c
channel d size 0
task waits(n):
    select:
        recv c:
            say "never"
        send d n:
            say "never"
task main:
    f = start waits(1)
    g = start waits(2)
    await any f, g
END_OF
told 'each thing that a task waits for' first.baton \
    'Deadlock: main awaits waits; main awaits waits 2; waits waits for the channel c; waits waits for the channel d; waits 2 waits for the channel c; waits 2 waits for the channel d\.'

cat >callback.baton <<'END_OF'
scenario "Its callback waits for ever"
channel c
task takes:
    x = recv c
task main:
    f = start takes
    io 1ms then:
        await f
END_OF
told 'what the callbacks of a task wait for' callback.baton \
    'Deadlock: (main awaits takes; takes waits for the channel c|takes waits for the channel c; main awaits takes)\.'

cat >own.baton <<'END_OF'
scenario "What its callback holds comes back"
lock door
task main:
    io 1ms then:
        with door:
            sleep 5ms
        say "given back"
    sleep 3ms
    with door:
        say "got it"
END_OF
for model in $(models_but held); do
    "$baton" run own.baton -m "$model" -f trace >out 2>err
    check "no circle with a callback of its own, under $model" sh -c '! grep "^cycle " out'
done

cat >given_back.baton <<'END_OF'
scenario "Its callback gives back what its body holds and waits for"
lock door
semaphore never = 0
task main:
    io 1ms then:
        sleep 20ms
        release door
    acquire door
    with door:
        say "got it"
    acquire never
END_OF
told 'who waits for a lock of its own that its callback gives back is in none' given_back.baton \
    'Deadlock: main waits for the semaphore never\.'

cat >again.baton <<'END_OF'
scenario "A circle that a cancellation ends, and nobody can go on later"
lock a
lock b
semaphore never = 0
task main:
    one = start first
    two = start second
    sleep 20ms
    cancel two
    sleep 20ms
    acquire never
task first:
    with a:
        sleep 5ms
        with b:
            say "has both"
    acquire never
task second:
    with b:
        sleep 5ms
        with a:
            say "has both"
END_OF
told 'the circle that stands, not the first' again.baton \
    'Deadlock: (main waits for the semaphore never; first waits for the semaphore never|first waits for the semaphore never; main waits for the semaphore never)\.'

finish
