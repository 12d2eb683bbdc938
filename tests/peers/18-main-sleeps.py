"""asyncio: main sleeps the way of the loop, and the tasks get their turns."""

import asyncio

import peer


async def worker(n):
    peer.say(f'worker {n} starts')
    await asyncio.sleep(0.100 * n)
    peer.say(f'worker {n} ends')


async def main():
    workers = [asyncio.create_task(worker(n)) for n in (1, 2)]
    await asyncio.sleep(0.500)
    peer.say('main ends')
    del workers


peer.play(asyncio=lambda: asyncio.run(main()))
