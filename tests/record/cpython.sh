#!/bin/sh
# CPython's own tests have the same exit status recorded as bare. Minutes: `make soak` runs it. Skipped for a Python that
# has its tests not installed. BATON_PYTHON is another one than python3, BATON_CPYTHON_TESTS other tests.
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
tests='test_threading test_queue test_asyncio.test_tasks test_asyncio.test_locks test_asyncio.test_queues
    test_asyncio.test_base_events test_subprocess test_concurrent_futures'

# status_of COMMAND…
status_of()
{
    status=0
    "$@" -m test -q "$name" >"$work/out" 2>"$work/err" </dev/null || status=$?
    echo "$status"
}

cd "$work" || exit 1
python=$("${BATON_PYTHON:-python3}" -c 'import sys; print(sys.executable)' 2>/dev/null) || python=
for name in ${BATON_CPYTHON_TESTS:-$tests}; do
    if [ -z "$python" ] || ! "$python" -c "import test.$name" 2>/dev/null; then
        skip "$name" 'it is not installed'
        continue
    fi
    # Some have bounds of time, which a busy machine does not hold: neither bare nor recorded.
    for _ in 1 2 3; do
        bare=$(status_of "$python")
        recorded=$(status_of "$baton" record -o own.trace -- "$python")
        [ "$bare" -ne "$recorded" ] || break
    done
    check "$name: $bare bare, $recorded recorded" test "$bare" -eq "$recorded"
done
finish
