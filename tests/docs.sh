#!/bin/sh
# Every example in the documentation works. In README.md and docs/*.md a fenced block is, by its first line:
#
#   ```baton          a whole scenario: `baton check` accepts it
#   ```baton test     a whole scenario: `baton test` passes
#   ```baton body     statements: accepted as the body of a task
#   ```baton error    a whole scenario that `baton check` refuses
#   ```sh             commands that all succeed; ./baton is the program, and scenarios above that begin
#                     with `# save as NAME` are there under that name
set -u
. "$(dirname "$0")/tap.sh"

# Writes each fenced block to $work/blocks/NUMBER, and `NUMBER LINE KIND` to standard output.
split_blocks()
{
    awk -v folder="$work/blocks" '
        /^```/ && inside { close(file); inside = 0; next }
        /^```/ { inside = 1; file = folder "/" ++number; kind = substr($0, 4)
                 if (kind != "") print number, NR, kind
                 printf "" > file; next }
        inside { print > file }' "$1"
}

wrap_body()
{
    printf 'scenario "An example"\nshared counter = 0\nlock door\nsemaphore seats = 2\nchannel box\n'
    printf 'task other(n):\n    return n\ntask main:\n'
    sed 's/^/    /' "$1"
}

keep_named()
{
    name=$(sed -n '1s/^# save as \([A-Za-z0-9._-]*\)$/\1/p' "$1")
    [ -z "$name" ] || cp "$1" "$work/here/$name"
}

try_block()
{
    block=$work/blocks/$1
    where="$2:$3"
    case $4 in
    'baton' | 'baton test')
        keep_named "$block"
        cp "$block" "$work/here/example.baton"
        verb=check
        [ "$4" = baton ] || verb='test'
        expect_status "$where: the scenario passes 'baton $verb'" 0 ./baton "$verb" example.baton
        ;;
    'baton body')
        wrap_body "$block" >"$work/here/example.baton"
        expect_status "$where: the statements are accepted" 0 ./baton check example.baton
        ;;
    'baton error')
        cp "$block" "$work/here/example.baton"
        expect_status "$where: the scenario is refused" 2 ./baton check example.baton
        ;;
    sh)
        expect_status "$where: the commands succeed" 0 sh -eu "$block"
        ;;
    esac
}

