"""Two threads that compute, and one that sleeps between: who has the GIL by their own clock.

Each writes the stretches in which it certainly ran: from one reading of the clock to the next, if they are so close that
nobody can have been between them. They are written to the file that is named.
"""

import sys
import threading
import time

NEAR = 4_000  # two hand-offs, there and back, take longer
stretches = {}


def compute(seconds):
    mine = stretches[threading.get_native_id()] = []
    end = time.monotonic_ns() + int(seconds * 1e9)
    begin = last = time.monotonic_ns()
    while last < end:
        now = time.monotonic_ns()
        if now - last > NEAR:
            mine.append((begin, last))
            begin = now
        last = now
    mine.append((begin, last))


def sleep():
    for _ in range(10):
        time.sleep(0.01)


threads = [
    threading.Thread(target=compute, args=[0.3], name="alice"),
    threading.Thread(target=compute, args=[0.3], name="bob"),
    threading.Thread(target=sleep, name="carol"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with open(sys.argv[1], "w") as out:
    for tid, mine in stretches.items():
        for begin, end in mine:
            print(tid, begin, end, file=out)
