"""A future: a task of asyncio, and what submit() of an executor returns."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import peer

device = peer.Device()
reserved = device.reserve()


async def square_async(n):
    await device.aio(300)
    return n * n


async def main():
    f = asyncio.create_task(square_async(7))
    peer.say(f'I have a future, is it done: {int(f.done())}')
    await asyncio.sleep(0)
    peer.compute(75)
    peer.say('I have computed')
    peer.say(f'it is {await f}')


def square(n):
    device.io(300, reserved)
    return n * n


def submit(executor):
    with executor:
        f = executor.submit(square, 7)
        peer.say(f'I have a future, is it done: {int(f.done())}')
        peer.compute(75)
        peer.say('I have computed')
        peer.say(f'it is {f.result()}')


peer.play(asyncio=lambda: asyncio.run(main()),
          threads=lambda: submit(ThreadPoolExecutor()),
          processes=lambda: submit(ProcessPoolExecutor(mp_context=multiprocessing.get_context('fork'))))
