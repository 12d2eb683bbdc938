#!/bin/sh
# The rooms of src/ have doors that open one way (docs/architecture.md), and the files of a room stand on one another:
#
#   - no file includes what its room may not, nor what is private to another room (*_private.h);
#   - each source includes config.h before anything else;
#   - no object calls into a room that its own may not include;
#   - no objects of one room call each other in a ring;
#   - a comment that names a file names one that is there.
#
# Calls are read from the objects in the build tree (calls.awk): a prototype needs no include, and a ring hides well in
# one header that all files of a room include.
set -u
. "$(dirname "$0")/tap.sh"

# What may come into a room, besides its own files and config.h: the one table.
may_include()
{
    case $1 in
    base) echo 'base' ;;
    scenario | trace | grid) echo "$1 base" ;;
    preload) echo 'preload trace base' ;;
    record) echo 'record preload measure trace base' ;;
    measure | device) echo "$1 trace base" ;;
    board) echo 'board scenario trace base' ;;
    interp) echo 'interp board device measure scenario trace base' ;;
    explore) echo 'explore models flow interp board measure scenario trace base' ;;
    flow) echo 'flow interp board device measure scenario trace base' ;;
    models) echo 'models flow interp board scenario trace base' ;;
    engine) echo 'engine models flow interp board device measure scenario trace base' ;;
    tell) echo 'tell trace base' ;;
    python) echo 'python scenario base' ;;
    quiz) echo 'quiz tell trace scenario base' ;;
    course) echo 'course scenario base' ;;
    player) echo 'player tell trace base' ;;
    view) echo 'view player paint course quiz tell trace scenario grid base' ;;
    paint) echo 'paint tell trace grid base' ;;
    export) echo 'export player paint quiz tell trace grid scenario base' ;;
    app) echo 'app view player export explore models course quiz tell trace python scenario grid base' ;;
    terminal) echo 'terminal app engine player trace scenario grid base' ;;
    cli) echo 'cli record terminal app view player export paint engine explore models course quiz tell trace python scenario grid base' ;;
    esac
}

# Rooms with a ring that is still to be opened. One that has none fails, until it is taken off this list.
has_ring=''

# Libraries that only some rooms may know.
may_use()
{
    case $1 in
    *curses* | term.h) echo 'terminal' ;;
    uv.h) echo 'flow terminal' ;;
    esac
}

listed()
{
    case " $2 " in
    *" $1 "*) return 0 ;;
    *) return 1 ;;
    esac
}

# Prints what is wrong in a file.
wrong_includes()
{
    allowed=$(may_include "$1")
    sed -n 's/^[ \t]*#[ \t]*include[ \t]*"\([^"]*\)".*/\1/p' "$2" | while read -r included; do
        [ "$included" != config.h ] || continue
        listed "${included%%/*}" "$allowed" || echo "$2: $included"
        case $included in
        "$1"/*) ;;
        *_private.h) echo "$2: $included is private to ${included%%/*}" ;;
        esac
    done
    sed -n 's/^[ \t]*#[ \t]*include[ \t]*<\([^>]*\)>.*/\1/p' "$2" | while read -r included; do
        rooms=$(may_use "$included")
        [ -z "$rooms" ] || listed "$1" "$rooms" || echo "$2: <$included>"
    done
}

# pass_if_empty TEXT FILE: the file has what is wrong.
pass_if_empty()
{
    if [ -s "$2" ]; then
        fail "$1" "$2"
    else
        pass "$1"
    fi
}

# ---- includes ----

cd "$srcdir" || exit 1
rooms=
for folder in src/*/; do
    room=$(basename "$folder")
    if [ -z "$(may_include "$room")" ]; then
        fail "$room is a room that the table knows"
        continue
    fi
    rooms="$rooms $room"
    for file in "$folder"*.[chS]; do
        [ -e "$file" ] && wrong_includes "$room" "$file"
    done >"$work/wrong"
    pass_if_empty "$room includes what it may" "$work/wrong"
done

for room in $has_ring; do
    listed "$room" "$rooms" || fail "$room, which may have a ring, is a room"
done

# config.h says which of the system's extensions are wanted and how long an off_t is: a header of libc that is read before
# it hides them (with musl, where nothing is on by default), or lays the same struct out in another way (on 32 bits).
late_config()
{
    while read -r file; do
        awk -v file="$file" '
            /^[ \t]*#/ { first = $0; exit }
            END { if (first !~ /^#include "config\.h"/) print file ": " (first == "" ? "nothing is included" : first) }
        ' "$file"
    done
}

find src tests bench -name '*.c' | sort | late_config >"$work/wrong"
pass_if_empty 'config.h comes first in each source' "$work/wrong"

# The table itself has no way back.
for room in $rooms; do
    for below in $(may_include "$room"); do
        [ "$below" = "$room" ] || echo "$below $room"
    done
done >"$work/arrows"
tsort "$work/arrows" >"$work/sorted" 2>"$work/wrong"
pass_if_empty 'the arrows of the table run one way' "$work/wrong"

# A screen's state is its own files' business.
wrong_private()
{
    for file in "$1"/*.[ch]; do
        sed -n 's/^#include ".*\/\(.*\)private\.h".*/\1/p' "$file" | while read -r stem; do
            case $(basename "$file") in
            "$stem"* | "${stem%_}.c") ;;
            *) echo "$file: ${stem}private.h" ;;
            esac
        done
    done
}

