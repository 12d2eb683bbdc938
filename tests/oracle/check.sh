#!/bin/sh
# What baton says of runs, judged against their raw events (README.md): of the lessons, of the conformance scenarios, of
# random programs. What is false is printed with its seed; `tests/oracle/oracle --seed N --count 1` runs it again.
set -u
. "$(dirname "$0")/../tap.sh"
oracle=$builddir/tests/oracle/oracle
seed=${ORACLE_SEED:-1}
count=${ORACLE_COUNT:-300}

# judged TEXT ARGUMENT…
judged()
{
    text=$1
    shift
    if "$oracle" --quiet --baton "$baton" --keep "$work/found" --show 2 "$@" >"$work/told"; then
        pass "$text: $(tail -n 1 "$work/told")"
    else
        fail "$text: $(tail -n 1 "$work/told")"
        sed 's/^/# /' "$work/told" | head -n 60
        # The events of the first of them: what happens once in a thousand runs under load is not seen again.
        for kept in "$work"/found/*.trace; do
            sed -n 's/^\(state\|task-[a-z]*\|thread\|gil-[a-z]*\|wake\|sched-[a-z]*\|core\|loop-[a-z]*\) /# &/p' "$kept" |
                head -n 2000
            break
        done
        rm -rf "$work/found"
    fi
}

judged 'lessons' "$srcdir"/scenarios/*.baton
judged 'conformance' "$srcdir"/tests/conformance/*.baton
judged 'one stopped as its turn comes, by the kernel or its clock; and records that are lost' \
    --trace "$srcdir"/tests/oracle/*.trace
# What comes is seen through the curtain in about one random program of 300: that is open, and `make soak` looks for it.
[ "$count" -gt 300 ] && curtain= || curtain=--uncurtained
# shellcheck disable=SC2086 # an option, or none
judged "random programs, from seed $seed on" $curtain --seed "$seed" --count "$count"
finish
