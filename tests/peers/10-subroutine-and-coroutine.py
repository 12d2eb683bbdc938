"""A function, and a generator.

A difference of form: where baton's `resume` comes back when the coroutine has ended, Python's next() raises
StopIteration; done() is what inspect says of it.
"""

import inspect

import peer


def subroutine():
    count = 0
    count += 1
    return count


def coroutine():
    count = 0
    for _ in range(3):
        count += 1
        yield count
    peer.say('coroutine: at its end')


def main():
    for _ in range(3):
        peer.say(f'subroutine: {subroutine()}')
    c = coroutine()
    for _ in range(3):
        peer.say(f'coroutine: {next(c)}')
    next(c, None)
    peer.say(f'done: {int(inspect.getgeneratorstate(c) == inspect.GEN_CLOSED)}')


peer.play(plain=main)
