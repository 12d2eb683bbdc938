#!/bin/sh
# Makes the package for Debian of a release, has lintian judge it, and tries it on a Debian on which
# nothing is. Not in `make check`: it wants root, debootstrap and, the first time, ten minutes.
#
#   tests/debian.sh SCRATCH [STEP…]   SCRATCH keeps the systems (0.9 GB), the packages and the log; without
#                                     steps all of them are made
#
#   make       `make dist` of what is here; what that holds builds, tests itself (`make check-quick`)
#              and becomes a package, by debian/; NOCHECK=yes leaves the tests out
#   lintian    no error and no warning, of source and package
#   install    by apt, with what it depends on, on a Debian with nothing else; each model runs there, by
#              a user without a home, and so do the course, the pages and a recording
#   remove     nothing of it is left
#
# Prints a table, and ends with 1 if something in it failed.
# shellcheck disable=SC2317 # step calls the functions
set -u
. "$(dirname "$0")/chroot.sh"

SUITE=bookworm

say()
{
    echo "debian: $*" >&2
}

# make_system NAME PACKAGE…: its root, made once.
make_system()
{
    root=$scratch/$1
    [ ! -e "$root/ready" ] || return 0
    rm -rf "$root"
    debootstrap --variant=minbase "$SUITE" "$root" || return 1
    shift
    [ $# -eq 0 ] || install "$root" "$@" || return 1
    : >"$root/ready"
}

# step NAME COMMAND…: a row of the table.
step()
{
    name=$1
    shift
    begun=$(date +%s)
    say "$name"
    "$@" >>"$log" 2>&1
    status=$?
    [ $status -eq 0 ] && result=ok || result="failed, see $log"
    table="$table
$(printf '%-9s %-6s %s' "$name" "$(($(date +%s) - begun)) s" "$result")"
    return $status
}

make_package()
{
    make_system package build-essential debhelper autoconf automake pkgconf fakeroot lintian \
        libncurses-dev libuv1-dev check || return 1
    copy_sources "$scratch/package/home/baton" || return 1
    cat >"$scratch/package/home/steps" <<'STEPS'
set -eux
cd /home/baton
export HOME=/home/baton LC_ALL=C.UTF-8
autoreconf -fi
./configure -q
make -s dist SOURCE_DATE_EPOCH="$EPOCH"
version=$(sed -n 's/^PACKAGE_VERSION = //p' Makefile)
rm -rf /home/baton/made
mkdir made
cd made
# Debian wants its own part apart.
tar -xzf "../baton-$version.tar.gz"
gzip -dc "../baton-$version.tar.gz" | tar --wildcards --delete "baton-$version/debian" | gzip -9n >"baton_$version.orig.tar.gz"
cd "baton-$version"
DEB_BUILD_OPTIONS="parallel=$JOBS${NOCHECK:+ nocheck}" dpkg-buildpackage -us -uc
STEPS
    in_system "$scratch/package" 0 chown -R "$BUILDER:$BUILDER" /home/baton
    # shellcheck disable=SC2086 # a word, or none
    in_system "$scratch/package" "$BUILDER" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        JOBS="${JOBS:-$(nproc)}" ${NOCHECK:+NOCHECK=yes} \
        EPOCH="$(git -C "$(dirname "$0")/.." log -1 --format=%ct)" sh /home/steps
}

judge_package()
{
    # shellcheck disable=SC2016 # for the inner shell
    in_system "$scratch/package" "$BUILDER" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 sh -c '
        cd /home/baton/made && lintian --version && lintian --info --fail-on error,warning baton_*.changes'
}

# What a package that runs can do; by a user who has no home and no name.
write_trial()
{
    cat >"$1" <<'TRIAL'
set -eux
cd /tmp
baton --version
test "$(baton list | grep -c -e ' [0-9][0-9]-')" -gt 50
for model in $(baton models | sed -n 's/^  \([^ ]*\) .*/\1/p'); do
    baton run two-waits -m "$model"
done
baton compare two-waits
baton test 14-task-group
baton explore shared-or-not -m threads --within 20
baton python two-waits | head -n 3
baton learn | head -n 20
BATON_LEARN_DIR=/tmp/learner baton learn --solution 1.1
baton record -o /tmp/true.trace -- /bin/true
baton convert /tmp/true.trace -f steps
baton --help | grep -x 'Documentation: /usr/share/doc/baton/docs'
baton --complete run two-w | grep two-waits
for file in man/man1/baton.1.gz man/man5/baton.5.gz man/man7/baton.7.gz \
    bash-completion/completions/baton zsh/vendor-completions/_baton \
    fish/vendor_completions.d/baton.fish vim/vimfiles/syntax/baton.vim applications/baton.desktop \
    metainfo/baton.metainfo.xml icons/hicolor/scalable/apps/baton.svg doc/baton/docs/player.md \
    doc/baton/copyright doc/baton/changelog.gz; do
    test -s "/usr/share/$file"
done
TRIAL
}

# The files of a system, but for what apt and dpkg write down.
files_of()
{
    (cd "$1" && find . -path ./proc -prune -o -path ./sys -prune -o -path ./dev -prune -o \
        -path ./var -prune -o -path ./tmp -prune -o -path ./home -prune -o -print | sort)
}

install_package()
{
    make_system clean || return 1
    rm -rf "$scratch/trial"
    cp -a "$scratch/clean" "$scratch/trial" || return 1
    cp "$scratch"/package/home/baton/made/baton_*_*.deb "$scratch/trial/home/baton.deb" || return 1
    write_trial "$scratch/trial/home/trial"
    # With what it depends on, so that what is left can be told from that.
    depends=$(dpkg-deb --field "$scratch/trial/home/baton.deb" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/,//g')
    # shellcheck disable=SC2086 # words
    install "$scratch/trial" $depends || return 1
    files_of "$scratch/trial" >"$scratch/before"
    in_system "$scratch/trial" 0 env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends /home/baton.deb &&
        in_system "$scratch/trial" "$BUILDER" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 sh /home/trial
}

remove_package()
{
    in_system "$scratch/trial" 0 env DEBIAN_FRONTEND=noninteractive apt-get purge -q -y baton &&
        files_of "$scratch/trial" | diff "$scratch/before" -
}

if [ $# -lt 1 ] || [ "$(id -u)" != 0 ]; then
    echo 'usage: tests/debian.sh SCRATCH [make|lintian|install|remove…]   (as root)' >&2
    exit 2
fi
mkdir -p "$1" && scratch=$(cd "$1" && pwd) || exit 1
shift
[ $# -gt 0 ] || set -- make lintian install remove
log=$scratch/debian.log
: >"$log"
table=$(printf '%-9s %-6s %s' step time result)
status=0
for step; do
    case $step in
    make) step make make_package ;;
    lintian) step lintian judge_package ;;
    install) step install install_package ;;
    remove) step remove remove_package ;;
    *) false ;;
    esac || {
        status=1
        break
    }
done
echo "$table"
exit $status
