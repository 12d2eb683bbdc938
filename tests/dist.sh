#!/bin/sh
# A release is the same bytes whenever it is made, and in it nothing looks older than what it was
# made of.
set -u
. "$(dirname "$0")/tap.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS # of a make that runs this

if ! tar --sort=name -cf "$work/none.tar" -T /dev/null >"$work/log" 2>&1; then
    skip 'a release is the same twice' 'tar cannot sort'
    finish
    exit
fi

# release NAME UMASK EPOCH: $work/NAME.tar.gz
release()
{
    (umask "$2" && SOURCE_DATE_EPOCH=$3 make -C "$builddir" -s dist) >"$work/make.log" 2>&1 ||
        fail 'make dist' "$work/make.log"
    mv "$builddir"/baton-*.tar.gz "$work/$1.tar.gz"
}

release one 022 1700000000
sleep 1 # what is made now has another second in it
release two 077 1700000000
check 'a release is the same twice' cmp "$work/one.tar.gz" "$work/two.tar.gz"
release later 022 1700000001
check 'but not as of another day' \
    sh -c '! cmp -s "$1" "$2"' sh "$work/one.tar.gz" "$work/later.tar.gz"

mkdir "$work/tree" && tar -xzf "$work/one.tar.gz" -C "$work/tree"
cd "$work"/tree/baton-* || exit 1
find . -newermt @1700000000 -o ! -newermt @1699999999 >"$work/other"
check 'all of it is as old as the commit' test ! -s "$work/other"
for file in bootstrap configure README.md .ci/run .gitattributes COPYING tests/platforms.sh docs/baton.1; do
    check "it has $file" test -s "$file"
done
check 'a program in it can be run' test -x bootstrap
finish
