#!/bin/sh
# Smaller worlds than a machine of one's own: sandboxes that refuse system calls, limits, missing folders, calls that fail
# once. A run there ends in one of two ways: as it should (status 0), or with status 3 and a sentence that names what the
# machine refused. Never by a signal, never late, and nothing of it is left behind.
#
# What the C library itself cannot do without is left out: where even `baton --version` ends otherwise.
#
# WORLDS=all: all models, all calls, many errors, each N. Else some of each, for it must not take long.
set -u
. "$(dirname "$0")/../tap.sh"
refuse=$builddir/tests/worlds/refuse
fault=$builddir/tests/worlds/fault.so
scenario=$srcdir/tests/worlds/all.baton
cd "$builddir" || exit 1
WORLDS=${WORLDS:-some}
mkdir "$work/tmp"
TMPDIR=$work/tmp
export TMPDIR

if has_thread_sanitizer || grep -q __asan_init "$baton"; then
    echo '1..0 # SKIP the sanitizers want a world of their own'
    exit 0
fi
some_or_all()
{
    if [ "$WORLDS" = all ]; then echo "$2"; else echo "$1"; fi
}
models=$("$baton" models | sed -n 's/^  \([^ ][^ ]*\)  *.*/\1/p')

# is_sound STATUS: what a run has printed says what it should.
is_sound()
{
    case $1 in
    0) grep -q 'result ok: ok' "$work/out" ;;
    2) grep -q "^baton: $scenario: ." "$work/out" ;; # not to be opened, or read: musl itself needs neither
    3) grep -Eq '^(baton: |The machine |The engine could not run)' "$work/out" ;;
    *) false ;;
    esac
}

# run_there COMMAND…: a run inside of what the command makes. Its status is left in $got, what it printed in $work/out: by
# a pipe, for files may be limited. False if it is not sound; then that is added to $work/wrong.
run_there()
{
    { { "$@" && got=0 || got=$?; } 2>&1 </dev/null; echo "$got" >"$work/got"; } | cat >"$work/out"
    read -r got <"$work/got"
    is_sound "$got" && return
    { echo "status $got: $*"; grep -E '^(The|baton|refuse)|result ok|crash|error' "$work/out" | sed 's/^/    /'; } |
        cut -c 1-200 >>"$work/wrong"
    return 1
}

# say TEXT: passes if nothing was found wrong since the last.
say()
{
    if [ -s "$work/wrong" ]; then
        fail "$1" "$work/wrong"
    else
        pass "$1"
    fi
    : >"$work/wrong"
}
: >"$work/wrong"

# ---- system calls that are refused ----

# needs_no CALL: the C library can do without it.
library_needs_no()
{
    "$refuse" "$1" -- "$baton" --version >/dev/null 2>&1
}

# Each call that the program makes, by the wrapper's own table, and those that sandboxes like to refuse.
sweep_calls()
{
    for call in $("$refuse" -l); do
        run_there "$refuse" -t 9 "$call$2" -- "$baton" run "$scenario" -m "$1" && continue
        library_needs_no "$call$2" || sed -i '/./d' "$work/wrong"
        [ ! -s "$work/wrong" ] || cat "$work/wrong" >>"$work/wrongs"
        : >"$work/wrong"
    done
    [ ! -e "$work/wrongs" ] || mv "$work/wrongs" "$work/wrong"
}

status=0 # 77: there are no filters
"$refuse" getrandom -- "$baton" --version >"$work/out" 2>&1 || status=$?
if [ "$status" -eq 77 ]; then
    skip 'refused system calls' 'the kernel filters none here'
else
    # shellcheck disable=SC2016
    check 'the wrapper refuses' sh -c '! "$1" execve -- sh -c '\''exec "$0" --version'\'' "$2"' sh "$refuse" "$baton"
    for model in $(some_or_all 'coroutines processes' "$models"); do
        for error in $(some_or_all EPERM 'EPERM ENOSYS ENOMEM EMFILE'); do
            sweep_calls "$model" "=$error"
            say "$model: each system call refused with $error"
        done
    done
    expect_status 'perf_event_open refused: the threads look themselves' 0 \
        "$refuse" perf_event_open -- "$baton" run "$scenario"
    expect_text 'and the summary says so' "$work/out" 'is known from'
    expect_status 'memfd_create refused: a file that is unlinked at once' 0 \
        "$refuse" memfd_create -- "$baton" run "$scenario"
    expect_status 'eventfd2 refused is status 3' 3 "$refuse" eventfd2 -- "$baton" run "$scenario"
    expect_text 'with what, why, and where to look' "$work/out" 'refused .*eventfd.*'
    expect_status 'test says why, too' 3 "$refuse" eventfd2 -- "$baton" test -m gil "$scenario"
    expect_text 'below the line' "$work/out" '^  message: .The machine refused'
