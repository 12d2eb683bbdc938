"""Three tasks are started, and nobody awaits them."""

import asyncio


async def save(n):
    await asyncio.sleep(1)
    print("saved", n)


async def main():
    for n in range(3):
        asyncio.create_task(save(n))


asyncio.run(main())
