#!/bin/sh
# The pictures of the documentation are made by a script, all that the pages show; those of the player
# are made anew here, of the runs that are kept, and are pictures: whole, with frames, in themselves.
set -u
. "$(dirname "$0")/tap.sh"
make=$srcdir/tests/pictures/make.sh

# The pictures that the pages show.
(cd "$srcdir" && cat README.md CONTRIBUTING.md docs/*.md docs/lessons/*.md) |
    grep -o 'img/[a-z0-9-]*\.[a-z]*' | sed 's,img/,,' | sort -u >"$work/shown"
check 'there are pictures' grep -qx player.svg "$work/shown"
sed -n 's/^    \([a-z-]*\.svg\)).*/\1/p' "$make" | sort >"$work/made"
check 'each that is shown is made by a script, and no other' diff "$work/shown" "$work/made"
(cd "$srcdir/docs/img" && ls) >"$work/there"
check 'and these are there' diff "$work/made" "$work/there"

# is_picture NAME FILE: it opens, needs nothing from elsewhere, and says what it is.
is_picture()
{
    if command -v xmllint >/dev/null; then
        check "$1 is well-formed" xmllint --noout "$2"
    else
        skip "$1 is well-formed" 'xmllint is not here'
    fi
    refuse_text "$1 needs nothing from elsewhere" "$2" 'href="[^#]|url\([^#]|<image|<script|@import'
    expect_text "$1 says what it is" "$2" '<title'
}

while read -r picture; do
    is_picture "docs/img/$picture" "$srcdir/docs/img/$picture"
done <"$work/made"
if [ -x "$builddir/tests/pictures/shoot" ]; then
    mkdir "$work/img"
    expect_status 'pictures of the player are made' 0 sh "$make" "$work/img" player.svg gil.svg
    is_picture player.svg "$work/img/player.svg"
    check 'it plays: it has frames' test "$(grep -c '<g id="f' "$work/img/player.svg")" -gt 20
    expect_text 'one of them is seen where nothing moves' "$work/img/player.svg" 'class="f still"'
    expect_text 'at the question' "$work/img/player.svg" 'three.have.asked\..Who.gets.control.next'
    check 'the other has one frame' test "$(grep -c '<g id="f' "$work/img/gil.svg")" -eq 1
else
    skip 'pictures of the player are made' 'there is no Check library'
fi
expect_status 'another picture is refused' 2 sh "$make" "$work" other.svg
finish
