"""gevent's loop runs inside the wait; that of tornado runs always, and has started main.

A difference: to call a coroutine of tornado is to run it up to its first yield, at once (tornado-eager). `start` is
spawn_callback, which only leaves it with the loop. A native coroutine, `async def`, begins when it is awaited or made
a task, and then as `start`.
"""

import peer

device = peer.Device()


def greenlets():
    import gevent

    def spawned():
        peer.say('spawned begins')
        device.gio(50)
        peer.say('spawned has its answer')

    task = gevent.spawn(spawned)
    peer.compute(100)
    peer.say('main waits now')
    gevent.joinall([task])
    peer.say('main ends')


def tornado(eager):
    from tornado import gen, ioloop, locks

    loop = ioloop.IOLoop.current()

    @gen.coroutine
    def spawned(ended):
        peer.say('spawned begins')
        connection = device.ask(50)
        answered = locks.Event()
        loop.add_handler(connection, lambda *_: answered.set(), loop.READ)
        yield answered.wait()
        loop.remove_handler(connection)
        peer.say('spawned has its answer')
        ended.set()

    @gen.coroutine
    def main():
        ended = locks.Event()
        if eager:
            spawned(ended)
        else:
            loop.spawn_callback(spawned, ended)
        peer.compute(100)
        peer.say('main waits now')
        yield ended.wait()
        peer.say('main ends')

    loop.run_sync(main)


peer.play(gevent=greenlets, tornado=lambda: tornado(False), tornado_eager=lambda: tornado(True))
