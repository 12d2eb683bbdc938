#!/bin/sh
# What is offered where a line is typed: by the program, which knows its options from the table that
# its help is made of, and by bash, zsh and fish, as they are.
set -u
. "$(dirname "$0")/tap.sh"
mkdir "$work/here" "$work/bin"
ln -s "$baton" "$work/bin/baton"
PATH=$work/bin:$PATH
cd "$work/here" || exit 1
touch lunch.baton 'two words.baton'

# offers TEXT PATTERN WORD…: a line of what is offered there matches.
offers()
{
    text=$1
    pattern=$2
    shift 2
    "$baton" --complete "$@" >"$work/offered" 2>&1
    expect_text "$text" "$work/offered" "$pattern"
}

# offers_only TEXT WORDS WORD…: it is these, and in this order.
offers_only()
{
    "$baton" --complete "$3" "$4" "$5" | cut -f1 | paste -s -d' ' - >"$work/offered"
    expect_text "$1" "$work/offered" "^$2\$"
}

tab=$(printf '\t')
offers 'a command, with what it does' "^run${tab}run a scenario and print the result\$" ''
offers 'a scenario that begins so, with its title' "^two-waits${tab}Two waits\$" two-w
offers 'by its number, too' "^01-two-waits${tab}" 01
offers 'and files' '^:files$' run x
offers_only 'a format that begins so' 'json' run -f js
offers_only 'only formats that a command writes' 'text json' explore -f ''
offers_only 'and those of its own' 'tap junit' test -f ''
offers_only 'one model' 'gil' run -m g
offers_only 'or one more' 'gil,threads' compare -m gil,t
offers_only 'a value behind =' '--format=json' run two-waits --format=js
offers_only 'one of some words' 'auto always never' run --color ''
offers_only 'of the words in a row' 'free due' explore --time ''
offers_only 'a file to write' ':files' run -o ''
offers_only 'nothing where a number is wanted' '' run --width ''
printf 'scenario "Set"\nmodel gil\nshared counter = 3\nsemaphore door = 2\ntask a:\n    counter = 1\n    acquire door\n' >set.baton
offers 'a line of the header to set' "^switch interval=${tab}a line of the header\$" run set.baton --set sw
offers 'a shared variable of the file' "^counter=${tab}a shared variable\$" run set.baton --set c
offers 'and a semaphore' "^semaphore door=${tab}" run -m gil set.baton --set ''
offers 'of a file without a command, too' '^counter=' set.baton --set c
offers_only 'but none without a file' '' run --set co_
offers_only 'and no value' '' x --set workers=
offers_only 'an option of that command' '--schedule' run x --sc
offers_only 'and no other' '' check x --sc
offers_only 'nothing more than it takes' '' run two-waits ''
offers_only 'a file behind --, whatever it is called' ':files' check -- --sc
offers_only 'a program to record' ':commands' record -- ''
offers_only "and none of baton's options behind it" ':files' record make -
offers 'an exercise' "^1\.1${tab}" learn 1.
offers 'a model to explain' "^gil${tab}" explain g
offers 'an option, of a file' "^--still${tab}" two-waits --st
check 'baton --complete succeeds without a word' "$baton" --complete

# Each that getopt knows is offered by a command, but the one that no help shows.
sed -n 's/^    {"\([a-z-]*\)", \(required\|no\)_argument.*/--\1/p' "$srcdir/src/cli/options.c" |
    grep -vx -e --sentences | sort >"$work/known"
check 'the table of getopt is found' grep -qx -e --schedule "$work/known"
sed -n 's/^ *\.name = "\(.*\)",$/\1/p' "$srcdir"/src/cli/cmd_*.c | while read -r name; do
    "$baton" --complete "$name" --
done | cut -f1 | sort -u >"$work/offered"
check 'every option is offered, and no other' cmp "$work/known" "$work/offered"

# ---- bash ----

# in_bash WORD…: what it would put there, a line each; the last word is being typed.
in_bash()
{
    # shellcheck disable=SC2016 # for bash
    timeout -k 5 300 bash --norc --noprofile -c '
        source "$1" && shift && COMP_WORDS=(baton "$@") && COMP_CWORD=$# && _baton &&
            printf "%s\n" "${COMPREPLY[@]}"' bash "$srcdir/share/bash/baton" "$@"
}

