#!/bin/sh
# The player in a real terminal: it starts, it obeys, and whatever ends it, the terminal is as it was and no process is left.
set -u
. "$(dirname "$0")/tap.sh"
ptyrun=$builddir/tests/pty/ptyrun
cd "$work" || exit 1
TERM=xterm-256color
unset VISUAL EDITOR ESCDELAY SSH_CONNECTION SSH_TTY
export TERM

got=0
"$ptyrun" ended:0 -- true >"$work/probe" 2>&1 || got=$?
if [ "$got" -eq 77 ]; then
    echo '1..0 # SKIP this machine gives no pseudo-terminal'
    exit 0
fi
if ! "$ptyrun" ended:0 -- tput cup 1 1 >"$work/probe" 2>&1; then
    echo '1..0 # SKIP the terminal xterm-256color is not known here'
    exit 0
fi

mkdir here
cat >here/short.baton <<'END'
scenario "Short"
model coroutines, gil
task one:
    say "first words"
    io 20ms "query"
    say "last words"
END
sed 's/Short/Long/; s/^task/limit 20s\n&/; s/io 20ms/io 15s/' here/short.baton >here/long.baton
printf 'scenario "Broken"\nmodel coroutines\ntask one:\n    sya "no"\n' >here/broken.baton
"$baton" run here/short.baton -f trace -o here/saved.trace 2>/dev/null

# The screen of a run that is over, at its beginning.
over='see:control miss:starting'
leave='keys:q ended:0 clean alone'

# play TEXT FILE STEP …: the player on a file, and the steps with it.
play()
{
    text=$1
    file=$2
    shift 2
    check "$text" "$ptyrun" -g 100x30 "$@" -- "$baton" play "here/$file"
}

# ---- it starts, and is left ----

# shellcheck disable=SC2086
{
    play 'it starts, shows the end and is quit' short.baton see:Short $over 'miss:one last words' 'keys:\e[F' \
        'see:one last words' $leave
    printf 'scenario "Many"\nmodel coroutines\ntask job x 2:\n    repeat 40000:\n        yield\n' >here/many.baton
    "$baton" run here/many.baton -f trace -o here/many.trace
    play 'one that is longer than any scenario is opened in the player, too' short.baton see:Short $over 'keys::open here/many.trace\r' \
        see:Many $leave
    rm here/many.trace
    play 'a saved trace is played' saved.trace see:Short 'keys:\e[F' 'see:one last words' $leave
    play 'keys typed before the start are not lost' short.baton 'keys:v\e[F' 'see:one last words' $leave
    play 'ctrl-c quits' short.baton see:Short 'keys:\x03' ended:0 clean alone
    play 'it is quit while the run lasts' long.baton see:Long see:space $leave
    check 'the browser starts, filters, plays and is quit' "$ptyrun" -g 100x30 see:solved 'keys:corn' \
        'see:The four corners' 'miss:Deadlock' 'keys:\r' see:curtain keys:q miss:curtain 'keys:\e' see:solved 'keys:\e' \
        ended:0 clean alone -- "$baton"
    check 'the browser knows the current folder' sh -c 'cd here && "$@"' sh "$ptyrun" -g 100x40 'keys:\e[F' 'see:In this folder' see:broken \
        'keys:\x03' ended:0 clean -- "$baton"
    check 'a file alone is played' "$ptyrun" see:curtain $leave -- "$baton" here/short.baton
    check 'a file with a format is printed' "$ptyrun" 'see:last words' ended:0 -- "$baton" here/short.baton -f steps
    play 'the model is chosen' short.baton see:coroutines $leave
    check 'and can be another one' "$ptyrun" 'see:── gil' $leave -- "$baton" play here/short.baton -m gil
}

# ---- what it says where it cannot ----

expect_status 'without a terminal it says so' 2 "$baton" play here/short.baton
expect_text 'in words' "$work/err" 'needs a terminal'
check 'a terminal that only prints is refused' "$ptyrun" 'see:cannot be drawn on' ended:2 clean -- env TERM=dumb "$baton" play \
    here/short.baton
