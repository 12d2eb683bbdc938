"""The same threads on one core and on two. In parallel they run only outside the interpreter's lock: see 30."""

import hashlib
import threading
import time

import peer


def job(i):
    peer.say(f'job {i} begins')
    end = time.thread_time() + 0.060
    while time.thread_time() < end:
        hashlib.pbkdf2_hmac('sha256', b'work', b'more', 1000)
    peer.say(f'job {i} is done')


def threads(cores):
    peer.cores(cores)
    jobs = [threading.Thread(target=job, args=(i,)) for i in range(1, 5)]
    for one in jobs:
        one.start()
    for one in jobs:
        one.join()


peer.play(threads_two=lambda: threads(2), threads_one=lambda: threads(1))