if command -v bash >/dev/null; then
    in_bash run two-w >"$work/out" 2>&1
    check 'bash: a scenario' grep -qx two-waits "$work/out"
    in_bash run tw >"$work/out" 2>&1
    check 'bash: a file' grep -qx 'two words.baton' "$work/out"
    in_bash run two-waits --format = js >"$work/out" 2>&1
    echo json >"$work/wanted"
    check 'bash: a value behind =, which bash parts' cmp "$work/wanted" "$work/out"
    in_bash run set.baton --set sw >"$work/out" 2>&1
    check 'bash: a line to set, its space kept' grep -qx 'switch\\ interval=' "$work/out"
    in_bash record mktem >"$work/out" 2>&1
    check 'bash: a program' grep -qx mktemp "$work/out"
    # shellcheck disable=SC2016 # for bash
    check 'bash: it is for baton' bash --norc --noprofile -c \
        'source "$1" && complete -p baton' bash "$srcdir/share/bash/baton"
else
    skip 'bash completes' 'bash is not here'
fi

# ---- fish ----

# in_fish LINE: with what is offered, as fish tells it.
in_fish()
{
    # shellcheck disable=SC2016 # for fish
    HOME=$work timeout -k 5 300 fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
        "$srcdir/share/fish/baton.fish" "$1" >"$work/out" 2>&1
}

if command -v fish >/dev/null; then
    in_fish 'baton run two-w'
    check 'fish: a scenario, with its title' grep -qx "two-waits${tab}Two waits" "$work/out"
    in_fish 'baton run lun'
    expect_text 'fish: a file' "$work/out" '^lunch\.baton'
    in_fish 'baton run two-waits --format=js'
    expect_text 'fish: a value behind =' "$work/out" '^--format=json'
    in_fish 'baton run set.baton --set cou'
    expect_text 'fish: a variable to set' "$work/out" '^counter='
    in_fish 'baton record mktem'
    expect_text 'fish: a program' "$work/out" '^mktemp'
else
    skip 'fish completes' 'fish is not here'
fi

# ---- zsh ----

# in_zsh LINE: what stands in the line when it is typed, with a tab at its end, into a shell in a
# terminal of its own.
in_zsh()
{
    rm -f "$work/out"
    cat >"$work/typed" <<'END'
zmodload zsh/zpty
zpty typed env TERM=dumb ZDOTDIR=$1 zsh -f -i
zpty -w typed "fpath=(${(q)2} \$fpath); autoload -U compinit; compinit -u -D"
zpty -w typed "show() { print -r -- \$BUFFER >${(q)1}/out.new; mv ${(q)1}/out.new ${(q)1}/out; BUFFER= }"
zpty -w typed 'zle -N show; bindkey "^G" show; bindkey "^I" complete-word'
zpty -w -n typed "$3"$'\t\a'
repeat 3000; do
    [[ ! -e $1/out ]] || break
    zpty -r -t typed ignored || sleep 0.05
done
zpty -d typed
END
    timeout -k 5 300 zsh -f "$work/typed" "$work" "$srcdir/share/zsh" "$1" >"$work/log" 2>&1
    [ -e "$work/out" ] || cp "$work/log" "$work/out"
}

if command -v zsh >/dev/null; then
    in_zsh 'baton run two-w'
    check 'zsh: a scenario' grep -qx 'baton run two-waits *' "$work/out"
    in_zsh 'baton run lun'
    check 'zsh: a file' grep -qx 'baton run lunch\.baton *' "$work/out"
    in_zsh 'baton run two-waits --format=js'
    check 'zsh: a value behind =' grep -qx 'baton run two-waits --format=json *' "$work/out"
    in_zsh 'baton run set.baton --set cou'
    check 'zsh: a variable to set, its value behind it' grep -qx 'baton run set\.baton --set counter=' "$work/out"
    in_zsh 'baton compare -m gil,t'
    check 'zsh: one model more' grep -qx 'baton compare -m gil,threads *' "$work/out"
else
    skip 'zsh completes' 'zsh is not here'
fi
finish
