"""gevent: batches (fill, join, fill again), and a pool that slides."""

import peer

device = peer.Device()


def request(i, long):
    device.gio(long if i % 5 == 1 else 40)


def in_batches(long):
    import gevent

    begin = peer.now()
    for _ in range(3):
        gevent.joinall([gevent.spawn(request, i, long) for i in range(1, 6)])
    return int(peer.now() - begin)


def slide(long):
    from gevent.pool import Pool

    begin = peer.now()
    pool = Pool(5)
    for i in range(1, 16):
        pool.spawn(request, i, long)
    pool.join()
    return int(peer.now() - begin)


def main(long):
    batches, sliding = in_batches(long), slide(long)
    peer.say(f'batches {batches} ms, sliding {sliding} ms')
    peer.value('batches', batches)
    peer.value('sliding', sliding)


peer.play(gevent=lambda: main(200), gevent_equal=lambda: main(40))
