#!/bin/sh
# Scenarios in editors: Vim's syntax and the TextMate grammar have the words of the language and no
# others; in every lesson each character is something, and nothing is wrong; what is wrong in
# tests/editors/wrong.baton is marked; and both say the same. Vim is asked itself, the grammar by the
# tokenizer of Visual Studio Code, which .ci/run installs with npm into node/ in the build tree.
set -u
. "$(dirname "$0")/tap.sh"
vim_syntax=$srcdir/share/vim/syntax/baton.vim
grammar=$srcdir/share/textmate/baton.tmLanguage.json
modules=${BATON_NODE_MODULES:-$builddir/node/node_modules}

# ---- the words ----

{
    sed -n 's/^    [HSW]("\([a-z]*\)",.*/\1/p' "$srcdir/src/scenario/words.h"
    sed -n 's/^    {"\([a-z]*\)", TREE_\(EXPECT\|QUESTION\)_.*/\1/p' "$srcdir/src/scenario/parse_expect.c" \
        "$srcdir/src/scenario/parse_ask.c"
    sed -n 's/^    M([A-Z_]*, *[a-z_]*, *"\([a-z-]*\)".*/\1/p' "$srcdir/src/scenario/model_name.h"
} | sort -u >"$work/words"
for word in bounded meanwhile handoffs choose async-blocking; do
    check "the tables are found: $word" grep -qx -e "$word" "$work/words"
done

# words_of FILE BEFORE: what stands in its lists of alternatives.
words_of()
{
    grep -v '"comment"' "$1" | tr -d '\134' | grep -o -e "$2([a-z|-][a-z|-]*)" -e 'schedule' |
        tr -d '%()' | tr '|' '\n' | grep -vx -e us -e ms -e s | sort -u
}
words_of "$vim_syntax" % >"$work/found"
check "Vim's syntax has these words, and no others" diff "$work/words" "$work/found"
words_of "$grammar" '' >"$work/found"
check 'the grammar has these words, and no others' diff "$work/words" "$work/found"

# ---- what they make of scenarios ----

# wrong_in FILE: the lines in which something is an error, or nothing.
wrong_in()
{
    awk '/^== / { file = $0; sub(/^== /, "", file); line = 0; next } { line++ } /[e?]/ { print file ":" line ": " $0 }' "$1"
}

# judge NAME FILE: the classes of the characters of all lessons, and of what is wrong.
judge()
{
    check "$1: all lessons are read" test \
        "$(grep -c '^== .* baton baton$' "$2")" -eq "$(find "$srcdir/scenarios" -name '*.baton' | grep -c .)"
    wrong_in "$2" >"$work/wrong"
    check "$1: each character of a lesson is something, and nothing is wrong" diff /dev/null "$work/wrong"
    sed 1d "$2.wrong" >"$work/wrong"
    check "$1: what is wrong is marked, and nothing else" diff "$srcdir/tests/editors/wrong.classes" "$work/wrong"
}

# By a path as odd as the folder of the sources may have.
ln -s "$(cd "$srcdir" && pwd)/share/vim" "$work/vim, here"
# shellcheck disable=SC2016 # $RUNTIME is for Vim
in_vim()
{
    out=$1
    shift
    CLASSES=$out HOME=$work RUNTIME="$work/vim, here" timeout -k 5 400 vim -es -u NONE -i NONE -N \
        --cmd 'let &rtp = escape($RUNTIME, " ,\\") . "," . &rtp' --cmd 'filetype plugin on' \
        -S "$srcdir/tests/editors/classes.vim" "$@" >"$work/log" 2>&1
}

with_grammar()
{
    out=$1
    shift
    timeout -k 5 400 node "$srcdir/tests/editors/classes.js" "$modules" "$grammar" "$@" >"$out" 2>"$work/log"
}

if vim --version 2>/dev/null | grep -q '+syntax'; then
    in_vim "$work/vim" "$srcdir"/scenarios/*.baton
    in_vim "$work/vim.wrong" "$srcdir/tests/editors/wrong.baton"
    judge Vim "$work/vim"
else
    skip 'Vim: each character of a lesson is something' 'no Vim with syntax is here'
fi
if command -v node >/dev/null && [ -d "$modules/vscode-textmate" ] && [ -d "$modules/vscode-oniguruma" ]; then
    with_grammar "$work/textmate" "$srcdir"/scenarios/*.baton
    with_grammar "$work/textmate.wrong" "$srcdir/tests/editors/wrong.baton"
    judge TextMate "$work/textmate"
    if [ -s "$work/vim" ]; then
        check 'Vim and TextMate say the same' cmp "$work/vim" "$work/textmate"
    else
        skip 'Vim and TextMate say the same' 'no Vim with syntax is here'
    fi
else
    skip 'TextMate: each character of a lesson is something' "vscode-textmate is not in $modules"
fi
finish