wrong_private "$srcdir/src/app" >"$work/wrong"
pass_if_empty 'the state of a screen is known to its files alone' "$work/wrong"

# Files are moved and renamed; what comments say of them is not. Prints `FILE: NAME` for each name in the comments of
# the sources below a folder that no file has there: room/name.h, or name.h in any room.
wrong_names()
{
    find "$1" -name '*.[ch]' | while read -r file; do
        awk '
            /\/\*/ { comment = 1 }
            comment && !/CPython/ {
                line = $0
                if (sub(/^.*\/\*/, "", line) == 0) line = $0
                sub(/\*\/.*/, "", line)
                gsub(/[^A-Za-z0-9_.\/*-]/, " ", line)
                count = split(line, words, " ")
                for (i = 1; i <= count; i++)
                    if (words[i] ~ /^[a-z0-9_\/]+\.[ch][.]?$/) { sub(/[.]$/, "", words[i]); print words[i] }
            }
            /\*\// { comment = 0 }' "$file" | sort -u | while read -r name; do
            case $name in
            */*) [ -e "$1/$name" ] || echo "$file: $name" ;;
            *) ls "$1"/*/"$name" >"$work/named" 2>&1 || echo "$file: $name" ;;
            esac
        done
    done
}

wrong_names "$srcdir/src" >"$work/wrong"
pass_if_empty 'comments name files that are there' "$work/wrong"

# The same of a page of the source tree: `src/room/name.c`, and of `src/room/<name>.c` the room.
wrong_paths()
{
    grep -Eo '`src/([A-Za-z0-9_./]*`|[a-z]*/)' "$srcdir/$1" | tr -d '\140' | sort -u | while read -r path; do
        [ -e "$srcdir/$path" ] || echo "$1: $path"
    done
}

for page in CONTRIBUTING.md README.md docs/architecture.md docs/trace-format.md; do
    wrong_paths "$page"
done >"$work/wrong"
pass_if_empty 'pages name files that are there' "$work/wrong"

# On machines of 32 bits there is no number of 128, and a build ends at one.
grep -rln '__int128' "$srcdir/src" "$srcdir/tests" --include='*.[ch]' | sed "s|^$srcdir/||" |
    grep -Fvx src/base/wide.h >"$work/wrong"
pass_if_empty 'numbers of 128 bits are those of base/wide.h' "$work/wrong"

# qsort() leaves what compares as equal in another order with each C library, and pages are compared to the letter.
grep -rlw 'qsort' "$srcdir/src" --include='*.c' | sed "s|^$srcdir/||" >"$work/wrong"
pass_if_empty 'what is sorted is sorted by base/sort.h' "$work/wrong"

# ---- calls ----

# may ROOM ROOM…, a line a room.
print_table()
{
    for room in $rooms; do
        echo "may $room $(may_include "$room")"
    done
}

# What is put into other programs defines functions of libc, and is linked to nothing here: of it the includes count.
apart='preload'

