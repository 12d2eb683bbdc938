"""What calls, locks and tasks cost, in nanoseconds, each the least of many: run bare, and recorded.

Prints `"name": ns` for each.
"""

import asyncio
import functools
import os
import threading
import time

STRETCHES, STRETCH = 200, 100


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


async def least_awaited(make):
    """Of many short stretches: one that nobody else cut into is among them."""
    best = float("inf")
    for _ in range(STRETCHES):
        begin = time.perf_counter_ns()
        for _ in range(STRETCH):
            await make()
        best = min(best, (time.perf_counter_ns() - begin) / STRETCH)
    return best


async def sleeper():
    return await least_awaited(functools.partial(asyncio.sleep, 0))


async def two_sleepers():
    return min(await asyncio.gather(sleeper(), sleeper())) / 2


async def nothing():
    pass


async def creator():
    return await least_awaited(lambda: asyncio.create_task(nothing()))


def call_back(loop, left):
    if left:
        loop.call_soon(call_back, loop, left - 1)
    else:
        loop.stop()


def callbacks():
    loop, best = asyncio.new_event_loop(), float("inf")
    for _ in range(STRETCHES):
        begin = time.perf_counter_ns()
        loop.call_soon(call_back, loop, STRETCH)
        loop.run_forever()
        best = min(best, (time.perf_counter_ns() - begin) / STRETCH)
    loop.close()
    return best


def main():
    print('"drop":', least(again(functools.partial(os.lseek, zeros, 0, 0)), 500, 150))
    print('"read":', least(again(functools.partial(os.read, zeros, 1)), 500, 150))
    print('"lock":', least(again(with_lock), 1000, 150))
    print('"compute":', least(compute, 3000, 150))
    print('"step":', asyncio.run(two_sleepers()))
    print('"task":', asyncio.run(creator()))
    print('"callback":', callbacks())


main()
