#!/bin/sh
# Makes lines of C strings of the page's style, markup and script: embed.sh FOLDER. Lines that are
# only a comment, and indentation, stay here.
set -eu

lines_of()
{
    name=$1
    shift
    echo "const char *const ${name}[] = {"
    cat "$@" | sed -e '/^ *\/\/ /d' -e '/^\/\* .* \*\/$/d' -e '/^$/d' -e 's/^ *//' -e 's/["\\]/\\&/g' -e 's/.*/    "&",/'
    echo '    0};'
}

cd "$1"
echo '/* Made by embed.sh. */'
echo '#include "config.h"'
echo
echo '#include "export/html_text.h"'
echo
lines_of html_style style.css
lines_of html_player player.html
lines_of html_several several.html
lines_of html_script pack.js run.js playback.js picture.js panes.js machine.js questions.js sheet.js main.js several.js begin.js
