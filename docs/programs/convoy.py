"""A thread that computes, and one that has short waits: both want the GIL."""

import threading
import time


def compute():
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        sum(range(100))


def answer():
    for _ in range(10):
        time.sleep(0.01)


threads = [
    threading.Thread(target=compute, name="bob"),
    threading.Thread(target=answer, name="alice"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
