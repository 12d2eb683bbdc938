"""Two awaits of asyncio, one after the other."""

import asyncio

import peer


async def fetch(n):
    await asyncio.sleep(0.100 * n)
    return n


async def main():
    x = await fetch(1)
    peer.say('the first is there')
    y = await fetch(2)
    peer.say(f'{x} and {y}')


peer.play(asyncio=lambda: asyncio.run(main()))
