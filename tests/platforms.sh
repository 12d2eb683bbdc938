#!/bin/sh
# Builds and tests baton where other people have it: other releases of Debian, another C library,
# other processors. Not in `make check`: it wants root, debootstrap, and hours the first time.
#
#   tests/platforms.sh SCRATCH PLATFORM…      SCRATCH keeps the systems (0.5 GB each) and the logs
#
# Each system is a chroot in SCRATCH, made once and taken again. What is mounted and started in it
# goes with its namespaces. Other processors are played by qemu-user-static; there the tests are a
# run of every model, and the unit tests with EMULATED_TESTS=yes. Prints a table, and ends with 1
# if something in it failed.
set -u

PLATFORMS='debian12 debian13 sid musl i386 arm64 s390x'
PACKAGES='gcc libc6-dev make autoconf automake pkg-config libncurses-dev libuv1-dev check'
# What the libraries are made with that Debian does not have for musl.
MUSL_PACKAGES='musl-tools dpkg-dev libtool cmake'
# Run under every model, wherever it is: switched stacks, the loop, the pool, a lock, a crash.
EVERY_MODEL='control recursion futures io_value offload crash'
BUILDER=1234 # an ordinary user, who needs no name

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

# The suite and the architecture of a platform.
system_of()
{
    case $1 in
    debian12) echo bookworm amd64 ;;
    debian13 | musl) echo trixie amd64 ;;
    sid) echo sid amd64 ;;
    i386 | arm64 | s390x) echo bookworm "$1" ;;
    *) usage ;;
    esac
}

is_emulated()
{
    case $1 in
    arm64 | s390x) return 0 ;;
    *) return 1 ;;
    esac
}

# The kernel is told by which program it runs those of another processor; the flag F lets it work
# in a chroot.
register_emulator()
{
    case $1 in
    arm64) processor=aarch64 ;;
    *) processor=$1 ;;
    esac
    known=/proc/sys/fs/binfmt_misc
    [ -e $known/register ] || mount -t binfmt_misc none $known || return 1
    [ -e "$known/qemu-$processor" ] || cat "/usr/lib/binfmt.d/qemu-$processor.conf" >$known/register
}

# in_system ROOT USER COMMAND…: in namespaces of its own, so that nothing of it stays, whatever
# happens.
in_system()
{
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount --pid --fork --kill-child sh -c '
        root=$1
        user=$2
        shift 2
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --rbind /sys "$root/sys" &&
            exec chroot --userspec="$user:$user" "$root" "$@"' sh "$@" </dev/null
}

# make_system PLATFORM: its root, with what a build needs.
make_system()
{
    # shellcheck disable=SC2046 # two words
    set -- "$1" $(system_of "$1")
    root=$scratch/$1
    [ ! -e "$root/ready" ] || return 0
    ! is_emulated "$1" || register_emulator "$1" || return 1
    rm -rf "$root"
    debootstrap --variant=minbase --arch="$3" "$2" "$root" || return 1
    packages=$PACKAGES
    [ "$1" != musl ] || packages="$packages $MUSL_PACKAGES"
    # shellcheck disable=SC2086 # words
    in_system "$root" 0 env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $packages || return 1
    [ "$1" != musl ] || make_musl_libraries "$root" || return 1
    : >"$root/ready"
}

# ncurses, libuv and Check from Debian's sources, in /opt/musl. musl-gcc looks at musl's headers
# alone: those of the kernel are linked beside the libraries'.
make_musl_libraries()
{
    sed -n 's/^deb /deb-src /p' "$1/etc/apt/sources.list" >"$1/etc/apt/sources.list.d/source.list"
    mkdir -p "$1/opt/musl/include" "$1/opt/source"
    ln -sf /usr/include/linux /usr/include/asm-generic "$1/opt/musl/include"
    ln -sf /usr/include/x86_64-linux-gnu/asm "$1/opt/musl/include"
    cat >"$1/opt/source/make" <<'EOF'
set -eux
cd /opt/source
apt-get update -q
apt-get source -q ncurses libuv1 check
export CC=musl-gcc CFLAGS='-O2 -isystem /opt/musl/include'
cd ncurses-*/
./configure --prefix=/opt/musl --enable-widec --enable-pc-files --with-pkg-config-libdir=/opt/musl/lib/pkgconfig \
    --without-cxx --without-cxx-binding --without-ada --without-manpages --without-tests --without-debug \
    --with-default-terminfo-dir=/usr/share/terminfo --with-terminfo-dirs=/etc/terminfo:/lib/terminfo:/usr/share/terminfo \
    --disable-db-install
make -s -j2
make -s install.libs install.includes
cd ../libuv1-*/
./autogen.sh
./configure --prefix=/opt/musl --disable-shared
make -s -j2 libuv.la
make -s install-libLTLIBRARIES install-includeHEADERS install-nodist_includeHEADERS install-data || make -s install
cd ../check-*/
cmake -S . -B made -DCMAKE_INSTALL_PREFIX=/opt/musl -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DCHECK_ENABLE_TESTS=OFF \
    -DCHECK_ENABLE_SUBUNIT=OFF
make -s -C made
make -s -C made install
rm /opt/musl/lib/libcheck.so*
ln -sf libcheck.a /opt/musl/lib/libcheck_pic.a # the name that Debian's check.pc has
EOF
    in_system "$1" 0 sh /opt/source/make
}

