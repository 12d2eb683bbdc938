#!/bin/sh
# The lessons in docs/lessons/ are true: their timelines are what the program prints now, but for the milliseconds, and
# what they name is there. In a page a block
#
#   <!-- baton run two-waits -m coroutines --width 72 -->
#   ```
#   ```
#
# holds what that command prints, of a run down to the first line of the summary. Where the kernel or a lock decides
# who goes first, `(by luck)` behind the command leaves turns and queues out of the comparison. What `explore` prints is
# the same each time, but for how long it took.
#
# BATON_UPDATE_LESSONS=1 writes the blocks anew, BATON_UPDATE_LESSONS=23-pool those of one page: do that on an idle
# machine, and look at the difference.
set -u
. "$(dirname "$0")/tap.sh"
lessons=$srcdir/docs/lessons
shape=$srcdir/tests/lessons.awk

# One ASCII character for each of the timeline's: = ran, _ ready, ~ blocked, . waiting, % polling, ! waits for a lock,
# # ended, / cancelled, X crashed.
to_ascii()
{
    sed -e 's/[▏▎▍▌▋▊▉█●○▾]/=/g' -e 's/▄/_/g' -e 's/▒/~/g' -e 's/·/./g' -e 's/▚/%/g' -e 's/╎/!/g' \
        -e 's/■/#/g' -e 's/†/X/g' -e 's/[┬]/`/g' -e 's/…/,/g' -e 's/[├─┤┈╌]/-/g' -e 's/│/|/g' "$1" | unfold
}

# A table of four (`compare --table`), two cells beside one another, becomes a comparison: its cells under one another,
# the model before its first lane. Who waits and does its own work meanwhile runs in turns with the loop: how they fall is
# a matter of luck, so in a cell to wait is to run.
unfold()
{
    LC_ALL=C awk '
        function cell(lines, count, i, name, lane) {
            name = lines[1]
            sub(/ +[0-9.]+ [mu]?s *$/, "", name)
            if (lines[3] !~ /`/)
                return
            if (!axis++)
                printf "%17s%s\n", "", lines[3]
            for (i = 4; i <= count && lines[i] !~ /^(The call|No task)/; i++) {
                lane = lines[i]
                gsub(/[.]/, "=", lane)
                printf "%-16s %s\n", name, lane
                name = ""
            }
        }
        function flush() {
            if (begun++) {
                cell(left, rows)
                cell(right, rows)
            }
            rows = 0
        }
        NR > 1 && NR < 5 && !middle { middle = index($0, "|") }
        !middle { held = held $0 "\n"; next }
        NR > 1 && !table { printf "%s", held; table = 1 }
        /^-- a?synchronous/ { flush(); next }
        $0 == "" { flush(); over = 1 }
        over { print; next }
        { left[++rows] = substr($0, 1, middle - 2); right[rows] = substr($0, middle + 2) }
        END { if (!middle) printf "%s", held }'
}

# Runs `baton ARGUMENTS`: the block is left in $work/live.
run_block()
{
    # shellcheck disable=SC2086 # the arguments of a marker are words
    eval "\"$baton\" ${1%(by luck)}" >"$work/full" 2>"$work/err" </dev/null
    if [ "${1%% *}" = run ]; then
        awk '{ print } /^Summary$/ { last = 1; next } last { exit }' "$work/full" >"$work/live"
    else
        cp "$work/full" "$work/live"
    fi
    grep -q . "$work/live"
}

without_time()
{
    sed '/explored in/s/ in [0-9.,]* [a-z]*$/ in a moment/' "$1"
}

same_table()
{
    without_time "$1" >"$work/page.txt"
    without_time "$2" >"$work/live.txt"
    diff "$work/page.txt" "$work/live.txt" >"$work/check.log"
}

# The scenario promises the order of the lines if all of them stand in an `output` that holds.
same_shape()
{
    case $4 in
    'explore '*)
        same_table "$1" "$2"
        return
        ;;
    esac
    ordered=0
    grep -Eq '^  ok +line [0-9]+: output "' "$work/full" && ordered=1
    to_ascii "$1" >"$work/page.txt"
    to_ascii "$2" >"$work/live.txt"
    LC_ALL=C awk -v ordered=$ordered -v luck="$3" -f "$shape" "$work/page.txt" "$work/live.txt" >"$work/check.log"
}

# Splits a page's blocks into $work/blocks/NUMBER; `NUMBER LINE ARGUMENTS` to standard output.
split_page()
{
    awk -v folder="$work/blocks" '
        /^<!-- baton .* -->$/ { number++; file = folder "/" number; printf "" > file
                                sub(/^<!-- baton /, ""); sub(/ -->$/, ""); print number, NR, $0; next }
        /^```/ && file != "" { if (inside) { close(file); file = "" } inside = !inside; next }
        inside { print > file }' "$1"
}

# The scenario of a command: `run NAME …`.
name_of()
{
    # shellcheck disable=SC2086 # words
    set -- $1
    echo "$2"
}

check_block()
{
    case $3 in
    *'(by luck)') luck=1 ;;
    *) luck=0 ;;
    esac
    for try in 1 2 3 4 5 6; do
        run_block "$3" && same_shape "$work/blocks/$1" "$work/live" "$luck" "$3" && break
        [ "$try" -lt 6 ] || try=wrong
    done
    if [ "$try" != wrong ]; then
        pass "$page:$2: baton $3"
    elif grep -Eq '^  busy' "$work/full" || is_disturbed "$(name_of "$3")"; then
        skip "$page:$2: baton $3" "others kept the processor busy"
    else
        fail "$page:$2: baton $3" "$work/check.log"
    fi
}