check 'one that is not known, too, with what to do' "$ptyrun" -g 150x30 'see:is not known' \
    'see:install ncurses-term, which may know it, or try TERM=xterm-256color' ended:2 clean -- env TERM=nonsense "$baton" play \
    here/short.baton
if tput -T tty33 clear >/dev/null 2>&1 || tput -T tty33 cols >/dev/null 2>&1; then
    check 'one that prints on paper' "$ptyrun" -g 150x30 'see:cannot be drawn on' ended:2 clean -- env TERM=tty33 "$baton" play \
        here/short.baton
else
    skip 'one that prints on paper' 'tty33 is not known here (ncurses-term)'
fi
check 'and one that has no name' "$ptyrun" 'see:TERM is not set; try TERM=' ended:2 clean -- env -u TERM "$baton" play here/short.baton
check 'baton alone lists the lessons in one that is not known' "$ptyrun" -g 150x120 see:02-four-corners 'see:try TERM=' ended:0 -- \
    env TERM=nonsense "$baton"
check 'a file alone is run there' "$ptyrun" -g 150x100 'see:try TERM=' 'see:device' ended:0 -- env TERM=nonsense "$baton" \
    here/short.baton
check 'baton alone prints there what it can do' "$ptyrun" -g 100x120 'see:02-four-corners' ended:0 -- env TERM=dumb "$baton"
check 'an error in the file is told before the screen is taken' "$ptyrun" 'see:broken.baton:4:5: error' ended:2 clean \
    'noraw:\e[?1049h' -- "$baton" play here/broken.baton

# ---- colours and characters ----

# The first turn is seen: before it there is nothing to be drawn. The curtain is told when the run is over.
drawn='see:control see:curtain keys:\e[C see:running'

