"""Two threads wait for one of each kind; who lets them go on is another."""
import inspect
import queue
import threading
import time

from meet import threads_asleep

event = threading.Event()
barrier = threading.Barrier(3)
semaphore = threading.Semaphore(0)
condition = threading.Condition()
jobs = queue.Queue()
full = queue.Queue(maxsize=1)
simple = queue.SimpleQueue()


def for_event():
    event.wait()  # event


def for_barrier():
    barrier.wait()  # barrier


def for_semaphore():
    semaphore.acquire()  # semaphore


def for_condition():
    with condition:
        condition.wait()  # condition


def for_queue():
    jobs.get()  # queue


def for_room():
    full.put(1)  # room


def for_simple():
    simple.get()  # simple


def lets_event():
    event.set()


def lets_barrier():
    barrier.wait()


def lets_semaphore():
    semaphore.release()
    time.sleep(0.03)
    semaphore.release()


def lets_condition():
    with condition:
        condition.notify_all()


def lets_queue():
    jobs.put(1)
    time.sleep(0.03)
    jobs.put(2)


def lets_room():
    for _ in range(3):
        full.get()
        time.sleep(0.03)


def lets_simple():
    simple.put(1)
    time.sleep(0.03)
    simple.put(2)


def answers(requests):
    while True:
        done = requests.get()
        if not done:
            return
        time.sleep(0.005)
        done.set()


full.put(0)
for kind in "event", "barrier", "semaphore", "condition", "queue", "room", "simple":
    waiting = [threading.Thread(target=globals()["for_" + kind], name=f"{kind}-{n}") for n in "ab"]
    for thread in waiting:
        thread.start()
    threads_asleep(waiting)
    other = threading.Thread(target=globals()["lets_" + kind], name="lets-" + kind)
    other.start()
    for thread in waiting + [other]:
        thread.join()

# Each request has an event of its own, which may lie where the one before lay.
requests = queue.Queue()
server = threading.Thread(target=answers, args=(requests,), name="server")
server.start()
for _ in range(3):
    done = threading.Event()
    requests.put(done)
    done.wait()  # request
    del done
requests.put(None)
server.join()

# What is watched is as it was.
print(inspect.signature(threading.Barrier), inspect.signature(queue.Queue), type(threading.Event.__init__).__name__)
