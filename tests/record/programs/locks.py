"""A lock that another holds, a queue that is empty, an event, the end of threads."""

import os
import queue
import sys
import threading

sys.path.insert(0, os.path.dirname(__file__))  # which is not there with -I
from meet import threads_asleep

lock = threading.Lock()
items = queue.Queue()
ready = threading.Event()


def owner():
    with lock:
        ready.set()
        threads_asleep(threads[:1])
    threads_asleep(threads[:1])
    items.put("one")


def waiter():
    ready.wait()
    with lock:  # lock
        pass
    print(items.get())  # queue


threads = [threading.Thread(target=waiter, name="waiter"), threading.Thread(target=owner, name="owner")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()  # join
