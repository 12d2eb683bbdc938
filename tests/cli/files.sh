#!/bin/sh
# Scenario files: found, read, refused. An error has a place, a line and a caret; nothing is run.
set -u
. "$(dirname "$0")/../tap.sh"

good='scenario "Good"
task a:
    say "hello"'

cd "$work" || exit 1
echo "$good" >good.baton
expect_status 'check accepts a good file' 0 "$baton" check good.baton
expect_text 'and says so' out '^good.baton: ok$'
check 'a file may come from standard input' sh -c 'echo "$1" | "$2" check -' sh "$good" "$baton"
expect_status 'a scenario goes by its name' 0 "$baton" check 01-two-waits
expect_status 'with its suffix' 0 "$baton" check 01-two-waits.baton
expect_status 'without its number' 0 "$baton" check two-waits
expect_status 'an unknown name is refused' 2 "$baton" check tow-waits
expect_text 'with the nearest one' err "did you mean 'two-waits'"
expect_status 'a missing file is refused' 2 "$baton" check ./missing.baton
mkdir scenarios
echo "$good" >scenarios/mine.baton
expect_status 'another folder may be named' 0 env BATON_SCENARIO_DIR="$work/scenarios" "$baton" list
expect_text 'and is listed' out '^  mine +Good'
refuse_text 'alone' out 'two-waits'
for problem in "$work/none" "$work/good.baton"; do
    expect_status 'one that cannot be listed is refused' 2 env BATON_SCENARIO_DIR="$problem" "$baton" list
    expect_text 'with its name and the reason' err \
        "^baton: BATON_SCENARIO_DIR names '$problem', .*: (No such file|Not a directory)"
    expect_status 'and when a scenario is wanted by name' 2 \
        env BATON_SCENARIO_DIR="$problem" "$baton" run two-waits
    expect_text 'the same is said' err "BATON_SCENARIO_DIR names '$problem'"
done
mkdir empty
expect_status 'a folder without scenarios is listed' 0 env BATON_SCENARIO_DIR="$work/empty" "$baton" list
expect_text 'and named' out "^No scenarios are installed; there are none in $work/empty\.\$"

# The user's own, beside the installed ones.
refuse_text 'nobody has scenarios of his own' out 'Your own'
for setting in "XDG_DATA_HOME=$work/xdg" "HOME=$work/home" "HOME=$work/home XDG_DATA_HOME=relative"; do
    rm -rf xdg home
    case $setting in
    XDG*) own=$work/xdg/baton/scenarios ;;
    *) own=$work/home/.local/share/baton/scenarios ;;
    esac
    mkdir -p "$own"
    echo "$good" | sed 's/Good/My own/' >"$own/mine.baton"
    echo "$good" | sed 's/Good/My own waits/' >"$own/two-waits.baton"
    # shellcheck disable=SC2086 # words
    expect_status "$setting: an own folder is listed" 0 env -u XDG_DATA_HOME $setting "$baton" list
    expect_text 'with its place' out "^Your own, in $own:\$"
    expect_text 'and what is in it' out '^  mine  *My own'
    expect_text 'beside the installed ones' out '^  01-two-waits  *Two waits'
    # shellcheck disable=SC2086 # words
    expect_status 'they go by their names' 0 env -u XDG_DATA_HOME $setting "$baton" check mine
    # shellcheck disable=SC2086 # words
    expect_status 'and come first' 0 env -u XDG_DATA_HOME $setting "$baton" run two-waits -f json
    expect_text 'before one that is installed' out '"scenario": "My own waits"'
    # shellcheck disable=SC2086 # words
    expect_status 'a wrong name is refused' 2 env -u XDG_DATA_HOME $setting "$baton" check mien
    expect_text 'with the nearest of these' err "did you mean 'mine'"
done
expect_status 'nobody has to have a home' 0 env -u HOME -u XDG_DATA_HOME "$baton" list

printf 'scenario "Bad"\ntask a:\n    sya "hello"\n    say "x" +\ntask a:\n    io 5\n' >bad.baton
expect_status 'an error is refused' 2 "$baton" run bad.baton
expect_text 'with its place' err '^bad\.baton:3:5: error: '
expect_text 'with its line' err 'sya "hello"'
expect_text 'with a caret' err '\^'
expect_text 'with a suggestion' err 'did you mean .*say'
check 'all errors in one go' test "$(grep -c 'bad\.baton:[0-9]*:[0-9]*: error: ' err)" -ge 3
check 'and nothing is run' test ! -s out
printf 'scenario "Warned"\ntask main:\n    say "hello"\ntask unused(n):\n    say "{n}"\n' >warned.baton
expect_status 'a warning does not refuse' 0 "$baton" check warned.baton
expect_text 'but is shown' err '^warned\.baton:4:[0-9]+: warning: '

