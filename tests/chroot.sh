# What tests/platforms.sh and tests/debian.sh share; sourced. They work as root, in systems of their
# own: chroots, in which nothing stays that was mounted or started.
# shellcheck shell=sh

BUILDER=1234 # an ordinary user, who needs no name

# in_system ROOT USER COMMAND…: in namespaces of its own, so that nothing of it stays.
in_system()
{
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount --pid --fork --kill-child sh -c '
        root=$1
        user=$2
        shift 2
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
            mount --rbind /sys "$root/sys" &&
            exec chroot --userspec="$user:$user" "$root" "$@"' sh "$@" </dev/null
}

# install ROOT PACKAGE…
install()
{
    root=$1
    shift
    in_system "$root" 0 env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
}

# copy_sources FOLDER: as they are here, without what git does not know.
copy_sources()
{
    rm -rf "$1"
    mkdir -p "$1"
    (
        cd "$(dirname "$0")/.." || exit
        git ls-files -z --cached --others --exclude-standard | tar -c --null -T - -f -
    ) | tar -x -C "$1" && chown -R $BUILDER:$BUILDER "$1"
}
