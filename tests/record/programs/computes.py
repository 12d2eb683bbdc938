"""A task that computes between two waits, in what it calls: neither of them is where it was."""
import asyncio
import time


async def fetch():
    await asyncio.sleep(0.03)  # wait


def parse():
    end = time.process_time() + 0.15
    while time.process_time() < end:  # asks
        sum(range(1000))  # computes


async def work():
    await fetch()
    parse()
    await fetch()


async def beat():
    for _ in range(20):
        await asyncio.sleep(0.01)


async def main():
    await asyncio.gather(work(), beat())


asyncio.run(main())
