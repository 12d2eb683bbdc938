"""A calls B: with a callback of asyncio's loop; with a thread that does it."""

import asyncio
import threading

import peer

device = peer.Device()


def answered(_=None):
    peer.say("B's answer")


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


peer.play(threads=with_a_thread, asyncio_reader=lambda: asyncio.run(with_a_reader()))
