#!/bin/sh
# ./bootstrap, and folders that were moved, copied and renamed with what was built in them.
#
# Bootstrap runs in small trees with a configure and a makefile of one line each, and with a PATH
# in which what matters is played: the packages that are here are files in $work/have, apt-get
# makes such files, and who asks is FAKE_UID. (The real thing, on a bare Debian: tests/platforms.sh
# bare.)
set -u
. "$(dirname "$0")/tap.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS CC PKG_CONFIG # of a make that runs this
cd "$work" || exit 1

tools='sh env cat grep sed paste mktemp rm ln mkdir touch tee find readlink dirname getconf date
    chmod make cp echo true'
mkdir bin have played

# which_file TOOL: where it is, though the shell may have one of its own.
which_file()
{
    for place in $(echo "$PATH" | tr : ' '); do
        [ ! -x "$place/$1" ] || { echo "$place/$1"; return; }
    done
}

for tool in $tools; do
    ln -s "$(which_file "$tool")" "bin/$tool"
done

# play NAME: a program that stands on standard input.
play()
{
    { echo '#!/bin/sh'; cat; } >"bin/$1"
    chmod +x "bin/$1"
}

play uname <<'END'
echo "${FAKE_SYSTEM:-Linux}"
END
play id <<'END'
echo "${FAKE_UID:-1000}"
END
play cc <<'END'
[ -e "$HAVE/gcc" ]
END
play pkg-config <<'END'
[ -e "$HAVE/$2" ]
END
play aclocal <<'END'
! [ -e "$HAVE/pkg.m4" ] || cp configure.ac aclocal.m4
END
play autoreconf <<'END'
cp configure.kept configure
touch Makefile.in
END
play automake <<'END'
:
END

# A folder of managers a machine may have: they say what they were asked for, and apt-get does it.
cat >played/apt-get <<'END'
#!/bin/sh
echo "$*" >>"$HAVE/../asked"
case $* in
*update*) [ -z "${APT_SAYS-}" ] || { echo "E: $APT_SAYS"; exit 100; } ;;
*install*)
    [ -z "${APT_REFUSES-}" ] || { echo "E: $APT_REFUSES"; exit 100; }
    for package; do
        case $package in
        libncurses-dev) touch "$HAVE/ncursesw" ;;
        libuv1-dev) touch "$HAVE/libuv" ;;
        pkg-config) touch "$HAVE/pkg.m4" ;;
        -*) ;;
        *) touch "$HAVE/$package" ;;
        esac
    done ;;
esac
END
cat >played/sudo <<'END'
#!/bin/sh
[ "${FAKE_SUDO-}" = yes ] || exit 1
shift
FAKE_UID=0 exec "$@"
END
for manager in dnf zypper pacman apk; do
    echo '#!/bin/sh' >"played/$manager"
done
chmod +x played/*

# machine TOOL…: what it has besides those of `bin`.
machine()
{
    rm -rf path asked have
    mkdir path have
    cp -P bin/* path
    touch asked have/gcc have/ncursesw have/libuv have/check have/pkg.m4
    for tool; do
        ln -s "$work/played/$tool" path
    done
}

# tree NAME: a release, as it was unpacked.
tree()
{
    rm -rf "$1"
    mkdir -p "$1/build-aux" "$1/scenarios"
    cp "$srcdir/bootstrap" "$1"
    touch "$1/scenarios/01-first.baton" "$1/build-aux/install-sh" "$1/configure.ac" "$1/Makefile.am"
    touch "$1/Makefile.in"
    cat >"$1/configure" <<'END'
#!/bin/sh
case $0 in
./*) ;;
*) [ ! -e ../config.status ] || { echo 'error: source directory already configured'; exit 1; } ;;
esac
[ "$1" = -q ] && shift
words=
for word; do words="$words '$word'"; done
unit='#'
! pkg-config --exists check || unit=
cat >config.status <<EOF
#!/bin/sh
# S["HAVE_CHECK_TRUE"]="$unit"
cat <<'WORDS'
$words
WORDS
EOF
sed -i 's/^# S/S/;s/^S.*/: <<"SUBST"\n&\nSUBST/' config.status
chmod +x config.status
printf 'abs_top_builddir = %s\nall:\n\tsh ./program\ncheck-apart:\n\t@echo checked %s\n' \
    "$(pwd)" "${unit:-units}" >Makefile
