"""save(1) is called and not awaited: an object, of which nothing runs.

A difference: CPython warns when the object is thrown away ("coroutine 'save' was never awaited"); here it is closed
before, so that standard error is what compare.py reads.
"""

import asyncio
import inspect

import peer

device = peer.Device()


async def save(n):
    peer.say(f'saving {n}')
    await device.aio(20)
    peer.say(f'saved {n}')


async def main():
    thing = save(1)
    await asyncio.sleep(0.05)
    peer.say('main has slept')
    task = asyncio.create_task(save(2))
    peer.say('save(2) is a task')
    await save(3)
    await task
    peer.say(f'save(1) has ended: {inspect.getcoroutinestate(thing) == inspect.CORO_CLOSED:d}')
    thing.close()


peer.play(asyncio=lambda: asyncio.run(main()))
