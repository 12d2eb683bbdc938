"""Three pages are fetched at once; what reads them blocks the loop."""

import asyncio
import time


def parse(page):
    time.sleep(0.08)  # it looks like nothing
    return page


async def fetch(name, delay):
    await asyncio.sleep(delay)  # the network
    return parse(name)


async def heartbeat():
    for _ in range(20):
        await asyncio.sleep(0.02)


async def main():
    beat = asyncio.create_task(heartbeat(), name="heartbeat")
    await asyncio.gather(*(fetch(f"page {n}", 0.05 * n) for n in range(1, 4)))
    await beat


asyncio.run(main())
