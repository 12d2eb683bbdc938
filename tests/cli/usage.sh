#!/bin/sh
# The command line itself: help, version, and what is wrong with it.
set -u
. "$(dirname "$0")/../tap.sh"

expect_status '--help succeeds' 0 "$baton" --help
commands=$(sed -n 's/^ *\.name = "\(.*\)",$/\1/p' "$srcdir"/src/cli/cmd_*.c)
check 'the records of the commands are found' sh -c 'echo "$1" | grep -qx explain' sh "$commands"
expect_text '--help shows its usage first' "$work/out" '^Usage: baton COMMAND \[OPTION\]\.\.\. \[FILE\]$'
check 'on standard output alone' test ! -s "$work/err"
expect_text 'and the options that all have' "$work/out" '^  -h, --help  *display this help and exit$'
expect_text 'says where the documentation is' "$work/out" '^Documentation: .*docs$'
expect_text 'and where bugs go' "$work/out" '^Report bugs to: .'
check '--help fits into 80 columns' awk 'length($0) > 80 { print; wide = 1 } END { exit wide }' "$work/out"
for command in $commands; do
    expect_text "--help names $command" "$work/out" "^  $command "
done
for command in $commands; do
    expect_status "$command --help succeeds" 0 "$baton" "$command" --help
    expect_text "$command --help shows its usage" "$work/out" "^Usage: baton $command \[OPTION\]"
    expect_text "$command --help says where bugs go" "$work/out" '^Report bugs to: .'
    check "$command --help fits into 80 columns" awk 'length($0) > 80 { print; wide = 1 } END { exit wide }' "$work/out"
    expect_status "$command --version succeeds" 0 "$baton" "$command" --version
    check "$command --version prints what --version does" sh -c '"$1" --version | cmp - "$2"' sh \
        "$baton" "$work/out"
    expect_status "baton --help $command succeeds" 0 "$baton" --help "$command"
    check "baton --help $command prints the same as $command --help" \
        sh -c '"$1" "$2" --help | cmp - "$3"' sh "$baton" "$command" "$work/out"
    check "a script here tries $command" grep -Eq "\"\\\$(baton|1)\" $command( |\$)" "$srcdir"/tests/cli/*.sh
done
check 'compare offers only the formats it writes' test \
    "$("$baton" compare --help | sed -n '/^Formats:/,/^$/p' | awk 'NR > 1 && NF { print $1 }' | tr '\n' ' ')" = 'text json chrome svg html md '
if [ -c /dev/full ]; then
    # shellcheck disable=SC2016
    expect_status 'help that cannot be written is told' 3 sh -c '"$1" --help >/dev/full' sh "$baton"
fi
expect_status '--version succeeds' 0 "$baton" --version
check '--version is program and number in its first line' \
    sh -c 'head -n 1 "$1" | grep -Eqx "baton [0-9]+(\.[0-9]+)+[a-z0-9.-]*"' sh "$work/out"
expect_text 'then the copyright' "$work/out" '^Copyright \(C\) [0-9]{4} '
expect_text 'then the license' "$work/out" '^License MIT: '
expect_text 'and that there is no warranty' "$work/out" 'NO WARRANTY, to the extent permitted by law\.$'
check 'on standard output alone' test ! -s "$work/err"
expect_status '--version does nothing else' 0 "$baton" --version run two-waits
check 'whatever follows' sh -c '"$1" --version | cmp - "$2"' sh "$baton" "$work/out"
expect_text 'its year is that of COPYING' "$work/out" \
    "^Copyright \(C\) $(sed -n 's/^Copyright (c) //p' "$srcdir/COPYING")\$"
expect_status 'baton alone succeeds' 0 "$baton"
expect_text 'baton alone lists the scenarios' "$work/out" '01-two-waits'

expect_status 'an unknown command is refused' 2 "$baton" rum
expect_text 'with the nearest one' "$work/err" "did you mean 'run'"
expect_status 'an unknown option is refused' 2 "$baton" run --fast x
expect_text 'with its name' "$work/err" "^baton: .*fast" # musl writes no hyphens
expect_text 'and with what helps' "$work/err" "^Try 'baton run --help' for more information\.$"
expect_status 'one in front, too' 2 "$baton" --fast
expect_text 'with what helps' "$work/err" "^Try 'baton --help' for more information\.$"
expect_status 'an unknown model is refused' 2 "$baton" run two-waits -m corutines
expect_text 'with the nearest one' "$work/err" "did you mean 'coroutines'"
expect_status 'an unknown format is refused' 2 "$baton" run two-waits -f texd
expect_status 'run takes one model' 2 "$baton" run two-waits -m gil,threads
expect_status 'run takes a file' 2 "$baton" run
expect_status 'run takes one file' 2 "$baton" run two-waits two-waits
expect_status 'list takes nothing' 2 "$baton" list two-waits
expect_text 'and says so' "$work/err" "^baton: 'list' takes no FILE and no name, but there is 'two-waits'; "
expect_status 'check takes no format' 2 "$baton" check two-waits -f json
expect_status 'a width must be a number' 2 "$baton" run two-waits --width wide
expect_status 'a width must be sensible' 2 "$baton" run two-waits --width 3
expect_status 'a colour must be a word' 2 "$baton" run two-waits --color green
expect_status 'a setting needs a value' 2 "$baton" run two-waits --set workers
expect_status 'a setting must exist' 2 "$baton" run two-waits --set 'wokers=2'
expect_status 'a setting must have a good value' 2 "$baton" run two-waits --set 'workers=many'
expect_status 'run takes one value of a setting' 2 "$baton" run two-waits --set 'workers=1,2'

widest()
{
    "$baton" "$@" --ascii | awk '{ if (length > most) most = length } END { print most }'
}
for width in 40 72; do
    check "models fits $width columns" test "$(widest models --width "$width")" -le "$width"
    check "explain fits $width columns" test "$(widest explain gil --width "$width")" -le "$width"
done
expect_status 'models lists them' 0 "$baton" models
for model in blocking polling async-blocking callbacks coroutines gil threads processes; do
    expect_text "models lists $model" "$work/out" "^  $model "
done
expect_status 'explain explains' 0 "$baton" explain gil
expect_text 'in words' "$work/out" '^gil: '
expect_status 'explain prints the sentences' 0 "$baton" explain --sentences
check 'each sentence has an example' grep -qx "    |two's answer (\"download\") came at 400.1 ms|" "$work/out"
check 'no help shows them' sh -c '! "$1" explain --help | grep sentences' sh "$baton"
expect_status 'only explain has sentences' 2 "$baton" run --sentences x
expect_status 'explain knows only models' 2 "$baton" explain gill
expect_status 'play says that it needs a terminal' 2 "$baton" play two-waits
expect_text 'in words' "$work/err" 'needs a terminal'
expect_status 'play reads no standard input' 2 "$baton" play -
printf 'print(1)\n' >"$work/own.py"
expect_status 'play shows several files, but no program among them' 2 "$baton" play "$work/own.py" two-waits
expect_text 'which is to be recorded first' "$work/err" "own.py is a program: 'baton record' saves a recording"
expect_status 'nor one that is not there' 2 "$baton" play two-waits no-such.trace
expect_text 'which is named' "$work/err" "no file or scenario 'no-such.trace'"
expect_status 'only play takes its options' 2 "$baton" run two-waits --still
finish
