#!/bin/sh
# The manual pages: they are made, whole, and mandoc and groff have nothing to say of them; and
# baton(1), which is docs/commands.md, tells of each command, option, format and status there is.
set -u
. "$(dirname "$0")/tap.sh"
commands_page=$srcdir/docs/commands.md

# none TEXT FILE: nothing stands in it.
none()
{
    if [ -s "$2" ]; then
        fail "$1" "$2"
    else
        pass "$1"
    fi
}

# page_of SECTION: where it is; a release has it beside the sources.
page_of()
{
    page=$builddir/docs/baton.$1
    [ -e "$page" ] || page=$srcdir/docs/baton.$1
    echo "$page"
}

for section in 1 5 7; do
    page=$(page_of "$section")
    check "baton($section) is there" test -s "$page"
    expect_text 'with its name' "$page" '^baton \\- '
    expect_text 'with the version' "$page" \
        "^\.TH \"BATON\" \"$section\" \"[0-9-]{10}\" \"$("$baton" --version | head -n 1)\""
    expect_text 'whole' "$page" '^\.SH SEE ALSO$'
    # shellcheck disable=SC2016 # no command
    refuse_text 'nothing of the markup is left in it' "$page" '\]\(|\*\*|```'
    if command -v mandoc >/dev/null; then
        # An example cannot be folded.
        mandoc -T lint -W style "$page" 2>&1 | grep -v 'longer than 80 bytes' >"$work/lint"
        none "mandoc has nothing to say of baton($section)" "$work/lint"
    else
        skip "mandoc has nothing to say of baton($section)" 'mandoc is not here'
    fi
    if command -v man >/dev/null && command -v groff >/dev/null; then
        MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>"$work/lint" >/dev/null
        none "nor has groff" "$work/lint"
    else
        skip 'nor has groff' 'man or groff is not here'
    fi
done
if command -v mandoc >/dev/null; then
    printf '.TH A 1 2026-01-01\n.SH NAME\na \\- b\n.RE\n.SH\n' >"$work/bad.1"
    # shellcheck disable=SC2016 # for the inner shell
    check 'what is wrong in a page is found' sh -c '! mandoc -T lint -W warning "$1"' sh "$work/bad.1"
fi

# options_of COMMAND: the long ones, as its help has them.
options_of()
{
    "$baton" "$1" --help | sed -n '/^Exit status/d; s/^ *\(-[a-z], \)\{0,1\}\(--[a-z].*\)/\2/p' |
        grep -o -e '--[a-z][a-z-]*' | sort -u
}

# section_of COMMAND: its part of the page.
section_of()
{
    awk -v command="$1" '/^##+ / { inside = $2 == "baton" && $3 == command } inside' "$commands_page"
}

names=$("$baton" --help | sed -n '/^Commands:/,/^In a terminal/s/^  \([a-z-]*\) .*/\1/p')
options_of list >"$work/all"
check 'the options of all commands are found' grep -qx -e --ascii "$work/all"
for name in $names; do
    section_of "$name" >"$work/section"
    expect_text "docs/commands.md tells of baton $name" "$work/section" "^### baton $name"
    : >"$work/untold"
    for option in $(options_of "$name"); do
        grep -q -e "^| .*\`${option}[\` ]" "$commands_page" || echo "$option" >>"$work/untold"
        grep -qx -e "$option" "$work/all" && continue
        letter=$("$baton" "$name" --help | sed -n "s/^ *\(-[a-z]\), $option .*/\1/p")
        grep -q -e "\`${letter:-$option}[\` ]" "$work/section" || echo "$option, there" >>"$work/untold"
    done
    none "and of each of its options" "$work/untold"
done
# A row there is of an option that a command has.
for name in $names; do options_of "$name"; done | sort -u >"$work/options"
# shellcheck disable=SC2016 # no command
sed -n '/^## Options/,/^## Formats/s/^| \(`.*`\) | .*/\1/p' "$commands_page" | grep -o -e '--[a-z][a-z-]*' |
    sort -u | grep -vxF -f "$work/options" >"$work/untold"
none 'and of no other option' "$work/untold"
for name in $names; do
    "$baton" "$name" --help | sed -n '/^Formats:$/,$s/^  \([a-z0-9]*\) .*/\1/p'
done | sort -u | while read -r format; do
    grep -q "^| \`$format\` |" "$commands_page" || echo "$format"
done >"$work/untold"
none 'and of each format' "$work/untold"
finish
