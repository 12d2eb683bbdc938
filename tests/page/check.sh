#!/bin/sh
# The html export in a headless Chromium: what its keys and controls do, what the curtain hides, what
# is asked and saved; and that it tells what `steps` and `json` tell. `PAGE_SHOTS=FOLDER sh
# tests/page/check.sh`, in the build tree, leaves pictures there.
set -u
. "$(dirname "$0")/../tap.sh"

if ! command -v python3 >/dev/null 2>&1; then
    skip 'the page plays' 'there is no python3'
    finish
    exit
fi
if ! command -v node >/dev/null 2>&1; then
    skip 'its script is one' 'there is no node to read it'
else
    for part in "$srcdir"/src/export/page/*.js; do
        check "$(basename "$part") is a script" node --check "$part"
    done
fi

# Every lesson is run, some at a time: most of them wait.
mkdir "$work/runs"
export baton work
for file in "$srcdir"/scenarios/*.baton; do
    echo "$file"
done | xargs -P 6 -I '{}' sh -c '
    to=$work/runs/$(basename "{}" .baton)
    "$baton" run "{}" -f trace -o "$to.trace" # however it ends
    for format in html steps json; do
        "$baton" convert "$to.trace" -f $format -o "$to.$format" || exit 1
    done' >"$work/ran" 2>&1
check 'every lesson was run' test "$(find "$work/runs" -name '*.json' | wc -l)" -eq "$(find "$srcdir/scenarios" -maxdepth 1 -name '*.baton' | wc -l)"
check 'the page tells of each what steps and json tell' python3 "$srcdir/tests/page/told.py" "$work"/runs/*.trace
mkdir "$work/wrong"
cp "$work"/runs/01-* "$work/wrong"
sed -i 's/first turn/second turn/' "$work"/wrong/*.steps
check 'and where it did not that would be found' \
    sh -c '! python3 "$1" "$2"/*.trace' sh "$srcdir/tests/page/told.py" "$work/wrong"

BATON=$baton AXE=${AXE:-$builddir/node/node_modules/axe-core/axe.min.js}
export BATON AXE
python3 "$srcdir/tests/page/check.py" "$srcdir/tests/page" "$work" >"$work/browser" 2>&1
sed -n 's/^#/#/p' "$work/browser"
grep '^ok \|^not ok ' "$work/browser" >"$work/results"
while IFS= read -r line; do
    tap_number=$((tap_number + 1))
    echo "$line" | sed "s/^\(not ok\|ok\)/\1 $tap_number/"
done <"$work/results"
check 'the browser was asked all of it' grep -q '^done$' "$work/browser"
finish
