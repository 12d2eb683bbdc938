#!/bin/sh
# Builds and tests baton where other people have it: other releases of Debian, another C library,
# other processors, and a Debian with nothing on it. Not in `make check`: it wants root, debootstrap
# and, the first time, an hour.
#
#   tests/platforms.sh SCRATCH PLATFORM…    SCRATCH keeps the systems (0.5 GB each) and the logs
#
#   debian12, debian13, sid    built, and `make check-quick`, by an ordinary user; `make check-apart`,
#                              all of the tests, with CHECK=check-apart
#   musl                       the same with musl-gcc; the libraries are built from Debian's sources
#   i386                       the same on 32 bits
#   arm64, s390x               built with a cross compiler and run by qemu-user-static: every model,
#                              and `make check-quick` with EMULATED_TESTS=yes
#   bare                       ./bootstrap run as an ordinary user without and with sudo; renamed,
#                              as root on a new system; and ./bootstrap check with BARE_CHECK=yes
#
# Each system is a chroot, made once and taken again. What is mounted and started in it goes with
# its namespaces. Prints a table, and ends with 1 if something in it failed.
set -u

PLATFORMS='debian12 debian13 sid musl i386 arm64 s390x bare'
TOOLS='gcc libc6-dev make autoconf automake pkg-config'
LIBRARIES='libncurses-dev libuv1-dev check'
# Run under every model, wherever it is: switched stacks, the pool, failures, a crash; none measures.
EVERY_MODEL='control recursion offload_copies select_now try_forms crash'
. "$(dirname "$0")/chroot.sh"

usage()
{
    echo "usage: tests/platforms.sh SCRATCH PLATFORM...   (as root)
  platforms: $PLATFORMS" >&2
    exit 2
}

say()
{
    echo "platforms: $*" >&2
}

# The suite of a platform, and its architecture, if that is not the machine's own.
system_of()
{
    case $1 in
    debian12 | bare | arm64 | s390x) echo bookworm ;;
    debian13 | musl) echo trixie ;;
    sid) echo sid ;;
    i386) echo bookworm i386 ;;
    *) usage ;;
    esac
}

# How compilers call a processor that is played; nothing for the machine's own.
host_of()
{
    case $1 in
    arm64) echo aarch64-linux-gnu ;;
    s390x) echo s390x-linux-gnu ;;
    esac
}

# The kernel is told by which program it runs those of another processor; the flag F in that file
# lets it work in a chroot.
register_emulator()
{
    processor=${1%%-*}
    known=/proc/sys/fs/binfmt_misc
    [ -e $known/register ] || mount -t binfmt_misc none $known || return 1
    [ -e "$known/qemu-$processor" ] || cat "/usr/lib/binfmt.d/qemu-$processor.conf" >$known/register
}

# make_system PLATFORM: its root, with what a build needs.
make_system()
{
    root=$scratch/$1
    host=$(host_of "$1")
    [ -z "$host" ] || register_emulator "$host" || return 1
    [ ! -e "$root/ready" ] || return 0
    rm -rf "$root"
    # shellcheck disable=SC2046 # one or two words
    set -- "$1" $(system_of "$1")
    debootstrap --variant=minbase ${3:+"--arch=$3"} "$2" "$root" || return 1
    # shellcheck disable=SC2046,SC2086 # words
    case $1 in
    bare) install "$root" sudo ;;
    musl) install "$root" $TOOLS musl-tools dpkg-dev libtool cmake && make_musl_libraries "$root" ;;
    arm64 | s390x)
        in_system "$root" 0 dpkg --add-architecture "$1" && in_system "$root" 0 apt-get update -q &&
            install "$root" $TOOLS "gcc-$host" $(printf "%s:$1 " libc6-dev $LIBRARIES)
        ;;
    *) install "$root" $TOOLS $LIBRARIES ;;
    esac || return 1
    : >"$root/ready"
}

