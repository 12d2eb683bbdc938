"""asyncio: the same calls by run_in_executor, taken as they are completed; without a loop, one after the other."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import peer

device = peer.Device()


def fetch(i):
    device.io(350 - 50 * i)
    return i


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(6) as pool:
        futures = [loop.run_in_executor(pool, fetch, i) for i in range(1, 7)]
        for future in asyncio.as_completed(futures):
            peer.say(f'answer {await future}')


def plain():
    for answer in [fetch(i) for i in range(1, 7)]:
        peer.say(f'answer {answer}')


peer.play(asyncio=lambda: asyncio.run(main()), plain=plain)
