"""Threads, a pool, tasks and a process, all at work for a second: to be killed. Says its pid, and that it is over."""

import asyncio
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
until = time.monotonic() + float(sys.argv[1])


def thread():
    while time.monotonic() < until:
        with lock:
            sum(range(2000))
        os.write(null, b"x")


async def task():
    while time.monotonic() < until:
        await asyncio.sleep(0.001)
        await asyncio.to_thread(sum, range(100)) if sys.version_info >= (3, 9) else None


async def main():
    await asyncio.gather(*(task() for _ in range(3)))


null = os.open(os.devnull, os.O_WRONLY)
threads = [threading.Thread(target=thread) for _ in range(2)]
for each in threads:
    each.start()
print(os.getpid(), flush=True)
with ThreadPoolExecutor(2) as pool:
    jobs = [pool.submit(time.sleep, 0.01) for _ in range(20)]
    asyncio.run(main())
for each in threads:
    each.join()
print("over", flush=True)
