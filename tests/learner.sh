#!/bin/sh
# A learner in a real terminal: from `baton` alone to a solved exercise, by what the screen says, and on to the next one.
set -u
. "$(dirname "$0")/tap.sh"
ptyrun=$builddir/tests/pty/ptyrun
cd "$work" || exit 1
TERM=xterm-256color
unset VISUAL ESCDELAY SSH_CONNECTION SSH_TTY
answers=$srcdir/docs/lessons/answers
export TERM answers

if ! "$ptyrun" ended:0 -- tput cup 1 1 >"$work/probe" 2>&1; then
    echo '1..0 # SKIP no pseudo-terminal, or the terminal xterm-256color is not known here'
    exit 0
fi

# An editor that knows the answer.
cat >"$work/editor" <<'END'
#!/bin/sh
for file; do :; done
cp "$answers/$(basename "$file")" "$file"
END
chmod +x "$work/editor"
EDITOR=$work/editor
export EDITOR

# learn TEXT STEP …: the browser, and the steps in it.
learn()
{
    text=$1
    shift
    check "$text" "$ptyrun" -g 100x30 -t 30 "$@" -- "$baton"
}

learn 'the browser shows chapters, exercises and what is next' 'see:1. Waits' 'see:next 01-two-waits' 'see:0 of 114 solved' \
    'see:A third wait' 'see:task one:' keys:q 'see:filter: q' 'keys:\e' 'see:next 01-two-waits' 'keys:\e' ended:0 clean alone
check 'nothing was kept of that' test ! -e "$XDG_STATE_HOME"
for word in gather create_task time.sleep run_in_executor gunicorn uvicorn WSGI ASGI GIL greenlet 코루틴 '이벤트 루프'; do
    learn "a lesson is found by the word $word" 'see:1. Waits' "keys:$word" "see:filter: $word" 'see:-' 'miss:no scenario matches' \
        'miss:A third wait' 'keys:\e\e' ended:0
done
learn 'an exercise says what to do, and what holds' 'see:1. Waits' 'keys:One task fails' 'see:14.1' 'keys:\r' 'see:Let the first of the group' 'see:the file has "fail"' 'see:enter edit' \
    'keys:h' 'see:in fetch, if n is 1' 'keys:s' 'see:a solution' 'see:exercise 2: one fai' 'keys:s' 'miss:a solution' \
    'keys:q' 'see:filter: ' 'keys:\e\e' ended:0 clean alone
check 'the copy is in the own folder' grep -q '^task fetch' "$BATON_LEARN_DIR/task-group-1.baton"
if "$ptyrun" -g 100x30 -t 20 'see:1. Waits' 'keys:Move one line' 'see:15.1' 'keys:\r' 'see:Mend it' 'keys:\r' 'see:Solved.' \
    'see:solved, 1 of 114' 'keys:n' 'see:17.1 Wait for the workers' 'keys:q' 'see:filter: ' 'keys:\e' 'see:1 of 114 solved' 'keys:\e' ended:0 clean alone \
    -- "$baton" >"$work/check.log" 2>&1; then
    pass 'what the editor saves is judged, and n goes on'
    check 'what is solved is kept' grep -qx 'solved one-after-the-other-1' "$XDG_STATE_HOME/baton/progress"
elif is_disturbed "$answers/one-after-the-other-1.baton"; then
    skip 'what the editor saves is judged, and n goes on' 'others kept the processor busy'
else
    fail 'what the editor saves is judged, and n goes on' "$work/check.log"
fi
learn 'what is to be predicted is asked before it is run' 'see:1. Waits' 'keys:A third wait' 'see:1.1' 'keys:\r' 'see:How long does it take under coroutines?' \
    'see:then say what you expect of it' 'see:0-9 answer' 'miss:seen:' 'keys: ' 'see:say first what you expect of it' 'keys:3x\r' "see:'3x' is not a time" 'keys:400\r' \
    'see:You said: 400' 'see:elapsed about 400ms' 'see:a digit says something else' 'keys: ' 'see:control' 'keys:q' 'see:enter edit' 'keys:u' \
    'see:then say what you expect of it' 'miss:You said' 'keys:q' 'see:filter: ' 'keys:\e\e' ended:0 clean alone
learn 'one plays it from there, and comes back' 'see:1. Waits' 'keys:One task fails' 'see:14.1' 'keys:\r' 'see:enter edit' 'keys: ' \
    'see:control' 'keys:q' 'see:enter edit' 'keys:u' 'see:as it was' 'keys:q' 'see:filter: ' 'keys:\e\e' ended:0