fi

# ---- calls that fail once ----

# fails_at FUNCTION N MODEL: false if there is no N-th call.
fails_at()
{
    head -c 8 /dev/zero >"$work/count"
    run_there "$refuse" -t 9 -- env FAULT="$1:$2" FAULT_COUNT="$work/count" LD_PRELOAD="$fault" \
        "$baton" run "$scenario" -m "$3"
    [ "$(od -An -td4 -N4 "$work/count")" -ge "$2" ]
}

# sweep_fault FUNCTION MODEL: its first call, its second … of a run; of those of which there are hundreds, some.
sweep_fault()
{
    n=1
    while [ "$n" -le 3000 ] && fails_at "$1" "$n" "$2"; do
        case $WORLDS,$1 in
        some,*alloc) n=$((n + 1 + n / 2)) ;;
        some,epoll_ctl) n=$((n + 2)) ;;
        *) n=$((n + 1)) ;;
        esac
    done
}

threads_functions='pthread_mutex_init pthread_cond_init pthread_create pthread_attr_init pthread_mutexattr_init
    pthread_condattr_init sem_init'
other_functions='fork mmap mprotect ftruncate socketpair pipe2 eventfd epoll_create1 epoll_ctl timerfd_create signalfd
    memfd_create sendmsg'
if ! LD_PRELOAD=$fault "$baton" --version >"$work/out" 2>"$work/err" || [ -s "$work/err" ]; then
    skip 'calls that fail once' 'nothing can be preloaded here'
else
    head -c 8 /dev/zero >"$work/count"
    check 'the preloaded library counts' sh -c "FAULT=realloc:0 FAULT_COUNT='$work/count' LD_PRELOAD='$fault' \
        '$baton' --version && test \"\$(od -An -td4 -N4 '$work/count')\" -gt 0"
    for model in $(some_or_all 'coroutines gil' "$models"); do
        for function in $threads_functions; do sweep_fault "$function" "$model"; done
        say "$model: each of the functions of POSIX threads fails"
        for function in $other_functions; do sweep_fault "$function" "$model"; done
        say "$model: descriptors, processes and mappings are refused one by one"
        for function in malloc calloc realloc; do sweep_fault "$function" "$model"; done
        say "$model: there is no more memory"
    done
    fails_at pthread_mutex_init 1 gil
    expect_text 'a mutex that is refused is named' "$work/out" '^The machine refused a robust mutex'
fi

# ---- limits ----

# limited LIMIT MODEL: what `ulimit` is given, with its value.
limited()
{
    run_there "$refuse" -t 9 -- sh -c "ulimit $1 && exec '$baton' run '$scenario' -m $2"
}

# holds TEXT LIMIT…: all models run under these limits as they should.
holds()
{
    text=$1
    shift
    for limit; do
        for model in $models; do
            limited "$limit" "$model"
            [ "$got" -eq 0 ] || echo "status $got under $model with $limit" >>"$work/wrong"
        done
    done
    say "$text"
}

# refused TEXT LIMIT…: the smaller they are, the less there is; it says so.
refused()
{
    text=$1
    shift
    for limit; do
        # shellcheck disable=SC2086 # a word each
        (ulimit $limit && exec "$baton" --version) >/dev/null 2>&1 || continue
        for model in $(some_or_all 'coroutines gil' "$models"); do limited "$limit" "$model"; done
    done
    say "$text"
}

holds '64 MB of address space, a file of 4 MiB, 64 descriptors' '-v 64000' '-f 8192' '-n 64'
refused 'address space, less and less' '-v 40000' '-v 26000' '-v 22000' '-v 18000' '-v 14000' '-v 10000' '-v 6000'
refused 'the size of files, less and less' '-f 1000' '-f 100' '-f 1' '-f 0'
"$baton" run "$scenario" -f trace -o "$work/whole"
got=0
sh -c "ulimit -f 1 && exec '$baton' convert '$work/whole' -f html -o '$work/limited'" >"$work/out" 2>&1 || got=$?
check 'a file beyond the limit is status 3' test "$got" -eq 3
expect_text 'not a signal' "$work/out" 'cannot write .*: File too large'
check 'and no part of it is left' sh -c "! ls '$work' | grep limited"
refused 'descriptors, fewer and fewer' '-n 24' '-n 16' '-n 12' '-n 10' '-n 8' '-n 6'
cat >"$work/many.baton" <<'END'
scenario "Many"
model threads, coroutines, processes
limit 8s
task main:
    repeat 100:
        start one
