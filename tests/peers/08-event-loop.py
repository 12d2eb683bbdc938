"""The event loop of asyncio resumes in the order of the answers."""

import asyncio

import peer

device = peer.Device()


async def client(name, ms):
    peer.compute(5)
    peer.say(f'{name} asks')
    await device.aio(ms)
    peer.say(f'{name} goes on')


async def main():
    await asyncio.gather(client(1, 300), client(2, 200), client(3, 100))


peer.play(asyncio=lambda: asyncio.run(main()))
