"""asyncio: calls that block, in coroutines."""

import asyncio

import peer

device = peer.Device()


async def fetch(i):
    device.io(350 - 50 * i)
    return i


async def main():
    for answer in await asyncio.gather(*[fetch(i) for i in range(1, 7)]):
        peer.say(f'answer {answer}')


peer.play(asyncio=lambda: asyncio.run(main()))