echo "printf '#!/bin/sh\necho \"ran \$* of %s\"\n' '$(pwd)' >baton; chmod +x baton" >program
echo "$words" >>configured
END
    chmod +x "$1/configure"
    cp "$1/configure" "$1/configure.kept"
}

# in_tree TEXT STATUS FOLDER WORD…: with the machine's PATH; settings may precede the command.
in_tree()
{
    text=$1
    wanted=$2
    folder=$3
    shift 3
    # shellcheck disable=SC2016 # for the inner shell
    expect_status "$text" "$wanted" env HAVE="$work/have" PATH="$work/path" \
        sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" env "$@"
}

# ---- what is wanted ----

machine
rm path/autoreconf path/automake path/aclocal have/check
tree release
in_tree 'a release runs without autotools and check' 0 release ./bootstrap run
expect_text 'as text, where there is no terminal' out '^ran run scenarios/01-first.baton'
in_tree 'but its tests want the library' 3 release ./bootstrap check
expect_text 'which is named' err 'missing: check\. '
refuse_text 'alone' err 'autoconf|automake'
for named in 'Debian.*apt-get install check$' 'Fedora.*dnf install check-devel$' \
    'openSUSE.*zypper install check-devel$' 'Arch.*pacman -S --needed check$' \
    'Alpine.*apk add check-dev$'; do
    expect_text "${named%%.*} has its line" err "$named"
