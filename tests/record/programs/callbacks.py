"""Callbacks of a loop of every kind, which write down themselves what they are and when they ran.

callbacks.py FILE: a line for each: its function, the line in which that begins, and from when to when it ran. In between
a task wants to go on.
"""

import asyncio
import functools
import socket
import sys
import threading
import time

seen = []


class noted:
    """Of the function that has it in a with statement."""

    def __enter__(self):
        code = sys._getframe(1).f_code
        self.row = [code.co_name, code.co_firstlineno, time.monotonic_ns()]

    def __exit__(self, *failure):
        seen.append(self.row + [time.monotonic_ns()])


def soon(n):
    with noted():
        sum(range(n))


def later():
    with noted():
        time.sleep(0.02)  # holds


def at(n):
    with noted():
        end = time.process_time() + 0.06
        while time.process_time() < end:
            sum(range(1000))  # computes


def done(task):
    with noted():
        assert task.done()


def threadsafe(future):
    with noted():
        future.set_result(None)


def partial(n):
    with noted():
        sum(range(n))


def readable(end, future):
    with noted():
        end.recv(10)
        asyncio.get_running_loop().remove_reader(end)
        future.set_result(None)


def fails():
    with noted():
        raise KeyError


class Called:
    def __call__(self):
        with noted():
            sum(range(100))


class Object:
    def method(self):
        with noted():
            sum(range(100))


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        with noted():
            self.transport = transport

    def data_received(self, data):
        with noted():
            self.transport.write(data)

    def eof_received(self):
        with noted():
            self.transport.write_eof()

    def connection_lost(self, failure):
        with noted():
            gone.set_result(None)


async def ticks():
    while True:
        await asyncio.sleep(0.001)  # tick


async def nothing():
    await asyncio.sleep(0)


async def main():
    global gone
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    ticker = asyncio.ensure_future(ticks())
    gone = loop.create_future()
    loop.call_soon(soon, 1000)
    loop.call_soon(functools.partial(partial, 100))
    loop.call_soon(Called())
    loop.call_soon(Object().method)
    loop.call_soon(fails)
    loop.call_soon(time.sleep, 0.01)
    await asyncio.sleep(0.001)
    loop.call_later(0.005, later)
    await asyncio.sleep(0.04)
    loop.call_at(loop.time() + 0.005, at, 1000)
    await asyncio.sleep(0.1)
    task = asyncio.ensure_future(nothing())
    task.add_done_callback(done)
    await task
    future = loop.create_future()
    threading.Thread(target=loop.call_soon_threadsafe, args=(threadsafe, future)).start()
    await future
    one, other = socket.socketpair()
    future = loop.create_future()
    loop.add_reader(one, readable, one, future)
    other.send(b"x")
    await future
    server = await loop.create_server(Echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hello")
    assert await reader.read(10) == b"hello"
    writer.write_eof()
    assert await reader.read(10) == b""
    writer.close()
    await gone
    server.close()
    ticker.cancel()


asyncio.run(main())
with open(sys.argv[1], "w", encoding="utf-8") as out:
    for row in seen:
        print(*row, file=out)
