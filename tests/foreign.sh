#!/bin/sh
# What is known of programs that others wrote (tests/foreign/README.md) is what the search finds: an end with the schedule
# that leads there, or a proof. And the real threads, forced along that schedule, come to that end.
set -u
. "$(dirname "$0")/tap.sh"

# The ends that the file says some schedule has: a line each, its claims with a comma behind each.
ends_of()
{
    awk '/^expect .*some schedule:/ {if (some) print claims; some = 1; claims = ""; next}
         /^[^ ]/ {if (some) print claims; some = 0}
         some && NF {sub(/^ */, ""); claims = claims $0 ","}
         END {if (some) print claims}' "$1"
}

# Whether the run in $work/ran came to an end of which these claims hold.
came_to()
{
    echo "$1" | tr ',' '\n' | while read -r kind name sign value; do
        case $kind in
        result) grep -q "\"result\": \"$name\", \"why\"" "$work/ran" || exit 1 ;;
        value) [ "$sign" = "==" ] && grep -q "\"$name\": ${value}[,}]" "$work/ran" || exit 1 ;;
        '') ;;
        *) exit 1 ;;
        esac
    done
}

for file in "$srcdir"/tests/foreign/*.baton; do
    name=$(basename "$file" .baton)
    timeout 120 "$baton" test "$file" >"$work/out" 2>&1
    status=$?
    if [ "$status" = 0 ] && grep -q '^ok .* schedules*$' "$work/out"; then
        pass "$name: what is known of its schedules is found"
    else
        fail "$name: what is known of its schedules is found" "$work/out"
    fi
    sed -n 's/^    --schedule //p' "$work/out" >"$work/lines"
    ends_of "$file" >"$work/ends"
    [ -s "$work/ends" ] || continue
    missed=0
    paste "$work/lines" "$work/ends" >"$work/forced"
    while read -r line claims; do
        timeout 60 "$baton" run "$file" --schedule "$line" -f json >"$work/ran" 2>"$work/err"
        came_to "$claims" || missed=$((missed + 1))
    done <"$work/forced"
    check "$name: and the real threads come there" [ "$missed" = 0 ]
done
finish
