"""asyncio: work that computes, on a pool of threads and on one of processes."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import peer


async def compute_in(pool):
    loop = asyncio.get_running_loop()
    begin = peer.now()
    with pool:
        await asyncio.gather(*[loop.run_in_executor(pool, peer.compute, 100) for _ in range(4)])
    return int(peer.now() - begin)


async def main():
    in_threads = await compute_in(ThreadPoolExecutor(4))
    fork = multiprocessing.get_context('fork')
    in_processes = await compute_in(ProcessPoolExecutor(4, mp_context=fork))
    peer.say(f'threads {in_threads} ms, processes {in_processes} ms')
    peer.value('in_threads', in_threads)
    peer.value('in_processes', in_processes)


peer.cores(2)
peer.play(asyncio=lambda: asyncio.run(main()))