# The sources as they are here, without what git does not know.
copy_sources()
{
    rm -rf "$1/home/baton"
    mkdir -p "$1/home/baton"
    (cd "$(dirname "$0")/.." && git ls-files -z --cached --others --exclude-standard | tar -c --null -T - -f -) |
        tar -x -C "$1/home/baton" && chown -R $BUILDER:$BUILDER "$1/home/baton"
}

# What runs in the system; it leaves a line in `results` for each column of the table.
write_steps()
{
    cat >"$1/home/baton/steps" <<'EOF'
cd /home/baton
export HOME=/home/baton LC_ALL=C.UTF-8 VERBOSE=1
result() { echo "$*" >>results; }
if [ "$LIBC" = musl ]; then
    export CC=musl-gcc CFLAGS='-g -O2 -isystem /opt/musl/include' LDFLAGS=-L/opt/musl/lib
    export PKG_CONFIG_LIBDIR=/opt/musl/lib/pkgconfig TERMINFO_DIRS=/lib/terminfo
fi
result compiler "$(${CC:-gcc} -dumpfullversion)"
autoreconf -fi && mkdir build && cd build && ../configure -q --enable-werror && make -s -j"$JOBS" || exit 1
cd ..
result build ok

for file in $EVERY_MODEL; do
    builddir=build sh tests/scenario.sh "tests/conformance/$file.baton" | tee -a models.log
done
result models "$(grep -c '^ok' models.log) of $(grep -c '^\(not \)*ok' models.log)"

[ "$TESTS" = yes ] || exit 0
cd build
if grep -q '^check-quick:' Makefile; then
    make -s -j"$JOBS" check-quick
else
    make -s -j"$JOBS" check TESTS="$(cd .. && ls tests/unit/check_*.c | sed 's/\.c$//' | tr '\n' ' ')"
fi
awk '$1 == "#" && /PASS:|FAIL:|ERROR:|SKIP:/ { n[$2] += $3 }
    END { printf "tests %d passed, %d failed, %d skipped\n",
        n["PASS:"] + n["XFAIL:"], n["FAIL:"] + n["ERROR:"] + n["XPASS:"], n["SKIP:"] }' test-suite.log >>../results
EOF
}

# result_of PLATFORM COLUMN
result_of()
{
    sed -n "s/^$2 //p" "$scratch/$1/home/baton/results" 2>/dev/null | grep . || echo '-'
}

# try_platform PLATFORM: builds and tests there; what it prints is the log.
try_platform()
{
    make_system "$1" && copy_sources "$scratch/$1" && write_steps "$scratch/$1" || return 1
    tests=yes
    ! is_emulated "$1" || tests=${EMULATED_TESTS:-no}
    ! is_emulated "$1" || register_emulator "$1" || return 1
    in_system "$scratch/$1" $BUILDER env -i PATH=/usr/bin:/bin \
        LIBC="$1" TESTS="$tests" EVERY_MODEL="$EVERY_MODEL" JOBS="$(nproc)" sh /home/baton/steps
}

# passed PLATFORM: nothing in its row failed, and nothing is missing but what was not asked for.
passed()
{
    [ "$(result_of "$1" build)" = ok ] || return 1
    models=$(result_of "$1" models)
    [ "${models% of *}" = "${models#* of }" ] || return 1
    case $(result_of "$1" tests) in
    *', 0 failed, '*) ;;
    -) is_emulated "$1" && [ "${EMULATED_TESTS:-no}" = no ] ;;
    *) return 1 ;;
    esac
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
table=$(printf '%-9s %-9s %-6s %-7s %-34s %s' platform compiler build models tests minutes)
for platform; do
    say "$platform: see $scratch/$platform.log"
    begun=$(date +%s)
    try_platform "$platform" >"$scratch/$platform.log" 2>&1
    passed "$platform" || status=1
    table="$table
$(printf '%-9s %-9s %-6s %-7s %-34s %s' "$platform" "$(result_of "$platform" compiler)" \
        "$(result_of "$platform" build)" "$(result_of "$platform" models)" "$(result_of "$platform" tests)" \
        $((($(date +%s) - begun + 59) / 60)))"
done
echo "$table"
exit $status
