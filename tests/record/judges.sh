#!/bin/sh
# What others saw of a program that is recorded, beside the recording: the kernel, who takes and drops the GIL (needs root,
# tracefs, and a Python with symbols), and strace, which calls there were and when. No part of `make check`: it takes a
# minute; `make soak-record-judges`.
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
programs=$srcdir/tests/record/programs
cd "$work" || exit 1

# Those of a version manager, and python3: by the file that has the interpreter.
pythons()
{
    python3 -c 'import sys; (3, 8) <= sys.version_info < (3, 14) and print(sys.executable)'
    for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
        case $("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) in
        3.[89] | 3.1[0-3]) echo "$found" ;;
        esac
    done
}
interpreter_of()
{
    library=$(ldd "$1" | sed -n 's/.* => \(.*libpython3[^ ]*\) .*/\1/p')
    readlink -f "${library:-$1}"
}

# ---- the kernel, of the GIL ----

tracing=/sys/kernel/tracing
instance=$tracing/instances/baton_judge_$$
group=baton_judge_$$

# The definitions of probes: where take_gil() ends, where drop_gil() begins; by the offsets of their symbols in the file.
probes_of()
{
    nm "$1" 2>/dev/null | awk '$3 ~ /^(take|drop)_gil/ { print $1, $3 }' | while read -r address name; do
        offset=$(readelf -lW "$1" | awk -v address="$address" '
            function number(text, i, value) {
                text = tolower(text); sub(/^0x/, "", text)
                for (i = 1; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
                return value
            }
            $1 == "LOAD" {
                from = number($3); at = number(address)
                if (from <= at && at < from + number($5)) printf "0x%x\n", at - from + number($2)
            }')
        case $name in take*) kind=r ;; *) kind=p ;; esac
        echo "$kind:$group/$(echo "$name" | tr -c 'a-z_\n' _) $1:$offset"
    done
}

close_probes()
{
    [ ! -d "$instance" ] || rmdir "$instance"
    sed 's/^[rp]:\([^ ]*\).*/-:\1/' probes 2>/dev/null | while read -r probe; do
        echo "$probe" >>$tracing/uprobe_events
    done 2>/dev/null
}

open_probes()
{
    probes_of "$1" >probes
    while read -r probe; do echo "$probe" >>$tracing/uprobe_events || return 1; done <probes
    [ -s probes ] && mkdir "$instance" && echo mono >"$instance/trace_clock" && echo 20000 >"$instance/buffer_size_kb" &&
        echo 1 >"$instance/options/event-fork"
}

# judge_gil PYTHON PROGRAM
judge_gil()
{
    label="$("$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])'), $2"
    if ! open_probes "$(interpreter_of "$1")" 2>refused; then
        close_probes 2>>refused
        skip "$label: the kernel's turns" "$(tail -n 1 refused | grep . || echo 'its Python has no symbols')"
        return
    fi
    # shellcheck disable=SC2016 # it is for that shell
    sh -c 'echo $$ >"$1/set_event_pid"; echo 1 >"$1/events/$2/enable"; shift 2; exec "$@"' sh "$instance" "$group" \
        "$baton" record --all -o gil.trace -- "$1" "$programs/$2" "$work/said" >/dev/null 2>&1
    echo 0 >"$instance/events/$group/enable"
    cat "$instance/trace" >kernel
    close_probes
    check "$label: the turns with the GIL are those that the kernel saw" \
        python3 "$srcdir/tests/record/judge_gil.py" gil.trace kernel
}

refusal()
{
    [ "$(id -u)" = 0 ] || { echo 'that needs root' && return; }
    [ -e $tracing/uprobe_events ] || mount -t tracefs nodev $tracing 2>/dev/null
    [ -w $tracing/uprobe_events ] || { echo 'the kernel has no uprobe_events in tracefs' && return; }
    command -v nm >/dev/null 2>&1 || echo 'there is no nm'
}
refused=$(refusal)
pythons | sort -u >list
if [ -n "$refused" ]; then
    skip 'the turns with the GIL, by the kernel' "$refused"
else
    trap 'close_probes; rm -rf "$work"' EXIT
    while read -r python; do
        for program in convoy.py locks.py pool.py held.py; do judge_gil "$python" "$program"; done
    done <list
fi

# ---- strace, of calls ----

# judge_calls LABEL COMMAND…
judge_calls()
{
    label=$1
    shift
    names=read,write,recvfrom,sendto,poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,nanosleep,clock_nanosleep,wait4
    strace -f -ttt -T -o calls -e trace=$names "$baton" record --all -o calls.trace -- "$@" >/dev/null 2>&1
    check "$label: its calls are those that strace saw, and when" \
        python3 "$srcdir/tests/record/judge_calls.py" calls.trace calls
}

# Ends, which need the kernel's record.
judge_ends()
{
    strace -f -ttt -o ends -e trace=kill "$baton" record -o ends.trace -- "$2" "$programs/reaped.py" >/dev/null 2>&1
    if grep -q '"switches=perf"' ends.trace; then
        check "$1: who is killed is gone when strace says so" python3 "$srcdir/tests/record/judge_ends.py" ends.trace ends
    else
        skip "$1: who is killed is gone when strace says so" 'the kernel does not say it here'
    fi
}

if ! strace -f -o /dev/null true 2>/dev/null; then
    skip 'calls, by strace' 'there is no strace that may trace'
else
    while read -r python; do
        judge_calls "$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')" "$python" "$programs/calls.py"
        judge_ends "$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')" "$python"
    done <list
    if ${CC:-cc} -g -I"$builddir" -o contended "$srcdir/tests/record/contended.c" -pthread 2>cc.log; then
        judge_calls 'a program in C' ./contended
    else
        skip 'a program in C' 'there is no C compiler'
    fi
fi
finish