# coloured TEXT NUMBER STEP … -- COMMAND …
coloured()
{
    text=$1
    number=$2
    shift 2
    # shellcheck disable=SC2086
    check "$text" "$ptyrun" see:Short $drawn "colours:$number" $leave -- "$@" play here/short.baton
}
coloured '256 colours are used where there are so many' 256 "$baton"
# shellcheck disable=SC2086
{
    check 'and eight where there are eight' "$ptyrun" see:Short $drawn colours:16 $leave -- env TERM=xterm "$baton" play here/short.baton --dark
    coloured 'none with NO_COLOR' 0 env NO_COLOR=1 "$baton"
    coloured 'none where there are none' 0 env TERM=vt100 "$baton"
    # The faint ink has a colour of its own for each ground: 245 on black, 243 on white, 246 and 242 where only dark or light is known.
    black='\e]11;rgb:0000/0000/0000\e\\'
    white='\e]11;rgb:ffff/ffff/ffff\x07'
    play 'the terminal is asked for its colours' short.baton see:Short $drawn 'raw:\e]10;?\e\\\e]11;?\e\\' $leave
    play 'they are those for its ground: white' short.baton "keys:$white" see:Short $drawn 'raw:38;5;243' $leave
    play 'or black' short.baton "keys:$black" see:Short $drawn 'raw:38;5;245' $leave
    play 'an answer that comes late is taken' short.baton see:Short $drawn 'noraw:38;5;243' "keys:$white" rest:1000 'raw:38;5;243' \
        see:Short $leave
    play 'and no key is lost with it' short.baton see:Short $drawn "keys:v$white\e[F" 'see:one last words' 'raw:38;5;243' $leave
    play 'without an answer nothing is asked of the ground' short.baton see:Short $drawn 'noraw:38;5;24' 'raw:38;5;29' $leave
    play 'the commands choose' short.baton see:Short $drawn "keys:$white" rest:1000 'keys::dark\r' 'see:for a dark ground' 'raw:38;5;246' \
        forget 'keys::light\r' 'see:for a light ground' 'raw:38;5;243' $leave
    # quits TEXT ANSWER VARIABLE: the answer comes when the player is quit.
    quits()
    {
        # shellcheck disable=SC2016
        check "$1" "$ptyrun" -s see:Short keys:q rest:100 "keys:$2" 'see:left: 0' ended:0 clean -- env "$3" \
            sh -c '"$1" play here/short.baton; modes=$(stty -g); stty -icanon min 0 time 3; echo "left: $(dd bs=1 count=1 2>/dev/null | wc -c)"
            stty "$modes"' \
            sh "$baton"
    }
    quits 'an answer that comes when it is quit is not typed into the shell' "$white" A=
    quits 'nor is it where the locale has ASCII only' "$white" LC_ALL=C
    quits 'nor is what tells how wide characters are' '\e[1;3R' NO_COLOR=1
    coloured 'COLORFGBG says what it is' 256 env 'COLORFGBG=0;15' "$baton"
    check 'it is a hint' "$ptyrun" see:Short $drawn 'raw:38;5;242' $leave -- env 'COLORFGBG=0;15' "$baton" play here/short.baton
    check 'an answer wins' "$ptyrun" "keys:$black" see:Short $drawn 'raw:38;5;245' 'noraw:38;5;242' $leave -- env 'COLORFGBG=0;15' \
        "$baton" play here/short.baton
    check 'what is asked for wins over both' "$ptyrun" "keys:$black" see:Short $drawn 'raw:38;5;242' 'noraw:38;5;245' $leave -- \
        env 'COLORFGBG=15;0' "$baton" play here/short.baton --light
    check 'the browser has them, too' "$ptyrun" -g 100x40 "keys:$white" see:solved 'raw:38;5;243' 'keys:\x03' ended:0 clean -- "$baton"
    check 'and the compare view' "$ptyrun" see:Short $drawn forget keys:c 'see:enter' rest:1000 'raw:38;5;242' 'keys:qq' ended:0 clean -- \
        "$baton" play here/short.baton --light
    coloured 'COLORTERM says that there are more than TERM says' 256 env TERM=xterm COLORTERM=truecolor "$baton"
    check 'or not' "$ptyrun" see:Short $drawn colours:16 $leave -- env TERM=xterm COLORTERM=rxvt-xpm "$baton" play here/short.baton --dark
    coloured 'NO_COLOR wins over it' 0 env TERM=xterm COLORTERM=truecolor NO_COLOR=1 "$baton"
    check 'nothing is asked without colours' "$ptyrun" see:Short $drawn 'noraw:]11;' $leave -- env NO_COLOR=1 "$baton" play here/short.baton
    if tput -T xterm-direct colors >/dev/null 2>&1; then
        check 'true colours are true colours' "$ptyrun" see:Short $drawn 'raw:38:2::0:135:95' 'noraw:38:2::0:0:' 'noraw:38;5' $leave -- \
            env TERM=xterm-direct "$baton" play here/short.baton --light
    else
        skip 'true colours are true colours' 'xterm-direct is not known here (ncurses-term)'
    fi
}
# shellcheck disable=SC2086
check 'none with --color never' "$ptyrun" see:Short $drawn colours:0 keys:q ended:0 -- "$baton" play here/short.baton --color never
check 'block characters are drawn' "$ptyrun" $over forget 'keys:\x0c' rest:100 'raw:\xe2\x94\x80' keys:q ended:0 -- \
    "$baton" play here/short.baton
check 'none where the locale has none' "$ptyrun" see:Short $over 'noraw:\xe2' keys:q ended:0 -- env LC_ALL=C "$baton" play \
    here/short.baton
if tput -T vt52 clear >/dev/null 2>&1; then
    check 'nor where the terminal is older than UTF-8' "$ptyrun" see:control see:curtain 'noraw:\xe2' keys:q ended:0 -- \
        env TERM=vt52 "$baton" play here/short.baton
else
    skip 'nor where the terminal is older than UTF-8' 'vt52 is not known here (ncurses-term)'
fi
# shellcheck disable=SC2086
check 'a locale for UTF-8 that is not there is as good as one that is' "$ptyrun" $over forget \
    'keys:\x0c' rest:100 'raw:\xe2\x94\x80' keys:q ended:0 -- \
    env LC_ALL= LANG=ko_KR.UTF-8 "$baton" play here/short.baton
