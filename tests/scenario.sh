#!/bin/sh
# A scenario as a test: `baton test FILE`.
#
# The conformance scenarios name the models, or the kinds of them (models_of, in tap.sh), that they leave out, not those
# that pass them: their line `# every model`, or `# every model but A, B`, becomes a `model` line with all the others, and
# each of these must have an `expect` block.
set -u
file=$1

# What failed has its line, and is counted by it: the exit status would be counted once more. Why it failed, a block of
# YAML, is shown as comments: automake shows these.
judge()
{
    { "$1" test "$2"; echo "status: $?"; } | awk '
        /^status: / { exit failed && $2 <= 2 ? 0 : $2 }
        /^(not )?ok/ { shown = /^not/ }
        /^not ok/ { failed = 1 }
        shown && /^  / { print "#" $0; next }
        { print }'
}

if ! grep -q '^# every model' "$file"; then
    judge "${builddir:-.}/baton" "$file"
    exit
fi
. "$(dirname "$0")/tap.sh"

# Bails out: what is wrong is the test itself.
refuse()
{
    printf '1..1\nnot ok 1 - %s: %s\n' "$file" "$1"
    exit 0
}

left_out=$(sed -n 's/^# every model but //p' "$file" | tr -d ',')
for model in $(for kind in $left_out; do models_of "$kind"; done); do
    "$baton" explain "$model" >"$work/out" 2>&1 || refuse "it leaves out $model, which is no model"
done
models=
# shellcheck disable=SC2086 # words
for model in $(models_but none $left_out); do
    models="$models${models:+, }$model"
    grep -q '^expect\( with.*\)*:' "$file" || sed -n 's/^expect \([^:]*\):.*/\1/p' "$file" | sed 's/ with .*//' |
        tr -d ' ' | tr ',' '\n' | grep -qx -- "$model" || refuse "it expects nothing under $model"
done
name=$(basename "$file")
sed "s/^# every model.*/model $models/" "$file" >"$work/$name"
cd "$work" && judge "$baton" "$name"
