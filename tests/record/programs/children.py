"""A forked process, a program, a pool."""

import multiprocessing
import os
import subprocess
import sys
import time


def square(n):
    time.sleep(0.01)
    return n * n


if __name__ == "__main__":
    pid = os.fork()
    if pid == 0:
        time.sleep(0.02)
        os._exit(3)
    os.waitpid(pid, 0)
    if hasattr(os, "forkpty"):
        pid, terminal = os.forkpty()
        if pid == 0:
            os._exit(4)
        os.waitpid(pid, 0)
        os.close(terminal)
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.02)"], check=True)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(4)))
