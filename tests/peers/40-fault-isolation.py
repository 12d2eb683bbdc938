"""A segmentation fault in a process, in a thread, and in a task of asyncio.

A difference in the libraries: this is a Process of multiprocessing each. A ProcessPoolExecutor that loses one of its
processes gives up all the work that it has (BrokenProcessPool).
"""

import asyncio
import ctypes
import multiprocessing
import threading
import time

import peer


def crash():
    ctypes.string_at(0)


def bad():
    time.sleep(0.050)
    crash()


def good(i):
    time.sleep(0.100)
    peer.say(f'good {i} is done')


def start_all(kind):
    jobs = [kind(target=bad), kind(target=good, args=(1,)), kind(target=good, args=(2,))]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    return jobs


def processes():
    jobs = start_all(multiprocessing.get_context('fork').Process)
    return 'failed' if any(job.exitcode for job in jobs) else 'ok'


async def bad_task():
    await asyncio.sleep(0.050)
    crash()


async def good_task(i):
    await asyncio.sleep(0.100)
    peer.say(f'good {i} is done')


async def main():
    await asyncio.gather(bad_task(), good_task(1), good_task(2))


peer.play(processes=processes,
          threads=lambda: start_all(threading.Thread) and None,
          asyncio=lambda: asyncio.run(main()))
