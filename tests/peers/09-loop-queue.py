"""The queue of asyncio's loop: what was answered while it was held is seen together, in the order of the answers,
and comes behind who was ready already."""

import asyncio

import peer

device = peer.Device()


async def asks(name, ms):
    await device.aio(ms)
    peer.say(name)


async def busy():
    await asyncio.sleep(0.020)
    peer.compute(80)
    peer.say('busy')
    await asyncio.sleep(0)
    peer.say('busy again')


async def main():
    await asyncio.gather(asks('slow', 120), asks('quick', 40), asks('middle', 80), busy())


peer.play(asyncio=lambda: asyncio.run(main()))
