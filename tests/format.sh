#!/bin/sh
# The format of the sources: .clang-format where its version is at hand, and what .editorconfig says in any case.
set -u
. "$(dirname "$0")/tap.sh"

# Other versions format a few things in other ways.
FORMAT_VERSION=14

cd "$srcdir" || exit 1
# What is built lies among them where the build tree is the source tree.
find src tests -name '*.[ch]' -type f -exec grep -L '^/\* Made by ' {} + | sort >"$work/sources"
check 'there are sources' test -s "$work/sources"

long_lines()
{
    while read -r file; do
        awk -v file="$file" '{ line = $0; gsub(/[\200-\277]/, "", line) }
            length(line) > 100 { print file ":" FNR ": " length(line) " columns" }' "$file"
    done
}
LC_ALL=C long_lines <"$work/sources" >"$work/wrong"
check 'no line is longer than 100 columns' sh -c 'cat "$1"; [ ! -s "$1" ]' sh "$work/wrong"

xargs grep -n "$(printf '[\t ]$\\|^ *\t')" <"$work/sources" >"$work/wrong"
check 'no tabs in front, no spaces behind' sh -c 'cat "$1"; [ ! -s "$1" ]' sh "$work/wrong"

if clang-format --version 2>/dev/null | grep -q "version $FORMAT_VERSION\\."; then
    xargs clang-format --dry-run --Werror <"$work/sources" >"$work/wrong" 2>&1
    grep -o '^[^:]*:[0-9]*' "$work/wrong" | head -n 40 >"$work/places"
    check 'clang-format has nothing to change' sh -c 'cat "$1"; [ ! -s "$1" ]' sh "$work/places"
else
    skip 'clang-format has nothing to change' "clang-format $FORMAT_VERSION is not here"
fi
finish
