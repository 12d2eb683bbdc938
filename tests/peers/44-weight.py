"""A hundred that wait 200 ms, as timers and tasks of asyncio, as threads, as processes: the CPU time of all that.

A difference: to fork and end a process takes this Python 2 to 3 ms of it, baton 0.1, no more than a thread takes there.
What each keeps in memory is not compared: it is mostly what the interpreter's own objects take.
"""

import asyncio
import multiprocessing
import resource
import threading
import time

import peer


def cpu_us():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return int(sum(one.ru_utime + one.ru_stime for one in used) * 1e6)


def hundred(kind):
    waits = [kind(target=time.sleep, args=(0.2,)) for _ in range(100)]
    for one in waits:
        one.start()
    for one in waits:
        one.join()


async def tasks():
    await asyncio.gather(*[asyncio.create_task(asyncio.sleep(0.2)) for _ in range(100)])


async def timers():
    loop = asyncio.get_running_loop()
    ended = [loop.create_future() for _ in range(100)]
    for one in ended:
        loop.call_later(0.2, one.set_result, None)
    await ended[-1]


def measured(function):
    begin = cpu_us()
    function()
    peer.value('cpu_us', cpu_us() - begin)


peer.play(asyncio=lambda: measured(lambda: asyncio.run(tasks())),
          asyncio_timers=lambda: measured(lambda: asyncio.run(timers())),
          threads=lambda: measured(lambda: hundred(threading.Thread)),
          processes=lambda: measured(lambda: hundred(multiprocessing.get_context('fork').Process)))
