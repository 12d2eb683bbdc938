"""Header and body into a buffer, as the drain() of a stream has it: it is awaited, and waits only while that is full."""

import asyncio

import peer

device = peer.Device()


async def connection(n, buffer):
    await buffer.put(1)
    peer.say(f'{n}: header')
    await buffer.put(2)
    peer.say(f'{n}: body')


async def client(buffer):
    for _ in range(2):
        await device.aio(20)
        await buffer.get()


async def main(room):
    first, second = asyncio.Queue(room), asyncio.Queue(2)
    await asyncio.gather(connection(1, first), connection(2, second), client(first), client(second))


peer.play(asyncio_full=lambda: asyncio.run(main(1)))
