"""One counter, two threads or two processes; what they got comes back by a pipe."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import peer

count = 0
guard = threading.Lock()


def adds():
    global count
    for _ in range(100):
        with guard:
            count += 1
    return count


def finish(x, y):
    peer.say(f'main sees {count}')
    if count == 0:
        peer.say(f'they sent {x + y}')
    peer.value('count', count)


def threads():
    with ThreadPoolExecutor(2) as pool:
        a, b = pool.submit(adds), pool.submit(adds)
        finish(a.result(), b.result())


def processes():
    # A process each: those of a pool may take two jobs, and keep the count from one to the other.
    fork = multiprocessing.get_context('fork')
    pipe, its = fork.Pipe()
    both = [fork.Process(target=lambda: its.send(adds())) for _ in range(2)]
    for one in both:
        one.start()
    x, y = pipe.recv(), pipe.recv()
    for one in both:
        one.join()
    finish(x, y)


peer.play(threads=threads, processes=processes)
