#!/bin/sh
# The player in terminals that people have: tmux, screen, xterm, kitty and foot, as far as they are
# installed (the last three in an X server that has no screen). play.sh runs in each of them, leaves
# the player in all ways, and asks the terminal what it finds: margins, the alternate screen, the
# cursor, the mouse, the keypad, attributes.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1
unset TMUX STY
HOME=$work # they keep files there
export HOME

LIMIT=90 # s, for all that is played in one terminal
PLAY=$srcdir/tests/terminals/play.sh
RESULTS=$work/results
export srcdir builddir RESULTS

if grep -q __asan_init "$baton" || has_thread_sanitizer; then
    echo '1..0 # SKIP a sanitizer makes its own of a crash'
    exit 0
fi

# ---- what is played ----

cat >short.baton <<'END'
scenario "Short"
model coroutines, gil
task one:
    say "first words"
    io 20ms "query"
    say "last words"
END
sed 's/Short/Long/; s/^task/limit 20s\n&/; s/io 20ms/io 15s/' short.baton >long.baton
"$baton" run short.baton -f trace -o saved.trace

cat >editor <<'END'
#!/bin/sh
printf '\033[?1049h\033[H\033[Jedited'
sleep 0.2
printf '\033[?1049l'
END
# One that crashed: what it had set is still there.
cat >rude <<'END'
#!/bin/sh
printf '\033[?1049h\033[H\033[Jrude\033[5;9r\033[?25l\033[?1h\033='
printf '\033[?1000h\033[?2004h\033[7;31m'
sleep 0.2
kill -KILL $$
END
# What $PROGRAM, the player, has started.
cat >kill_run <<'END'
#!/bin/sh
for status in /proc/[0-9]*/status; do
    awk -v parent="$PROGRAM" '
        /^Pid:/ { pid = $2 }
        /^PPid:/ && $2 == parent { print pid }' "$status" 2>/dev/null
done | xargs kill -KILL
END
chmod +x editor rude kill_run

have()
{
    command -v "$1" >/dev/null 2>&1
}

# wait_for COMMAND: until it succeeds, 10 s at most.
wait_for()
{
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || return 1
        sleep 0.05
    done
}

# What play.sh is told, where nothing else is said.
begin()
{
    rm -f "$RESULTS"
    STATE='' STATE_OF_FEW='' PICTURE='' RESIZE='' BRIEF=''
    TAKEN='mode:?25=2 mode:?1049=1 mode:?1002=1'
    export STATE STATE_OF_FEW PICTURE TAKEN RESIZE BRIEF
}

# tell NAME: what play.sh found. Its comments stand in front of the line that they are about.
tell()
{
    if ! grep -Eq '^(not )?ok' "$RESULTS" 2>/dev/null; then
        fail "$1 plays something" "$work/$1.log"
        return
    fi
    while read -r line; do
        case $line in
        'ok '*) pass "${line#ok }" ;;
        'not ok '*) fail "${line#not ok }" ;;
        '# SKIP '*) skip "$1" "${line#\# SKIP }" ;;
        *) echo "$line" ;;
        esac
    done <"$RESULTS"
}

# ---- tmux ----

play_in_tmux()
{
    begin
    # shellcheck disable=SC2016 # for the shells in tmux
    {
        cat >modes <<'END'
tmux display -p -t "$TMUX_PANE" "
    alternate screen #{alternate_on}, cursor #{cursor_flag}, mouse #{mouse_any_flag}
    keypad #{keypad_flag}, cursor keys #{keypad_cursor_flag}
    wraps #{wrap_flag}, inserts #{insert_flag}, rows from the margin #{origin_flag}
    from row #{scroll_region_upper}"
lower=$(tmux display -p -t "$TMUX_PANE" '#{scroll_region_lower}')
rows=$(tmux display -p -t "$TMUX_PANE" '#{pane_height}')
[ "$lower" = $((rows - 1)) ] || echo "to row $lower of $rows"
END
        cat >taken <<'END'
#!/bin/sh
is=$(tmux display -p -t "$TMUX_PANE" '#{alternate_on} #{cursor_flag} #{mouse_any_flag}')
[ "$is" = '1 0 1' ]
END
        cat >resize <<'END'
#!/bin/sh
tmux resize-window -t "$TMUX_PANE" -x 110 -y 45
END
        PICTURE='tmux capture-pane -p -t "$TMUX_PANE"'
    }
    chmod +x taken resize
    STATE='sh modes'
    STATE_OF_FEW=$STATE
    TAKEN=run:./taken
    RESIZE='run:./resize size:110x45'
    server=baton-$$
    tmux -L "$server" -f /dev/null new-session -d -x 100 -y 40 \
        "sh '$PLAY' tmux; tmux wait-for -S played" >tmux.log 2>&1
    timeout "$LIMIT" tmux -L "$server" wait-for played >>tmux.log 2>&1
    tmux -L "$server" kill-server >>tmux.log 2>&1
    tell tmux
}

# ---- screen ----

