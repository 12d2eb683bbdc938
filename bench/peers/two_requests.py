"""asyncio asks another process for answers after 100 and 80 ms, on two sockets. Prints ns from start to end."""
import asyncio
import os
import select
import socket
import time


def serve(sockets):
    """What baton's device is: answers each request when it is due."""
    due = {}
    while len(due) < len(sockets):
        for ready in select.select([s for s in sockets if s not in due], [], [])[0]:
            due[ready] = time.perf_counter() + int(ready.recv(16)) / 1000
    for ready, moment in sorted(due.items(), key=lambda item: item[1]):
        time.sleep(max(0, moment - time.perf_counter()))
        ready.send(b"answer")


async def task(own, ms):
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(own, b"%d" % ms)
    await loop.sock_recv(own, 16)


async def main(own):
    begin_ns = time.perf_counter_ns()
    await asyncio.gather(task(own[0], 100), task(own[1], 80))
    print(time.perf_counter_ns() - begin_ns)


pairs = [socket.socketpair() for _ in range(2)]
device = os.fork()
if device == 0:
    serve([pair[1] for pair in pairs])
    os._exit(0)
for pair in pairs:
    pair[0].setblocking(False)
asyncio.run(main([pair[0] for pair in pairs]))
os.waitpid(device, 0)
