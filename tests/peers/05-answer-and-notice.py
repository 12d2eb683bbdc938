"""The answer and the notice: asyncio's loop learns of it late; a thread, as soon as it has the interpreter's lock."""

import asyncio
import threading
import time

import peer

device = peer.Device()


async def asks():
    await device.aio(100)
    peer.say('I have my block')


async def computes():
    await asyncio.sleep(0.060)
    peer.compute(120)
    peer.say('I have computed')


async def main():
    await asyncio.gather(asks(), computes())


def asks_in_thread():
    device.io(100)
    peer.say('I have my block')


def computes_in_thread():
    time.sleep(0.060)
    peer.compute(120)
    peer.say('I have computed')


def threads():
    both = [threading.Thread(target=asks_in_thread), threading.Thread(target=computes_in_thread)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()


peer.play(asyncio=lambda: asyncio.run(main()), threads=threads)
