"""asyncio sleeps 100 and 80 ms at once. Prints ns from start to end."""
import asyncio
import time


async def main():
    begin_ns = time.perf_counter_ns()
    await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.08))
    print(time.perf_counter_ns() - begin_ns)


asyncio.run(main())
