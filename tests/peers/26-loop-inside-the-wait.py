"""gevent's loop runs inside the wait, and main's end is the program's; that of tornado runs always.

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

    gevent.spawn(spawned)
    peer.compute(100)
    peer.say('main waits for 20 ms')
    gevent.sleep(0.02)
    peer.say('main ends')


def tornado(eager):
    from tornado import gen, ioloop, locks

    loop = ioloop.IOLoop.current()

    @gen.coroutine
    def spawned():
        peer.say('spawned begins')
        connection = device.ask(50)
        answered = locks.Event()
        loop.add_handler(connection, lambda *_: answered.set(), loop.READ)
        yield answered.wait()
        loop.remove_handler(connection)
        peer.say('spawned has its answer')
        loop.stop()

    @gen.coroutine
    def main():
        if eager:
            spawned()
        else:
            loop.spawn_callback(spawned)
        peer.compute(100)
        peer.say('main waits for 20 ms')
        yield gen.sleep(0.02)
        peer.say('main ends')

    loop.spawn_callback(main)
    loop.start()


peer.play(gevent=greenlets, tornado=lambda: tornado(False), tornado_eager=lambda: tornado(True))
