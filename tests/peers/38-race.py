"""A counter that two threads add to, without a lock and with one.

A difference: since CPython 3.10 a thread is asked to drop the interpreter's lock only where a function begins and
where a loop goes round, not between any two instructions as before. So `bare += 1` in a loop loses nothing
(threads-bare): nobody promises it, and a version without the lock breaks it. It loses updates again as soon as a
function is called between the read and the write, as here. baton may switch between the read and the write.
"""

import sys
import threading

import peer

bare = 0
guarded = 0
guard = threading.Lock()


def one():
    return 1


def adds():
    global bare
    for _ in range(1000000):
        bare += one()


def adds_bare():
    global bare
    for _ in range(1000000):
        bare += 1


def adds_guarded():
    global guarded
    for _ in range(2000):
        with guard:
            guarded += one()


def twice(function):
    both = [threading.Thread(target=function) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()


def threads(function):
    sys.setswitchinterval(0.0001)
    twice(function)
    twice(adds_guarded)
    peer.say(f'bare {bare}, guarded {guarded}')
    peer.value('bare', bare)
    peer.value('guarded', guarded)


def threads_bare():
    if sys.version_info < (3, 10):
        sys.exit(77)
    threads(adds_bare)


peer.play(threads=lambda: threads(adds), threads_bare=threads_bare)