mkdir "$work/here" "$work/blocks"
ln -s "$baton" "$work/here/baton"
cd "$work/here" || exit 1
for page in "$srcdir"/README.md "$srcdir"/CONTRIBUTING.md "$srcdir"/docs/*.md; do
    rm -f "$work/blocks/"*
    split_blocks "$page" >"$work/list"
    while read -r number line kind; do
        try_block "$number" "$(basename "$page")" "$line" "$kind"
    done <"$work/list"
done

# What the tables of the keys and commands have, docs/player.md tells: a character in backquotes, or a word.
tells()
{
    grep -qF -- "\`$1\`" "$srcdir/docs/player.md" || { [ "${#1}" -gt 1 ] && grep -qwiF -- "$1" "$srcdir/docs/player.md"; }
}

untold()
{
    sed -n 's/.*\.shown = "\([^"]*\)".*/\1/p' "$srcdir"/src/app/*.c | tr ' ' '\n' | sort -u | while read -r key; do
        [ "$key" = - ] || tells "$key" || echo "key $key"
    done
    sed -n 's/.*{COMMAND_\(ROW\|WORD\)("\([a-z]*\)".*/\2/p' "$srcdir"/src/app/*.c | while read -r command; do
        grep -qF -- "\`:$command" "$srcdir/docs/player.md" || echo "command :$command"
    done
}

check 'the tables of keys are found' grep -q 'shown = "space"' "$srcdir/src/app/player_keys.c"
check 'the tables of commands are found' grep -q '{COMMAND_ROW("goto"' "$srcdir/src/app/player_commands.c"
untold >"$work/untold"
if [ -s "$work/untold" ]; then
    fail 'docs/player.md tells of every key and command' "$work/untold"
else
    pass 'docs/player.md tells of every key and command'
fi
# What each of a list (stdin) must be told as, in the pages given: a pattern of grep -E with % for its name.
told()
{
    pattern=$1
    shift
    while read -r name; do
        grep -Eqs -e "$(echo "$pattern" | sed "s/%/$name/")" "$@" || echo "$name"
    done
}

# all_told TEXT PATTERN PAGE…: of those in $work/names.
all_told()
{
    text=$1
    shift
    told "$@" <"$work/names" >"$work/untold"
    if [ -s "$work/names" ] && [ ! -s "$work/untold" ]; then
        pass "$text"
    else
        fail "$text" "$work/untold"
    fi
}

"$baton" --help | sed -n '/^Commands:/,/^In a terminal/s/^  \([a-z-]*\) .*/\1/p' >"$work/names"
all_told 'README.md tells of every command' 'baton %( |$|`)' "$srcdir/README.md"
(cd "$srcdir/docs" && ls ./*.md) | sed 's,^\./,,' | grep -vx README.md >"$work/names"
all_told 'docs/README.md leads to every page' '[(]%[)]' "$srcdir/docs/README.md"
"$baton" convert --help | sed -n '/^Formats:$/,$s/^  \([a-z0-9]*\) .*/\1/p' >"$work/names"
all_told 'README.md tells of every format' '`%`' "$srcdir/README.md"
sed -n 's/^    ROW(\([A-Z]*\), pane_.*/\1/p' "$srcdir/src/view/layout.h" | sed 's/^\(.\)\(.*\)/\1 \2/' | while read -r first rest; do
    echo "$first$(echo "$rest" | tr 'A-Z' 'a-z')"
done >"$work/names"
all_told 'docs/player.md tells of every pane' '^- \*\*%\*\*' "$srcdir/docs/player.md"

sed -n 's/^    ROW(\([A-Z]*\), [a-z]*_screen).*/\1/p' "$srcdir/src/app/screens.h" | tr 'A-Z' 'a-z' >"$work/names"
all_told 'docs/player.md has a heading for every screen' '^#+ (The|In the) %( |$)' "$srcdir/docs/player.md"

# And what the tables of words and models have, docs/language.md and docs/models.md.
language=$srcdir/docs/language.md
sed -n '/^- \*\*Reserved\*\*/,/^- A \*\*duration/p' "$language" | tr -cs 'a-z' '\n' >"$work/reserved"
sed -n '/WORD_NAME_TOO/d; s/^    S("\([a-z]*\)",.*/\1/p; s/^    W("\([a-z]*\)",.* true).*/\1/p' "$srcdir/src/scenario/words.h" >"$work/words"
sed -n 's/^    {"\([a-z]*\)", TREE_EXPECT.*/\1/p' "$srcdir/src/scenario/parse_expect.c" >"$work/expectations"
check 'the table of words is found' grep -qx 'say' "$work/words"
check 'the table of expectations is found' grep -qx 'elapsed' "$work/expectations"
{
    while read -r word; do
        grep -qx -- "$word" "$work/reserved" || echo "the reserved word $word"
    done <"$work/words"
    while read -r word; do
        grep -q -- "^| \`$word " "$language" || echo "the expectation $word"
    done <"$work/expectations"
    for model in $(models_but none); do
        grep -q -- "^| \`$model\` " "$language" || echo "the model $model, in language.md"
        grep -qx -- "## $model" "$srcdir/docs/models.md" || echo "the model $model, in models.md"
    done
} >"$work/untold"
if [ -s "$work/untold" ]; then
    fail 'docs/language.md and docs/models.md tell of every word and model' "$work/untold"
else
    pass 'docs/language.md and docs/models.md tell of every word and model'
fi

check 'there are examples' test "$tap_number" -gt 0
finish
