#!/bin/sh
# `compare`: models, variants and files under one another.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

printf 'scenario "One"\nmodel coroutines, blocking\nshared waits = 1\ntask a:\n' >one.baton
printf '    repeat waits:\n        io 10ms\ntask b:\n    io 10ms\n' >>one.baton
sed 's/"One"/"Two"/' one.baton >two.baton

expect_status 'a file is compared under its models' 0 "$baton" compare one.baton
expect_text 'the first' out '^coroutines +control'
expect_text 'and the second' out '^blocking +control'
expect_status '-m chooses' 0 "$baton" compare one.baton -m gil,polling
expect_text 'the one' out '^gil +control'
expect_text 'and the other' out '^polling +control'
refuse_text 'and no more' out '^(coroutines|blocking) +control'

expect_status 'a setting has variants' 0 "$baton" compare one.baton --set 'waits=1,3' --width 120
expect_text 'the one' out '^waits 1 +control'
expect_text 'and the other' out '^waits 3 +control'
refuse_text 'under the first model alone' out 'blocking +control'
expect_status 'with -m under that' 0 "$baton" compare one.baton --set 'waits=1,3' -m gil -f json
check 'two runs' test "$(grep -o '"model": "gil"' out | wc -l)" -eq 2
expect_status 'two settings multiply' 0 "$baton" compare one.baton --set 'waits=1,2' \
    --set 'poll interval=1ms,2ms' -m polling -f json
check 'to four runs' test "$(grep -o '"model": "polling"' out | wc -l)" -eq 4
expect_status 'from standard input, too' 0 sh -c '"$1" compare - --set waits=1,2 <one.baton' sh "$baton"

expect_status 'files are compared' 0 "$baton" compare one.baton two.baton -f json
expect_text 'the one' out '"scenario": "One"'
expect_text 'and the other' out '"scenario": "Two"'
expect_status 'an error in one runs none' 2 "$baton" compare one.baton none.baton
check 'nothing is printed' test ! -s out
expect_status 'a bad value runs none' 2 "$baton" compare one.baton --set 'waits=1,many'
check 'nothing is printed' test ! -s out
for format in svg html; do
    expect_status "a comparison as $format" 0 "$baton" compare one.baton -f "$format"
    check 'is one picture' test "$(grep -c '^<svg ' out)" -eq 1
    expect_text 'of the one' out '>coroutines: elapsed '
    expect_text 'and the other' out '>blocking: elapsed '
    if command -v python3 >/dev/null 2>&1; then
        check "$format is XML" python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' out
    else
        skip "$format is XML" 'no python3 to read it'
    fi
done
expect_status 'csv is for one run' 2 "$baton" compare one.baton -f csv
expect_text 'and what is for several is named' err "prints text, json, svg or html;"

printf 'expect blocking:\n    output "x"\nexpect coroutines:\n    elapsed > 900%% of polling\n' >>two.baton
expect_status 'a missed expectation is 1' 1 "$baton" compare two.baton -o picture
expect_text 'and is named with its run' err '^blocking: line 10: output "x": '
expect_text 'and so is one that compares' err '^coroutines: line 12: elapsed > 900% of polling: '
expect_text 'the picture is there' picture '^blocking +control'
finish
