"""multiprocessing: four jobs on two cores, each with its own memory; threads; and one after the other."""

import multiprocessing
import threading

import peer

count = 0


def job():
    global count
    peer.compute(100)
    count += 1
    peer.say(f'my count is {count}')


def together(kind):
    jobs = [kind(target=job) for _ in range(4)]
    for one in jobs:
        one.start()
    for one in jobs:
        one.join()
    peer.value('count', count)


def plain():
    for _ in range(4):
        job()
    peer.value('count', count)


peer.cores(2)
peer.play(processes=lambda: together(multiprocessing.get_context('fork').Process),
          threads=lambda: together(threading.Thread),
          plain=plain)
