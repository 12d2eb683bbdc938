"""check_threads.py: what must be so in a program of threads in every order that threads.py has for it."""

import sys

import threads

# Its time is over in the moment in which the lock is freed, by who has been ready for as long; then it waits for
# something else, and nothing may end that wait before its time.
WOKEN_TWICE = '''
import threading
import time

lock = threading.Lock()
lock.acquire()
early = 0


def waits():
    global early
    if lock.acquire(timeout=0.005):
        lock.release()
    begun = time.monotonic()
    time.sleep(0.01)
    early += time.monotonic() < begun + 0.01 - 1e-9


thread = threading.Thread(target=waits)
thread.start()
time.sleep(0.005)
lock.release()
thread.join()
'''

# Nobody can go on: what it does when it is thrown out of its wait it has not done.
THROWN_OUT = '''
import queue

cleaned = 0
try:
    queue.Queue().get()
finally:
    cleaned = 1
'''

# Who lets the interpreter's lock go may find that another has done much meanwhile, and mostly goes on by itself.
LETS_GO = '''
import threading
import time

first = 0


def computes():
    global first
    time.sleep(0)
    first = first or 1


def takes():
    global first
    for _ in range(20):
        lock.acquire()
        lock.release()
    first = first or 2


lock = threading.Lock()
both = [threading.Thread(target=what) for what in (computes, takes)]
for thread in both:
    thread.start()
for thread in both:
    thread.join()
'''

ORDERS = 200


def seen(program, name):
    """(result, value) of all orders."""
    code = compile(program, 'program.py', 'exec')
    runs = [threads.run(code, threads.Schedule(number)) for number in range(ORDERS)]
    return {(run.result, run.values.get(name)) for run in runs}


def main():
    wrong = []
    for program, name, wanted in ((WOKEN_TWICE, 'early', {('ok', 0)}), (THROWN_OUT, 'cleaned', {('deadlock', 0)}),
                                  (LETS_GO, 'first', {('ok', 1), ('ok', 2)})):
        if (found := seen(program, name)) != wanted:
            wrong.append(f'{name}: {found}, wanted: {wanted}')
    if wrong:
        sys.exit('\n'.join(wrong))
    print(f'{ORDERS} orders')


main()
