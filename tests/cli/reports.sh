#!/bin/sh
# What `baton test` writes, read by others: Perl's own reader of TAP, and a reader of JUnit's XML.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1
readers=$srcdir/tests/readers

cat >missed.baton <<'END'
scenario "Missed # it"
model coroutines, gil
task a:
    say "it's \"a\" <b> & \\"
    io 1ms
expect:
    output "no 'such' \"thing\" # here"
    value none == 1
expect coroutines with limit 2s:
    result ok
END
sed 's/^    value none == 1$/    result failed/' missed.baton >two.baton
printf 'scenario "No"\ntask a:\n    say \x27a\n' >broken.baton
expect_status 'what was missed' 2 "$baton" test two.baton broken.baton
cp out tap
expect_text 'stands behind the line' tap '^  message: .line 7: output '

mkdir folder
printf 'scenario "Warned"\nmodel gil\ntask a:\n    x = 1\nexpect:\n    result failed\n' >folder/warned.baton
cp broken.baton folder
for format in tap junit; do
    "$baton" test -f $format "$work/folder/warned.baton" "$work/folder/broken.baton" "$work/folder/none.baton" >"$format.out"
    check "no folder of ours is in $format" sh -c '! grep -F "$1" "$2"' sh "$work" "$format.out"
done
expect_text 'of a file that was named so the name is' tap.out '^not ok 1 - warned\.baton under gil$'
expect_text 'and the place of what is wrong with it' tap.out '^ *message: .broken\.baton:[0-9]*:'
expect_text 'and of a warning' tap.out '^# warned\.baton:4:5: warning'

if perl -MTAP::Parser -e 1 2>/dev/null; then
    check 'is read by Perl' sh -c 'perl "$1/read_tap.pl" tap >read' sh "$readers"
    printf '1 not - 7 2\n2 not - 7 2\n3 ok - - 0\n4 not - - 0\n' >wanted
    check 'with its reasons' diff wanted read
    check 'and so is what all lessons of one model say' sh -c '
        "$1" test "$2"/01-*.baton "$2"/02-*.baton -m blocking >tap; perl "$3/read_tap.pl" tap' sh "$baton" \
        "$srcdir/scenarios" "$readers"
else
    for text in 'is read by Perl' 'with its reasons' 'and so is what all lessons of one model say'; do
        skip "$text" 'Perl has no TAP::Parser here'
    done
fi

expect_status 'the same as JUnit' 2 "$baton" test -f junit two.baton broken.baton
cp out junit.xml
if command -v xmllint >/dev/null 2>&1; then
    check 'is XML' xmllint --noout junit.xml
else
    skip 'is XML' 'no xmllint to read it'
fi
if /usr/bin/python3 -c 'import junitparser' 2>/dev/null; then
    check 'is read by others' sh -c '/usr/bin/python3 "$1/read_junit.py" junit.xml >read' sh "$readers"
    cut -d '|' -f 1-4 read >cases
    cat >wanted <<'END'
two.baton|two|under coroutines|failure
two.baton|two|under gil|failure
two.baton|two|under coroutines with limit 2s|ok
broken.baton|broken|is read|error
END
    check 'as the same cases' diff wanted cases
    expect_text 'with their reasons' read '\|line 7: output "no .such. \\"thing\\" # here": line 1 is '
else
    for text in 'is read by others' 'as the same cases' 'with their reasons'; do
        skip "$text" 'no python3-junitparser to read it'
    done
fi
expect_status 'it is written to a file' 1 "$baton" test -m gil two.baton -f junit -o report.xml
expect_text 'all of it' report.xml '^</testsuites>$'
check 'and nothing else is printed' test ! -s out
expect_status 'and TAP, too' 1 "$baton" test -m gil two.baton -o report.tap
expect_text 'all of it' report.tap '^not ok 1 - two.baton under gil$'
expect_status 'settings are named' 1 "$baton" test -m gil two.baton --set 'switch interval=1ms'
expect_text 'in TAP' out 'two.baton under gil with switch interval=1ms$'
expect_status 'settings are named' 1 "$baton" test -m gil two.baton --set 'switch interval=1ms' -f junit
expect_text 'in JUnit' out 'name="under gil with switch interval=1ms"'
expect_status 'there is no other format' 2 "$baton" test two.baton -f json
expect_text 'and that is said' err "^baton: 'test' writes tap or junit, not 'json'$"
finish
