#!/bin/sh
# No file is forgotten in the lists of the makefiles: what stands in none is neither built, run nor distributed, and
# nothing else says so.
set -u
. "$(dirname "$0")/tap.sh"
cd "$srcdir" || exit 1

# Prints the files that no makefile names. A folder that is distributed as a whole is named itself.
unlisted()
{
    cat Makefile.am ./*/local.mk src/*/local.mk tests/*/*.mk | sed 's/#.*//' | tr -s ' \t\\=' '\n' | sort -u >"$work/listed"
    while read -r file; do
        grep -Fqx -e "$file" -e "$(dirname "$file")" "$work/listed" || echo "$file"
    done
}

find src tests scenarios docs bench -type f \( -name '*.[chS]' -o -name '*.def' -o -name '*.md' -o -name '*.baton' \
    -o -name '*.sh' -o -name '*.awk' -o -name '*.py' -o -name '*.txt' -o -name '*.svg' -o -name '*.png' \
    -o -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.trace' \) |
    sort >"$work/files"
check 'there are files' test -s "$work/files"
unlisted <"$work/files" >"$work/wrong"
if [ -s "$work/wrong" ]; then
    fail 'each file stands in a list of Makefile.am or a *.mk' "$work/wrong"
else
    pass 'each file stands in a list of Makefile.am or a *.mk'
fi
echo src/base/forgotten.c | unlisted >"$work/found"
check 'a file that is not listed is found' grep -q forgotten "$work/found"
finish
