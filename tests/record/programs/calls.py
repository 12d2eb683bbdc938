"""Threads and a child in calls that wait: pipes, sockets, sleeps, select and poll, the end of a process."""

import os
import select
import socket
import subprocess
import sys
import threading
import time

reader, writer = os.pipe()
one, other = socket.socketpair()


def reads():
    os.read(reader, 1)
    one.recv(1)
    select.select([reader], [], [], 0.02)
    poll = select.poll()
    poll.register(reader)
    poll.poll(20)


threads = [threading.Thread(target=reads), threading.Thread(target=time.sleep, args=(0.05,))]
for thread in threads:
    thread.start()
time.sleep(0.03)
os.write(writer, b"x")
time.sleep(0.03)
other.send(b"x")
subprocess.run([sys.executable, "-c", "import time; time.sleep(0.03)"], check=True)
for thread in threads:
    thread.join()
