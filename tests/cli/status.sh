#!/bin/sh
# What a run's exit status says, and what `test` prints.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

printf 'scenario "Plain"\nmodel coroutines, gil\ntask a:\n    say "hello"\n' >plain.baton
printf 'scenario "Fails"\ntask a:\n    fail "no"\n' >fails.baton
printf 'scenario "Meant"\ntask a:\n    fail "no"\nexpect:\n    result failed\n' >meant.baton
printf 'scenario "Missed"\nmodel coroutines, gil\ntask a:\n    say "x"\nexpect gil:\n    output "y"\n' \
    >missed.baton
printf 'scenario "Ratio"\nmodel coroutines\ntask a:\n    io 50ms\ntask b:\n    io 50ms\n' >ratio.baton
printf 'expect:\n    elapsed < 80%% of blocking\n' >>ratio.baton

expect_status 'without expectations, ok is 0' 0 "$baton" run plain.baton
expect_status 'without expectations, failed is 1' 1 "$baton" run fails.baton
expect_status 'an expected failure is 0' 0 "$baton" run meant.baton
expect_status 'an expectation of another model does not count' 0 "$baton" run missed.baton
expect_status 'a missed expectation is 1' 1 "$baton" run missed.baton -m gil
expect_status 'a name alone runs' 0 "$baton" plain.baton
expect_text 'as text' out 'hello'
expect_status 'compare: all as expected is 0' 0 "$baton" compare plain.baton
expect_status 'compare: one missed is 1' 1 "$baton" compare missed.baton

expect_status 'test: all as expected is 0' 0 "$baton" test plain.baton meant.baton
cat >wanted <<'END'
TAP version 13
1..3
ok 1 - plain.baton under coroutines
ok 2 - plain.baton under gil
ok 3 - meant.baton under coroutines
END
grep -v '^# others took' out >lines
check 'test prints a line a file and model' diff wanted lines
expect_status 'test: a missed expectation is 1' 1 "$baton" test missed.baton
expect_text 'with a line that says not ok' out '^not ok 2 - missed.baton under gil$'
expect_text 'and what was missed' out '^  message: .line 6: output "y"'
expect_status 'test: -m chooses' 0 "$baton" test -m coroutines missed.baton
expect_status 'test: an error in a file is 2' 2 "$baton" test plain.baton nosuch.baton
expect_text 'the others are tested' out '^ok 2 - plain.baton under gil'
expect_text 'the file is not ok' out '^not ok 3 - nosuch.baton'
expect_status 'test runs the model that an expectation refers to' 0 "$baton" test ratio.baton
expect_text 'without a line for it' out '^1\.\.1$'
refuse_text 'and checks it' out 'not checked'

cat >settings.baton <<'END'
scenario "Settings"
model coroutines, gil, threads
shared n = 1
task a:
    repeat n:
        io 50ms
    say "end"
expect:
    value n > 4
expect coroutines with shared n = 3:
    elapsed > 50% of blocking
    value n == 3
expect gil, threads with shared n = 2, workers 4:
    output "none"
END
expect_status 'test: expectations with other settings' 1 "$baton" test settings.baton
grep -v '^[# ]' out >lines
cat >wanted <<'END'
TAP version 13
1..6
not ok 1 - settings.baton under coroutines
not ok 2 - settings.baton under gil
not ok 3 - settings.baton under threads
ok 4 - settings.baton under coroutines with shared n = 3
not ok 5 - settings.baton under gil with shared n = 2, workers 4
not ok 6 - settings.baton under threads with shared n = 2, workers 4
END
check 'have runs of their own' diff wanted lines
expect_text 'and what was missed in them' out '^  message: .line 14: output "none"'
expect_status 'test: with --set, only that' 0 "$baton" test -m coroutines settings.baton --set n=3
expect_text 'judged by its settings' out '^1\.\.1$'
expect_status 'run is judged by its settings' 0 "$baton" run settings.baton --set 'shared n=3'
expect_text 'with their block' out 'ok +line 12: value n == 3: 3'
refuse_text 'and without the others' out 'line 9:'
expect_status 'compare, too' 1 "$baton" compare settings.baton --set n=3,4
expect_text 'each run' err '^n 4: line 9: '
refuse_text 'by its own' err '^n 3'
"$baton" run settings.baton --set n=3 -f trace -o set.trace
expect_status 'a saved run is judged by what it was set to' 0 "$baton" convert set.trace
expect_text 'with its block' out 'ok +line 12: value n == 3: 3'
expect_status 'test: a wrong setting is an error' 2 sh -c \
    'sed "s/workers 4/wrokers 4/" settings.baton >wrong.baton; exec "$0" test wrong.baton' "$baton"
expect_text 'with its place' out '^  message: .wrong.baton:13:40: error: there is no setting `wrokers`'

expect_status 'run does not' 0 "$baton" run ratio.baton
expect_text 'and says so' out 'not checked'

# Nothing computes here: whatever else the machine does, it cannot have taken 280 ms from this run, and says so if it has.
printf 'scenario "Too long"\nmodel blocking, coroutines, threads, processes\ntask a:\n    io 300ms\n' >long.baton
printf 'expect:\n    elapsed < 20ms\n' >>long.baton
for try in 1 2 3; do
    "$baton" test long.baton >>out.long 2>&1
done
far='a bound that is missed by far is not excused by a busy machine'
awk '/SKIP busy/ { sub(/.*others took up to /, ""); if ($1 + 0 < 280) bad = 1; next } /^ok/ { bad = 1 } /^not ok/ { n++ }
    END { exit bad || !n }' out.long && long=true || long=false
if has_thread_sanitizer; then
    skip "$far" 'with the thread sanitizer it is not checked'
else
    check "$far" "$long"
    [ "$long" = true ] || sed 's/^/# /' out.long
fi
finish
