#!/bin/sh
# The player in the terminal in which this runs: it is left in all ways, and each time the terminal
# is asked what it finds. check.sh starts this in each terminal, and says, besides srcdir and
# builddir:
#
#     RESULTS   where a line for each play goes, ok TEXT or not ok TEXT, with comments in front
#     STATE     a command that prints what is to be as it was, besides what the terminal reports
#     STATE_OF_FEW   the same where the terminal has no second screen
#     PICTURE   one that prints what is seen, or a checksum
#     TAKEN     steps that hold while the player has the terminal
#     RESIZE    steps that make it another size
#     BRIEF     1: only the ways out that differ most
#
# An empty one is left out.
set -u
: "${builddir:?}"
ptyrun=$builddir/tests/pty/ptyrun
baton=$builddir/baton
name=$1
unset VISUAL

# play TEXT FILE STEP …: the player on a file, and the steps with it, as terminal $as or TERM.
play()
{
    text=$1
    file=$2
    shift 2
    if "$ptyrun" -r ${STATE:+-a "$STATE"} "$@" -- env TERM="${as:-$TERM}" "$baton" play "$file" \
        >log 2>&1; then
        echo "ok $name: $text" >>"$RESULTS"
    else
        sed 's/^/# /; 40q' log >>"$RESULTS"
        echo "not ok $name: $text" >>"$RESULTS"
    fi
}

# To the end, back, forth, closer, the help: what stands there then is what is drawn anew.
walk='see:control keys:av\e[F see:has keys:\e[D\e[D\e[H\e[C\e[C keys:jj keys:+
    keys:? see:playback keys:\e[B\e[B keys:\e rest:60 keys:k keys:\e[C'
begun='see:control miss:starting'
leave='keys:q ended:0 clean alone'

# shellcheck disable=SC2086 # lists of steps
{
    play 'q' saved.trace see:control $TAKEN $walk ${PICTURE:+"redrawn:$PICTURE"} $leave
    play 'ctrl-z, and fg' short.baton see:control 'keys:\x1a' stopped clean fg see:control \
        $TAKEN $leave
    EDITOR=./editor play 'the editor' short.baton $begun keys:e see:edited miss:edited \
        see:control $TAKEN $leave
    EDITOR=./rude play 'an editor that leaves modes behind' short.baton $begun keys:e see:rude \
        miss:rude see:control $TAKEN $leave
    for signal in SEGV TERM; do
        play "$signal" long.baton see:space signal:$signal killed:$signal clean alone
    done
    [ -z "$RESIZE" ] || play 'a resize' short.baton see:control $RESIZE see:control $leave
}
[ -z "$BRIEF" ] || exit 0

# shellcheck disable=SC2086
{
    play 'ctrl-c' short.baton see:control 'keys:\x03' ended:0 clean alone
    for signal in INT HUP QUIT ABRT ALRM; do
        play "$signal" long.baton see:space signal:$signal killed:$signal clean alone
    done
    play 'the run is killed' long.baton see:space run:./kill_run rest:100 $leave
}

# Terminals of few words: this one understands them.
STATE=$STATE_OF_FEW
for as in vt100 vt220 ansi linux screen xterm-mono putty; do
    if tput -T "$as" cup 1 1 >log 2>&1; then
        # shellcheck disable=SC2086
        play "as $as" saved.trace $walk ${PICTURE:+"redrawn:$PICTURE"} $leave
    else
        echo "# SKIP $name: as $as, which is not known here" >>"$RESULTS"
    fi
done
