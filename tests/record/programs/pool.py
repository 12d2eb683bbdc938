"""A pool of one thread, with more jobs than that; one fails, one is cancelled, one is awaited by a task."""

import asyncio
import functools
import threading
from concurrent.futures import ThreadPoolExecutor

from meet import threads_asleep


def query():
    threads_asleep([threading.main_thread()])


def fails():
    raise KeyError("not told")


def partly(_):
    pass


async def main(pool):
    await asyncio.get_running_loop().run_in_executor(pool, query)  # awaits


with ThreadPoolExecutor(1, thread_name_prefix="db") as pool:
    pool.submit(query)
    second = pool.submit(query)
    pool.submit(query).cancel()
    second.result()  # result
    failed = pool.submit(fails)
    pool.submit(functools.partial(partly, 1))
    asyncio.run(main(pool))
    assert isinstance(failed.exception(), KeyError)
