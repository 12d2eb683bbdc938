"""Two threads that compute, with another interval of asking for the GIL, in milliseconds."""

import sys
import threading
import time

sys.setswitchinterval(float(sys.argv[1]) / 1000)


def compute():
    end = time.monotonic() + 0.25
    while time.monotonic() < end:
        pass


threads = [threading.Thread(target=compute) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