check 'none where they are two columns wide' "$ptyrun" -w $over forget 'keys:\x0c' rest:100 'keys:v\e[F' 'see:one last words' \
    'noraw:\xe2\x94\x80' 'noraw:\xe2\x96\x88' keys:q ended:0 clean -- "$baton" play here/short.baton
check 'a terminal that does not answer is not waited for' "$ptyrun" -s see:Short keys:q ended:0 clean -- "$baton" play \
    here/short.baton

# A screen reader follows the cursor, although it is not seen.
check 'the cursor stands at what is chosen' "$ptyrun" -g 100x40 see:solved 'keys:\e[H' at:01-two-waits 'keys:\e[B\e[B\e[B' at:02-four-corners 'keys:dead' 'see:filter' \
    at:39-deadlock 'keys:\x03' ended:0 clean -- "$baton"
# shellcheck disable=SC2086
play 'and at what is told, chosen, typed' saved.trace 'keys:v\e[F' 'see:one last words' 'keys:\e[H\e[C' 'at:one has its first turn' 'keys:j' 'at:1 one' 'keys::go' see::go \
    'at: ' 'keys:\x03' $leave

# ---- what comes in ----

# shellcheck disable=SC2086
{
    play 'what a terminal tells is not typed' short.baton $over \
        'keys:\e]11;rgb:ffff/ffff/ffff\e\\' 'keys:\eP>|quit' rest:200 'keys:(1)\e\\' \
        'keys:\e_Gq;e\e\\' rest:100 see:Short $leave
    play 'a key that comes in two parts is one key' short.baton $over \
        'keys:\e' rest:60 'keys:[F' 'see:one last words' \
        'keys:\e[' rest:200 'keys:H' 'miss:one last words' $leave
    SSH_CONNECTION=far play 'over ssh the rest may take longer' short.baton $over \
        'keys:\e' rest:300 'keys:[F' 'see:one last words' $leave
    ESCDELAY=20 play 'ESCDELAY says how long' short.baton $over 'keys:\e' rest:100 'keys:[F' \
        ended:0 clean alone
    ESCDELAY=0 play 'and 0, that nothing is waited for' short.baton $over 'keys:\e' rest:100 \
        'keys:[F' ended:0 clean alone
    play 'ESC alone is a key' short.baton $over 'keys:\e' ended:0 clean alone
    play 'keys that come as numbers' short.baton $over 'keys:\e[118u\e[103;2u' \
        'see:one last words' 'keys:\e[99;5u' ended:0 clean alone
    EDITOR=false play 'pasted text runs no keys' short.baton $over \
        'keys:\e[200~be quiet,\rexit\e[201~' 'see:pasted text runs no keys' \
        'keys:v' 'miss:pasted text' \
        'keys::\e[200~goto\r50%\r\e[201~' 'see::goto 50%' 'keys:\r' 'miss::goto' $leave
    play 'and it is asked for only while the player is there' short.baton $over \
        'raw:\e[?2004h' 'noraw:\e[?2004l' 'keys:\x1a' stopped 'raw:\e[?2004l' \
        forget fg see:Short 'raw:\e[?2004h' 'noraw:\e[?2004l' \
        keys:q ended:0 clean 'raw:\e[?2004l'
}

# ---- manners ----

