"""Two pools of processes, whose jobs have the same keys: each says who executed it. And jobs that are cancelled."""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def one(n):
    print("one", os.getpid(), flush=True)


def other(n):
    print("other", os.getpid(), flush=True)


begun, go = threading.Event(), threading.Event()


def late():
    begun.set()
    go.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(1, mp_context=context) as first, ProcessPoolExecutor(1, mp_context=context) as second:
        for n in range(3):
            first.submit(one, n)
            second.submit(other, n)
    pool = ThreadPoolExecutor(1)
    for _ in range(3):
        pool.submit(late)
    begun.wait()
    pool.shutdown(wait=False, cancel_futures=True)
    go.set()
