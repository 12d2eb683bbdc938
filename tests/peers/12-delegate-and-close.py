"""`yield from` delegates, and close() goes through it.

A difference of form: where baton's `resume` fails because the generator has ended, Python's send() raises
StopIteration; done() is what inspect says of it.
"""

import inspect
import threading

import peer

file = threading.Lock()


def adder():
    with file:
        total = 0
        while True:
            x = yield total
            total += x


def delegate():
    yield from adder()


def main():
    g = delegate()
    next(g)
    total = 0
    for i in range(1, 5):
        total = g.send(i)
        peer.say(f'{total} so far')
    g.close()
    with file:
        done = inspect.getgeneratorstate(g) == inspect.GEN_CLOSED
        peer.say(f'the file is free, done is {done:d}')
    try:
        g.send(5)
    except StopIteration:
        peer.say(f'the generator {g.__name__} has ended')
    peer.value('total', total)


peer.play(plain=main)