# shellcheck disable=SC2086
{
    play 'a resize is followed' short.baton see:Short size:40x10 see:Short size:120x36 'see:now' $leave
    play 'ctrl-z stops it, fg brings it back' short.baton see:Short 'keys:\x1a' stopped clean fg see:Short taken 'keys:\e[F' \
        'see:one last words' $leave
    # rxvt keeps one place of the cursor, whichever screen it is on: taken twice, the screen is left elsewhere.
    # shellcheck disable=SC2016
    check 'and takes the screen once' "$ptyrun" -g 100x30 see:Short $over 'keys:\x1a' stopped clean fg see:Short taken $over rest:200 \
        'keys:\x1a' stopped bg stopped fg see:Short taken $over rest:200 keys:q 'see:     over' ended:0 clean -- env TERM=rxvt sh -c 'printf "     "; "$1" play here/short.baton; echo over' sh "$baton"
    if command -v setsid >/dev/null 2>&1; then
        check 'in a session that has no terminal, ctrl-z stops nobody' "$ptyrun" -g 100x30 see:Short $over 'keys:\x1a' rest:200 taken \
            'keys:v\e[F' 'see:one last words' $leave -- setsid -w "$baton" play here/short.baton
    else
        skip 'in a session that has no terminal, ctrl-z stops nobody' 'no setsid (util-linux)'
    fi
    play 'so does SIGTSTP from elsewhere' short.baton see:Short signal:TSTP stopped clean fg see:Short taken $leave
    play 'the run goes on meanwhile' short.baton see:space 'keys:\x1a' stopped rest:100 fg $over $leave
    play 'a stop that it cannot see is repaired' short.baton see:Short signal:STOP stopped forget fg rest:50 'keys:\e[F' \
        'see:one last words' $leave
    play 'SIGTERM' long.baton see:space signal:TERM killed:TERM clean alone
    play 'SIGHUP' long.baton see:space signal:HUP killed:HUP clean alone
    play 'SIGINT' long.baton see:space signal:INT killed:INT clean alone
    play 'SIGQUIT' long.baton see:space signal:QUIT killed:QUIT clean alone
    play 'a closed terminal' long.baton see:space hangup killed:HUP alone
    play 'continued in the background, it stops until the terminal is its own' short.baton $over 'keys:\x1a' stopped bg \
        stopped fg see:Short taken $leave
    for signal in TERM HUP; do
        play "SIG$signal while it is stopped in the background" long.baton see:space 'keys:\x1a' stopped bg stopped \
            signal:$signal bg killed:$signal clean alone
    done
    play 'SIGTERM while it is stopped' short.baton $over 'keys:\x1a' stopped signal:TERM bg killed:TERM clean alone
    # begun TEXT SCRIPT STEP …: what a shell with job control does, which has begun the player in the background.
    begun()
    {
        text=$1
        script=$2
        shift 2
        check "$text" "$ptyrun" -g 100x30 "$@" -- sh -m -c 'stopped() { until grep -q "^State:.T" "/proc/$1/status"; do sleep 0.05; done; }
            stty -echo; "$1" play here/long.baton & player=$!; stopped $player; stty echo; '"$script" sh "$baton"
    }
    if [ -r /proc/self/status ]; then
        begun 'begun in the background, it waits for the terminal, and leaves its modes as they are then' 'fg' see:space $leave
        # shellcheck disable=SC2016
        for signal in TERM HUP INT; do
            begun "and SIG$signal ends it there" 'kill -'$signal' $player; kill -CONT $player
                while grep -q "^State:.[^Z]" "/proc/$player/status" 2>/dev/null; do sleep 0.05; done; wait $player; echo "ended by $(kill -l $?)"' \
                "see:ended by $signal" ended:0 clean alone
        done
    else
        skip 'begun in the background, it waits for the terminal' 'no /proc to see it in'
    fi
    redraw='keys:\x0c rest:30 keys:\x0c rest:30 keys:\x0c rest:30 keys:\x0c rest:30 keys:\x0c rest:30 keys:\x0c rest:30'
    play 'SIGTERM while the terminal takes nothing' long.baton size:200x60 see:space deaf $redraw $redraw $redraw $redraw \
        signal:TERM killed:TERM alone
    play 'SIGKILL leaves no process' long.baton see:space signal:KILL killed:KILL alone
}
if grep -q __asan_init "$baton" || has_thread_sanitizer; then
    skip 'a crash' 'a sanitizer makes its own of it'
