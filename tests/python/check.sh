#!/bin/sh
# Random programs whose order is determined, by baton and by CPython, as `baton python` writes them
# (run_many.py). What differs is made smaller and printed, with its seed; so does
# `PYTHON_SEED=N PYTHON_COUNT=1 sh tests/python/check.sh`, in the build tree.
set -u
. "$(dirname "$0")/../tap.sh"
models=${PYTHON_MODELS:-coroutines callbacks blocking async-blocking gil processes}

# A Python of 3.11 or later: asyncio has groups and time limits since. Perhaps one with a library.
find_python()
{
    for python in python3 /usr/bin/python3; do
        "$python" -c "import sys, ${1:-time}; sys.exit(sys.version_info < (3, 11))" 2>/dev/null &&
            return
    done
    return 1
}

BATON=$baton
PROGRAMS=$builddir/tests/python/programs
export BATON PROGRAMS
if ! find_python; then
    skip 'random programs beside CPython' 'there is no Python 3.11'
    finish
    exit
fi

# Where each begins, and how many: without PYTHON_SEED and PYTHON_COUNT, so many as take a few
# seconds each. `make soak` has thousands.
seed_of()
{
    case $1 in
    blocking) echo 1 ;;
    async-blocking) echo 101 ;;
    coroutines | callbacks) echo 1001 ;;
    *) echo 9000 ;;
    esac
}

count_of()
{
    case $1 in
    coroutines | callbacks) echo 150 ;;
    async-blocking) echo 60 ;;
    processes) echo 16 ;; # in real time
    *) echo 40 ;;
    esac
}

# compared WORDS ARGUMENT…
compared()
{
    words=$1
    shift
    # What differs is made smaller, which takes a while.
    if timeout -k 5 "${PYTHON_LIMIT:-240}" "$python" "$srcdir/tests/python/run_many.py" "$@" >"$work/out" 2>&1; then
        pass "random programs from seed $seed on, $words $(tail -n 1 "$work/out")"
    else
        fail "random programs from seed $seed on, $words $(tail -n 1 "$work/out")" "$work/out"
    fi
}

if [ -z "${PYTHON_SEED:-}" ]; then
    check 'threads have no turn that they were not given' \
        timeout -k 5 60 "$python" "$srcdir/tests/python/check_threads.py"
fi

# What was found, one file each.
if [ -z "${PYTHON_SEED:-}" ]; then
    for model in $models; do
        grep -Eq "^model (.*[ ,])?$model(,|\$)" "$srcdir"/tests/python/found/*.baton || continue
        if "$python" "$srcdir/tests/python/run_many.py" "$model" "$srcdir"/tests/python/found/*.baton \
            >"$work/out" 2>&1; then
            pass "programs that were found to differ, $(tail -n 1 "$work/out")"
        else
            fail "programs that were found to differ, $(tail -n 1 "$work/out")" "$work/out"
        fi
    done
fi

for model in $models; do
    seed=${PYTHON_SEED:-$(seed_of "$model")}
    compared under "$model" "$seed" "${PYTHON_COUNT:-$(count_of "$model")}"
done
if [ -z "${PYTHON_UVLOOP:-}" ]; then
    finish
    exit
fi
seed=${PYTHON_SEED:-1}
if find_python uvloop; then
    compared 'with the loop of uvloop, under' --uvloop coroutines "$seed" 15
else
    skip 'random programs with the loop of uvloop' 'uvloop is not here'
fi
if find_python gevent; then
    compared 'on greenlets, beside coroutines,' --gevent gil "$seed" 15
else
    skip 'random programs on greenlets' 'gevent is not here'
fi
finish
