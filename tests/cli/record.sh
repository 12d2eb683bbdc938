#!/bin/sh
# `baton record` as a command: what it takes, what it refuses, and that the program is what it is without it.
set -u
. "$(dirname "$0")/../tap.sh"

if [ ! -e "$builddir/libbaton-record.so" ]; then
    echo '1..0 # SKIP programs cannot be recorded here: that needs glibc'
    exit 0
fi
cd "$work" || exit 1

# ---- the command line ----

expect_status 'a command is needed' 2 "$baton" record
expect_status '-f needs -o' 2 "$baton" record -f json -- true
expect_text 'and that is said' "$work/err" '^baton: -f needs -o OUT'
expect_status 'a format must be one' 2 "$baton" record -f jsn -o out -- true
expect_status 'what is not there ends with 127' 127 "$baton" record -- ./nothing
expect_text 'and that is said' "$work/err" '^baton: \./nothing: No such file or directory$'
expect_status 'so does a name that is in no folder of PATH' 127 "$baton" record -- no-such-program-here
echo text >plain
expect_status 'what cannot be executed ends with 126' 126 "$baton" record -- ./plain
expect_status 'options behind the command are its own' 0 "$baton" record -o o.trace sh -c 'exit 0'

# ---- the library is of this baton ----

# library WITH: beside a baton of its own, with a number in it that is another.
library()
{
    rm -rf other && mkdir other && cp "$(cd "$(dirname "$baton")" && pwd)/baton" other/baton
    python3 - "$builddir/libbaton-record.so" other/libbaton-record.so "$1" <<'END'
import sys
mark = b"\177baton-record\0"
whole = bytearray(open(sys.argv[1], "rb").read())
at = whole.find(mark)
assert at > 0 and whole.find(mark, at + 1) < 0
if sys.argv[3] == "unmarked":
    whole[at] = 0
elif sys.argv[3] == "version":
    whole[at + 16 : at + 22] = b"9.8.7\0"
elif sys.argv[3] == "format":
    whole[at + 48] += 1
elif sys.argv[3] == "names":
    whole[at + 68] += 1
open(sys.argv[2], "wb").write(whole)
END
}

if python3 -c '' 2>/dev/null; then
    library same
    expect_status 'the library of this baton is taken' 0 other/baton record -o v.trace -- sh -c 'echo ran >ran'
    expect_text 'and it records' v.trace '^task-new '
    for other in unmarked version format names; do
        rm -f ran
        library $other
        expect_status "that of another is not ($other)" 3 other/baton record -o x.trace -- sh -c 'echo ran >ran'
        check "nothing is run ($other)" test ! -e ran -a ! -e x.trace
        case $other in
        unmarked) of='an older baton, if of any' ;;
        version) of='baton 9\.8\.7' ;;
        *) of='another build of baton [0-9.]+' ;;
        esac
        expect_text "and it is said which it is, and what to do ($other)" "$work/err" \
            "^baton: .*/libbaton-record\.so is the library of $of, and this is baton .*: install both from one build"
    done
    # One that is put in its place while a program is recorded finds a log that is not for it.
    printf 'dd if="$1" of=other/libbaton-record.so conv=notrunc 2>dd.log\nsh inner\nexit 0\n' >outer
    echo 'echo ran >ran' >inner
    library format
    cp other/libbaton-record.so another.so
    library same
    cp other/libbaton-record.so same.so
    expect_status 'a program runs with a library that is written anew' 0 other/baton record -o x.trace -- sh outer same.so
    expect_text 'what it starts is recorded' x.trace '^process .*sh inner'
    rm ran
    expect_status 'so it does with another, put in its place' 0 other/baton record -o x.trace -- sh outer another.so
    check 'to the end' grep -q ran ran
    refuse_text 'and what that would write is not in the recording' x.trace '^process .*sh inner'
else
    skip 'the library of another baton is refused' 'there is no python3'
fi

# ---- the program is what it is ----

