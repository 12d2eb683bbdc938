"""next, send and throw."""

import peer


def adder():
    total = 0
    try:
        while True:
            x = yield
            peer.say(f'received {x}')
            total += x
    except RuntimeError as error:
        peer.say(f'told: {error}')
        yield total


def main():
    g = adder()
    next(g)
    for i in range(20):
        g.send(i)
    total = g.throw(RuntimeError('that was all'))
    peer.say(f'the total is {total}')
    peer.value('total', total)


peer.play(plain=main)
