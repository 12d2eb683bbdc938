#!/bin/sh
# Each format, read by a parser that nobody here wrote; its numbers are those of the JSON of the same run. The formats are
# those that --help lists, so none is left out: one that tests/readers/read.py does not know fails.
set -u
. "$(dirname "$0")/../tap.sh"
if ! /usr/bin/python3 -c '' 2>/dev/null; then
    echo '1..0 # SKIP no python3 to read it'
    exit 0
fi
cd "$work" || exit 1

formats_of()
{
    "$baton" "$1" --help | sed -n '/^Formats:/,/^$/p' | awk 'NR > 1 && NF { print $1 }'
}

# read_as TEXT FORMAT FILE JSON
read_as()
{
    got=0
    /usr/bin/python3 "$srcdir/tests/readers/read.py" "$2" "$3" "$4" >check.log 2>&1 || got=$?
    case $got in
        0) pass "$1" ;;
        77) skip "$1" "$(tail -n 1 check.log)" ;;
        *) fail "$1" check.log ;;
    esac
}

cat >rich.baton <<'END'
scenario "Rich <b> & \"more\" | it"
model coroutines, threads
shared n = 0
lock key
task one:
    say "it's 1, \"2\" | <3> & `4` *5* #6; 7"
    with key:
        io 2ms "a, \"b\" <c>"
    n += 1
task two:
    sleep 1ms
    with key:
        n += 1
    say "n {n}"
    fail "no, \"it\" | is <not>"
END
"$baton" run rich.baton --set 'limit=9s' -f trace -o rich.trace
"$baton" run rich.baton -m threads -f trace -o rich-threads.trace
cp "$srcdir"/tests/unit/golden/*.trace .
formats=$(formats_of convert)
for trace in rich rich-threads kept-1 recorded-threads recorded-mixed; do
    "$baton" convert "$trace.trace" -f json -o "$trace.json"
    for format in $formats; do
        "$baton" convert "$trace.trace" -f "$format" --width 120 -o "out.$format"
        read_as "$trace as $format" "$format" "out.$format" "$trace.json"
    done
done

"$baton" compare rich.trace rich-threads.trace recorded-threads.trace -f json -o compare.json
for format in $(formats_of compare); do
    "$baton" compare rich.trace rich-threads.trace recorded-threads.trace -f "$format" --width 160 -o "out.$format"
    read_as "a comparison as $format" "$format" "out.$format" compare.json
done
# The reader finds what is wrong.
sed 's/"handoffs": [0-9]*/"handoffs": 77/; s/"elapsed_ns": [0-9]*/"elapsed_ns": 7/; s/"events": [0-9]*/"events": 7/
    s/"running": [0-9]*/"running": 7/g' rich.json >other.json
for format in $formats; do
    [ "$format" != html ] || continue # which may have the number anywhere
    "$baton" convert rich.trace -f "$format" --width 120 -o "out.$format"
    got=0
    /usr/bin/python3 "$srcdir/tests/readers/read.py" "$format" "out.$format" other.json >check.log 2>&1 || got=$?
    if [ "$got" -eq 77 ]; then
        skip "other numbers as $format are found" "$(tail -n 1 check.log)"
    else
        check "other numbers as $format are found" test "$got" -eq 1
    fi
done
expect_status 'a format that nobody reads is found' 1 /usr/bin/python3 "$srcdir/tests/readers/read.py" pdf out.json rich.json
finish