else
    for signal in SEGV ABRT; do
        play "a crash, by $signal" long.baton see:space 'noraw:\e[?2004l' signal:$signal \
            killed:$signal clean alone 'raw:\e[?2004l'
    done
    # Nobody handles these.
    for signal in ALRM USR1 XCPU; do
        play "any other end, by $signal" long.baton see:space signal:$signal killed:$signal clean alone
    done
    # shellcheck disable=SC2016
    check 'a crash where keys come from what cannot be written' "$ptyrun" -g 100x30 see:space signal:SEGV killed:SEGV clean alone -- \
        sh -c 'exec "$@" </dev/tty' sh "$baton" play here/long.baton
    # shellcheck disable=SC2086
    play 'a crash while the terminal takes nothing' long.baton size:200x60 see:space deaf $redraw $redraw $redraw $redraw \
        signal:SEGV killed:SEGV alone
fi

# How often the process has been woken up.
cat >wakings <<'END'
cat /proc/$PROGRAM/task/*/status | awk '/ctxt_switches/ { sum += $2 } END { print sum }'
END
if [ ! -r /proc/self/status ]; then
    skip 'a still screen is not woken' 'no /proc to see it in'
elif has_thread_sanitizer; then
    skip 'a still screen is not woken' 'a thread of the thread sanitizer is'
else
    play 'a still screen is not woken' short.baton $over rest:200 'run:sh ./wakings >before' silent:1000 \
        'run:sh ./wakings >after; cmp before after' keys:q ended:0
fi
if [ -r /proc/self/fdinfo/0 ]; then
    play 'the terminal still waits for whoever reads next' short.baton $over \
        'run:flags=$(awk "/^flags/ { print \$2 }" "/proc/$PROGRAM/fdinfo/0"); test $((flags & 04000)) -eq 0' keys:q ended:0
fi

# ---- the file ----

cat >editor <<'END'
#!/bin/sh
echo "editing $*" >edited
sed 's/last words/better words/' "$(eval echo "\$$#")" >changed && mv changed "$(eval echo "\$$#")"
END
chmod +x editor
cp here/short.baton here/edited.baton
# shellcheck disable=SC2086
VISUAL="./editor --quick" EDITOR=false play 'the editor changes the file, which runs again' edited.baton $over 'keys:e' \
    'see:better words' taken 'keys:v\e[F' 'see:one better words' $leave
expect_text 'it got its arguments and the file' edited '^editing --quick .*here/edited.baton$'
# ---- a program of one's own ----

cat >here/own.py <<'END'
import sys, threading
with open("here/ran", "a") as file:
    print("x", file=file)
with open("here/ran") as file:
    print("run number", len(file.readlines()), "read", len(sys.stdin.read()), flush=True)
thread = threading.Thread(target=sum, args=[range(1000)])
thread.start()
thread.join()
END
cp "$srcdir/tests/unit/golden/recorded-tasks.trace" here/serve.trace
cp "$srcdir/tests/unit/golden/recorded-threads.trace" here/crawl.trace
# shellcheck disable=SC2086
{
    check 'two recordings are seen beside one another' "$ptyrun" -g 100x30 'see:in held (serve.py:9, in time.sleep)' \
        'see:Thread-1 (fe' 'keys:j\r' 'see:import threading, socket' 'keys:c' 'see:compared' $leave -- \
        "$baton" play here/serve.trace here/crawl.trace
    play 'so is one that is named in the player' serve.trace see:serve.py 'keys::compare here/crawl.trace\r' \
        'see:in held (serve.py:9, in time.sleep)' 'keys:q' 'see:recorded' $leave
}
if command -v python3 >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    play 'a program is recorded, and played' own.py see:own.py see:recorded see:sys, 'keys:r' 'see:run number 2 read 0' \
        see:recorded $leave
    check 'it ran once at first, and once more' test "$(wc -l <here/ran)" -eq 2
    check 'nothing is left of the recordings' test -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'baton-??????' -newer here/own.py 2>/dev/null)"
else
    skip 'a program is recorded, and played' 'no python3 to run one'
fi

VISUAL='./no-such-editor' play 'an editor that is not there is told' short.baton $over 'keys:e' 'see:could not be run' 'keys:\n' \
    see:Short keys:q ended:0 clean
cat >stopping <<'END'
#!/bin/sh
kill -TSTP 0
echo continued >edited
END
chmod +x stopping
EDITOR=./stopping play 'an editor may be stopped, too' short.baton $over 'keys:e' stopped clean fg 'see:Short' taken \
    'run:grep -q continued edited' keys:q ended:0 clean alone
cat >waiting <<'END'
#!/bin/sh
trap 'echo told >edited; kill $!; exit' TERM
(echo editing && exec sleep 30) &
wait
END
chmod +x waiting
EDITOR=./waiting play 'SIGTERM while the editor runs ends both' long.baton see:space 'keys:e' see:editing signal:TERM killed:TERM \
    'run:grep -q told edited' clean alone
cp here/short.baton here/watched.baton
# shellcheck disable=SC2016
play 'a saved change runs again; an error is shown, and mended' watched.baton $over \
    'run:sed "s/last words/saved words/" here/watched.baton >new && mv new here/watched.baton' see:saved 'keys:v\e[F' 'see:one saved words' \
    'run:sed "s/say/sya/" here/watched.baton >new && mv new here/watched.baton' see:sya \
    'run:sed "s/sya/say/; s/saved/mended/" here/watched.baton >new && cat new >here/watched.baton' 'see:mended' keys:q ended:0 clean
mkdir here/other here/next
cp here/short.baton here/other/t.baton
sed 's/last words/next words/' here/short.baton >here/next/t.baton
ln -s other/t.baton here/l.baton
# shellcheck disable=SC2086
{
    play 'behind a link it is watched, too, and where that leads then' l.baton $over \
        'run:sed "s/last/changed/" here/short.baton >here/other/t.baton' see:changed \
        'run:ln -sfn next/t.baton here/l.baton' 'see:next words' \
        'run:mv here/next here/was && mkdir here/next' 'see:file deleted' \
        'run:sed "s/last/final/" here/short.baton >here/next/t.baton' 'see:final words' \
        'miss:file deleted' $leave
    # shellcheck disable=SC2016
    if unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_inotify_watches' 2>"$work/probe"; then
        cp here/short.baton here/blind.baton
        check 'a file that cannot be watched is said to be, and read again by r' "$ptyrun" \
            -g 100x30 'see:changes of the file are not noticed' $over keys:v \
            'see:file not watched' 'run:sed "s/last/other/" here/short.baton >here/blind.baton' \
            'keys:r' 'see:other words' $leave -- unshare -Ur sh -c \
            'echo 0 >/proc/sys/user/max_inotify_watches; exec "$1" play here/blind.baton' sh "$baton"
    else
        skip 'a file that cannot be watched is said to be' 'no namespace with limits of its own'
    fi
}

# ---- what terminals count in different ways ----

cat >here/family.baton <<'END'
scenario "Family"
model coroutines
task one:
    say "👨‍👩‍👧‍👦"
    say "👍🏽 ❤️ 1️⃣"
    say "🇰🇷 🏳️‍🌈 한"
    io 5ms
END
# In a tmux of its own: of each play, for the last one's may still be going.
in_tmux()
{
    tmux -L "baton-$$-$server" -f /dev/null "$@"
}

# play_in_tmux FILE
server=0
play_in_tmux()
{
    server=$((server + 1))
    in_tmux new-session -d -x 100 -y 30 "'$baton' play 'here/$1'"
}

# shown TEXT: waits until it is seen there; what is seen is in the file `captured`.
shown()
{
    tries=0
    until in_tmux capture-pane -p >captured && grep -q "$1" captured; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { cat captured; return 1; }
        sleep 0.05
    done
}

# Each row of the source ends at its border, counted in columns: tmux joins what ZWJ stands between.
same_border()
{
    play_in_tmux family.baton && shown 'io 5ms'
    in_tmux kill-server
    sed -n '/^ *[1-7] .*│/s/│.*//p' captured >rows
    cat rows
    [ "$(wc -l <rows)" -eq 7 ] || return 1
    while IFS= read -r row; do printf '%s\n' "$row" | wc -L; done <rows | sort -u >widths
    [ "$(wc -l <widths)" -eq 1 ]
}

