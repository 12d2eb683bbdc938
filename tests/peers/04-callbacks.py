"""Callbacks of asyncio's loop: add_reader, and a chain.

A difference: a block after `then:` sees the variables as they were when it was left, a function of Python as they are
when it is called. Plain closures would all say "part 3". So Python's idiom is to give them the value, here by partial.
"""

import asyncio
import struct
from functools import partial

import peer

device = peer.Device()


class Loader:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.waiting = 0

    def ask(self, ms, callback):
        connection = device.ask(ms)
        self.waiting += 1
        self.loop.add_reader(connection, self.answered, connection, callback)

    def answered(self, connection, callback):
        self.loop.remove_reader(connection)
        answer, = struct.unpack('q', connection.recv(8))
        device.give_back(connection)
        callback(answer)
        self.waiting -= 1
        if not self.waiting:
            self.loop.stop()

    def run(self, main):
        self.loop.call_soon(main)
        self.loop.run_forever()


def with_closures():
    loader = Loader()

    def main():
        def small(n):
            peer.say(f'part {part}, the small one: answer {n}')
            loader.ask(50, lambda m: peer.say(f'answer {n} asked for answer {m}'))

        part = 1
        loader.ask(300, lambda n: peer.say(f'part {part}, the big one: answer {n}'))
        part = 2
        loader.ask(50, small)
        part = 3
        peer.say(f'all asked, part {part} is next')

    loader.run(main)


peer.play(asyncio_closures=with_closures)
