"""Time that passes only when the program waits or computes: what a run of Python takes, without taking it.

The loop is asyncio's own; what it asks is what time it is, and how long to sleep. So a program runs as it would on a
machine that is never late, in a millisecond, and all that happens has an exact time: whether two things happen so
close together that another machine might have them in another order can be seen.
"""

import asyncio
import concurrent.futures
import inspect
import queue as real_queue
import selectors
import sys
import types

from situations import HELPERS, Lock, Queue, Situations, TakesTurns, TakesTurnsToGather, Task, TaskGroup


# Events that are closer than that, in seconds, may come in another order on a machine that is late.
CLOSE = 0.002
# A look at the CPU clock takes so long.
STEP = 50e-6


class Deadlock(BaseException):
    """Nobody can go on."""


class Clock:
    def __init__(self, limit, measured=None):
        self.now = 0.0
        self.measured = measured  # a run of baton, whose times these are (replay.py)
        self.limit = limit
        self.ends = []  # when something ended that held the thread
        self.timers = []
        self.cancelled = {}  # id of a timer: when
        self.stopped = None  # why it did not end by itself
        self.frozen = lambda: None  # called when nobody can go on
        self.situations = Situations()

    def pass_(self, seconds):
        self.now += seconds
        if self.now > self.limit:
            self.stop()

    def stop(self):
        if not self.stopped:
            self.stopped = 'deadlock' if self.now < self.limit else 'timeout'
            self.frozen()
        raise Deadlock

    def at_line(self, line):
        """A statement of the scenario begins."""
        self.now = max(self.now, self.measured.statement(line))

    def look(self):
        """The loop looks what is due."""
        if self.measured:
            self.now = max(self.now, self.measured.next())

    def hold(self, seconds):
        self.pass_(seconds)
        self.ends.append(self.now)

    def closest(self):
        """How far apart the two events are that are closest: ends of waits, or a timer that was cancelled and its time."""
        moments, before_time = list(self.ends), 1
        for timer in self.timers:
            end = self.cancelled.get(id(timer), self.now)
            if end >= timer.when() - 1e-6:  # asyncio.sleep() cancels its timer at its end, too
                moments.append(timer.when())
            else:
                before_time = min(before_time, timer.when() - end)
        moments.sort()
        return min([b - a for a, b in zip(moments, moments[1:])] + [before_time])


class Selector(selectors.DefaultSelector):
    """Sleeps by letting the time pass."""

    clock = None

    def select(self, timeout=None):
        if timeout is None:
            self.clock.stop()
        if timeout > 0:
            self.clock.pass_(timeout)
        self.clock.look()
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """asyncio's loop, with another clock; it remembers timers and tasks."""

    def __init__(self, clock):
        selector = Selector()
        selector.clock = clock
        super().__init__(selector)
        self.clock = clock
        self.tasks = []
        self._clock_resolution = 1e-7
        self.takes_turns = with_situations(TakesTurns, clock)

    def call_exception_handler(self, context):
        self.not_handled(self, context)

    def time(self):
        return self.clock.now

    def _run_once(self):
        due = self._scheduled and self._scheduled[0].when() <= self.time()
        if due and self._ready:
            self.clock.situations.meet('a look with others ready')
        super()._run_once()

    def call_at(self, when, callback, *args, context=None):
        if self.clock.measured:
            when = max(when, self.clock.measured.answer())
        timer = super().call_at(when, callback, *args, context=context)
        self.clock.timers.append(timer)
        return timer

    def call_soon(self, callback, *args, context=None):
        if self._ready:
            self.clock.situations.meet_callback(self, callback, args)
        return super().call_soon(callback, *args, context=context)

    def create_future(self):
        if sys._getframe(1).f_code.co_name in HELPERS:
            return self.takes_turns(loop=self)
        return super().create_future()

    def create_task(self, coro, *, name=None, context=None):
        kind = with_situations(Task, self.clock)
        task = kind(coro, loop=self, name=name, context=context)
        self.tasks.append((name_of(coro), task))
        return task


