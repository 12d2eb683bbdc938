"""Pools of processes, of both modules, started in the way that is named: eleven jobs, of which one fails. And a
process with a name."""

import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor


def square(number):
    time.sleep(0.02)
    if number == 3:
        raise ValueError("not told")
    return number * number


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        futures = [pool.submit(square, number) for number in range(4)]  # submit
        assert futures[2].result() == 4
        assert list(pool.map(square, range(20, 22))) == [400, 441]
    with context.Pool(2) as pool:
        assert pool.map(square, range(10, 14), 1) == [100, 121, 144, 169]
        assert pool.apply(square, (5,)) == 25
    child = context.Process(target=square, args=(6,), name="Arbeiter größe")
    child.start()
    child.join()
