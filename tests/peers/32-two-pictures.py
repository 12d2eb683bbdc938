"""Four threads that compute outside the interpreter's lock, in C.

A difference: no threads of this Python run its own code all at once, as under the model `threads`. They do where a
library computes in C and has let go of the lock, as hashlib does: threads-outside.
"""

import threading

import peer


def counter(i, compute):
    compute()
    peer.say(f'counter {i} is done')


def outside_the_lock():
    peer.compute_outside(100)


def together(compute):
    threads = [threading.Thread(target=counter, args=(i, compute)) for i in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


peer.cores(2)
peer.play(threads_outside=lambda: together(outside_the_lock))
