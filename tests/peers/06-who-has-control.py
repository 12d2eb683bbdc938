"""A calls B: with a call that blocks; with a callback of asyncio's loop, or of a task; with a thread that does it."""

import asyncio
import threading

import peer

device = peer.Device()


def answered(_=None):
    peer.say("B's answer")


def plain():
    peer.say('A calls B')
    device.io(100)
    answered()
    peer.say('A goes on')


def with_a_thread():
    def call():
        device.io(100)
        answered()

    peer.say('A calls B')
    threading.Thread(target=call).start()
    peer.say('A goes on')
    for thread in threading.enumerate()[1:]:
        thread.join()


async def with_a_reader():
    def readable():
        loop.remove_reader(connection)
        answered()
        ended.set_result(None)

    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    peer.say('A calls B')
    connection = device.ask(100)
    loop.add_reader(connection, readable)
    peer.say('A goes on')
    await ended


async def with_a_task():
    peer.say('A calls B')
    call = asyncio.create_task(device.aio(100))
    call.add_done_callback(answered)
    peer.say('A goes on')
    await call


peer.play(plain=plain,
          threads=with_a_thread,
          asyncio_reader=lambda: asyncio.run(with_a_reader()),
          asyncio=lambda: asyncio.run(with_a_task()))
