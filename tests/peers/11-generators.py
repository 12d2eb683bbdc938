"""send and throw, through a generator that delegates: `yield from` passes both on."""

import peer


def adder():
    total = 0
    try:
        while True:
            x = yield
            peer.say(f'adder received {x}')
            total += x
    except RuntimeError as error:
        peer.say(f'adder was told: {error}')
        yield total


def delegate():
    yield from adder()


def main():
    g = delegate()
    next(g)
    for i in range(20):
        g.send(i)
    total = g.throw(RuntimeError('that was all'))
    peer.say(f'the total is {total}')
    peer.value('total', total)


peer.play(plain=main)
