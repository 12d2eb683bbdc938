"""Greenlets: some sleep, of which one is late because another computes; one waits for a queue, one fails, one is
killed."""

import time

import gevent
from gevent.queue import Queue


def fetch(queue):
    gevent.sleep(0.02)  # sleep
    queue.put(1)


def hog(queue):
    gevent.sleep(0.01)
    # Whatever others take of the processor: it sleeps when this begins to compute.
    gevent.spawn(fetch, queue)
    gevent.sleep(0)
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        pass


def reader(queue):
    queue.get()  # queue
    raise KeyError("not told")


def forever():
    gevent.sleep(100)


queue = Queue()
reading, waiting = gevent.spawn(reader, queue), gevent.spawn(forever)
gevent.joinall([gevent.spawn(hog, queue), reading])
waiting.kill()
