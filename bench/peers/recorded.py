"""What calls, locks and tasks cost, in nanoseconds, each the least of many: run bare, and recorded.

Prints `"name": ns` for each.
"""

import asyncio
import functools
import os
import threading
import time

STEPS = 3000


def least(run, count, rounds):
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter_ns()
        run(count)
        best = min(best, (time.perf_counter_ns() - begin) / count)
    return best


def again(call):
    def run(count):
        for _ in range(count):
            call()

    return run


zeros = os.open("/dev/zero", os.O_RDONLY)
lock = threading.Lock()


def with_lock():
    with lock:
        pass


def compute(count):
    total = 0
    for i in range(count):
        total += i & 7


async def sleeper():
    for _ in range(STEPS):
        await asyncio.sleep(0)


async def two_sleepers():
    await asyncio.gather(sleeper(), sleeper())


async def nothing():
    pass


async def creator():
    for _ in range(STEPS):
        await asyncio.create_task(nothing())


def loop(main, steps):
    return least(lambda _: asyncio.run(main()), 1, 8) / steps


def main():
    print('"drop":', least(again(functools.partial(os.lseek, zeros, 0, 0)), 3000, 25))
    print('"read":', least(again(functools.partial(os.read, zeros, 1)), 3000, 25))
    print('"lock":', least(again(with_lock), 6000, 25))
    print('"compute":', least(compute, 30000, 15))
    print('"step":', loop(two_sleepers, 2 * STEPS))
    print('"task":', loop(creator, STEPS))


main()
