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

ORDERS = 200


def main():
    code = compile(WOKEN_TWICE, 'program.py', 'exec')
    for number in range(ORDERS):
        run = threads.run(code, threads.Schedule(number))
        if run.result != 'ok' or run.values.get('early') != 0:
            sys.exit(f'order {number}: {run.result}, {run.values.get("early")} ended before its time')
    print(f'{ORDERS} orders')


main()
