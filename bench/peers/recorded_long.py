"""A long program to be recorded: `tasks`, a thousand that take turns, or `threads`, two hundred that sleep shortly."""

import asyncio
import sys
import threading
import time


async def take_turns():
    for _ in range(1200):
        await asyncio.sleep(0)


async def tasks():
    await asyncio.gather(*(take_turns() for _ in range(1000)))


def sleep_shortly():
    for _ in range(500):
        time.sleep(0.00005)


def threads():
    made = [threading.Thread(target=sleep_shortly) for _ in range(200)]
    for thread in made:
        thread.start()
    for thread in made:
        thread.join()


if sys.argv[1] == "tasks":
    asyncio.run(tasks())
else:
    threads()
