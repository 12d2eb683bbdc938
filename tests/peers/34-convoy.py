"""A thread that asks for 1 ms twenty times, and one that computes, at a switch interval of 0.5 ms."""

import sys
import threading

import peer

device = peer.Device()


def asks():
    begin = peer.now()
    for _ in range(20):
        device.io(1)
    peer.value('took', int(peer.now() - begin))
    peer.say('all are answered')
    peer.compute(100)


def threads(interval_ms):
    sys.setswitchinterval(interval_ms / 1000)
    both = [threading.Thread(target=asks), threading.Thread(target=peer.compute, args=(250,))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()


peer.play(threads_500us=lambda: threads(0.5))
