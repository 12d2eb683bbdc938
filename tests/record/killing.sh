# What the tests share that end a program, or baton, while one is recorded; sourced, in the folder where it is done. What
# the program says is in `said`, what baton says in `err`.
# shellcheck shell=sh

# start_recorded TRACE COMMAND…: it has said its pid, which is in $program; $recorder is that of baton.
start_recorded()
{
    trace=$1
    shift
    rm -f "$trace"* said err
    "$baton" record -o "$trace" -- "$@" >said 2>err </dev/null &
    recorder=$!
    wait_for_line '^[0-9]'
    program=$(head -n 1 said)
}

# wait_for_line PATTERN: until the program says that, 30 s at most.
wait_for_line()
{
    tries=0
    until grep -qs "$1" said || [ $tries -ge 300 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

# kill_recorder: kills baton, and waits until the program has ended by itself. Prints what is not as it should be.
kill_recorder()
{
    kill -KILL "$recorder"
    wait "$recorder" 2>/dev/null
    wait_for_line over
    grep -q over said || echo 'the program did not come to its end'
    [ ! -s err ] || cat err
    for left in "$trace"*; do
        [ ! -e "$left" ] || echo "left: $left"
    done
}
