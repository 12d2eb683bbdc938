"""Two asyncio tasks hand control to each other. Prints ns a hand-off."""
import asyncio
import time

EACH = 100_000


async def task():
    for _ in range(EACH):
        await asyncio.sleep(0)


async def main():
    begin_ns = time.perf_counter_ns()
    await asyncio.gather(task(), task())
    print((time.perf_counter_ns() - begin_ns) / (2 * EACH))


asyncio.run(main())
