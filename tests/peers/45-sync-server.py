"""Five clients and an executor of four processes. Then one of five, and five threads."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import peer

device = peer.Device()
connections = [device.reserve() for _ in range(5)]


def client(i):
    device.io(100, connections[i - 1])
    peer.say(f'client {i} is served')


def serve(pool):
    with pool:
        list(pool.map(client, range(1, 6)))


def processes(workers):
    serve(ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context('fork')))


peer.play(
    threads_five=lambda: serve(ThreadPoolExecutor(5)),
    processes=lambda: processes(4),
    processes_five=lambda: processes(5),
)
