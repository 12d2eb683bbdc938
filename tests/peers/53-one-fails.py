"""One of two fails: a TaskGroup cancels the other, gather that returns exceptions waits for it."""

import asyncio
import sys

import peer

device = peer.Device()


async def fetch(n):
    await device.aio(40 * n)
    if n == 1:
        raise ValueError('no such page')
    peer.say(f'page {n} is there')


async def main():
    if not hasattr(asyncio, 'TaskGroup'):
        sys.exit(77)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetch(1))
            group.create_task(fetch(2))
    except BaseExceptionGroup as several:
        peer.say(f'the group: {several.exceptions[0]}')
    results = await asyncio.gather(fetch(1), fetch(2), return_exceptions=True)
    failed = [result for result in results if isinstance(result, ValueError)]
    peer.say(f'all of them: {failed[0]}')


peer.play(asyncio=lambda: asyncio.run(main()))
