"""Three children that end while nobody asks: one is killed, one is told to end, one ends by itself with 3. Says for each
when it was sent its signal, or begun, and when it was gone, by the clock of the machine, and asks for it much later.
"""

import os
import signal
import subprocess
import sys
import time

WAITS = "import threading, time; threading.Thread(target=time.sleep, args=[60], daemon=True).start(); print(flush=True); "
begun = time.monotonic_ns()
children = [
    (subprocess.Popen([sys.executable, "-c", WAITS + "time.sleep(60)"], stdout=subprocess.PIPE), signal.SIGKILL),
    (subprocess.Popen(["sh", "-c", "echo; exec sleep 60"], stdout=subprocess.PIPE), signal.SIGTERM),
    (subprocess.Popen([sys.executable, "-c", WAITS + "raise SystemExit(3)"], stdout=subprocess.PIPE), 0),
]
for child, number in children:
    child.stdout.readline()
    sent = time.monotonic_ns() if number else begun
    if number:
        os.kill(child.pid, number)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    print(child.pid, sent, time.monotonic_ns(), flush=True)
time.sleep(0.3)
for child, _ in children:
    child.wait()
