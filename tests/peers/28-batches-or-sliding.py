"""gevent: batches (fill, join, fill again), and a pool that slides."""

import peer

device = peer.Device()


def request(i, equal):
    if equal:
        device.gio(72)
    elif i % 5 == 1:
        device.gio(200)
    else:
        device.gio(40)


def in_batches(equal):
    import gevent

    begin = peer.now()
    for _ in range(3):
        gevent.joinall([gevent.spawn(request, i, equal) for i in range(1, 6)])
    return int(peer.now() - begin)


def sliding(equal):
    from gevent.pool import Pool

    begin = peer.now()
    pool = Pool(5)
    for i in range(1, 16):
        pool.spawn(request, i, equal)
    pool.join()
    return int(peer.now() - begin)


def main():
    took = {
        'batches_equal': in_batches(True),
        'sliding_equal': sliding(True),
        'batches_unequal': in_batches(False),
        'sliding_unequal': sliding(False),
    }
    peer.say(f"equal: {took['batches_equal']} and {took['sliding_equal']} ms")
    peer.say(f"unequal: {took['batches_unequal']} and {took['sliding_unequal']} ms")
    for name, ms in took.items():
        peer.value(name, ms)


peer.play(gevent=main)
