"""What the peers share: their clock, their voice, work to do, and a device to wait for.

A peer is a scenario written again with a real library of Python. `peer.play(asyncio=f, threads=g)` calls the function
that the first argument names. It prints `MS<TAB>LINE` for each line said; on standard error, at the end, `value`,
`elapsed` and `result` lines, for compare.py. A status of 77 says that this Python is not able to.
"""

import hashlib
import heapq
import importlib
import os
import select
import socket
import struct
import sys
import time

# Imported before the clock starts: it is not their loading that is measured.
PARTS = {
    'asyncio': ['asyncio'],
    'gevent': ['gevent', 'gevent.pool', 'gevent.lock', 'gevent.os', 'gevent.socket'],
    'tornado': ['tornado.gen', 'tornado.ioloop'],
    'uvloop': ['uvloop', 'asyncio'],
}

begin = time.monotonic()


def now():
    """Milliseconds since the beginning, in this process and those forked from it."""
    return (time.monotonic() - begin) * 1000


def say(text):
    os.write(1, f'{now():.1f}\t{text}\n'.encode())


def value(name, number):
    os.write(2, f'value\t{name}\t{number}\n'.encode())


def compute(ms):
    """Holds the interpreter and keeps a core busy, until this thread has had that much of it."""
    end = time.thread_time() + ms / 1000
    while time.thread_time() < end:
        pass


def compute_outside(ms):
    """As compute, in a library in C that has let go of the interpreter's lock."""
    end = time.thread_time() + ms / 1000
    while time.thread_time() < end:
        hashlib.pbkdf2_hmac('sha256', b'work', b'more', 1000)


def cores(count):
    """At most so many, for this process and what it starts, as the line `cores` does."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < count:
        sys.exit(77)
    os.sched_setaffinity(0, allowed[:count])


def start_clock():
    global begin
    begin = time.monotonic()


def report(elapsed, result):
    os.write(2, f'elapsed\t{elapsed:.1f}\nresult\t{result}\n'.encode())


def play(**peers):
    """Calls the peer that was asked for; it may return the result of the run as a word."""
    chosen = sys.argv[1]
    library = chosen.split('-')[0]
    for part in PARTS.get(library, []):
        importlib.import_module(part)
    start_clock()
    result = peers[chosen.replace('-', '_')]() or 'ok'
    report(now(), result)


class Device:
    """A process that answers a request after the time it names; at most `serves` at once. It numbers its answers.

    Made before threads and loops are, and before the clock starts. It ends with those who hold its sockets.
    """

    def __init__(self, connections=20, serves=1000):
        pairs = [socket.socketpair() for _ in range(connections)]
        if os.fork() == 0:
            for mine, _ in pairs:
                mine.close()
            self._serve([its for _, its in pairs], serves)
            os._exit(0)
        for _, its in pairs:
            its.close()
        self._free = [mine for mine, _ in pairs]

    @staticmethod
    def _serve(sockets, serves):
        poll = select.epoll()
        for connection in sockets:
            poll.register(connection, select.EPOLLIN)
        by_number = {connection.fileno(): connection for connection in sockets}
        queue, busy, answers = [], [], 0
        while by_number:
            due = max(0, busy[0][0] - time.monotonic()) if busy else -1
            for number, _ in poll.poll(due):
                asked = Device._read(by_number[number])
                if asked:
                    queue.append((number, *struct.unpack('d', asked)))
                else:
                    poll.unregister(number)
                    del by_number[number]
            while busy and busy[0][0] <= time.monotonic():
                number = heapq.heappop(busy)[1]
                if number in by_number:
                    answers += 1
                    by_number[number].send(struct.pack('q', answers))
            while queue and len(busy) < serves:
                number, seconds = queue.pop(0)
                heapq.heappush(busy, (time.monotonic() + seconds, number))

    @staticmethod
    def _read(connection):
        """Nothing, if the program has ended with the answer still in its socket."""
        try:
            return connection.recv(8)
        except ConnectionError:
            return b''

    def reserve(self):
        """A connection for a process that will be forked: it must not choose one that others choose, too."""
        return self._free.pop()

    def ask(self, ms, connection=None):
        """Sends a request; the socket will have the answer, and is to be given back."""
        connection = connection or self._free.pop()
        connection.send(struct.pack('d', ms / 1000))
        return connection

    def give_back(self, connection):
        self._free.append(connection)

    def io(self, ms, connection=None):
        """A call that blocks the thread."""
        connection = self.ask(ms, connection)
        connection.recv(8)
        self.give_back(connection)

    async def aio(self, ms, connection=None):
        """Waits the way of asyncio's loop, whichever that is."""
        import asyncio
        connection = self.ask(ms, connection)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_recv(connection, 8)
        connection.setblocking(True)
        self.give_back(connection)

    def gio(self, ms):
        """Waits the way of greenlets: it looks as if it blocked."""
        import gevent.socket
        connection = self.ask(ms)
        gevent.socket.wait_read(connection.fileno())
        connection.recv(8)
        self.give_back(connection)
