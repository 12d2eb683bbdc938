"""asyncio: six calls by run_in_executor on two threads."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import peer

device = peer.Device()


async def fetch(pool, i):
    await asyncio.get_running_loop().run_in_executor(pool, device.io, 100)
    peer.say(f'answer {i}')


async def main():
    with ThreadPoolExecutor(2) as pool:
        await asyncio.gather(*[fetch(pool, i) for i in range(1, 7)])
    peer.say('all there')


peer.play(asyncio=lambda: asyncio.run(main()))