check 'what one had is kept beside it' test -e "$BATON_LEARN_DIR/task-group-1.baton~"
printf '#!/bin/sh\nfor file; do :; done\necho "# mine" >>"$file"\n' >"$work/editor"
learn 'to edit a lesson is to edit a copy, which is told' 'see:1. Waits' 'keys:08-event-loop' 'see:The event loop' 'keys:\r' 'see:control' \
    'keys:e' 'see:learner/08-event-loop.baton' 'keys:q' 'see:filter: ' 'keys:\e' 'see:last 08-event-loop' 'keys:\e' ended:0
check 'the copy has it' grep -q '^# mine' "$BATON_LEARN_DIR/08-event-loop.baton"
check 'the lesson has not' sh -c '! grep -q "^# mine" "$1"' sh "$srcdir/scenarios/08-event-loop.baton"
learn 'the end of a run says what held, and where to go' 'see:of 114 solved' 'keys:01-two-waits' 'see:Two waits' 'keys:\r' 'see:control' \
    'miss:next lesson' 'keys:v' rest:900 'keys:\e[F' 'see:One thread can wait' 'see:output "1 starts"' 'see:c compare  enter exercise  n next lesson' \
    'keys:n' 'see:control' 'miss:next lesson' 'keys:v' rest:900 'keys:\e[F' 'see:enter exercise' 'keys:\r' 'see:2.1 Nothing else to do' 'keys:q' \
    'see:filter: ' 'keys:\e\e' ended:0 clean alone
learn 'what was answered in a lesson is kept, and shown' 'see:1. Waits' 'keys:08-event-loop' 'see:The event loop' 'keys:\r' 'see:control' \
    'keys:]]]]] ' 'see:4 nobody more' 'keys:2\r' rest:300 'keys:\e[F' 'see:of 1 right' 'keys:q' 'see:filter: ' 'keys:\e' 'see:quiz ' \
    'keys:\e' ended:0 clean alone
# The second may be the next, where a machine is busy.
check 'as text' grep -qx 'quiz 08-event-loop [01]/1' "$XDG_STATE_HOME/baton/progress"
echo 'last 08-event-loop' >"$XDG_STATE_HOME/baton/progress"
learn 'a question hides the variable that it asks about' 'see:last 08-event-loop' 'keys:59-three' 'see:Three additions' 'keys:\r' 'see:counter 0' 'keys:]]]]] ' \
    'see:Three tasks add 1 each' 'see:type it' 'miss:counter 0' 'keys:1\r' 'see:counter ' 'keys:q' 'see:filter: ' 'keys:\e\e' ended:0
echo 'last 08-event-loop' >"$XDG_STATE_HOME/baton/progress"
check 'one begins where one was' "$ptyrun" -g 100x30 'see:last 08-event-loop' 'at:08-event-loop' 'keys:\e' ended:0 -- "$baton"
learn 'a level is won by what the screen says, and counts' 'see:of 114 solved' 'keys:60-one' 'see:goal' 'see:counter == 1, by a schedule of yours' 'keys:\r' \
    'see:Press s: you are the scheduler' 'keys:s' 'see:Whose move is it' 'see:read counter (0)' 'keys:1' 'see:So far 1.' 'see:write 1 to counter' 'keys:2' \
    'see:So far 1.2.' 'keys:2' 'see:So far 1.2x2.' 'keys:1' 'see:you have won: counter == 1, with 1 preemption' 'keys:q' 'see:filter: ' 'keys:\e' \
    'see:60.1' 'keys:\e' ended:0 clean alone
check 'as an exercise that is solved' grep -qx 'solved one-lost-update-1' "$XDG_STATE_HOME/baton/progress"
for size in 20x5 30x10 60x16 80x24; do
    check "an exercise has room at $size" "$ptyrun" -g $size -t 30 rest:500 'keys:One task fails' rest:300 'keys:\r' 'see:14.1' \
        'keys:hs' rest:200 'keys:q' rest:200 'keys:\e\e' ended:0 clean alone -- "$baton"
done
for mode in v vL; do
    check "the whole conclusion has room at 80x24: $mode" "$ptyrun" -g 80x24 -t 30 'see:curtain' keys:$mode rest:900 'keys:\e[F' \
        'see:The run has ended' 'see:and never print a thing.' keys:q ended:0 clean alone -- "$baton" play blocking-the-loop
done
check 'no HOME is told' env -u HOME -u BATON_LEARN_DIR "$ptyrun" -g 100x30 'see:of 114 solved' 'keys:One task fails' 'see:14.1' 'keys:\r' \
    'see:set HOME or BATON_LEARN_DIR' 'keys:\e\e' ended:0 clean -- "$baton"
echo 'a file' >"$work/file"
check 'a folder that cannot be written is told' env BATON_LEARN_DIR="$work/file/x" "$ptyrun" -g 100x30 'see:of 114 solved' \
    'keys:One task fails' 'see:14.1' 'keys:\r' "see:task-group-1.baton: " 'keys:\e\e' ended:0 clean -- "$baton"
finish
