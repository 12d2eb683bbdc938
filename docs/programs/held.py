"""Four tasks, each of which awaits while it holds the lock that all want."""

import asyncio


async def work(lock):
    async with lock:
        await asyncio.sleep(0.03)


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(work(lock) for _ in range(4)))


asyncio.run(main())
