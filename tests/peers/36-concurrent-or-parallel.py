"""The same threads on one core and on two. In parallel they run only outside the interpreter's lock: see 32."""

import threading

import peer


def job(i):
    peer.say(f'job {i} begins')
    peer.compute_outside(60)
    peer.say(f'job {i} is done')


def threads(cores):
    peer.cores(cores)
    jobs = [threading.Thread(target=job, args=(i,)) for i in range(1, 5)]
    for one in jobs:
        one.start()
    for one in jobs:
        one.join()


peer.play(threads_two=lambda: threads(2), threads_one=lambda: threads(1))
