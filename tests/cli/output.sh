#!/bin/sh
# Where results go: formats, files that appear whole or not at all, and standard output that fails.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1
printf 'scenario "두 기다림"\nabout "x"\nmodel coroutines, blocking\ntask 하나:\n    say "안녕"\n    io 20ms\n' >two.baton
printf 'task two:\n    io 10ms "query"\n' >>two.baton

expect_status 'text' 0 "$baton" run two.baton -f text --width 80
expect_text 'has the control strip' out '^control '
expect_text 'says what was said' out '안녕'
refuse_text 'has no colours in a file' out "$(printf '\033')"
expect_status 'text in ASCII' 0 "$baton" run two.baton --ascii
refuse_text 'has no block characters' out '█|▒|·|▄|■'
expect_status 'a locale without UTF-8' 0 env LC_ALL=C "$baton" run two.baton
refuse_text 'has none either' out '█|▒|·|▄|■'
expect_status 'colours on demand' 0 "$baton" run two.baton --color always
expect_text 'are there' out "$(printf '\033')"
# Numbers on the axis are faint: 242 on a light ground, 246 on a dark one, the terminal's own colour where it is not known.
TERM=xterm-256color
export TERM
unset COLORFGBG COLORTERM
expect_status 'on an unknown ground' 0 "$baton" run two.baton --color always
refuse_text 'texts have no colour' out '38;5;24[0-9]m[ 0-9]*[0-9]'
expect_status 'on a light ground' 0 "$baton" run two.baton --color always --light
expect_text 'they have a dark one' out '38;5;242m'
expect_status 'on a dark ground' 0 "$baton" run two.baton --color always --dark
expect_text 'they have a light one' out '38;5;246m'
expect_status 'the last of both counts' 0 env 'COLORFGBG=15;0' "$baton" run two.baton --color always --dark --light
expect_text 'and wins over COLORFGBG' out '38;5;242m'
expect_status 'which says what the ground is' 0 env 'COLORFGBG=0;15' "$baton" compare two.baton --color always
expect_text 'otherwise, to compare, too' out '38;5;242m'
expect_status 'TERM=xterm-direct' 0 env TERM=xterm-direct "$baton" run two.baton --color always --light
expect_text 'has 256 colours' out '38;5;242m'
expect_status 'TERM=xterm' 0 env TERM=xterm "$baton" run two.baton --color always --light
refuse_text 'has not' out '38;5;'
expect_status 'but with COLORTERM' 0 env TERM=xterm COLORTERM=truecolor "$baton" run two.baton --color always --light
expect_text 'it has' out '38;5;242m'
expect_status 'steps' 0 "$baton" run two.baton -f steps
expect_status 'csv' 0 "$baton" run two.baton -f csv
expect_text 'has its header' out '^lane,state,from_ns,to_ns,line,core,why$'
expect_status 'json' 0 "$baton" run two.baton -f json
expect_text 'has its version' out '"baton": *1'
if command -v python3 >/dev/null 2>&1; then
    check 'json is JSON' python3 -m json.tool out
else
    skip 'json is JSON' 'no python3 to read it'
fi

# A statement that gives nothing up has its line, too.
printf 'scenario "Lines"\nmodel gil\nshared n = 0\ntask one:\n    say "one"\n    n += 1\n' >lines.baton
printf '    m = 0\n    m = 1 / m\n    say "{m}"\n' >>lines.baton
expect_status 'an assignment that fails' 1 "$baton" run lines.baton -f steps
expect_text 'is told with its line' out 'one failed \(line 8\): division by zero'
"$baton" run lines.baton -f trace -o lines.trace
check 'a shared variable is read where it stands' grep -Eq '^shared-read [0-9]+ 1 0 NONE 6 ' lines.trace
check 'and written there' grep -Eq '^shared-write [0-9]+ 1 0 NONE 6 ' lines.trace

