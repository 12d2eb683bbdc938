"""A call that blocks, in a task of a loop."""

import asyncio
import time


async def tick():
    for _ in range(3):
        await asyncio.sleep(0.01)  # sleep


async def held():
    await asyncio.sleep(0)
    time.sleep(0.05)  # held


async def fails():
    raise ValueError("not told")


async def main():
    ticker = asyncio.create_task(tick(), name="ticker")
    blocker = asyncio.create_task(held())
    await blocker  # await
    await ticker
    failing = asyncio.create_task(fails())
    endless = asyncio.create_task(asyncio.sleep(10), name="endless")
    await asyncio.gather(failing, return_exceptions=True)
    endless.cancel()


asyncio.run(main())
print("over")
