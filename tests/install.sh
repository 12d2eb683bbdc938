#!/bin/sh
# What is installed is whole: every link between the pages leads to a file, or a heading, that is
# installed, too; the program finds its scenarios and pages wherever the installation is moved; and
# nothing is left when it is removed.
set -u
. "$(dirname "$0")/tap.sh"
unset BATON_SCENARIO_DIR MAKEFLAGS MAKELEVEL MFLAGS

# links_of PAGE: `[text](link)`, and the attributes src and href of the HTML in it; not those of
# examples.
links_of()
{
    awk '
        /^(```|~~~)/ { example = !example }
        example || /^    / { next }
        {
            line = $0
            while (match(line, /\]\([^) ]+\)|(src|href)="[^"]+"/)) {
                link = substr(line, RSTART, RLENGTH)
                line = substr(line, RSTART + RLENGTH)
                gsub(/^\]\(|\)$|^(src|href)="|"$/, "", link)
                print link
            }
        }' "$1"
}

# headings_of PAGE: as links name them: in small letters, with a hyphen for a space.
headings_of()
{
    awk '
        /^(```|~~~)/ { example = !example }
        !example && sub(/^#+ +/, "") {
            line = tolower($0)
            gsub(/[][!-,.\/:;<=>?@^`{|}~]/, "", line)
            gsub(/ /, "-", line)
            print line
        }' "$1"
}

# dead_links FOLDER: `PAGE: LINK` for each link of a page below it that leads nowhere, or out of it.
dead_links()
{
    root=$(cd "$1" && pwd -P)
    find "$root" -name '*.md' -type f | sort | while read -r page; do
        folder=$(dirname "$page")
        links_of "$page" | while read -r link; do
            case $link in
            http:* | https:* | mailto:*) continue ;;
            '#'*) file=$page ;;
            *) file=$folder/${link%%#*} ;;
            esac
            case $link in
            *'#'*) heading=${link#*#} ;;
            *) heading= ;;
            esac
            place=$(readlink -f "$file") && [ -e "$file" ] || place=
            case $place in
            "$2"/*) ;;
            *)
                echo "${page#"$root"/}: $link"
                continue
                ;;
            esac
            [ -z "$heading" ] || headings_of "$file" | grep -Fqx -e "$heading" ||
                echo "${page#"$root"/}: $link"
        done
    done
}

# none TEXT FILE
none()
{
    if [ -s "$2" ]; then
        fail "$1" "$2"
    else
        pass "$1"
    fi
}

# ---- in the source tree ----

(cd "$srcdir" && find README.md CONTRIBUTING.md NEWS.md SECURITY.md docs src tests bench -name '*.md') |
    while read -r page; do
        mkdir -p "$work/pages/$(dirname "$page")" && cp "$srcdir/$page" "$work/pages/$page"
    done
# The other files need no content.
(cd "$srcdir" && find COPYING docs scenarios src tests bench -type f ! -name '*.md' ! -name '*.o') |
    while read -r file; do
        mkdir -p "$work/pages/$(dirname "$file")" && : >"$work/pages/$file"
    done
dead_links "$work/pages" "$(cd "$work/pages" && pwd -P)" >"$work/dead"
none 'every link between the pages of the tree leads somewhere' "$work/dead"

# shellcheck disable=SC2016 # no command
printf '# A heading, with `code`\n[a](gone.md) [b](#a-heading-with-code) <img src="gone.svg">\n' \
    >"$work/pages/bad.md"
printf '[c](#gone) [d](../../outside.md)\n```\n[e](example.md)\n```\n' >>"$work/pages/bad.md"
: >"$work/outside.md"
dead_links "$work/pages" "$(cd "$work/pages" && pwd -P)" >"$work/dead"
for link in gone.md gone.svg '#gone' ../../outside.md; do
    check "a dead link is found: $link" grep -Fqx "bad.md: $link" "$work/dead"
done
check 'and no other' test "$(wc -l <"$work/dead")" -eq 4

# ---- installed ----

# made TARGET
made()
{
    make -C "$builddir" -s "$1" DESTDIR="$work/dest" prefix=/usr >"$work/make.log" 2>&1 ||
        fail "make $1" "$work/make.log"
}

made install
docs=$work/dest/usr/share/doc/baton
check 'the pages are installed' test -s "$docs/docs/player.md"
# All that is installed, but for the pages and scenarios, of which there are many.
(cd "$work/dest/usr" && find . -type f | sed 's,^\./,,' | grep -v -e '^share/doc/' -e '^share/baton/scenarios/' | sort) \
    >"$work/installed"
{
    echo bin/baton
    ! [ -e "$builddir/libbaton-record.so" ] || echo lib/baton/libbaton-record.so
    for file in applications/baton.desktop baton/schema/baton.schema.json \
        baton/textmate/baton.tmLanguage.json \
        bash-completion/completions/baton fish/vendor_completions.d/baton.fish \
        icons/hicolor/scalable/apps/baton.svg man/man1/baton.1 man/man5/baton.5 man/man7/baton.7 \
        metainfo/baton.metainfo.xml vim/vimfiles/ftdetect/baton.vim vim/vimfiles/ftplugin/baton.vim \
        vim/vimfiles/syntax/baton.vim zsh/site-functions/_baton; do
        echo "share/$file"
    done
} | sort >"$work/wanted"
check 'so is what comes with it, and nothing else' diff "$work/wanted" "$work/installed"
find "$work/dest/usr/share/baton/scenarios" -name '*.baton' | grep -c . >"$work/count"
check 'all scenarios are' test "$(cat "$work/count")" -eq "$(find "$srcdir/scenarios" -name '*.baton' | grep -c .)"
find "$work/dest" -type f -empty >"$work/empty"
none 'none of them is empty' "$work/empty"
dead_links "$docs" "$(cd "$work/dest" && pwd -P)" >"$work/dead"
none 'every link between installed pages leads somewhere' "$work/dead"
check 'and there are links' test "$(links_of "$docs/docs/lessons/README.md" | wc -l)" -gt 30

# The program of the build tree has paths for which it was configured; one that was moved finds
# what is beside it.
mv "$work/dest/usr" "$work/moved"
expect_status 'a moved installation lists its scenarios' 0 "$work/moved/bin/baton" list
expect_text 'all of them' "$work/out" '^  01-two-waits '
expect_status 'and says where its pages are' 0 "$work/moved/bin/baton" --help
expect_text 'which is where it was moved' "$work/out" \
    "^Documentation: $(cd "$work" && pwd -P)/moved/share/doc/baton/docs\$"
(cd "$work/moved" && bin/baton --help) >"$work/out" 2>&1
expect_text 'from near by that is short' "$work/out" '^Documentation: share/doc/baton/docs$'
mv "$work/moved" "$work/dest/usr"

made install
made uninstall
find "$work/dest" ! -type d -o -name baton >"$work/left"
none 'nothing is left, no folder either' "$work/left"
made install
: >"$work/dest/usr/share/baton/scenarios/mine.baton"
made uninstall
check 'but what somebody else put there' test -e "$work/dest/usr/share/baton/scenarios/mine.baton"
finish
