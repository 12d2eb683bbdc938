"""A lock that comes free between the look at it and the wait for it, and lines that are in a comprehension."""

import sys
import threading
import time

sys.setswitchinterval(0.001)
lock = threading.Lock()


def holds(rounds):
    for _ in range(rounds):
        with lock:  # lock
            sum(number for number in range(1000))


def main():
    threads = [threading.Thread(target=holds, args=(100,)) for _ in range(4)]  # makes
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [time.sleep(0.01) for _ in range(2)]  # inside
    time.sleep(0.01)  # behind


main()
