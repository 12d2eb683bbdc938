"""Tornado: a coroutine yields a list of futures."""

import peer


def tornado():
    from tornado import gen, ioloop

    @gen.coroutine
    def wait(n):
        yield gen.sleep(0.250 * n)
        peer.say(f'wait {n} is over')

    @gen.coroutine
    def main():
        both = [wait(1), wait(2)]
        peer.say('both are started')
        yield both
        peer.say('both are over')

    ioloop.IOLoop.current().run_sync(main)


peer.play(tornado=tornado)