# object OBJECT ROOM SOURCE, a line for each source of a room. Of several objects the newest counts (automake calls it
# foo.o, or libroom_a-foo.o), and one whose source is gone does not.
print_objects()
{
    for room in $rooms; do
        ! listed "$room" "$apart" || continue
        for source in "$srcdir/src/$room"/*.[cS]; do
            name=$(basename "$source")
            # shellcheck disable=SC2012 # our own names
            object=$(ls -t "$room/${name%.?}.o" "$room"/*-"${name%.?}.o" 2>/dev/null | head -n 1)
            [ -z "$object" ] || echo "object $object $room $name"
        done
    done
}

# check_calls FILE: of what calls.awk wrote.
check_calls()
{
    for room in $rooms; do
        if ! grep -q "^object [^ ]* $room " "$work/objects"; then
            skip "$room calls what it may" 'nothing of it is built'
            continue
        fi
        sed -n "s/^up $room //p" "$1" >"$work/wrong"
        pass_if_empty "$room calls what it may" "$work/wrong"
        sed -n "s/^ring $room //p" "$1" >"$work/wrong"
        if ! listed "$room" "$has_ring"; then
            pass_if_empty "$room has no ring" "$work/wrong"
        elif [ -s "$work/wrong" ]; then
            skip "$room has no ring" "not yet: $(cat "$work/wrong")"
        else
            fail "$room has no ring, and is taken off the list of those that have"
        fi
    done
}

nm=${NM:-nm}
cd "$builddir/src" 2>"$work/nm.log" || : # then nothing is built
print_objects >"$work/objects"
sed 's/^object \([^ ]*\) .*/\1/' "$work/objects" >"$work/names"
if ! command -v "$nm" >"$work/which"; then
    skip 'calls run one way' 'there is no nm'
elif [ ! -s "$work/names" ]; then
    skip 'calls run one way' 'nothing is built'
else
    xargs "$nm" -A -g -P <"$work/names" >"$work/symbols" 2>"$work/nm.log"
    { print_table; cat "$work/objects" "$work/symbols"; } | awk -f "$srcdir/tests/calls.awk" >"$work/calls"
    if grep -q '__gnu_lto_slim' "$work/symbols" || grep -q '^calls 0$' "$work/calls"; then
        skip 'calls run one way' 'nm cannot read these objects: built for optimization at link time?'
    else
        check_calls "$work/calls"
    fi
fi

# ---- the checks can fail ----

mkdir "$work/base"
printf '#include "base/mem.h"\n#include "trace/trace.h"\n#include <ncurses.h>\n#include "trace/trace_private.h"\n' \
    >"$work/base/bad.c"
wrong_includes base "$work/base/bad.c" >"$work/wrong"
check 'a forbidden room is found' grep -q 'trace/trace.h' "$work/wrong"
check 'a forbidden library is found' grep -q 'ncurses.h' "$work/wrong"
printf '#include "app/player_private.h"\n' >"$work/base/export.c"
wrong_private "$work/base" >"$work/private"
check 'a screen that knows the state of another is found' grep -q 'export.c: player_private.h' "$work/private"
check 'an allowed room is not' sh -c '! grep -q base/mem.h "$1"' sh "$work/wrong"
wrong_includes cli "$work/base/bad.c" >"$work/wrong"
check "another room's private header is found" grep -q 'trace_private.h is private to trace' "$work/wrong"

printf '/* About it. */\n#include "config.h" /* why */\n' >"$work/base/good.c"
printf '/* About it.\n *\n */\n#define _GNU_SOURCE\n#include "config.h"\n' >"$work/base/late.c"
for file in bad good late; do
    echo "$work/base/$file.c"
done | late_config >"$work/wrong"
check 'a source without config.h is found' grep -q 'bad.c: #include "base/mem.h"' "$work/wrong"
check 'one that has it too late, too' grep -q 'late.c: #define' "$work/wrong"
check 'one that has it first is not' sh -c '! grep -q good.c "$1"' sh "$work/wrong"
rm "$work/base/good.c" "$work/base/late.c"

printf '/* See base/mem.h, bad.c and\n * gone.h. */\nint x; /* (moved/away.c) */\n' >"$work/base/named.h"
cp "$work/base/bad.c" "$work/base/mem.h"
wrong_names "$work" >"$work/wrong"
check 'a file that is gone is found' grep -q 'named.h: gone.h$' "$work/wrong"
check 'one that was moved, too' grep -q 'named.h: moved/away.c$' "$work/wrong"
check 'one that is there is not' sh -c '! grep -q "mem.h$\|bad.c$" "$1"' sh "$work/wrong"

# A ring of three, in which there is one of two, and a call from below.
cat >"$work/made" <<'EOF'
may base base
may trace trace base
object base/low.o base low.c
object trace/libtrace_a-one.o trace one.c
object trace/libtrace_a-two.o trace two.c
object trace/libtrace_a-three.o trace three.c
base/low.o: low_go T 0 8
base/low.o: one_go U
base/low.o: malloc U
trace/libtrace_a-one.o: one_go T 0 8
trace/libtrace_a-one.o: low_go U
trace/libtrace_a-one.o: two_go U
trace/libtrace_a-two.o: two_go T 0 8
trace/libtrace_a-two.o: two_table D 0 8
trace/libtrace_a-two.o: three_go U
trace/libtrace_a-three.o: three_go W 0 8
trace/libtrace_a-three.o: two_table U
trace/libtrace_a-three.o: one_go U
EOF
awk -f "$srcdir/tests/calls.awk" "$work/made" >"$work/found"
check 'a call that runs up is found' grep -Fqx 'up base low.c -> trace/one.c (one_go)' "$work/found"
check 'a ring is found, the shortest one' \
    grep -Fqx 'ring trace two.c -> three.c (three_go) -> two.c (two_table)' "$work/found"
check 'a call that runs down is not' sh -c '! grep -q low_go "$1"' sh "$work/found"
finish