play_in_screen()
{
    if ! id -un >/dev/null 2>&1; then
        skip screen 'it runs for users alone who have a name'
        return
    fi
    begin
    # It tells no modes, but what it shows; and the terminal that it runs in sees the cursor.
    # shellcheck disable=SC2016
    PICTURE='rm -f hard; screen -S "$STY" -X hardcopy "$PWD/hard"
        while [ ! -s hard ]; do sleep 0.02; done; cat hard'
    STATE=$PICTURE
    printf 'altscreen on\nstartup_message off\n' >screenrc
    mkdir -m 700 sockets
    if ! SCREENDIR=$work/sockets TERM=xterm-256color timeout "$LIMIT" \
        "$builddir/tests/pty/ptyrun" -t "$LIMIT" -g 100x40 ended:0 clean \
        -- screen -c screenrc -S "baton-$$" sh "$PLAY" screen >screen.log 2>&1; then
        sed 's/^/# /' screen.log >>"$RESULTS"
        echo 'not ok screen: it ends, and its own terminal is as it was' >>"$RESULTS"
    fi
    tell screen
}

# ---- in X ----

x_server='' compositor=''

end_x()
{
    for server in $compositor $x_server; do
        kill "$server"
    done
    rm -rf "$work"
}

# False if there is none.
begin_x()
{
    Xvfb -displayfd 3 -screen 0 1400x1000x24 3>display >x.log 2>&1 &
    x_server=$!
    trap end_x EXIT
    wait_for test -s display || return 1
    DISPLAY=:$(cat display)
    export DISPLAY
}

# The window is closed while the player is in it, with nothing between them.
close_xterm()
{
    # shellcheck disable=SC2016
    xterm -e sh -c 'echo $$ >player; exec "$@"' sh "$baton" play long.baton >xterm.log 2>&1 &
    window=$!
    # shellcheck disable=SC2016
    wait_for sh -c '[ -s player ] && grep -q baton "/proc/$(cat player)/comm"' 2>>xterm.log
    wait_for has_started "$(cat player)"
    family="$(cat player) $(children_of "$(cat player)")"
    kill "$window"
    check 'xterm: a closed window leaves no process' wait_for are_gone "$family"
}

has_started()
{
    [ -n "$(children_of "$1")" ]
}

are_gone()
{
    for process in $1; do
        [ ! -d "/proc/$process" ] || return 1
    done
}

play_in_xterm()
{
    begin
    # It prints what it shows when it is asked to, by CSI i.
    PICTURE='rm -f printed; printf "\033[i" >/dev/tty
        while [ ! -s printed ]; do sleep 0.02; done; sed "s/ *\$//" printed'
    RESIZE='size:110x45'
    timeout "$LIMIT" xterm -geometry 100x40 -xrm 'XTerm*allowWindowOps: true' \
        -xrm 'XTerm*printerAutoClose: true' -xrm 'XTerm*printAttributes: 0' \
        -xrm 'XTerm*printerCommand: cat >printing && mv printing printed' \
        -e sh "$PLAY" xterm >xterm.log 2>&1
    tell xterm
    close_xterm
}

play_in_kitty()
{
    begin
    BRIEF=1
    ! have xwd || PICTURE='xwd -root -silent | cksum'
    LIBGL_ALWAYS_SOFTWARE=1 timeout "$LIMIT" kitty --config NONE -o remember_window_size=no \
        -o initial_window_width=100c -o initial_window_height=40c sh "$PLAY" kitty >kitty.log 2>&1
    tell kitty
}

# False if there is none: foot wants a compositor of Wayland, which runs in a window of X.
begin_wayland()
{
    XDG_RUNTIME_DIR=$work/runtime
    WAYLAND_DISPLAY=baton
    export XDG_RUNTIME_DIR WAYLAND_DISPLAY
    mkdir -m 700 "$XDG_RUNTIME_DIR"
    weston --backend=x11-backend.so --use-pixman --shell=kiosk-shell.so --idle-time=0 \
        --width=1300 --height=900 --socket=baton >weston.log 2>&1 &
    compositor=$!
    wait_for test -S "$XDG_RUNTIME_DIR/baton"
}

play_in_foot()
{
    if ! have weston || ! begin_wayland; then
        skip foot 'weston, in which it could run, is not installed or does not start'
        return
    fi
    begin
    BRIEF=1
    ! have xwd || PICTURE='xwd -root -silent | cksum'
    # It begins small, until the compositor has given it the whole window.
    cat >grown <<'END'
tries=0
while [ "$(stty size)" = '24 80' ] && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
exec sh "$@"
END
    timeout "$LIMIT" foot --config=/dev/null sh grown "$PLAY" foot >foot.log 2>&1
    tell foot
}

# ---- all of them ----

for terminal in tmux screen; do
    if have $terminal; then
        play_in_$terminal
    else
        skip "$terminal" "$terminal is not installed"
    fi
done
for terminal in xterm kitty foot; do
    if ! have $terminal; then
        skip "$terminal" "$terminal is not installed"
    elif ! have Xvfb; then
        skip "$terminal" 'Xvfb, in which it could run, is not installed'
    elif [ -z "$x_server" ] && ! begin_x; then
        skip "$terminal" "Xvfb does not start: $(head -n 1 x.log)"
    else
        play_in_$terminal
    fi
done
finish
