"""Four forked processes of multiprocessing use 50 ms of CPU each. Prints ns from start to end."""
import multiprocessing
import time


def task():
    end_ns = time.thread_time_ns() + 50_000_000
    while time.thread_time_ns() < end_ns:
        pass


if __name__ == "__main__":
    fork = multiprocessing.get_context("fork")
    begin_ns = time.perf_counter_ns()
    processes = [fork.Process(target=task) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(time.perf_counter_ns() - begin_ns)
