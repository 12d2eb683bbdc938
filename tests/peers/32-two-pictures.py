"""Four threads that compute: under the interpreter's lock; outside it, in C; and one after the other.

A difference: no threads of this Python run its own code all at once, as under the model `threads`. They do where a
library computes in C and has let go of the lock, as hashlib does: threads-outside.
"""

import threading

import peer


def counter(i, compute):
    compute()
    peer.say(f'counter {i} is done')


def under_the_lock():
    peer.compute(100)


def outside_the_lock():
    peer.compute_outside(100)


def together(compute):
    threads = [threading.Thread(target=counter, args=(i, compute)) for i in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def plain():
    for i in range(1, 5):
        counter(i, under_the_lock)


peer.cores(2)
peer.play(threads=lambda: together(under_the_lock),
          threads_outside=lambda: together(outside_the_lock),
          plain=plain)
