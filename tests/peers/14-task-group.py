"""What a TaskGroup does, in an older Python: gather."""

import asyncio

import peer


async def fetch(n):
    await asyncio.sleep(0.100 * n)
    peer.say(f'fetch {n} is done')


async def gathered():
    both = asyncio.gather(fetch(1), fetch(2))
    peer.say('both are started')
    await both
    peer.say('the group is done')


peer.play(asyncio_gather=lambda: asyncio.run(gathered()))
