#!/bin/sh
# Programs in Python that are killed while they are recorded, at any moment, and batons that are. BATON_KILLS times each,
# which is 200 in `make soak`.
set -u
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/killing.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
if ! python=$(python3 -c 'import sys; assert (3, 8) <= sys.version_info < (3, 14); print(sys.executable)' 2>/dev/null); then
    echo '1..0 # SKIP there is no python3 of 3.8 to 3.13'
    exit 0
fi
busy=$srcdir/tests/record/programs/busy.py
cd "$work" || exit 1

# Up to 512 ms, in hundredths of a second.
sleep_a_while()
{
    sleep "0.$(printf %02d $(($(od -An -N2 -tu2 /dev/urandom) % 51)))"
}

# kill_program: prints what was wrong.
kill_program()
{
    start_recorded k.trace "$python" "$busy" 20
    sleep_a_while
    kill -KILL "$program"
    wait "$recorder"
    status=$?
    [ $status -eq 137 ] || echo "its status is $status"
    "$baton" convert -f steps k.trace >steps 2>&1 || echo 'it cannot be read'
    grep -q 'stopped' steps || echo 'how it ended is not told'
    grep -q '^task-new .* "Thread-' k.trace || echo 'its threads are not in it'
    python3 "$srcdir/tests/record/check.py" k.trace >checked 2>&1 || cat checked
}

# On a busy machine the program may have ended before: then there is no baton left, and another is tried.
kill_baton()
{
    for _ in 1 2 3 4 5; do
        start_recorded k.trace "$python" "$busy" 1
        sleep_a_while
        if kill -0 "$recorder" 2>/dev/null && ! grep -qs over said; then
            kill_recorder
            return
        fi
        wait "$recorder"
    done
    echo 'baton could not be killed in time'
}

kills=${BATON_KILLS:-3}
number=0
: >wrong
while [ $number -lt "$kills" ]; do
    number=$((number + 1))
    kill_program >>wrong
    kill_baton >>wrong
done
sed 's/^/# /' wrong
check "$kills programs that are killed are shown, $kills go on without baton" test ! -s wrong
finish
