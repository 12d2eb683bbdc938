"""gevent: ten calls in a pool of thirty; and the same calls one after the other."""

import peer

device = peer.Device()


def greenlets():
    from gevent.pool import Pool

    pool = Pool(30)
    for _ in range(10):
        pool.spawn(device.gio, 100)
    peer.say('ten are spawned')
    pool.join()
    peer.say('ten answers')


def plain():
    for _ in range(10):
        device.io(100)
    peer.say('ten are spawned')
    peer.say('ten answers')


peer.play(gevent=greenlets, plain=plain)