done
rm have/* release/configure path/pkg-config
in_tree 'a clone wants more' 3 release ./bootstrap check
expect_text 'which is all there is' err \
    'missing: a C compiler, autoconf, automake, pkg-config, ncursesw, libuv, check\.'
expect_text 'named for Debian' err \
    'apt-get install gcc libc6-dev autoconf automake pkg-config libncurses-dev libuv1-dev check$'
expect_text 'for Fedora' err \
    'dnf install gcc autoconf automake pkgconf-pkg-config ncurses-devel libuv-devel check-devel$'
expect_text 'for openSUSE' err \
    'zypper install gcc autoconf automake pkg-config ncurses-devel libuv-devel check-devel$'
expect_text 'for Arch' err 'pacman -S --needed gcc autoconf automake pkgconf ncurses libuv check$'
expect_text 'for Alpine' err \
    'apk add gcc musl-dev autoconf automake pkgconf ncurses-dev libuv-dev check-dev$'
machine apk
rm have/check
tree release
in_tree 'where there is a manager' 3 release ./bootstrap check
expect_text 'it is named' err 'apk add'
refuse_text 'alone' err 'apt-get|dnf|zypper|pacman'
machine
tree clone
rm clone/configure have/pkg.m4
in_tree 'no macros of pkg-config' 3 clone ./bootstrap run
expect_text 'are missed before autoreconf trips over it' err 'missing: pkg-config\.'
in_tree 'another system is refused' 3 clone FAKE_SYSTEM=Darwin ./bootstrap run
expect_text 'with the reason' err 'on Linux only, not on Darwin: it needs futexes'

# ---- who may install ----

machine apt-get
rm have/libuv have/check
tree release
in_tree 'an ordinary user without sudo is told' 3 release ./bootstrap run
expect_text 'what to install, and as whom' err 'Install these packages as root and try again:$'
expect_text 'with what is here' err 'apt-get install libuv1-dev$'
machine apt-get sudo
rm have/libuv have/check
in_tree 'one whose sudo asks for a password, too' 3 release ./bootstrap run
check 'and nothing was tried' test ! -s asked
in_tree 'one whose sudo asks nothing installs' 0 release FAKE_SUDO=yes ./bootstrap run
check 'what the job wants, and no more' sh -c 'grep -q "libuv1-dev$" asked && ! grep -q check asked'
in_tree 'the tests want more later' 0 release FAKE_UID=0 ./bootstrap check
expect_text 'and are configured with it' out '^checked units$'

# ---- what apt-get says ----

expired='Release file for x is expired (invalid since 3d). Updates will not be applied.'
machine apt-get
rm have/libuv
tree release
in_tree 'an expired mirror does not matter to lists that are here' 0 release \
    FAKE_UID=0 APT_SAYS="$expired" ./bootstrap run
rm have/libuv
in_tree 'but where they are not' 3 release FAKE_UID=0 APT_SAYS="$expired" \
    APT_REFUSES='Unable to locate package libuv1-dev' ./bootstrap run
expect_text 'it is said' err 'no lists that have expired, .* is the clock right \('
expect_text 'with what is missing' err 'missing: libuv'
in_tree 'no network' 3 release FAKE_UID=0 APT_REFUSES="Could not resolve 'x'" ./bootstrap run
expect_text 'is said' err 'does not reach its mirror'
in_tree 'another that installs' 3 release \
    FAKE_UID=0 APT_REFUSES='Could not get lock /x' ./bootstrap run
expect_text 'is said' err 'another program is installing'

# ---- where ----

machine
tree release
in_tree 'a TMPDIR that is not there' 0 release TMPDIR=/nonexistent ./bootstrap run
expect_text 'is said' err 'TMPDIR is /nonexistent, which is no folder'
mkdir -p elsewhere/release
in_tree 'CDPATH leads nowhere else' 0 . CDPATH="$work/elsewhere" sh release/bootstrap run
check 'than to the folder' test -e release/build/baton
rm -rf release/build release/baton
(cd release && HAVE=$work/have PATH=$work/path ./configure CC=cc) >"$work/log" 2>&1
in_tree 'a tree that was configured in its own place' 0 release ./bootstrap run
expect_text 'is built there' out "of $work/release\$"
check 'with what is a program still' test ! -h release/baton
for name in "Kim's" 'a "b"' 'back\slash' '#1' 'US$' 'Q&A' '`x`' 'two
lines'; do
    rm -rf named
    mkdir named
    tree release
    mv release "named/$name"
    in_tree "a folder that configure refuses: $(printf %s "$name" | tr '\n' ' ' | tr '#' 'N')" 3 "named/$name" ./bootstrap run
    expect_text 'is said to be one' err 'configure works in none whose path has '
done
for name in 'a b' -dash '한글' 'a;b' 'st*r' '100%' '(1)' '~'; do
    rm -rf named
    mkdir named
    tree release
    mv release "named/$name"
    in_tree "one that it takes: $name" 0 "named/$name" ./bootstrap run
done
tree release
printf 'exit 1\n' >release/configure
in_tree 'what cannot be configured is not built' 1 release ./bootstrap run
expect_text 'and that is said' err 'could not be built'
tree clone
mkdir clone/.git
in_tree 'a clone is built' 0 clone ./bootstrap run
touch -d 'next year' clone/configure.ac
rm path/autoreconf
in_tree 'a newer commit of it wants autotools' 3 clone ./bootstrap run
rm -r clone/.git
in_tree 'a copy of a release, as old as the copying, does not' 0 clone ./bootstrap run

# configured FOLDER COUNT: so often, with the same words.
configured()
{
    for _ in $(seq "$2"); do
        echo " '--enable-werror' 'CC=cc -O1'"
    done | cmp - "$1/build/configured"
}

machine
tree 'my tree'
mkdir 'my tree/build'
(cd 'my tree/build' && HAVE=$work/have PATH=$work/path ../configure --enable-werror 'CC=cc -O1') \
    >"$work/log" 2>&1
in_tree 'a build that is configured' 0 'my tree' ./bootstrap run
check 'is taken as it is' configured 'my tree' 1
cp -r 'my tree' copied
cp -rL 'my tree' copied-whole
in_tree 'a copy' 0 copied ./bootstrap run
expect_text 'runs its own program' out "of $work/copied/build"
check 'is configured anew, as it was' configured copied 2
in_tree 'a copy without links' 0 copied-whole ./bootstrap run
expect_text 'runs its own program, too' out "of $work/copied-whole/build"
check 'by a link' test -h copied-whole/baton
mv 'my tree' renamed
in_tree 'a renamed folder' 0 renamed ./bootstrap run
expect_text 'runs what is in it' out "of $work/renamed/build"
in_tree 'and then' 0 renamed ./bootstrap run
check 'is not configured again' configured renamed 2
ln -s renamed link
in_tree 'by another way into the folder' 0 link ./bootstrap run
check 'neither' configured renamed 2

# ---- the link beside the program ----

unset BATON_SCENARIO_DIR
echo 'LN_S = ln -s' >link.mk
sed -n '/^.PHONY: lessons-link/,$p' "$srcdir/scenarios/local.mk" >>link.mk
mkdir -p first/build first/scenarios
printf 'scenario "Mine"\ntask a:\n    say "x"\n' >first/scenarios/mine.baton
cp "$baton" first/build

# link_in FOLDER TOP_SRCDIR: as make does it there.
link_in()
{
    (cd "$1" && make -s -f "$work/link.mk" top_srcdir="$2" abs_top_builddir="$(pwd)" lessons) \
        >"$work/made" 2>&1
}

# lists FOLDER TITLE: its program lists its lessons, and no others.
lists()
{
    "$1/build/baton" list >"$work/listed" 2>&1
    grep -q "^  mine  *$2" "$work/listed" && [ "$(grep -c '^  ' "$work/listed")" -eq 1 ]
}

for top in .. "$work/first"; do
    rm -rf first/build/lessons second third whole
    link_in first/build "$top"
    check "a build, configured by $(basename "$top"), has its lessons" lists first Mine
    cp -a first second
    cp -rL first whole
    sed -i 's/"Mine"/"Theirs"/' first/scenarios/mine.baton
    check 'a copy has its own' lists second Mine
    mv second third
    check 'and has them when it is renamed' lists third Mine
    sed -i 's/"Mine"/"Whole"/' whole/scenarios/mine.baton
    link_in whole/build ..
    check 'a copied link is made one again' test -h whole/build/lessons
    check 'to its own' lists whole Whole
    sed -i 's/"Theirs"/"Mine"/' first/scenarios/mine.baton
done
ln -sfn /nonexistent third/build/lessons
link_in third/build ..
check 'a stale link is replaced' lists third Mine
ln -sfn "$work/first/scenarios" third/build/lessons
link_in third/build ..
check 'and one to another folder' test "$(readlink third/build/lessons)" = ../scenarios
link_in third/build ..
check 'one that is right is left' test ! -s "$work/made"

# ---- what git may do to a clone ----

if git -C "$srcdir" ls-files --error-unmatch bootstrap >"$work/which" 2>&1; then
    mkdir crlf
    git -C "$srcdir" -c core.autocrlf=true -c core.eol=crlf checkout-index -q \
        --prefix="$work/crlf/" \
        .gitattributes bootstrap tests/tap.sh configure.ac >"$work/log" 2>&1
    check 'core.autocrlf changes no script' test -s crlf/tests/tap.sh
    # shellcheck disable=SC2016 # for the inner shell
    check 'nor anything else' sh -c '! grep -rlq "$(printf "\r")" "$1"' sh crlf
else
    skip 'core.autocrlf changes no script' 'not a clone of git'
fi
finish
