# What the test scripts share; sourced. They print TAP: see testanything.org.
#
# Environment: srcdir and builddir, from make; by hand they are found from the script's place and the current folder.
# shellcheck shell=sh

srcdir=${srcdir:-$(dirname "$0")/..}
[ -d "$srcdir/src" ] || srcdir=$(dirname "$0")/../..
srcdir=$(cd "$srcdir" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
baton=$builddir/baton
work=$(mktemp -d) || {
    echo "Bail out! no folder can be made in ${TMPDIR:-/tmp}: set TMPDIR to one where it can"
    exit 1
}
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The same everywhere, whatever the terminal and the locale of whoever runs the tests.
LC_ALL=C.UTF-8
TERM=xterm
BATON_SCENARIO_DIR=$srcdir/scenarios
XDG_DATA_HOME=$work/data
XDG_STATE_HOME=$work/state
BATON_LEARN_DIR=$work/learner
export LC_ALL TERM BATON_SCENARIO_DIR XDG_DATA_HOME XDG_STATE_HOME BATON_LEARN_DIR
unset NO_COLOR COLUMNS

# The models of a kind, a line each, or the model of that name. The one table of what they have in common.
models_of()
{
    case $1 in
    # A started task has ended before its starter goes on.
    in-turn) set -- blocking ;;
    # While one waits, nobody else goes on.
    held) set -- blocking async-blocking ;;
    # More than one thread runs tasks.
    parallel) set -- gil threads processes ;;
    esac
    printf '%s\n' "$@"
}

# The models that there are, a line each, without these or these kinds.
models_but()
{
    for left_out; do models_of "$left_out"; done >"$work/left_out"
    "$baton" models | sed -n 's/^  \([^ ][^ ]*\)  *.*/\1/p' | grep -vxF -f "$work/left_out"
}

tap_number=0

# How many cores the program may use, as it counts them.
usable_cores()
{
    printf 'scenario "Cores"\ntask a:\n    exit\n' >"$work/cores.baton"
    "$baton" run "$work/cores.baton" -f trace 2>/dev/null | sed -n 's/.*"cores=\([0-9]*\)".*/\1/p'
}

# pass TEXT / fail TEXT [FILE]: one result; the file is shown as diagnostics.
pass()
{
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1"
}

fail()
{
    tap_number=$((tap_number + 1))
    echo "not ok $tap_number - $1"
    [ $# -lt 2 ] || sed 's/^/# /' "$2" | head -n 40
}

skip()
{
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1 # SKIP $2"
}

# True if the program was built with --enable-tsan: it is slow then, and each process has one thread more.
has_thread_sanitizer()
{
    grep -q __tsan_init "$baton"
}

# check TEXT COMMAND…: passes if the command does.
check()
{
    text=$1
    shift
    if "$@" >"$work/check.log" 2>&1; then
        pass "$text"
    else
        fail "$text" "$work/check.log"
    fi
}

# expect_status TEXT STATUS COMMAND…: what it prints is left in $work/out and $work/err.
expect_status()
{
    text=$1
    wanted=$2
    shift 2
    got=0
    "$@" >"$work/out" 2>"$work/err" </dev/null || got=$?
    if [ "$got" -eq "$wanted" ]; then
        pass "$text"
    else
        { echo "status $got, wanted $wanted: $*"; cat "$work/err" "$work/out"; } >"$work/check.log"
        fail "$text" "$work/check.log"
    fi
}

# expect_text TEXT FILE PATTERN: an extended regular expression that a line of the file must match.
expect_text()
{
    if grep -Eq -e "$3" "$2"; then
        pass "$1"
    else
        { echo "no line matches: $3"; cat "$2"; } >"$work/check.log"
        fail "$1" "$work/check.log"
    fi
}

# is_disturbed FILE ARGUMENT…: whether others take much of the processor from a run of it, now.
is_disturbed()
{
    "$baton" test "$@" 2>/dev/null | grep -q '^# others took up to'
}

# expect_text_of SCENARIO MODEL TEXT FILE PATTERN: the same, of a run that needs its share of the processor for it.
expect_text_of()
{
    scenario=$1
    model=$2
    shift 2
    if ! grep -Eq -e "$3" "$2" && is_disturbed "$scenario" -m "$model"; then
        skip "$1" 'others kept the processor busy'
    else
        expect_text "$@"
    fi
}

# refuse_text TEXT FILE PATTERN: no line may match.
refuse_text()
{
    if grep -E -e "$3" "$2" >"$work/check.log"; then
        fail "$1" "$work/check.log"
    else
        pass "$1"
    fi
}

# skip_busy TEXT: others had the processor. What one_of_many() did has its turn again then.
skip_busy()
{
    : >"$work/busy"
    skip "$1" 'others kept the processor busy'
}

# number_on FILE: its results, numbered on.
number_on()
{
    awk -v number="$tap_number" '/^(not )?ok [0-9]/ { sub(/ok [0-9]+/, "ok " ++number) } { print }' "$1"
    tap_number=$((tap_number + $(grep -Ec '^(not )?ok [0-9]' "$1")))
}

# one_of_many NUMBER: the line of that number, in a folder of its own, $many/NUMBER; its results are in $many/NUMBER.tap.
one_of_many()
{
    work=$many/$1
    rm -rf "$work"
    mkdir "$work" || exit
    tap_number=0
    "$many_do" "$(sed -n "${1}p" "$many/list")" </dev/null >"$many/$1.tap"
}

# each_at_once FILE FUNCTION: the function with each line of the file, as many at once as there are cores, for most of the
# time they wait. The results are in the order of the lines. $work is another folder for each; what it leaves there is in
# $many/NUMBER. If that is a file `busy`, others had the processor, and they may have been its neighbours: then it has its
# turn again, alone, and only that counts. Where five in a row are so when alone, it was not the neighbours.
each_at_once()
{
    many=$(mktemp -d "$work/many.XXXXXX")
    many_do=$2
    cp "$1" "$many/list"
    many_lines=$(wc -l <"$many/list")
    many_lanes=$(usable_cores)
    lane=0 lanes=
    trap 'kill $lanes; exit 1' HUP INT TERM
    while [ "$lane" -lt "$many_lanes" ]; do
        lane=$((lane + 1))
        for line in $(seq "$lane" "$many_lanes" "$many_lines"); do one_of_many "$line"; done &
        lanes="$lanes $!"
    done
    wait
    trap 'exit 1' HUP INT TERM
    in_vain=0
    for line in $(seq "$many_lines"); do
        if [ "$many_lanes" -gt 1 ] && [ "$in_vain" -lt 5 ] && [ -e "$many/$line/busy" ]; then
            (one_of_many "$line")
            in_vain=$((in_vain + 1))
            [ -e "$many/$line/busy" ] || in_vain=0
        fi
        number_on "$many/$line.tap"
    done
}

# children_of PID: the processes that it started. Reads /proc, so that nothing else is needed.
children_of()
{
    cat /proc/[0-9]*/status 2>/dev/null | awk -v parent="$1" '/^Pid:/ { pid = $2 } /^PPid:/ && $2 == parent { print pid }'
}

# The last line of every script.
finish()
{
    echo "1..$tap_number"
}
