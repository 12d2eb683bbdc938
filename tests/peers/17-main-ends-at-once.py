"""asyncio.run(): what is left when main ends is cancelled."""

import asyncio

import peer


async def worker(n):
    peer.say(f'worker {n} starts')
    await asyncio.sleep(0.100 * n)
    peer.say(f'worker {n} ends')


async def main():
    workers = [asyncio.create_task(worker(n)) for n in (1, 2)]
    peer.say('main ends')
    return workers


peer.play(asyncio=lambda: asyncio.run(main()) and None)