: >empty.baton
expect_status 'an empty file is refused' 2 "$baton" check empty.baton
head -c 4096 /dev/urandom >binary.baton
expect_status 'a binary file is refused' 2 "$baton" check binary.baton
expect_status 'a folder is refused' 2 "$baton" check "$work"
{ echo "$good"; yes '# filling, filling, filling, filling, filling' | head -c 10000000; } >huge.baton
expect_status 'a file of 10 MB is refused' 2 "$baton" check huge.baton
awk 'BEGIN { print "scenario \"Deep\""; print "task a:"
    for (i = 1; i <= 10000; i++) printf "%*sif 1:\n", i, ""
    printf "%*ssay \"deep\"\n", 10001, "" }' </dev/null >deep.baton
expect_status 'a nesting of 10,000 is refused' 2 "$baton" check deep.baton
{ printf 'scenario "Deep"\ntask a:\n    x = '; awk 'BEGIN { for (i = 0; i < 10000; i++) printf "(" }'
    echo 1; } >parens.baton
expect_status '10,000 parentheses are refused' 2 "$baton" check parens.baton
printf 'scenario "\033[31mred"\ntask a:\n    bogus\n' >control.baton
"$baton" check control.baton >out 2>err
check 'control characters do not reach the terminal' sh -c '! grep -q "$(printf "\033")" out err'

printf 'scenario "Generator"\nmodel coroutines\ntask g:\n    yield 1\ntask main:\n    x = create g\n' >gen.baton
expect_status 'a model may lack a statement' 2 "$baton" run gen.baton -m threads
expect_text 'the message names the line' err '^gen\.baton:[46]:'
expect_text 'and the models that have it' err 'coroutines'
printf 'scenario "Pool"\ntask main:\n    f = start a\n    offload:\n        start a\n        await f\n        run a
task a:\n    io 1ms\n' >pool.baton
expect_status 'no loop is touched from a thread of the pool' 2 "$baton" check pool.baton
expect_text 'to start there is refused' err '^pool\.baton:5:9: error: .start. cannot stand in an offloaded block'
expect_text 'and to await' err '^pool\.baton:6:9: error: .await. cannot stand in an offloaded block'
expect_text 'with the reason' err 'the loop belongs to one thread'
expect_text 'so is a loop of its own' err '^pool\.baton:7:9: error: .run. cannot stand in an offloaded block'

# ---- pipes and devices: read once, by every command ----

echo "$good" >good.baton
"$baton" run good.baton -f trace -o good.trace 2>/dev/null
for command in run check test compare; do
    mkfifo pipe
    cat good.baton >pipe &
    check "'$command' reads a pipe once" timeout 20 "$baton" "$command" pipe
    wait $!
    rm pipe
    check "'$command' reads what it is given as a descriptor" \
        sh -c 'cat good.baton | timeout 20 "$1" "$2" /dev/fd/0' sh "$baton" "$command"
done
mkfifo pipe
cat good.trace >pipe &
expect_status "'convert', too" 0 timeout 20 "$baton" convert pipe -f steps
wait $!
expect_text 'and has all of it' out 'the end: ok'
cat good.trace >pipe &
expect_status 'a saved trace in a pipe is told from a scenario' 2 timeout 20 "$baton" run pipe
wait $!
expect_text 'in words' err "is a saved trace; 'baton convert' shows it"
for command in run check test compare play convert; do
    expect_status "'$command' refuses a device that never ends" 2 timeout 20 "$baton" "$command" /dev/zero
    cat out err >said
    expect_text 'in words' said '(zero: |# ).*too long'
    expect_status "'$command' refuses a folder" 2 "$baton" "$command" "$work"
    cat out err >said
    expect_text 'in words' said 'Is a directory'
done
if [ "$(id -u)" -eq 0 ]; then
    skip 'a file that may not be read is refused' 'root may read all'
else
    cp good.baton secret.baton
    chmod 0 secret.baton
    expect_status 'a file that may not be read is refused' 2 "$baton" run secret.baton
    expect_text 'in words' err 'secret.baton: Permission denied'
fi
mkdir piped
cp good.baton piped
mkfifo piped/pipe.baton
expect_status 'a pipe among the scenarios holds nobody up' 0 env BATON_SCENARIO_DIR="$work/piped" timeout 20 "$baton" list
expect_text 'and is listed as what it is' out '^  pipe +.*a pipe or a device'
finish
