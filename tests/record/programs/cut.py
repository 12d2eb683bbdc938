"""Tasks whose waits end in vain: cancelled by another, in a sleep that was over and in a queue, by the failure of one of
their group, by a time limit, and by the end of asyncio.run()."""

import asyncio
import time


def said():
    print(end="", flush=True)


async def sleeps(seconds):
    try:
        await asyncio.sleep(seconds)  # sleep
    finally:
        said()


async def takes(queue):
    await queue.get()  # queue


async def fails():
    await asyncio.sleep(0.01)
    raise ValueError


async def limited():
    async with asyncio.timeout(0.01):
        await asyncio.sleep(9)  # limit


async def grouped():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails()).set_name("fails")
        group.create_task(sleeps(9)).set_name("sibling")


async def main():
    due = asyncio.create_task(sleeps(0.01))
    taker = asyncio.create_task(takes(asyncio.Queue()))
    left = asyncio.create_task(sleeps(9))
    for task, name in (due, "due"), (taker, "taker"), (left, "left"):
        task.set_name(name)
    await asyncio.sleep(0)
    time.sleep(0.03)
    due.cancel()
    taker.cancel()
    await asyncio.gather(due, taker, return_exceptions=True)
    if hasattr(asyncio, "TaskGroup"):
        waits = [asyncio.create_task(grouped()), asyncio.create_task(limited())]
        for task, name in zip(waits, ("parent", "limited")):
            task.set_name(name)
        await asyncio.gather(*waits, return_exceptions=True)


asyncio.run(main())