pasted()
{
    play_in_tmux short.baton && shown curtain && in_tmux set-buffer 'exit, be quiet' &&
        in_tmux paste-buffer -p && shown 'pasted text runs no keys' && in_tmux send-keys : &&
        in_tmux paste-buffer -p && shown ':exit, be quiet'
    good=$?
    in_tmux kill-server
    return $good
}

if ! command -v tmux >/dev/null; then
    skip 'the player in tmux' 'it is not installed'
else
    check 'tmux pastes no keys' pasted
    if printf '한' | wc -L >/dev/null 2>&1; then
        check 'in tmux, long emoji do not displace the borders' same_border
    else
        skip 'in tmux, long emoji do not displace the borders' 'no wc -L'
    fi
fi

# ---- no file ----

# Nobody writes into the pipe: whoever opens it waits for ever.
cp here/short.baton here/odd.baton
# shellcheck disable=SC2086
play 'a pipe in the place of the file is told, and nothing waits for it' odd.baton $over \
    'run:rm here/odd.baton && mkfifo here/odd.baton' 'keys:r' 'see:a pipe or a device' \
    forget keys:e rest:300 'noraw:\e[?1049l' \
    "keys::open here/odd.baton\r" 'see:odd.baton: this is no file' \
    "keys::export text here/odd.baton\r" 'see:odd.baton: this is no file' $leave
