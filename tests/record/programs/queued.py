"""Tasks that wait for what asyncio has: a lock that another holds while it sleeps, an event, a queue."""

import asyncio


def named(coroutine, name):
    task = asyncio.ensure_future(coroutine)
    task.set_name(name)
    return task


async def holds(lock):
    async with lock:  # lock
        await asyncio.sleep(0.02)


async def waits(event):
    await event.wait()  # event


async def takes(queue):
    await queue.get()  # queue


async def main():
    lock, event, queue = asyncio.Lock(), asyncio.Event(), asyncio.Queue()
    tasks = [named(holds(lock), "first"), named(holds(lock), "second"), named(waits(event), "third")]
    tasks.append(named(takes(queue), "fourth"))
    await asyncio.sleep(0.05)
    event.set()
    queue.put_nowait(1)
    for task in tasks:
        await task


asyncio.run(main())