{ echo 'scenario "over"'; echo 'task main:'; echo '    io 1ms then:'; echo '        sleep 1ms'; echo '    sleep 90ms'; } >over.baton
"$baton" run over.baton -m coroutines -f trace -o over.trace
sleeps=$(grep -Ec '^state [0-9]+ 1 waiting SLEEP 5 0 [1-9][0-9]*$' over.trace)
check 'a callback that waits shows the sleep of its body again, with its end' test "$sleeps" -ge 2

for format in svg html; do
    expect_status "$format" 0 "$baton" run two.baton -f "$format"
    expect_text 'has a picture' out '^<svg '
    expect_text 'of the tasks' out '하나'
    if command -v python3 >/dev/null 2>&1; then
        check "$format is XML" python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' out
    else
        skip "$format is XML" 'no python3 to read it'
    fi
    expect_status "$format in ASCII" 0 "$baton" run two.baton -f "$format" --ascii
    check 'refers to what is not ASCII' grep -q '&#xD558;&#xB098;' out
    check 'and has none of it' sh -c '! LC_ALL=C grep -q "[^ -~]" out'
done

# Where a number has a comma, data still have a point.
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" >/dev/null 2>&1; then
    expect_status 'chrome in a German locale' 0 env LOCPATH="$work" LC_ALL=de_DE.UTF-8 \
        "$baton" run two.baton -f chrome
    expect_text 'has points in its numbers' out '"ts": [0-9]+\.[0-9]{3}[,}]'
else
    skip 'chrome in a German locale' 'no locale to be had'
fi

expect_status 'a trace is saved' 0 "$baton" run two.baton -f trace -o saved.trace
check 'nothing goes to standard output' test ! -s out
formats=$("$baton" convert --help | sed -n '/^Formats:$/,$s/^  \([a-z0-9]*\) .*/\1/p')
check 'the formats are found in the help' test "$(echo "$formats" | tr '\n' ' ')" != ' '
for format in $formats; do
    expect_status "it converts to $format" 0 "$baton" convert saved.trace -f "$format"
done
"$baton" convert saved.trace -f trace -o again.trace
check 'a converted trace is the same' cmp saved.trace again.trace
check 'convert reads standard input' sh -c '"$1" convert - -f json <saved.trace' sh "$baton"
expect_status 'convert needs a trace' 2 "$baton" convert two.baton -f json
head -c 300 saved.trace >cut.trace
expect_status 'a cut trace is refused' 2 "$baton" convert cut.trace -f json

echo old >kept
mkdir nowhere.d
expect_status 'an output that cannot be written' 3 "$baton" run two.baton -o nowhere.d
expect_text 'is named' err 'nowhere\.d'
expect_status 'a folder that is not there' 3 "$baton" run two.baton -o none/x
expect_status 'errors leave the old file' 2 "$baton" run none.baton -o kept
check 'as it was' grep -q '^old$' kept
expect_status 'else it is replaced' 0 "$baton" run two.baton -f json -o kept
check 'wholly' grep -q '"baton"' kept
check 'and nothing is left beside it' sh -c '[ -z "$(ls | grep tmp)" ]'

if [ -w /dev/full ]; then
    got=0
    "$baton" run two.baton >/dev/full 2>err || got=$?
    check 'a full device is status 3' test "$got" -eq 3
    expect_text 'with a message' err 'cannot write'
else
    skip 'a full device is status 3' 'no /dev/full'
fi
got=0
"$baton" list >&- 2>err || got=$?
check 'a closed standard output is status 3' test "$got" -eq 3
expect_text 'with a message' err 'cannot write'
(yes | head -n 400 | sed 's/.*/# & a comment/'; cat two.baton) >long.baton
# The reader is gone before anything is written.
{ "$baton" run two.baton -f trace 2>pipe.err; echo $? >pipe.status; } | sleep 0
check 'a broken pipe is quiet' test ! -s pipe.err
finish