expect_status 'its status is the status' 7 "$baton" record -o s.trace -- sh -c 'exit 7'
expect_status 'a signal is 128 and its number' 143 "$baton" record -o s.trace -- sh -c 'kill -TERM $$'
printf 'in\n' >input
"$baton" record -o s.trace -- sh -c 'cat; echo out; echo err >&2' <input >out 2>err
check 'its output is its own' sh -c 'printf "in\nout\n" | cmp - out'
check 'its messages come first' sh -c 'test "$(head -n 1 err)" = err'
expect_text 'what was seen is said on standard error' err '^baton: saved: .baton play s\.trace. shows it$'
"$baton" record -o e.trace -- env >out 2>err
check 'the variables are those without it' sh -c 'env | grep -v ^_= | sort >before; grep -v ^_= out | sort | cmp - before'
check 'a child of it does not see them either' sh -c '"$1" record -o e.trace -- sh -c env 2>err | grep -c -e BATON_RECORD -e LD_PRELOAD | grep -qx 0' \
    sh "$baton"

# ---- what is not in it ----

printf 'hush-data\n' >secret
HUSH=hush-variable expect_status 'one that reads and writes what is secret' 0 "$baton" record -o h.trace -- cat secret
check 'it wrote it' grep -q hush-data "$work/out"
check 'and nothing of it is in the recording' sh -c '! grep -a -q hush- h.trace'
python=$(python3 -c 'import sys; (3, 8) <= sys.version_info < (3, 14) and print(sys.executable)' 2>/dev/null)
cat >hush.py <<'END'
import asyncio, os, socket, sys, threading

data, variable = sys.stdin.read(), os.environ["HUSH"]
one, two = socket.socketpair()


async def told(argument):
    one.send(argument.encode())
    await asyncio.sleep(0)
    raise ValueError(two.recv(100).decode())


threading.Thread(target=os.write, args=[1, data.encode()]).start()
os.pread(os.open("secret", os.O_RDONLY), 100, 0)
asyncio.run(told(data + variable))
END
if [ -n "$python" ]; then
    HUSH=hush-variable "$baton" record -o h.trace -- "$python" hush.py <secret >"$work/out" 2>"$work/err"
    check 'a Python with secrets fails with one' grep -q 'ValueError: hush-data' "$work/err"
    expect_text 'its calls, and the type of its failure, are in the recording' h.trace '^task-end .* failed .*"ValueError"'
    check 'what it read, wrote, sent, handed on and was told in its environment is not' sh -c '! grep -a -q hush- h.trace'
else
    skip 'a Python with secrets' 'there is no python3 of 3.8 to 3.13'
fi

# ---- what is folded ----

expect_status 'other commands do not take --all' 2 "$baton" run --all s.trace
if [ -n "$python" ]; then
    for fold in '' --all; do
        # shellcheck disable=SC2086 # it is nothing, or one word
        "$baton" record $fold -o all.trace -- "$python" -c 'import decimal' 2>"$work/err"
        grep -c '^gil-freed ' all.trace
    done >counts
    check 'an import is folded' test "$(head -n 1 counts)" -lt 10
    check 'with --all it is not, nor what a Python does before' test "$(tail -n 1 counts)" -gt 100
    check 'and one has the GIL at a time' "$python" "$srcdir/tests/record/check.py" all.trace
else
    skip 'what is folded' 'there is no python3 of 3.8 to 3.13'
fi

# ---- what is saved ----

check 'only its owner may read it' sh -c 'test "$(stat -c %a s.trace)" = 600'
printf 'x' >wide.trace
chmod 644 wide.trace
expect_status 'a file that others may read is replaced' 0 "$baton" record -o wide.trace -- true
check 'by one that they may not' sh -c 'test "$(stat -c %a wide.trace)" = 600'
expect_status 'without -o it is called as the program' 0 "$baton" record -- true
check 'in the current folder' test -s true.trace
expect_status 'another format is one' 0 "$baton" record -f steps -o steps.txt -- true
expect_text 'and has it' steps.txt 'the end: ok'
expect_status 'a saved one is a trace' 0 "$baton" convert -f steps true.trace
finish
