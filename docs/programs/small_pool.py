"""Four queries of 100 ms, and a pool of two threads."""

import time
from concurrent.futures import ThreadPoolExecutor


def query(n):
    time.sleep(0.1)
    return n


with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(query, range(4))))