task one:
    io 3s
END
for model in threads coroutines processes; do
    run_there "$refuse" -t 9 -- sh -c "ulimit -n 64 && exec '$baton' run '$work/many.baton' -m $model"
done
say 'more tasks than descriptors'
expect_text 'a limit is named' "$work/out" 'ulimit -n'
cat >"$work/long.baton" <<'END'
scenario "Long"
limit 5s
task main:
    repeat 200000:
        say "a line that takes a slot or two of the log, again and again"
END
"$refuse" -t 9 -- sh -c "ulimit -v 64000 && exec '$baton' run '$work/long.baton'" >"$work/out" 2>&1
expect_text 'a log that limits left small says how small' "$work/out" '^The log is full: limits .* [0-9]+ MiB'

# Of which root may have any number: so another user is counted, who has none yet.
# shellcheck disable=SC2086 # a list of words, here and below
as_nobody='setpriv --reuid=64321 --regid=64321 --clear-groups'
chmod a+rx "$work" && cp "$baton" "$scenario" "$work"
if [ "$(id -u)" -eq 0 ] && prlimit --nproc=50 $as_nobody "$work/baton" --version >"$work/out" 2>&1; then
    for most in $(some_or_all '50 6 4 2' '50 20 10 9 8 7 6 5 4 3 2 1'); do
        for model in $(some_or_all 'threads processes' "$models"); do
            run_there "$refuse" -t 9 -- prlimit --nproc="$most" $as_nobody env TMPDIR=/tmp \
                "$work/baton" run "$work/all.baton" -m "$model"
            [ "$most" -lt 50 ] || [ "$got" -eq 0 ] || echo "status $got under $model with $most" >>"$work/wrong"
        done
    done
    say 'processes, fewer and fewer'
else
    skip 'processes, fewer and fewer' 'it takes root to count for another user'
fi

# ---- folders and locales ----

# without TEXT MOUNTS COMMAND…: in a world of its own, where something empty is mounted over these.
without()
{
    text=$1
    script=
    for folder in $2; do script="$script mount -t tmpfs -o mode=000 none $folder &&"; done
    shift 2
    if ! unshare -m sh -c "$script true" 2>/dev/null; then
        skip "$text" 'folders cannot be hidden here'
        return
    fi
    run_there unshare -m sh -c "$script exec \"\$@\"" sh "$@"
    [ "$got" -eq 0 ] || echo "status $got: $text" >>"$work/wrong"
    say "$text"
}

for model in $(some_or_all 'threads processes' "$models"); do
    without "no /proc under $model" /proc "$baton" run "$scenario" -m "$model"
done
without 'no /proc, called by a relative path' /proc ./baton run "$scenario"
without 'no /proc: the lessons beside the program are found' /proc env -u BATON_SCENARIO_DIR ./baton run two-waits
without 'no /dev/shm, no memfd_create' /dev/shm "$refuse" memfd_create -- "$baton" run "$scenario"
without 'neither /proc nor /sys nor /dev/shm' '/sys /dev/shm /proc' "$baton" run "$scenario"
TMPDIR=/nonexistent without 'no folder for files, but a memfd' '/dev/shm' "$baton" run "$scenario"
run_there env TMPDIR=/nonexistent HOME=/nonexistent "$baton" run "$scenario"
run_there env -u HOME -u TMPDIR "$baton" run "$scenario"
run_there env HOME=/proc XDG_DATA_HOME=/proc "$baton" run "$scenario"
run_there env -i "$baton" run "$scenario"
say 'no HOME, one that cannot be written, an empty environment'
for locale in C POSIX xx_YY.UTF-8 ko_KR.UTF-8 en_US.ISO-8859-1; do
    run_there env LC_ALL="$locale" "$baton" run "$scenario"
    [ "$got" -eq 0 ] || echo "status $got: $locale" >>"$work/wrong"
