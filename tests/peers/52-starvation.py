"""A lock that is given back and taken again at once; and one that is handed over, which one writes oneself."""

import collections
import threading

import peer

ROUNDS = 30


class FairLock:
    """Who gives it back hands it to the one who has waited longest."""

    def __init__(self):
        self.inside = threading.Lock()
        self.taken = False
        self.waiting = collections.deque()

    def __enter__(self):
        with self.inside:
            if not self.taken:
                self.taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self.waiting.append(mine)
        mine.acquire()

    def __exit__(self, *_):
        with self.inside:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.taken = False


def both(lock):
    start = threading.Barrier(2)
    last, turns = 0, 0

    def works(me):
        nonlocal last, turns
        start.wait()
        for _ in range(ROUNDS):
            with lock:
                if last != me:
                    turns += 1
                last = me
                peer.compute(1)

    threads = [threading.Thread(target=works, args=(n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return turns


def main():
    at_door = both(threading.Lock())
    at_gate = both(FairLock())
    peer.say(f'{at_door} turns at the door, {at_gate} at the gate')


peer.play(threads=main)
