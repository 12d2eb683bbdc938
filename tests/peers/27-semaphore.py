"""At most five of ten requests in flight: a pool and a semaphore of gevent."""

import peer

device = peer.Device()


def request(i):
    device.gio(100)
    peer.say(f'request {i} is done')


def pool_of_five():
    from gevent.pool import Pool

    Pool(5).map(request, range(1, 11))


def greenlets():
    import gevent
    from gevent.lock import Semaphore

    places = Semaphore(5)

    def bounded(i):
        with places:
            device.gio(100)
        peer.say(f'request {i} is done')

    gevent.joinall([gevent.spawn(bounded, i) for i in range(1, 11)])


peer.play(gevent=greenlets, gevent_pool=pool_of_five)
