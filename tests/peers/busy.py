"""Exit status 0 if two jobs of 100 ms take clearly longer at once: the cores do something else, or there are no two."""

import os
import sys
import time

import peer


def took_ms():
    begin = time.monotonic()
    other = os.fork()
    peer.compute(100)
    if other == 0:
        os._exit(0)
    os.waitpid(other, 0)
    return (time.monotonic() - begin) * 1000


sys.exit(0 if max(took_ms() for _ in range(3)) > 115 else 1)
