#!/bin/sh
# The same programs in Promela (spin/), a move a step: spin counts as many states. Locals that nobody reads any more are 0
# there, for a task has them no more when it has ended, and a value that was taken is gone from its stack.
set -u
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1

# Of the model in a file: how many states, without any reduction: also of locals that it never reads (-o2).
states_of_spin()
{
    rm -rf pan && mkdir pan && cp "$1" pan/model.pml
    (cd pan && spin -o2 -a model.pml && ${CC:-cc} -DNOREDUCE -w -o pan pan.c && ./pan -E) >spin.log 2>&1
    sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' spin.log
}

states_of_baton()
{
    "$baton" explore "$1" -m threads -f json 2>err | sed -n 's/.*"states": \([0-9]*\),.*/\1/p'
}

for file in "$srcdir"/tests/spin/*.pml; do
    name=$(basename "$file" .pml)
    if ! command -v spin >/dev/null 2>&1 || ! command -v "${CC:-cc}" >/dev/null 2>&1; then
        skip "$name: spin counts as many states" 'spin is not installed'
        continue
    fi
    theirs=$(states_of_spin "$file")
    own=$(states_of_baton "${file%.pml}.baton")
    if [ -n "$own" ] && [ "$theirs" = "$own" ]; then
        pass "$name: $own states, and spin counts as many"
    else
        { echo "spin: ${theirs:-none}, explore: ${own:-none}"; cat spin.log; } >why
        fail "$name: spin counts as many states" why
    fi
done
finish