# ncurses, libuv and Check from Debian's sources, in /opt/musl. musl-gcc looks at musl's headers
# alone: those of the kernel are linked beside the libraries'.
make_musl_libraries()
{
    sed -n 's/^deb /deb-src /p' "$1/etc/apt/sources.list" >"$1/etc/apt/sources.list.d/source.list"
    mkdir -p "$1/opt/musl/include" "$1/opt/source"
    cat >"$1/opt/source/make" <<'EOF'
set -eux
ln -sf /usr/include/linux /usr/include/asm-generic "/usr/include/$(gcc -dumpmachine)/asm" \
    /opt/musl/include
cd /opt/source
apt-get update -q
apt-get source -q ncurses libuv1 check
export CC=musl-gcc CFLAGS='-O2 -isystem /opt/musl/include'
cd ncurses-*/
./configure --prefix=/opt/musl --enable-widec --enable-pc-files --disable-db-install \
    --with-pkg-config-libdir=/opt/musl/lib/pkgconfig \
    --with-default-terminfo-dir=/usr/share/terminfo \
    --with-terminfo-dirs=/etc/terminfo:/lib/terminfo:/usr/share/terminfo \
    --without-cxx --without-cxx-binding --without-ada --without-manpages --without-tests \
    --without-debug
make -s
make -s install.libs install.includes
cd ../libuv1-*/
./autogen.sh
./configure --prefix=/opt/musl --disable-shared
make -s
make -s install
cd ../check-*/
cmake -S . -B made -DCMAKE_INSTALL_PREFIX=/opt/musl -DBUILD_TESTING=OFF \
    -DCHECK_ENABLE_TESTS=OFF -DCHECK_ENABLE_SUBUNIT=OFF
make -s -C made
make -s -C made install
rm /opt/musl/lib/libcheck.so*
ln -sf libcheck.a /opt/musl/lib/libcheck_pic.a # the name that Debian's check.pc has
EOF
    in_system "$1" 0 sh /opt/source/make
}

# What runs in the system; it leaves a line in `results` for each column of the table.
write_steps()
{
    cat >"$1" <<'EOF'
cd /home/baton
export HOME=/home/baton LC_ALL=C.UTF-8 VERBOSE=1
result() { echo "$*" >>results; }
case $PLATFORM in
musl)
    export CC=musl-gcc CFLAGS='-g -O2 -isystem /opt/musl/include' LDFLAGS=-L/opt/musl/lib
    export PKG_CONFIG_LIBDIR=/opt/musl/lib/pkgconfig
    ;;
arm64 | s390x) export PKG_CONFIG_LIBDIR="/usr/lib/$HOST/pkgconfig" ;;
esac
result compiler "$("${HOST:+$HOST-}gcc" -dumpfullversion)"
autoreconf -fi && mkdir build && cd build &&
    ../configure -q --enable-werror ${HOST:+"--host=$HOST"} && make -s -j"$JOBS" || exit 1
cd ..
result build ok

for file in $EVERY_MODEL; do
    builddir=build sh tests/scenario.sh "tests/conformance/$file.baton" | tee -a models.log
done
result models "$(grep -c '^ok' models.log) of $(grep -c '^\(not \)*ok' models.log)"

[ "$TESTS" = yes ] || exit 0
jobs=$JOBS
[ "$CHECK" = check-quick ] || jobs=1 # what measures runs alone
made=0
make -C build -s -j"$jobs" "$CHECK" || made=$?
result made "$made"
awk '$1 == "#" && /PASS:|FAIL:|ERROR:|SKIP:/ { n[$2] += $3 }
    END { printf "tests %d passed, %d failed, %d skipped\n",
        n["PASS:"] + n["XFAIL:"], n["FAIL:"] + n["ERROR:"] + n["XPASS:"], n["SKIP:"] }' \
    build/*-suite.log >>results
EOF
}

# A system with nothing on it. What was built by an ordinary user is renamed and taken to a new one,
# by root.
try_bare()
{
    results=$scratch/bare.results
    rm -rf "$scratch/bare.moved"
    for again in '' again; do
        rm -rf "$scratch/bare.run"
        cp -a "$scratch/bare" "$scratch/bare.run" || return 1
        if [ -z "$again" ]; then
            : >"$results"
            copy_sources "$scratch/bare.run/home/baton" || return 1
            in_system "$scratch/bare.run" 0 useradd -u $BUILDER -U -d /home/baton builder || return 1
            bare_step 'no sudo' $BUILDER 3 baton run 'Install these packages as root'
            echo 'builder ALL=(ALL) NOPASSWD: ALL' >"$scratch/bare.run/etc/sudoers.d/builder"
            bare_step 'sudo' $BUILDER 0 baton run 'Two waits'
            [ "${BARE_CHECK:-no}" = no ] || bare_step 'check' $BUILDER 0 baton check '# FAIL:  0'
            mv "$scratch/bare.run/home/baton" "$scratch/bare.moved"
        else
            mv "$scratch/bare.moved" "$scratch/bare.run/home/an other name"
            bare_step 'renamed, root' 0 0 'an other name' run 'Two waits'
        fi
    done
    grep -q . "$results" && ! grep -v ' ok$' "$results"
}

