"""asyncio: time.sleep holds the loop."""

import asyncio
import time

import peer


async def worker(n):
    await asyncio.sleep(0.100 * n)
    peer.say(f'worker {n} ends')


async def main():
    workers = [asyncio.create_task(worker(n)) for n in (1, 2)]
    time.sleep(0.500)
    peer.say('main ends')
    del workers


peer.play(asyncio=lambda: asyncio.run(main()))
