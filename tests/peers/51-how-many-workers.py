"""Executors of 1, 2, 4 and 8: of threads for requests that wait, of processes for those that compute.

Threads for those that compute, too, are under the interpreter's lock one worker, however many: threads-only.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import peer

device = peer.Device()


def waits(_):
    device.io(50)


def computes(_):
    peer.compute(20)


def processes(workers):
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context('fork'))


def serve(pool, function):
    begin = peer.now()
    with pool:
        list(pool.map(function, range(8)))
    return int(peer.now() - begin)


def play(workers, for_computing=processes):
    waiting = serve(ThreadPoolExecutor(workers), waits)
    computing = serve(for_computing(workers), computes)
    peer.say(f'waiting {waiting} ms, computing {computing} ms')
    peer.value('waiting', waiting)
    peer.value('computing', computing)


peer.cores(2)
peer.play(threads_one=lambda: play(1),
          threads_two=lambda: play(2),
          threads_four=lambda: play(4),
          threads_eight=lambda: play(8),
          threads_only=lambda: play(8, ThreadPoolExecutor))
