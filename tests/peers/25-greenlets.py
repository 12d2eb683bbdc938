"""gevent: ten calls in a pool of thirty."""

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


peer.play(gevent=greenlets)