elapsed_us()
{
    awk '$1 == "elapsed" { print int($2 * ($3 == "s" ? 1e6 : $3 == "ms" ? 1000 : 1)); exit }' "$1"
}

# Of five runs the shortest: the one that others disturbed least. Of `compare` the first.
run_best()
{
    best=
    for try in 1 2 3 4 5; do
        run_block "$1" || return 1
        took=$(elapsed_us "$work/live")
        [ -n "$best" ] && [ "$took" -ge "$best" ] && continue
        best=$took
        cp "$work/live" "$work/best"
        [ -n "$took" ] || break
    done
}

# Writes the page anew.
update_page()
{
    while read -r number line arguments; do
        run_best "$arguments" && cp "$work/best" "$work/blocks/$number"
    done <"$work/list"
    awk -v folder="$work/blocks" '
        /^<!-- baton .* -->$/ { number++; file = folder "/" number; fresh = 1 }
        /^```/ && fresh { print; if (inside) { fresh = 0; inside = 0; next }
                          while ((getline row < file) > 0) print row
                          close(file); inside = 1; next }
        !inside { print }' "$1" >"$work/fresh" && cp "$work/fresh" "$1"
}

# The scenarios that a page's commands name.
named_scenarios()
{
    sed -n 's/.*baton \(run\|play\|compare\|test\|explore\) \([a-z0-9-]*\).*/\2/p' "$1" | sort -u
}

check_names()
{
    for name in $(named_scenarios "$1"); do
        ls "$srcdir"/scenarios/[0-9][0-9]-"$name".baton >/dev/null 2>&1 || echo "$page: no scenario $name"
    done
    sed -n 's/.*](\([^)#]*\)[^)]*).*/\1/p' "$1" | sort -u | while read -r link; do
        [ -e "$lessons/$link" ] || echo "$page: no file $link"
    done
}

check_all_named()
{
    for file in "$srcdir"/scenarios/*.baton; do
        name=$(basename "$file" .baton)
        cat "$lessons"/[0-9]*.md | grep -Eq "baton play ${name#*-}( |\$|\`)" || echo "no page plays $name"
        grep -q "${name#*-}" "$lessons/README.md" || echo "README.md does not have $name"
        grep -q "scenarios/$name.baton" "$srcdir/scenarios/local.mk" || echo "scenarios/local.mk does not have $name"
    done
    for file in "$lessons"/answers/*.baton; do
        grep -q "answers/$(basename "$file")" "$lessons"/[0-9]*.md || echo "no page has $(basename "$file")"
        grep -q "answers/$(basename "$file")" "$srcdir/docs/local.mk" || echo "docs/local.mk does not have $(basename "$file")"
    done
    for file in "$lessons"/[0-9]*.md; do
        grep -q "($(basename "$file"))" "$lessons/README.md" || echo "README.md does not have $(basename "$file")"
        grep -q "lessons/$(basename "$file")" "$srcdir/docs/local.mk" || echo "docs/local.mk does not have $(basename "$file")"
    done
}

# A block with two lanes exchanged, one with a line said too much, and one that waits where it was blocked, are found.
check_self()
{
    cat >"$work/good" <<'EOF'
Two waits · blocking · ok

ms       0        20        40
         ┬────────┬─────────┬
control  1▒▒▒▒▒▒▒▒▒▒▒2▒▒▒▒▒▒▒
1 one    ▏▒▒▒▒▒▒▒▒▒▒■
2 two    ▄▄▄▄▄▄▄▄▄▄▄▄▏▒▒▒▒▒▒■

Output
   20.1 ms  one  1 resumes
   40.1 ms  two  2 resumes

Summary
  elapsed 40.1 ms   CPU 0.3 ms   hand-offs 2   threads 1
EOF
    sed -e 's/20.1 ms/26.4 ms/' -e 's/▄▏▒▒▒▒▒▒■/▄▄▄▄▏▒▒▒▒▒▒▒▒■/' "$work/good" >"$work/slow"
    sed -e 's/^1 one \(.*\)/2 x \1/' -e 's/^2 two/1 one/' -e 's/^2 x/2 two/' "$work/good" >"$work/exchanged"
    sed 's/^   40.1.*/&\n   40.2 ms  two  again/' "$work/good" >"$work/said"
    sed '/^[12] /s/▒/·/g' "$work/good" >"$work/waits"
    echo '  ok  line 1: output "…"' >"$work/full"
    check 'another time is the same shape' same_shape "$work/good" "$work/slow" 0 run
    for wrong in exchanged said waits; do
        same_shape "$work/good" "$work/$wrong" 0 run
        check "$wrong: another shape is found" test $? -eq 1
    done
}

# The same of a table.
check_table()
{
    cat >"$work/table" <<'EOF'
The four corners

          blocking           │         non-blocking
── synchronous: who asked finds out ────────────────────────
blocking            400.8 ms │ polling             209.1 ms
ms      0        200     400 │ ms      0        200     400
        ┬────────┬─────────┬ │         ┬────────┬─────────┬
control 1▒▒▒▒▒▒▒▒▒2▒▒▒▒▒▒▒▒▒ │ control 1211++2+1+1
1 A     ▏▒▒▒▒▒▒▒▒■           │ 1 A     ██████████■
2 C     ▄▄▄▄▄▄▄▄▄▏▒▒▒▒▒▒▒▒▒■ │ 2 C     ▚▚▚▚▚▚▚▚▚▚■
The calls kept control for   │ The calls kept control for
400.5 ms.                    │ 64 us; 46 looks in vain.
                             │
── asynchronous: the loop finds out ────────────────────────
async-blocking      402.3 ms │ callbacks
ms      0        200     400 │ corners does not name
        ┬────────┬─────────┬ │ callbacks.
control 1▒▒▒▒▒▒▒▒▒2▒▒▒▒▒▒▒▒▒ │
1 A     ▏▒▒▒▒▒▒▒▒▏▄▄▄▄▄▄▄▄▄■ │
2 C     ▄▄▄▄▄▄▄▄▄▏▒▒▒▒▒▒▒▒▒■ │
The calls kept control for   │
402.1 ms.                    │

█ running  ■ ended
EOF
    sed -e 's/400/400/' -e 's/402.1 ms/399 us/' -e 's/██████████■/█████▏████■/' "$work/table" >"$work/other"
    sed 's/polling  /callbacks/' "$work/table" >"$work/model"
    sed 's/▏▒▒▒▒▒▒▒▒▏▄▄▄▄▄▄▄▄▄■/▏▒▒▒▒▒▒▒▒■          /' "$work/table" >"$work/first"
    sed 's/▚▚▚▚▚▚▚▚▚▚■/▒▒▒▒▒▒▒▒▒▒■/' "$work/table" >"$work/second"
    check 'another time is the same table' same_shape "$work/table" "$work/other" 0 compare
    for wrong in model first second; do
        same_shape "$work/table" "$work/$wrong" 0 compare
        check "$wrong: another table is found" test $? -eq 1
    done
}

mkdir "$work/blocks"
check_self
check_table
for file in "$lessons"/*.md; do
    page=$(basename "$file")
    rm -f "$work/blocks/"*
    split_page "$file" >"$work/list"
    case $page in
    ${BATON_UPDATE_LESSONS:-none}*) update_page "$file" ;;
    *) [ "${BATON_UPDATE_LESSONS:-0}" != 1 ] || update_page "$file" ;;
    esac
    while read -r number line arguments; do
        check_block "$number" "$line" "$arguments"
    done <"$work/list"
    check_names "$file" >"$work/names"
    check "$page: what it names is there" test ! -s "$work/names"
    sed 's/^/# /' "$work/names"
done
check_all_named >"$work/names"
check 'all scenarios, answers and pages are named' test ! -s "$work/names"
sed 's/^/# /' "$work/names"
finish
