#!/bin/sh
# What is handed out beside the program: the version stands in configure.ac, and all that names it
# says the same; appstreamcli, desktop-file-validate and xmllint have nothing to say of what a desktop
# reads; the package for Debian is of this version. (tests/debian.sh makes it, and lintian judges it.)
set -u
. "$(dirname "$0")/tap.sh"
version=$("$baton" --version | sed -n '1s/^baton //p')
metainfo=$builddir/share/desktop/baton.metainfo.xml
desktop=$srcdir/share/desktop/baton.desktop
icon=$srcdir/share/desktop/baton.svg

# judged_by TOOL TEXT COMMAND…: it succeeds, and has nothing to say.
judged_by()
{
    tool=$1
    text=$2
    shift 2
    if ! command -v "$tool" >/dev/null; then
        skip "$text" "$tool is not here"
    elif "$@" >"$work/said" 2>&1 && ! grep -q '[EW]: ' "$work/said"; then
        pass "$text"
    else
        fail "$text" "$work/said"
    fi
}

# ---- the version ----

expect_text "it is configure.ac's" "$srcdir/configure.ac" "^AC_INIT\(\[baton\], \[$version\],"
date=$(sed -n 's/^AC_SUBST(\[RELEASE_DATE\], \[\([0-9-]*\)\])$/\1/p' "$srcdir/configure.ac")
check 'the day of the release is one' date -d "$date"
expect_text 'the news begin with it' "$srcdir/NEWS.md" "^## $version( |\$)"
check 'no other version is newer there' test "$(sed -n 's/^## \([0-9.]*\).*/\1/p' "$srcdir/NEWS.md" | head -n 1)" = "$version"
expect_text 'so does the package for Debian' "$srcdir/debian/changelog" "^baton \($version-"
check 'and no entry of it is newer' test \
    "$(sed -n '1s/^baton (\([0-9.]*\)-.*/\1/p' "$srcdir/debian/changelog")" = "$version"
expect_text 'AppStream knows it, and the day' "$metainfo" "<release version=\"$version\" date=\"$date\"/>"
# Nothing else has it: it would be forgotten.
(cd "$srcdir" && find configure.ac Makefile.am bootstrap README.md CONTRIBUTING.md SECURITY.md .ci docs share src tests \
    -type f ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -name 'baton.[157]' ! -name baton.metainfo.xml) 2>/dev/null |
    while read -r file; do
        ! grep -FIq -e "$version" "$srcdir/$file" || echo "$file"
    done >"$work/found"
echo configure.ac >"$work/wanted"
check 'and it stands nowhere else' diff "$work/wanted" "$work/found"

# ---- desktops ----

judged_by appstreamcli 'appstreamcli has nothing to say' appstreamcli validate --no-net "$metainfo"
judged_by desktop-file-validate 'nor has desktop-file-validate' desktop-file-validate "$desktop"
judged_by xmllint 'nor has xmllint of the icon' xmllint --noout "$icon"
# appstreamcli of 1.0 and later wants these.
expect_text 'it has a homepage' "$metainfo" '<url type="homepage">https://[^<]+</url>'
expect_text 'and a developer' "$metainfo" '<developer id="[a-z.]+">'
# What stands for a domain is where the recipe of a release says that it is.
(cd "$srcdir" && grep -lE 'baton\.example|example\.baton' configure.ac SECURITY.md debian/* share/*/* 2>/dev/null) |
    grep -vx share/desktop/baton.metainfo.xml >"$work/placed" # which is made
check 'a domain is to be filled in where the recipe says' sh -c '
    while read -r file; do grep -qF "\`$file\`" "$1" || exit 1; done <"$2"' sh "$srcdir/docs/release.md" "$work/placed"
expect_text 'it is started in a terminal' "$desktop" '^Terminal=true$'
expect_text 'its icon is the one that is installed' "$desktop" '^Icon=baton$'
expect_text 'the icon is a square' "$icon" 'viewBox="0 0 128 128" width="128" height="128"'
refuse_text 'and needs no font, and nothing from elsewhere' "$icon" '<text|href=|url\(|<image'

# ---- Debian ----

expect_text 'its license is told' "$srcdir/debian/copyright" '^License: Expat$'
sed -n '5,$p' "$srcdir/COPYING" | tr -s ' \n' ' ' >"$work/license"
sed -n '/^License: Expat$/,$p' "$srcdir/debian/copyright" | sed '/^License:/d; s/^ \.$//' | tr -s ' \n' ' ' |
    sed 's/^ //' >"$work/told"
check 'as COPYING has it' cmp "$work/license" "$work/told"
check 'its rules can be run' test -x "$srcdir/debian/rules"
if command -v dpkg-parsechangelog >/dev/null; then
    judged_by dpkg-parsechangelog 'dpkg reads its changes' dpkg-parsechangelog --all -l "$srcdir/debian/changelog"
else
    skip 'dpkg reads its changes' 'dpkg-dev is not here'
fi
finish
