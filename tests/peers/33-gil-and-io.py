"""Four threads that mostly wait: a thread that blocks has let go of the interpreter's lock."""

import threading

import peer

device = peer.Device()


def request(i):
    device.io(100)
    peer.compute(5)
    peer.say(f'page {i}')


def together():
    threads = [threading.Thread(target=request, args=(i,)) for i in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def plain():
    for i in range(1, 5):
        request(i)


peer.play(threads=together, plain=plain)
