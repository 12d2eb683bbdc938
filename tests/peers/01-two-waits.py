"""Two waits: plain calls, and asyncio."""

import asyncio

import peer

device = peer.Device()


def one_after_the_other():
    for number, ms in (1, 500), (2, 400):
        peer.say(f'{number} starts')
        device.io(ms)
        peer.say(f'{number} resumes')


async def routine(number, ms):
    peer.say(f'{number} starts')
    await device.aio(ms)
    peer.say(f'{number} resumes')


async def together():
    await asyncio.gather(routine(1, 500), routine(2, 400))


peer.play(plain=one_after_the_other, asyncio=lambda: asyncio.run(together()))
