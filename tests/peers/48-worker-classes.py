"""Eight requests, and what serves them: an executor of two processes, threads, a loop, and two loops in processes.

Threads of Python compute their 5 ms one after the other, as under the model `gil`; at once, as under `threads`, only
what lets go of the lock: threads-outside.
"""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import peer

device = peer.Device()
connections = [device.reserve() for _ in range(8)]
fork = multiprocessing.get_context('fork')


def request(i, compute=peer.compute):
    compute(5)
    device.io(45, connections[i - 1])
    peer.say(f'request {i}')


def request_outside(i):
    request(i, peer.compute_outside)


async def async_request(i):
    peer.compute(5)
    await device.aio(45, connections[i - 1])
    peer.say(f'request {i}')


def serve(pool, function=request):
    with pool:
        list(pool.map(function, range(1, 9)))


async def loop_worker(requests):
    await asyncio.gather(*[async_request(i) for i in requests])


def loop(requests):
    asyncio.run(loop_worker(requests))


def prefork():
    workers = [fork.Process(target=loop, args=(range(first, 9, 2),)) for first in (1, 2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


peer.cores(2)
peer.play(
    processes=lambda: serve(ProcessPoolExecutor(2, mp_context=fork)),
    threads=lambda: serve(ThreadPoolExecutor(8)),
    threads_outside=lambda: serve(ThreadPoolExecutor(8), request_outside),
    asyncio=lambda: loop(range(1, 9)),
    asyncio_prefork=prefork,
)