# bare_step NAME USER STATUS FOLDER JOB TEXT: a line in results.
bare_step()
{
    got=0
    # shellcheck disable=SC2016 # for the inner shell
    in_system "$scratch/bare.run" "$2" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        sh -c 'cd "/home/$1" && ./bootstrap "$2"' sh "$4" "$5" >"$scratch/bare.step" 2>&1 || got=$?
    cat "$scratch/bare.step"
    if [ $got -eq "$3" ] && grep -q "$6" "$scratch/bare.step"; then
        echo "$1 ok" >>"$results"
    else
        echo "$1 failed" >>"$results"
    fi
}

# try_platform PLATFORM: builds and tests there; what it prints is the log.
try_platform()
{
    make_system "$1" || return 1
    if [ "$1" = bare ]; then
        try_bare
        return
    fi
    copy_sources "$scratch/$1/home/baton" && write_steps "$scratch/$1/home/steps" || return 1
    host=$(host_of "$1")
    tests=yes
    [ -z "$host" ] || tests=${EMULATED_TESTS:-no}
    in_system "$scratch/$1" $BUILDER env -i PATH=/usr/bin:/bin PLATFORM="$1" HOST="$host" \
        TESTS="$tests" CHECK="${CHECK:-check-quick}" EVERY_MODEL="$EVERY_MODEL" JOBS="$(nproc)" \
        sh /home/steps
}

# result_of PLATFORM COLUMN
result_of()
{
    sed -n "s/^$2 //p" "$scratch/$1/home/baton/results" 2>/dev/null | grep . || echo '-'
}

# passed PLATFORM: nothing in its row failed, and nothing is missing but what was not asked for.
passed()
{
    [ "$(result_of "$1" build)" = ok ] || return 1
    models=$(result_of "$1" models)
    [ "${models% of *}" = "${models#* of }" ] && [ "$models" != '0 of 0' ] || return 1
    case $(result_of "$1" tests) in
    '0 passed, '*) return 1 ;; # a suite that could not be built
    *', 0 failed, '*) [ "$(result_of "$1" made)" = 0 ] ;;
    -) [ -n "$(host_of "$1")" ] && [ "${EMULATED_TESTS:-no}" = no ] ;;
    *) return 1 ;;
    esac
}

# row NAME COMPILER BUILD MODELS TESTS MINUTES
row()
{
    printf '%-9s %-9s %-6s %-9s %-34s %s\n' "$@"
}

# row_of PLATFORM MINUTES
row_of()
{
    if [ "$1" = bare ]; then
        row bare - - - "$(paste -s -d, "$scratch/bare.results" 2>/dev/null)" "$2"
    else
        row "$1" "$(result_of "$1" compiler)" "$(result_of "$1" build)" \
            "$(result_of "$1" models)" "$(result_of "$1" tests)" "$2"
    fi
}

[ $# -ge 2 ] || usage
[ "$(id -u)" = 0 ] || usage
scratch=$1
shift
for platform; do
    system_of "$platform" >/dev/null
done
mkdir -p "$scratch" && scratch=$(cd "$scratch" && pwd) || exit 1

status=0
table=$(row platform compiler build models tests minutes)
for platform; do
    say "$platform: see $scratch/$platform.log"
    begun=$(date +%s)
    rm -f "$scratch/$platform/home/baton/results"
    if ! try_platform "$platform" >"$scratch/$platform.log" 2>&1; then
        status=1
    elif [ "$platform" != bare ]; then
        passed "$platform" || status=1
    fi
    minutes=$((($(date +%s) - begun + 59) / 60))
    table="$table
$(row_of "$platform" $minutes)"
done
echo "$table"
exit $status
