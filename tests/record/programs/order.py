"""Tasks that await one another, queues, locks and sleeps, and write down themselves who ran when.

order.py FILE: a line for each time that a task went on.
"""

import asyncio
import sys

seen = []


async def note(awaitable):
    seen.append(asyncio.current_task().get_name())
    try:
        return await awaitable
    finally:
        seen.append(asyncio.current_task().get_name())


async def producer(queue):
    for n in range(6):
        await note(queue.put(n))
        await note(asyncio.sleep(0.002 * (n % 3)))
    await note(queue.put(None))


async def consumer(queue, lock):
    while await note(queue.get()) is not None:
        await note(lock.acquire())
        await note(asyncio.sleep(0))
        lock.release()


async def other(lock):
    for _ in range(5):
        await note(lock.acquire())
        await note(asyncio.sleep(0.001))
        lock.release()


async def main():
    queue, lock = asyncio.Queue(1), asyncio.Lock()
    tasks = [
        asyncio.create_task(producer(queue), name="producer"),
        asyncio.create_task(consumer(queue, lock), name="consumer"),
        asyncio.create_task(other(lock), name="other"),
    ]
    await asyncio.gather(*tasks)


asyncio.run(main())
with open(sys.argv[1], "w", encoding="utf-8") as out:
    print("\n".join(seen), file=out)
