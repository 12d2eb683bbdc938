#!/bin/sh
# What analyzers see in the sources. They take minutes, so they run on demand only:
#
#   BATON_ANALYZE=quick   gcc -Wconversion -fanalyzer, and cppcheck: what .ci/run asks
#   BATON_ANALYZE=all     clang and clang-tidy (.clang-tidy), too: make analyze
#
# What an analyzer is wrong about is left out here or in .clang-tidy with its reason, or at its place.
set -u
. "$(dirname "$0")/tap.sh"

case ${BATON_ANALYZE:-} in
quick | all) ;;
*)
    echo '1..0 # SKIP only with BATON_ANALYZE=quick or =all: it takes minutes'
    exit 0
    ;;
esac
cd "$srcdir" || exit 1
find src -name '*.c' | sort >"$work/sources"
# As the Makefile has them; the folders are only names here.
set -- -std=c11 -DHAVE_CONFIG_H -I"$builddir" -Isrc -pthread '-DBATON_SCENARIO_DIR="x"' '-DBATON_DOC_DIR="x"' \
    '-DBATON_LIBRARY_DIR="x"'
at_once=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

# each COMMAND …: for each source, in place of FILE; as many at once as there are cores.
each()
{
    xargs -P "$at_once" -I FILE "$@" <"$work/sources" >"$work/said" 2>&1
}

# says_nothing TEXT: of what is in $work/said, a line of a warning.
says_nothing()
{
    grep -E '(warning|error|style|performance|portability): ' "$work/said" | sort -u >"$work/wrong"
    if [ -s "$work/wrong" ]; then
        fail "$1" "$work/wrong"
    else
        pass "$1"
    fi
}

# gcc 12 takes a struct that a function returns for one that was not set (board_cut()).
known_gcc='-Wno-analyzer-use-of-uninitialized-value'
if gcc -fanalyzer -E -x c /dev/null >/dev/null 2>&1; then
    each gcc "$@" -O2 -fanalyzer -Wconversion -Wno-sign-conversion $known_gcc -c -o /dev/null FILE
    says_nothing 'gcc -fanalyzer -Wconversion has nothing to say'
else
    skip 'gcc -fanalyzer -Wconversion has nothing to say' 'gcc 10 or later is not here'
fi

# cppcheck 2.10 does not parse a struct made in a conditional (internalAstError): that file it leaves out. Between fork
# and exec nothing may be allocated but on the stack (alloca, in src/preload/).
if command -v cppcheck >/dev/null 2>&1; then
    cppcheck -q -j "$at_once" --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=internalAstError \
        --suppress=allocaCalled:src/preload/exec.c \
        -DHAVE_CONFIG_H -I"$builddir" -Isrc src >"$work/said" 2>&1
    says_nothing 'cppcheck has nothing to say'
else
    skip 'cppcheck has nothing to say' 'it is not here'
fi

if [ "$BATON_ANALYZE" = all ]; then
    if command -v clang-tidy >/dev/null 2>&1; then
        each clang-tidy -quiet FILE -- "$@"
        says_nothing 'clang-tidy has nothing to say'
    else
        skip 'clang-tidy has nothing to say' 'it is not here'
    fi
    # The tests, too: a build with --enable-werror ends at a warning in them.
    find src tests -name '*.c' | sort >"$work/sources"
    set -- "$@" -Itests -Itests/unit '-DGOLDEN_DIR="x"' '-DSCENARIO_DIR="x"' '-DDOCS_DIR="x"'
    if command -v clang >/dev/null 2>&1; then
        each clang "$@" -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla \
            -Wno-unused-parameter -Wno-missing-field-initializers -fsyntax-only FILE
        says_nothing 'clang has nothing to say'
    else
        skip 'clang has nothing to say' 'it is not here'
    fi
fi
finish