done
say 'any locale, also one that is not installed'

# ---- the player ----

ptyrun=$builddir/tests/pty/ptyrun
# played TEXT COMMAND…: it plays there, and leaves the terminal as it was.
played()
{
    text=$1
    shift
    check "$text" "$ptyrun" -g 100x30 'see:All of it' miss:starting keys:q ended:0 clean -- "$@"
}

# not_played TEXT COMMAND…: it says why it cannot, and has not touched the terminal.
not_played()
{
    text=$1
    shift
    check "$text" "$ptyrun" -g 100x30 'see:baton: the machine refused' ended:3 clean -- "$@"
}

got=0
TERM=xterm-256color "$ptyrun" ended:0 -- tput cup 1 1 >"$work/out" 2>&1 || got=$?
if [ "$got" -ne 0 ]; then
    skip 'the player' 'no pseudo-terminal, or no xterm-256color'
else
    TERM=xterm-256color
    played 'the player in 100 MB of address space' sh -c "ulimit -v 100000 && exec '$baton' play '$scenario'"
    not_played 'in 20 MB it says so' sh -c "ulimit -v 20000 && exec '$baton' play '$scenario'"
    # plays_or_says COMMAND…: what is made of the world decides which: never a blank screen, a signal, or another sentence.
    # What is wrong is added to $work/wrong.
    plays_or_says()
    {
        # shellcheck disable=SC2016
        if "$ptyrun" -g 100x30 keys:q see:status ended:0 clean -- sh -c 'log=$1; shift
            { "$@" 2>&1 >/dev/tty; echo "status $?"; } | tee "$log"' sh "$work/said" "$@" >"$work/out" 2>&1; then
            if grep -q '^status 3' "$work/said"; then
                grep -q '^baton: the machine refused .' "$work/said" && return
            else
                "$ptyrun" -g 100x30 'see:All of it' keys:q ended:0 clean -- "$@" >"$work/out" 2>&1 && return
            fi
        fi
        { echo "$*"; cat "$work/out" "$work/said"; } >>"$work/wrong"
    }
    for limit in $(some_or_all 'n:4 n:5 n:7 n:9 n:11 n:12 n:13 n:14 n:15 n:16 n:18 s:32 s:64 s:100 s:200 f:0 f:1 f:100 f:1500' \
        "$(for n in $(seq 4 40); do echo "n:$n s:$((n * 8)) f:$((n * 64 - 256))"; done)"); do
        (ulimit "-${limit%:*}" "${limit#*:}" && exec "$baton" --version) >/dev/null 2>&1 || continue
        # What make hands down may alone be more than such a stack, on which it lies.
        # shellcheck disable=SC2016
        plays_or_says sh -c 'exec env -i PATH="$PATH" HOME="$HOME" TERM="$TERM" LANG="${LANG-}" LC_ALL="${LC_ALL-}" sh -c "
            ulimit -${1%:*} ${1#*:} && exec \"\$@\"" sh "$2" play "$3"' sh "$limit" "$baton" "$scenario"
    done
    say 'with fewer and fewer descriptors, less stack and smaller files it plays, or says so'
    for call in clone3 epoll_ctl pipe2 poll eventfd2; do
        [ "$status" -ne 77 ] || continue
        "$refuse" -l | grep -Fqx $call || continue
        [ $call != clone3 ] || [ -e libbaton-record.so ] || continue # musl makes its threads by clone
        not_played "$call refused: nothing aborts" "$refuse" $call -- "$baton" play "$scenario"
    done
    # The others: what it can do without, it plays without. Where access is refused, ncurses knows no terminal; where ioctl
    # is, there is none.
    for call in $([ "$status" -eq 77 ] || some_or_all 'faccessat2 getcwd getpgrp inotify_add_watch inotify_init1 lseek sigaltstack' \
        "$("$refuse" -l | grep -Fvx -e access -e ioctl)"); do
        "$refuse" -l | grep -Fqx "$call" || continue
        library_needs_no "$call" || continue
        plays_or_says "$refuse" "$call" -- "$baton" play "$scenario"
    done
    say 'without any other call it plays, or says so'
    [ "$status" -eq 77 ] || played 'the player without memfd_create' "$refuse" memfd_create -- "$baton" play "$scenario"
fi

# ---- what is left ----

find "$TMPDIR" -mindepth 1 >"$work/wrong"
say 'no file is left behind'
finish
