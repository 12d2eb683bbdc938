#!/bin/sh
# The locale: what UTF-8 is, what none is, and one that this machine does not have.
set -u
. "$(dirname "$0")/../tap.sh"

if [ "$(LC_ALL=C.UTF-8 locale charmap 2>/dev/null)" != UTF-8 ]; then
    echo '1..0 # SKIP there is no locale for UTF-8, or no way to see it'
    exit 0
fi
cd "$work" || exit 1
cat >korean.baton <<'END'
scenario "둘이 기다린다"
model coroutines
task 하나:
    say "안녕하세요"
    io 5ms
END

# run_with NAME=VALUE …: of the locale's variables no other is set.
run_with()
{
    expect_status "with ${*:-nothing} it runs" 0 \
        env -u LC_ALL -u LC_CTYPE -u LANG "$@" "$baton" run korean.baton
}

utf8()
{
    run_with "$@"
    expect_text 'Korean is printed' out '둘이 기다린다'
    expect_text 'and lines are drawn' out '─┬─'
}

ascii()
{
    run_with "$@"
    expect_text 'what cannot be printed is ?' out '\?\?'
    expect_text 'lines are drawn in ASCII' out '-\+-'
    LC_ALL=C tr -d '\000-\177' <out >others
    check 'and there is nothing else' test ! -s others
}

utf8 LC_ALL=C.UTF-8
utf8 LANG=C.UTF-8
utf8 LANG=ko_KR.UTF-8
utf8 LC_CTYPE=ko_KR.utf8 LANG=C
utf8 LC_ALL=xx_YY.UTF-8@nowhere
utf8 LC_CTYPE=UTF-8
ascii LC_ALL=C
ascii LC_ALL=POSIX
ascii LC_ALL=C LANG=ko_KR.UTF-8
# Whose `locale` it is says nothing of the library that the program has. What loads it stands at its
# beginning; farther on it knows the name, for programs that it records.
if head -c 4096 "$baton" | grep -q ld-musl; then
    skip 'locales that are not here, and none' 'in musl all but C and POSIX are UTF-8'
else
    ascii LANG=xx_YY.ISO-8859-1
    ascii LANG=xx_YY
    ascii
fi

# What is data has all characters everywhere.
for format in json csv html svg trace steps; do
    LC_ALL=C "$baton" run korean.baton -f "$format" >out 2>err
    case $format in
    steps) expect_text 'what is read is ASCII with LC_ALL=C' out 'says: \?' ;;
    *) expect_text "$format has Korean with LC_ALL=C, too" out '안녕하세요|하나|&#xD558;&#xB098;' ;;
    esac
done
finish
