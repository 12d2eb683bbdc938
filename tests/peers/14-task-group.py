"""A TaskGroup of asyncio, and, in an older Python, gather."""

import asyncio

import peer


async def fetch(n):
    await asyncio.sleep(0.100 * n)
    peer.say(f'fetch {n} is done')


async def grouped():
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch(1))
        group.create_task(fetch(2))
        peer.say('both are started')
    peer.say('the group is done')


async def gathered():
    both = asyncio.gather(fetch(1), fetch(2))
    peer.say('both are started')
    await both
    peer.say('the group is done')


main = grouped if hasattr(asyncio, 'TaskGroup') else gathered
peer.play(asyncio=lambda: asyncio.run(main()), asyncio_gather=lambda: asyncio.run(gathered()))
