#!/bin/sh
# A run that is ended from outside shows what there is, and leaves no process behind.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

printf 'scenario "Long"\nmodel coroutines, gil, processes, threads\nlimit 20s\n' >long.baton
printf 'task a x 2:\n    say "begun"\n    io 15s\n' >>long.baton

printf 'scenario "Short"\nmodel coroutines\ntask a:\n    io 600ms\n    say "came to its end"\n' >short.baton

# Waits until a command succeeds, 10 s at most.
wait_for()
{
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || return 1
        sleep 0.05
    done
}

# What the program started: its children, and theirs.
family_of()
{
    for child in $(children_of "$1"); do
        echo "$child"
        family_of "$child"
    done
}

has_family()
{
    [ -n "$(children_of "$1")" ]
}

all_gone()
{
    for process in $1; do
        [ ! -d "/proc/$process" ] || return 1
    done
}

# What whoever runs the tests ignores (nohup: SIGHUP), a script cannot undo by itself.
as_a_terminal=
env --default-signal true 2>/dev/null && as_a_terminal='env --default-signal'

# is_ignored NUMBER: of a signal, by whoever runs the tests.
is_ignored()
{
    awk -v bit="$1" '/^SigIgn:/ { digit = substr($2, length($2) - int((bit - 1) / 4), 1)
        exit int((index("0123456789abcdef", digit) - 1) / 2 ^ ((bit - 1) % 4)) % 2 == 0 }' /proc/self/status
}

# stop_with SIGNAL MODEL
stop_with()
{
    if [ "$1" = HUP ] && [ -z "$as_a_terminal" ] && is_ignored 1; then
        skip "$2: $1 ends the run" 'it is ignored here, and this env cannot change that'
        return
    fi
    $as_a_terminal "$baton" run long.baton -m "$2" >out 2>err &
    process=$!
    if ! wait_for has_family "$process"; then
        kill -KILL "$process"
        fail "$2: the run starts"
        return
    fi
    sleep 0.3
    family=$(family_of "$process")
    kill -s "$1" "$process"
    got=0
    wait "$process" || got=$?
    check "$2: $1 ends the run with status 1" test "$got" -eq 1
    expect_text "$2: what there is, is shown" out 'begun'
    expect_text "$2: the result is stopped" out 'stopped'
    check "$2: no process is left behind" wait_for all_gone "$family"
}

# What was ignored stays ignored: a run under nohup outlives its terminal.
ignore_hangup()
{
    (
        trap '' HUP
        exec "$baton" run short.baton >out 2>err
    ) &
    process=$!
    sleep 0.3
    kill -s HUP "$process"
    got=0
    wait "$process" || got=$?
    check 'an ignored HUP does not end the run' test "$got" -eq 0
    expect_text 'which goes on to its end' out 'came to its end'
}

# `compare` runs no further model.
stop_compare()
{
    "$baton" compare long.baton >out 2>err &
    process=$!
    wait_for has_family "$process"
    sleep 0.3
    kill -s TERM "$process"
    got=0
    wait "$process" || got=$?
    check 'compare: TERM ends the comparison with status 1' test "$got" -eq 1
    expect_text 'compare: what has run is shown' out '^coroutines +control'
    refuse_text 'compare: and nothing else was run' out '^(gil|threads|processes) '
}

if [ -d /proc/self ]; then
    # A script's background processes ignore SIGINT: that is not what a terminal does.
    stop_with TERM coroutines
    stop_with HUP gil
    stop_with TERM processes
    stop_with TERM threads
    ignore_hangup
    stop_compare
else
    skip 'a stopped run' 'no /proc to look for processes in'
fi
finish
