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

# Saved runs, and recordings of programs, among them.
"$baton" run -f trace -o saved.trace one.baton >/dev/null 2>&1
cp "$srcdir/tests/unit/golden/recorded-threads.trace" crawl.trace
cp "$srcdir/tests/unit/golden/recorded-tasks.trace" serve.trace
expect_status 'two recordings are compared' 0 "$baton" compare crawl.trace serve.trace --width 100
expect_text 'the titles of both' out '^crawl.py, serve.py$'
expect_text 'the one' out '^crawl +control'
expect_text 'and the other' out '^serve +control'
expect_text 'and what the difference is' out '^Serve takes 6.80 ms, crawl 9.40 ms\.( |$)'
tr '\n' ' ' <out >text
expect_text 'who keeps control' text 'In serve Task-3 in held \(serve.py:9, in time.sleep\) keeps control for 5.05 ms\.'
expect_text 'who is late in both' text 'In crawl Thread-1 \(fetch\) is told up to 5.11 ms late, in serve Task-2 up to 4.10 ms\.'
expect_status 'a recording and a scenario' 0 "$baton" compare crawl.trace one.baton --width 100
expect_text 'the program' out '^crawl +control'
expect_text 'and the lesson' out '^one +control'
refuse_text 'what a program says is not known' out ' says "'
expect_status 'a saved run, too' 0 "$baton" compare saved.trace crawl.trace -f json
check 'two runs' test "$(grep -c '^{"label": ' out)" -eq 2
expect_status 'one alone is not compared' 2 "$baton" compare crawl.trace
printf 'baton trace 1\nend 3\n' >bad.trace
expect_status 'a broken one is refused' 2 "$baton" compare crawl.trace bad.trace
expect_text 'with its line' err '^baton: bad.trace: line 2: '

# The table of four.
sed 's/^model.*/model coroutines, polling, blocking, gil/' one.baton >four.baton
expect_status 'a file as a table of four' 0 "$baton" compare four.baton --table --width 80
expect_text 'with the questions above' out '^ +blocking +│ +non-blocking$'
expect_text 'and at the side' out '^── synchronous: '
expect_text 'and' out '^── asynchronous: '
expect_text 'two models beside one another' out '^blocking +[0-9.]+ [mu]?s │ polling +[0-9.]+ [mu]?s$'
expect_text 'and an empty corner' out '^async-blocking +│ coroutines +[0-9.]+ [mu]?s$'
expect_text 'that says why' out '^four does not name async-blocking; '
refuse_text 'and nothing else' out 'gil|callbacks'
expect_status '-m chooses' 0 "$baton" compare four.baton --table --width 80 -m callbacks,coroutines,async-blocking
expect_text 'callbacks come first' out '^async-blocking +[0-9.]+ [mu]?s │ callbacks +[0-9.]+ [mu]?s$'
refuse_text 'and have the corner alone' out 'coroutines'
expect_text 'what is not chosen is empty' out '^-m does not name blocking'
expect_status 'one column where there is no room' 0 "$baton" compare four.baton --table --width 50 --ascii
expect_text 'the one' out '^polling +[0-9.]+ [mu]?s$'
expect_text 'and the other' out '^coroutines +[0-9.]+ [mu]?s$'
for format in svg html; do
    expect_status "a table as $format" 0 "$baton" compare four.baton --table -f "$format"
    check 'is one picture' test "$(grep -c '^<svg ' out)" -eq 1
    check 'of four cells' test "$(grep -c '<rect class="baton-cell' out)" -eq 4
    expect_text 'with a model' out '>polling<'
    expect_text 'and why another is not there' out '>four does not name async-blocking; '
done
for wrong in '-m gil' '-f json' '-f csv' '--set waits=1,2' one.baton; do
    # shellcheck disable=SC2086 # words
    expect_status "--table does not go with $wrong" 2 "$baton" compare four.baton --table $wrong
    check 'and prints nothing' test ! -s out
done
printf 'scenario "G"\nmodel gil\ntask a:\n    io 1ms\n' >gil.baton
expect_status 'nor with a file that has no model of it' 2 "$baton" compare gil.baton --table
expect_text 'which is named' err "'gil' names no model of the table; -m takes blocking, polling, "
expect_status 'nor with run' 2 "$baton" run four.baton --table
printf 'expect polling:\n    output "x"\n' >>four.baton
expect_status 'a missed expectation is 1 in a table, too' 1 "$baton" compare four.baton --table
expect_text 'and is named with its run' err '^polling: line 10: output "x": '

expect_status 'csv is for one run' 2 "$baton" compare one.baton -f csv
expect_text 'and what is for several is named' err "prints text, json, svg, html, chrome or md;"

# In so long a run others do not take nine tenths, which would excuse the second claim.
sed -i 's/10ms/300ms/' two.baton
printf 'expect blocking:\n    output "x"\nexpect coroutines:\n    elapsed > 900%% of polling\n' >>two.baton
expect_status 'a missed expectation is 1' 1 "$baton" compare two.baton -o picture
expect_text 'and is named with its run' err '^blocking: line 10: output "x": '
# It is excused by what others took of polling.
expect_text_of two.baton polling 'and so is one that compares' err '^coroutines: line 12: elapsed > 900% of polling: '
expect_text 'the picture is there' picture '^blocking +control'
finish
