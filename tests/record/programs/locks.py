"""A lock that another holds, a queue that is empty, an event, the end of threads."""

import queue
import threading
import time

lock = threading.Lock()
items = queue.Queue()
ready = threading.Event()


def owner():
    with lock:
        ready.set()
        time.sleep(0.2)
    time.sleep(0.02)
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