rm here/odd.baton
cp here/short.baton here/odd.baton
# shellcheck disable=SC2086
EDITOR=false play 'a folder in its place is told, and not edited' odd.baton $over \
    'run:rm here/odd.baton && mkdir here/odd.baton' 'keys:r' 'see:s a directory' \
    forget keys:e 'see:this is a folder' 'noraw:\e[?1049l' $leave
rmdir here/odd.baton
mkfifo here/zz.baton
# shellcheck disable=SC2086
check 'a pipe in the folder does not hold the browser up' sh -c 'cd here && "$@"' sh "$ptyrun" \
    -g 100x40 'keys:\e[F' 'see:In this folder' 'see:a pipe or a device' 'keys:\x03' ended:0 clean \
    -- "$baton"
rm here/zz.baton

# through TEXT FILE STEP …: what comes through a pipe; keys come from the terminal.
through()
{
    text=$1
    file=$2
    shift 2
    # shellcheck disable=SC2016
    check "$text" "$ptyrun" -g 100x30 "$@" -- sh -c 'cat "$1" | "$2" play -' sh "here/$file" "$baton"
}
# The end that is asked for is the second run's once that has begun: it says so, and lasts long enough to be seen.
sed 's/io 20ms/io 300ms/' here/short.baton >here/slow.baton
# shellcheck disable=SC2086
{
    through 'a scenario through a pipe is played, keys come from the terminal' slow.baton \
        $over 'miss:─ running' keys:e 'see:came through a pipe' keys:r 'see:─ running' $over \
        'miss:─ running' 'keys:v\e[F' 'see:one last words' $leave
    through 'so is a saved trace' saved.trace see:Short 'keys:v\e[F' 'see:one last words' $leave
    through 'ctrl-z stops all of the pipe' short.baton $over 'keys:\x1a' stopped clean fg \
        see:Short $leave
    through 'an error in it is told' broken.baton 'see:<stdin>:4:5: error' ended:2 clean
    # shellcheck disable=SC2016
    check 'so is what has a descriptor only' "$ptyrun" -g 100x30 $over 'keys:v\e[F' \
        'see:one last words' $leave -- sh -c 'exec 4<&0; cat "$1" | "$2" play /dev/fd/5 5<&0 0<&4' sh \
        here/short.baton "$baton"
    check 'what is read from elsewhere leaves the keys to the terminal' "$ptyrun" -g 100x30 $over \
        $leave -- sh -c '"$1" play here/short.baton </dev/null' sh "$baton"
}
finish
