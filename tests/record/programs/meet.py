"""Whether a thread has come to its wait: so that who is to end that wait comes behind it, however busy the machine is."""

import threading
import time

LOOK_S = 0.02  # several times the interval after which a thread asks for the GIL, which it does waking up


def look(task):
    """How it stands, and how often it has waited; `task` is its folder in /proc."""
    with open(task + "/status", encoding="utf-8") as file:
        words = dict(line.split(":", 1) for line in file)
    return words["State"].split()[0], words["voluntary_ctxt_switches"].strip()


def asleep(task):
    """Returns once it waits, for something other than the GIL: it has not woken up for a while."""
    before = None
    while True:
        now = look(task)
        if now == before and now[0] == "S":
            return
        before = now
        time.sleep(LOOK_S)


def threads_asleep(threads):
    for thread in threads:
        if thread.native_id == threading.get_native_id():  # greenlets of one thread
            time.sleep(LOOK_S)
        else:
            asleep(f"/proc/self/task/{thread.native_id}")


def processes_asleep(processes):
    for process in processes:
        asleep(f"/proc/{process.pid}")
