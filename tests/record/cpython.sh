#!/bin/sh
# CPython's own tests have the same exit status recorded as bare. Minutes: `make soak` runs it. Skipped for a Python that
# has its tests not installed.
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
python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) || python=
for name in $tests; do
    if [ -z "$python" ] || ! "$python" -c "import test.$name" 2>/dev/null; then
        skip "$name" 'it is not installed'
        continue
    fi
    bare=$(status_of "$python")
    recorded=$(status_of "$baton" record -o own.trace -- "$python")
    check "$name: $bare bare, $recorded recorded" test "$bare" -eq "$recorded"
done
finish