def name_of(coro):
    """Of the function that the task is about."""
    if getattr(coro, 'cr_frame', None) is None:
        return getattr(coro, '__name__', '?')
    inside = coro.cr_frame.f_locals
    if coro.__name__ == 'with_callbacks':
        return inside['body'].__name__
    if coro.__name__ == 'later':
        return name_of(inside['coroutine'])
    return coro.__name__


def remember_cancels(clock):
    """A timer that is cancelled a little before its time might have come first elsewhere."""
    cancel = asyncio.TimerHandle.cancel

    def cancel_and_remember(timer):
        if not timer.cancelled():
            clock.cancelled[id(timer)] = clock.now
        cancel(timer)

    asyncio.TimerHandle.cancel = cancel_and_remember
    return lambda: setattr(asyncio.TimerHandle, 'cancel', cancel)


class Policy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, clock, not_handled):
        super().__init__()
        self.clock = clock
        self.not_handled = not_handled
        self.loops = []

    def new_event_loop(self):
        loop = Loop(self.clock)
        loop.not_handled = self.not_handled
        self.loops.append(loop)
        return loop


def time_module(clock):
    """What `import time` gives the program."""
    cpu = 0.0

    def thread_time():
        nonlocal cpu
        clock.pass_(STEP)
        cpu += STEP
        if clock.ends and clock.now - clock.ends[-1] < 1.5 * STEP:  # it is still computing
            clock.ends[-1] = clock.now
        else:
            clock.ends.append(clock.now)
        return cpu

    module = types.ModuleType('time')
    module.sleep = clock.hold
    module.thread_time = thread_time
    module.monotonic = lambda: clock.now
    return module


def with_situations(kind, clock):
    return type(kind.__name__, (kind,), {'situations': clock.situations})


def put_in(clock):
    """Asyncio's queue, lock and what gather() returns tell what is met, until the function that is returned is called."""
    before = asyncio.Queue, asyncio.Lock, asyncio.TaskGroup, asyncio.tasks._GatheringFuture
    asyncio.Lock = with_situations(Lock, clock)
    asyncio.Queue = with_situations(Queue, clock)
    asyncio.TaskGroup = with_situations(TaskGroup, clock)
    asyncio.tasks._GatheringFuture = with_situations(TakesTurnsToGather, clock)

    def put_back():
        asyncio.Queue, asyncio.Lock, asyncio.TaskGroup, asyncio.tasks._GatheringFuture = before

    return put_back


def future_for(clock):
    """What a call came to: one that has not ended never will, for it stands below."""

    class Future(concurrent.futures.Future):
        def result(self, timeout=None):
            if not self.done():
                clock.stop()
            return super().result(timeout)

        def exception(self, timeout=None):
            if not self.done():
                clock.stop()
            return super().exception(timeout)

    return Future


def inspect_module():
    """What `import inspect` gives the program: whoever has been resumed once is kept. CPython closes a generator that
    nobody can resume any more, and what it holds is free; in a scenario it stays as it is."""
    kept = []

    def state(generator):
        kept.append(generator)
        return inspect.getgeneratorstate(generator)

    module = types.ModuleType('inspect')
    module.__dict__.update(vars(inspect))
    module.getgeneratorstate = state
    return module


# ---- one thread ----

def of_one_thread(clock):
    """What `import threading` and `import queue` give a program of one thread: who would wait, waits for ever."""

    def would_wait():
        clock.stop()

    class Lock:
        def __init__(self, units=1, most=None):
            self._value, self.most = units, most

        def acquire(self, blocking=True):
            if self._value == 0 and not blocking:
                return False
            if self._value == 0:
                would_wait()
            self._value -= 1
            return True

        def release(self):
            if self._value == self.most:
                raise ValueError('Semaphore released too many times')
            self._value += 1

        def __enter__(self):
            return self.acquire()

        def __exit__(self, *_):
            self.release()

    class Queue(real_queue.Queue):
        def get(self, *_):
            return super().get() if self.qsize() else would_wait()

        def put(self, item, *_):
            return would_wait() if self.full() else super().put(item)

    threading, queue = types.ModuleType('threading'), types.ModuleType('queue')
    threading.Lock = lambda: Lock(1, 1)
    threading.Semaphore = Lock
    threading.BoundedSemaphore = lambda units: Lock(units, units)
    queue.Queue = Queue
    return {'threading': threading, 'queue': queue}
