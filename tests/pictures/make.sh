#!/bin/sh
# The pictures of the documentation: make.sh FOLDER PICTURE… (`make pictures`: all of them, in docs/img).
# They show real runs. Those of the player are kept here (LESSON.trace), so that a picture changes when
# what is drawn does; FRESH=yes makes new ones, on an idle machine: of RUNS runs the one from which others took least.
set -eu
srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
here=$srcdir/tests/pictures
out=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
BATON_SCENARIO_DIR=$srcdir/scenarios
export BATON_SCENARIO_DIR

# run LESSON MODEL: of some runs the one from which others took least, in LESSON.trace.
run()
{
    least=
    for number in $(seq "${RUNS:-9}"); do
        "$builddir/baton" run "$1" -m "$2" -f trace -o "$work/$number.trace" || :
        took=$("$builddir/baton" convert "$work/$number.trace" -f json |
            sed -n 's/.*"run_delay_ns": *\([0-9]*\).*/\1/p' | head -n 1)
        if [ -z "$least" ] || [ "$took" -lt "$least" ]; then
            least=$took
            mv "$work/$number.trace" "$here/$1.trace"
        fi
    done
}

# shoot NAME TITLE SIZE LESSON MODEL SCRIPT
shoot()
{
    [ "${FRESH:-no}" = no ] || run "$4" "$5"
    "$builddir/tests/pictures/shoot" "$2" "$3" "$5" "$srcdir/scenarios/$4.baton" "$here/$4.trace" "$6" >"$work/$1"
    mv "$work/$1" "$out/$1"
}

make()
{
    case $1 in
    player.svg) # what is said at the question is wrong, as most say it
        shoot "$1" 'The player: the event loop asks who gets control next, and shows it' 100x30 \
            08-event-loop coroutines '@1500 space =All_three@200 @2500 1 @1200 ! enter @100
            =You_said@200 @4000 space =1_goes_on@200 @4000'
        ;;
    gil.svg)
        shoot "$1" 'Four threads under a global interpreter lock' 100x30 \
            36-concurrent-or-parallel gil 'v right*14 @1000'
        ;;
    compare.svg)
        "$builddir/baton" compare two-waits -m blocking,polling,coroutines -f svg -o "$out/$1"
        ;;
    four-corners.svg) "$builddir/baton" compare four-corners --table -f svg -o "$out/$1" ;;
    *)
        echo "make.sh: there is no picture $1" >&2
        exit 2
        ;;
    esac
}

for picture; do
    make "$picture"
done
