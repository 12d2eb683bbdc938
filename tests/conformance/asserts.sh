#!/bin/sh
# What an assert that does not hold says: its expression, the values as they were read, its line, its text.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

cat >values.baton <<'END_OF'
scenario "Values"
shared count = 3
task main:
    n = 5
    repeat 2:
        assert n > count and (count == 3 or n == 1)
    n = 2
    assert n > count and count == 4 "{n} of {count}."
END_OF
for model in $(models_but none); do
    "$baton" run values.baton -m $model -f steps >out 2>err
    expect_text "what it says, under $model" out \
        "the end: failed\. main's assert n > count and count == 4 failed: n is 2, count is 3 \(line 8\): 2 of 3\.$"
done
"$baton" run values.baton -f json >out 2>err
expect_text 'in json, too' out '"result": "failed", "why": "main.s assert n > count and'

# A text as long as a line may be is cut to the room there is, and not within a character.
long=$(printf '한%.0s' $(seq 500))
printf 'scenario "Long"\ntask main:\n    assert 0 "%s"\n' "$long" >long.baton
"$baton" run long.baton -f json >out 2>err
expect_text 'a long one is cut' out "\"why\": \"main's assert 0 failed \\(line 3\\): 한+\"?,"
finish
