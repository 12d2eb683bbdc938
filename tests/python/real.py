"""A program with threads or processes, in real time: in a process forked from this one, which has all modules.

What it says comes through a pipe, with the time; who does not end in time is stuck for good.
"""

import concurrent.futures
import importlib
import itertools
import json
import multiprocessing
import multiprocessing.synchronize
import os
import select
import signal
import threading
import time

# A program that has not ended by then never will, in seconds.
STUCK = 2.0
# Waits that end so close to each other, in seconds, may end in another order.
CLOSE = 0.004


class Voice:
    """The program's standard output: a line is one write."""

    def __init__(self, pipe, begin):
        self.pipe, self.begin = pipe, begin

    def write(self, text):
        if text.strip('\n'):
            self.tell('line', text.rstrip('\n'))

    def tell(self, kind, what):
        record = json.dumps([kind, time.monotonic() - self.begin, what])
        os.write(self.pipe, record.encode() + b'\n')

    def flush(self):
        pass


def tell_of_starts(voice):
    """What each start costs, until the process runs: baton's have been forked before."""
    start, bootstrap = multiprocessing.Process.start, multiprocessing.Process._bootstrap
    started = {}

    def start_and_tell(process):
        voice.tell('start', os.getpid())
        started[process.name] = time.monotonic()
        start(process)

    def bootstrap_and_tell(process, *args, **named):
        if process.name in started:  # a pool's are started by a thread of its own
            voice.tell('spent', time.monotonic() - started[process.name])
        return bootstrap(process, *args, **named)

    multiprocessing.Process.start = start_and_tell
    multiprocessing.Process._bootstrap = bootstrap_and_tell


def tell_of_locks(voice):
    """Who asks for a lock or a unit, or gives it back, and when. Processes are forked: the lock stays the same object."""
    make_methods = multiprocessing.synchronize.SemLock._make_methods

    def make_methods_that_tell(lock):
        make_methods(lock)
        acquire, release = lock.acquire, lock.release

        def acquire_and_tell(block=True, timeout=None):
            voice.tell('lock' if block else 'try', [os.getpid(), id(lock)])
            return acquire(block, timeout)

        def release_and_tell():
            voice.tell('lock', [os.getpid(), id(lock)])
            release()

        lock.acquire, lock.release = acquire_and_tell, release_and_tell

    multiprocessing.synchronize.SemLock._make_methods = make_methods_that_tell


def ends_at_once(told, close):
    """Whether two waits end so close to each other that another one may be the first."""
    ends = sorted(end for kind, _, end in told if kind == 'wait')
    return any(b - a < close for a, b in zip(ends, ends[1:]))


def started_at_once(told):
    """Whether two start another at once: which is the first, and gets the lower number?"""
    starts = sorted((at, pid) for kind, at, pid in told if kind == 'start')
    return any(b - a < CLOSE and one != other for (a, one), (b, other) in itertools.combinations(starts, 2))


def tried_at_once(told, close):
    """Whether who only tries to get a lock does so while another asks for it, too, or gives it back."""
    uses = [(at, kind == 'try', *what) for kind, at, what in told if kind in ('lock', 'try')]
    return any(tried and lock == other and pid != by and abs(at - then) < close
               for at, tried, pid, lock in uses for then, _, by, other in uses)


def child(code, pipe, loop):
    import sys
    if loop == 'gevent':
        import gevent
        import gevent.monkey
        gevent.monkey.patch_all()
        gevent.spawn_later(1000, print)  # a loop with nothing to wait for ends all waits
    elif loop:
        import asyncio
        asyncio.set_event_loop_policy(importlib.import_module(loop).EventLoopPolicy())
    begin = time.monotonic()
    voice = sys.stdout = Voice(pipe, begin)
    sys.argv = ['program.py']
    real_sleep = time.sleep

    def sleep(seconds):
        if seconds:
            voice.tell('wait', time.monotonic() + seconds - begin)
        end = time.monotonic() + seconds
        real_sleep(seconds)
        voice.tell('late', time.monotonic() - end)

    time.sleep = sleep
    tell_of_starts(voice)
    tell_of_locks(voice)
    module = {'__name__': '__main__'}
    result = 'ok'
    try:
        exec(code, module)
    except Exception:
        result = 'failed'
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon and 'Executor' not in thread.name:
            thread.join()
    for executor in [value for value in module.values() if isinstance(value, concurrent.futures.Executor)]:
        executor.shutdown()
    for process in multiprocessing.active_children():
        process.join()
    voice.tell('end', [module.get('result', 'ok') if result == 'ok' else result,
                       {name: value for name, value in module.items() if isinstance(value, int)}])
    os._exit(0)


def records(reader, until):
    """What comes through the pipe until its end, or until it is too late."""
    got = b''
    while (left := until - time.monotonic()) > 0:
        if not select.select([reader], [], [], left)[0]:
            break
        more = os.read(reader, 65536)
        if not more:
            break
        got += more
        if b'["end"' in got and got.endswith(b'\n'):
            break
    return [json.loads(line) for line in got.split(b'\n')[:-1]]


def run(translation, loop=None):
    """(lines with their times, values, result, elapsed, how late somebody was, how close two may be whose order is another
    one in another run, whether some are so close that this matters)."""
    code = compile(translation, 'program.py', 'exec')
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.close(reader)
        try:
            child(code, writer, loop)
        finally:
            os._exit(1)
    os.close(writer)
    told = records(reader, time.monotonic() + STUCK)
    os.close(reader)
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    os.waitpid(pid, 0)
    lines = [(at, text) for kind, at, text in told if kind == 'line']
    late = max((what for kind, _, what in told if kind == 'late'), default=0)
    close = CLOSE + sum(what for kind, _, what in told if kind == 'spent')
    undetermined = (ends_at_once(told, close) or started_at_once(told) or tried_at_once(told, close))
    for kind, at, what in told:
        if kind == 'end':
            return lines, what[1], what[0], at, late, close, undetermined
    return lines, {}, 'deadlock', 0, late, close, undetermined


def in_order(lines, others, close):
    """The same lines, and in the same order those that are not said at about the same time."""
    if sorted(text for _, text in lines) != sorted(others):
        return False
    place = {}
    for index, text in enumerate(others):
        place.setdefault(text, []).append(index)
    placed = [(at, place[text].pop(0)) for at, text in sorted(lines)]
    return all(first[1] < second[1] for number, first in enumerate(placed) for second in placed[number + 1:]
               if second[0] - first[0] > close)
