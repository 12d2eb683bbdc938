#!/bin/sh
# What docs/models.md says of the system calls of each model, seen by strace. Skipped where there is none, or where it may
# not trace.
set -u
. "$(dirname "$0")/tap.sh"

if ! strace -f -o "$work/probe" true 2>/dev/null; then
    echo '1..0 # SKIP strace is not here, or may not trace'
    exit 0
fi

cat >"$work/two.baton" <<'END'
scenario "Two waits"
model blocking, polling, async-blocking, callbacks, coroutines, gil, threads, processes
task one:
    io 50ms "query"
    compute 12ms
task two:
    io 40ms "download"
    compute 12ms
END

# trace_model MODEL: all calls in $work/all, in $work/tasks those of the threads that ask the device or wait for it.
trace_model()
{
    strace -f -qq -o "$work/all" \
        -e trace=read,sendto,epoll_wait,epoll_pwait,futex,clone,clone3,fork,vfork \
        "$baton" run "$work/two.baton" -m "$1" -f json >"$work/out" 2>&1
    # A request is the only message of 24 bytes that is sent with these flags.
    awk '/sendto\(.*, 24, MSG_NOSIGNAL/ { print $1 }' "$work/all" | sort -u >"$work/who"
    awk 'NR == FNR { who[$1] = 1; next } $1 in who' "$work/who" "$work/all" >"$work/tasks"
}

# counted TEXT COMPARISON NUMBER FILE PATTERN
counted()
{
    found=$(grep -Ec -e "$5" "$4")
    if [ "$found" "$2" "$3" ]; then
        pass "$1"
    else
        { echo "$found lines match, wanted $2 $3: $5"; tail -n 30 "$4"; } >"$work/check.log"
        fail "$1" "$work/check.log"
    fi
}

# An answer has 24 bytes. strace splits a call that others overlap in two lines.
answer='read(\([0-9]+,| resumed>)[^"]*".*", 24\) += 24'
in_vain='read(\([0-9]+,| resumed>).*, 24\) += -1 EAGAIN'
sleeps='epoll_p?wait\([0-9]+, .*-1(, NULL, 8)?\)|epoll_p?wait\([0-9]+,  <unfinished'
thread='clone3?\(.*CLONE_THREAD'
fork='(clone\(.*SIGCHLD|fork\()'

# The thread sanitizer keeps a thread of its own in every process.
no_thread()
{
    if has_thread_sanitizer; then
        skip "$1: no thread is made" "the thread sanitizer makes one"
    else
        counted "$1: no thread is made" -eq 0 "$work/all" "$thread"
    fi
}

trace_model blocking
counted 'blocking: one thread asks' -eq 1 "$work/who" .
counted 'blocking: two answers are read' -eq 2 "$work/tasks" "$answer"
counted 'blocking: no look in vain' -eq 0 "$work/tasks" "$in_vain"
counted 'blocking: no loop' -eq 0 "$work/tasks" 'epoll_p?wait'

trace_model polling
counted 'polling: one thread asks' -eq 1 "$work/who" .
# Beside load it may have looked but a few times.
looks=$(sed -n 's/^.*"looks": \([0-9]*\).*/\1/p' "$work/out" | head -n 1)
counted 'polling: read says EAGAIN at each look in vain' -ge "${looks:-1}" "$work/tasks" "$in_vain"
counted 'polling: again and again' -gt 0 "$work/tasks" "$in_vain"
counted 'polling: no loop' -eq 0 "$work/tasks" 'epoll_p?wait'

trace_model async-blocking
counted 'async-blocking: one thread asks' -eq 1 "$work/who" .
counted 'async-blocking: there is a loop' -gt 0 "$work/tasks" 'epoll_p?wait'
counted 'async-blocking: the answer is read by a call that blocks' -eq 0 "$work/tasks" "$in_vain"

for model in callbacks coroutines; do
    trace_model $model
    counted "$model: one thread asks" -eq 1 "$work/who" .
    counted "$model: the loop sleeps in the kernel" -gt 0 "$work/tasks" "$sleeps"
    counted "$model: two answers are read" -eq 2 "$work/tasks" "$answer"
    no_thread "$model"
done

trace_model gil
counted 'gil: two threads ask' -eq 2 "$work/who" .
counted 'gil: a thread a task is made' -ge 2 "$work/all" "$thread"
counted 'gil: who wants the lock waits for it with a timeout' -gt 0 "$work/tasks" \
    'futex\(.*FUTEX_WAIT.*tv_nsec'

trace_model threads
counted 'threads: two threads ask' -eq 2 "$work/who" .
counted 'threads: a thread a task is made' -ge 2 "$work/all" "$thread"
counted 'threads: no look in vain' -eq 0 "$work/tasks" "$in_vain"

trace_model processes
counted 'processes: two processes ask' -eq 2 "$work/who" .
counted 'processes: the device and two tasks are forked' -ge 3 "$work/all" "$fork"
no_thread processes
finish
