#!/bin/sh
# The rooms of src/ have doors that open one way (docs/architecture.md): no file includes what its room may not.
set -u
. "$(dirname "$0")/tap.sh"

# What may come into a room, besides its own files and config.h.
may_include()
{
    case $1 in
    base) echo 'base' ;;
    scenario | trace | screen) echo "$1 base" ;;
    measure | device) echo "$1 trace base" ;;
    board) echo 'board scenario trace base' ;;
    interp) echo 'interp board device measure scenario trace base' ;;
    flow) echo 'flow interp board device measure scenario trace base' ;;
    models) echo 'models flow interp board scenario trace base' ;;
    engine) echo 'engine models flow interp board device measure scenario trace base' ;;
    player) echo 'player trace base' ;;
    view) echo 'view player paint trace scenario screen base' ;;
    paint) echo 'paint trace screen base' ;;
    export) echo 'export paint trace screen scenario base' ;;
    tui) echo 'tui view player export paint engine models trace scenario screen base' ;;
    cli) echo 'cli tui view player export paint engine models trace scenario screen base' ;;
    esac
}

# Libraries that only some rooms may know.
may_use()
{
    case $1 in
    *curses* | term.h) echo 'tui' ;;
    uv.h) echo 'flow tui' ;;
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
    done
    sed -n 's/^[ \t]*#[ \t]*include[ \t]*<\([^>]*\)>.*/\1/p' "$2" | while read -r included; do
        rooms=$(may_use "$included")
        [ -z "$rooms" ] || listed "$1" "$rooms" || echo "$2: <$included>"
    done
}

cd "$srcdir" || exit 1
for folder in src/*/; do
    room=$(basename "$folder")
    if [ -z "$(may_include "$room")" ]; then
        fail "$room is a room that the table knows"
        continue
    fi
    for file in "$folder"*.[chS]; do
        [ -e "$file" ] && wrong_includes "$room" "$file"
    done >"$work/wrong"
    if [ -s "$work/wrong" ]; then
        fail "$room includes what it may" "$work/wrong"
    else
        pass "$room includes what it may"
    fi
done

# The check can fail: a file that breaks the rule is found.
mkdir "$work/base"
printf '#include "base/mem.h"\n#include "trace/trace.h"\n#include <ncurses.h>\n' >"$work/base/bad.c"
wrong_includes base "$work/base/bad.c" >"$work/wrong"
check 'a forbidden room is found' grep -q 'trace/trace.h' "$work/wrong"
check 'a forbidden library is found' grep -q 'ncurses.h' "$work/wrong"
check 'an allowed room is not' sh -c '! grep -q base/mem.h "$1"' sh "$work/wrong"
finish
