"""gevent: ten requests at once, to a device that serves five."""

import peer

device = peer.Device(serves=5)


def request(i):
    device.gio(100)
    peer.say(f'request {i} is done')


def main():
    import gevent

    gevent.joinall([gevent.spawn(request, i) for i in range(1, 11)])


peer.play(gevent=main)
