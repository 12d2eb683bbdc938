#!/bin/sh
# Runs the measuring programs and scripts that it is given, and makes one table of the rows they print:
#     what | reached | to reach | compared with | verdict
# A script finds the program in $BATON, its own files in $BENCH_DIR, and a place for its files in $BENCH_TMP.
# Whatever they measure is left to the eye: the status is 0, and a program that fails is a row that says so.
set -u

BENCH_TMP=$(mktemp -d) || exit 3
export BENCH_TMP
trap 'rm -rf "$BENCH_TMP"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

rows=$BENCH_TMP/rows
echo 'what | reached | to reach | compared with | verdict' >"$rows"
for bench; do
    test -t 2 && printf '\r\033[Kmeasuring: %s' "${bench##*/}" >&2
    case $bench in
    *.sh) sh "$bench" >>"$rows" ;;
    *) "$bench" >>"$rows" ;;
    esac || echo "${bench##*/} | could not measure (status $?) | - | - | not met" >>"$rows"
done
test -t 2 && printf '\r\033[K' >&2

awk -F ' *[|] *' '
    { for (i = 1; i <= 5; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
    END {
        for (row = 1; row <= NR; row++) {
            line = ""
            for (i = 1; i <= 5; i++) line = line (i > 1 ? "  " : "") sprintf("%-" width[i] "s", cell[row, i])
            sub(/ +$/, "", line)
            print line
            if (row == 1) { gsub(/./, "-", line); print line }
        }
    }' "$rows"
exit 0
