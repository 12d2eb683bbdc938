"""asyncio tasks that sleep 300 ms, as many as the argument says. Prints ns from start to end and bytes a task."""
import asyncio
import os
import sys
import time


def resident_bytes():
    with open("/proc/self/statm", encoding="ascii") as statm:
        fields = statm.read().split()
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")


async def task():
    await asyncio.sleep(0.3)


async def main(count):
    before = resident_bytes()
    begin_ns = time.perf_counter_ns()
    tasks = [asyncio.create_task(task()) for _ in range(count)]
    await asyncio.sleep(0)
    waiting = resident_bytes()
    await asyncio.gather(*tasks)
    print(time.perf_counter_ns() - begin_ns)
    print((waiting - before) / count)


asyncio.run(main(int(sys.argv[1])))
