"""Threads of Python whose clock and whose turns are chosen: a program runs as often as one likes, each time in another
order that a machine might have, and takes none of its time.

What runs is CPython's: threading, queue and concurrent.futures are imported anew, over locks, threads and a clock of this
file. One thread runs at a time, as under the interpreter's lock. Where a real one would let that lock go (it waits,
writes a line, wakes another, has computed for the switch interval) the schedule says who goes on; and each wait may end a
little later than it should. An order that is the same under all schedules is determined; what is not, the kernel decides.
"""

import _thread
import collections
import heapq
import importlib
import itertools
import math
import random
import sys
import time
import types

# A look at the CPU clock takes so long, in seconds, and a thread that others wait for computes so long at a stretch.
STEP = 50e-6
SWITCH_INTERVAL = 0.005
# A program that takes longer than this is not waited for.
LIMIT = 60.0
# What is imported anew.
MODULES = ('threading', 'queue', 'concurrent.futures', 'concurrent.futures._base', 'concurrent.futures.thread')


# `lines`: (when, text).
Outcome = collections.namedtuple('Outcome', 'lines values result elapsed looks_late')


class Ended(BaseException):
    """The run is over, and what is still on its way only cleans up."""


class Thread:
    """A thread of the program: it runs while it has its turn."""

    def __init__(self, rank=None):
        self.rank = rank  # None: it has not begun, so that who began it waits for it
        self.turn = _thread.allocate_lock()
        self.turn.acquire()
        self.cpu, self.slowness = 0.0, 1
        self.stretch = 0.0  # how long it has computed without a break
        self.wait = 0  # the number of the wait that it is in, or 0
        self.sentinels = []


class Schedule:
    """Who goes on where several can, and how late waits end. The first goes on as long as it can, as CPython's do
    mostly. Of five others one is about chance; one has the thread that was begun first go on, as baton's do; one the last;
    one has the threads in some order of its own; and in one nobody goes on who lets the interpreter's lock go, and nobody
    else is made to.
    """

    def __init__(self, number):
        self.random = random.Random(number)
        self.first = number == 0
        kinds = ('first', 'last', 'chance', 'some', 'polite')
        self.kind = kinds[(number - 1) % len(kinds)]
        self.slow = (0, 0, 0.5, 2) if number > 2 * len(kinds) else (0,)
        self.late = 0.0 if number < len(kinds) else (0.0005, 0.002, 0.004, 0.008)[number // len(kinds) % 4]
        self.begun = itertools.count()

    def rank(self):
        """Of a thread that begins: who has the highest goes on."""
        number = next(self.begun)
        return {'first': -number, 'last': number}.get(self.kind, self.random.random())

    def choose(self, able, runs=False, lets_go=False):
        """runs: the first of them has the turn; lets_go: and gives it up for a moment."""
        if self.first:
            return able[0]
        if self.kind == 'polite' and runs:
            return self.random.choice(able[1:]) if lets_go else able[0]
        if self.kind == 'polite':
            return self.random.choice(able)
        if self.kind == 'chance':
            return self.random.choice(able)
        return max(able, key=lambda thread: math.inf if thread.rank is None else thread.rank)

    def lateness(self):
        return self.late * self.random.randrange(2)

    def idles(self, _):
        """Whether those that are able have no CPU for so long, until a wait ends."""
        return False

    def strays(self, _):
        """Whether the line that is said is one that this is not to say."""
        return False

    def slowness(self):
        """How much longer a thread computes than it should, for others have the CPU as well."""
        return 1 + self.random.choice(self.slow)


def numbers_of(module):
    return {name: value for name, value in module.items() if isinstance(value, int)}


class World:
    """The threads of a run, and its clock."""

    def __init__(self):
        self.begin(Schedule(0))

    def begin(self, schedule):
        self.schedule = schedule
        self.now = 0.0
        self.current = self.main = Thread(schedule.rank())
        self.able, self.sleepers = [], []
        self.waits = itertools.count(1)
        self.threads = set()
        self.over = None  # why nobody goes on any more
        self.module = {}  # the program's
        self.values = {}  # what it had when it was over: its way out is not looked at
        self.looks_late = False  # another held on when a time limit was over: it is seen later

    # ---- turns ----

    def give_turn(self, thread):
        me, self.current = self.current, thread
        if thread is not me:
            thread.turn.release()
            if me in self.threads or me is self.main:
                me.turn.acquire()

    def next(self):
        """The one that has the next turn; the clock goes on if nobody is able."""
        while not self.able or self.idles():
            if not self.sleepers or self.now > LIMIT:
                self.end('timeout' if self.sleepers else 'deadlock')
                break
            self.now = max(self.now, self.sleepers[0][0])
            self.wake_sleepers()
        chosen = self.able[0] if self.over else self.schedule.choose(self.able)
        self.able.remove(chosen)
        return chosen

    def idles(self):
        return not self.over and self.sleepers and self.schedule.idles(self.sleepers[0][0] - self.now)

    def wake_sleepers(self):
        while self.sleepers and self.sleepers[0][0] <= self.now + 1e-9:
            _, wait, thread = heapq.heappop(self.sleepers)
            if thread.wait == wait:
                self.wake(thread)

    def wake(self, thread):
        thread.wait = 0
        self.able.append(thread)

    def pause(self, lets_go=False):
        """Others may have the turn here: it lets the interpreter's lock go, or may be asked for it."""
        if self.over:
            raise Ended
        if self.able and self.schedule.choose([self.current, *self.able], True, lets_go) is not self.current:
            self.able.append(self.current)
            self.give_turn(self.next())
            self.check()

    def wait(self, seconds=None):
        """Until somebody wakes this thread, or for so long."""
        self.check()
        thread = self.current
        thread.wait, thread.stretch = next(self.waits), 0.0
        if seconds is not None:
            thread.due = due = self.now + seconds + self.schedule.lateness()
            heapq.heappush(self.sleepers, (due, thread.wait, thread))
        self.give_turn(self.next())
        self.check()

    def check(self):
        if self.over:
            raise Ended

    def end(self, why):
        """All that are left end where they are."""
        if not self.over:
            self.over = why
            self.values = numbers_of(self.module)
            self.able += [thread for thread in {*self.threads, self.main} if thread not in self.able
                          and thread is not self.current]
            if self.current.wait:
                self.able.append(self.current)

    # ---- threads ----

    def start(self, function, args, kwargs=None):
        thread = Thread()
        thread.slowness = self.schedule.slowness()
        self.threads.add(thread)
        self.able.append(thread)

        def run():
            thread.turn.acquire()
            try:
                if not self.over:
                    function(*args, **(kwargs or {}))
            except Ended:
                pass
            finally:
                for lock in thread.sentinels:
                    lock.ends()
                self.threads.discard(thread)
                if self.able or self.threads or not self.over:
                    self.give_turn(self.next())
                else:
                    self.give_turn(self.main)

        _thread.start_new_thread(run, ())
        self.pause()
        return id(thread)

    def has_begun(self):
        """Who began it goes on from here, or the new one does."""
        self.current.rank = self.schedule.rank()
        self.pause()

    def finish(self):
        """Ends all threads that are left, in the main one."""
        self.end('ok')
        while self.threads:
            self.able = [thread for thread in self.able if thread is not self.main] or list(self.threads)
            self.able.append(self.main)
            self.give_turn(self.able.pop(0))

    # ---- the clock ----

    def compute(self, seconds):
        self.check()
        self.now += seconds * self.current.slowness
        self.current.cpu += seconds
        self.current.stretch += seconds
        self.wake_sleepers()
        if self.now > LIMIT:
            self.end('timeout')
            raise Ended
        if self.current.stretch >= SWITCH_INTERVAL and self.able:
            self.current.stretch = 0.0
            self.able.append(self.current)
            self.give_turn(self.next())
            self.check()


WORLD = World()


class Lock:
    """As the machine's: who is woken competes with those that run."""

    def __init__(self):
        self.held, self.waiters = False, []

    def acquire(self, blocking=True, timeout=-1):
        if not self.held:
            self.held = True
            return True
        if not blocking or timeout == 0:
            return False
        end = WORLD.now + timeout
        while self.held:
            left = end - WORLD.now
            if timeout >= 0 and left <= 0:
                return False
            thread = WORLD.current
            self.waiters.append(thread)
            try:
                WORLD.wait(left if timeout >= 0 else None)
                if timeout >= 0 and WORLD.now > thread.due + 1e-9:
                    WORLD.looks_late = True
            finally:
                if thread in self.waiters:
                    self.waiters.remove(thread)
        self.held = True
        return True

    def release(self):
        if not self.held:
            raise RuntimeError('release unlocked lock')
        self.free()
        if not WORLD.over:
            WORLD.pause()

    def free(self):
        self.held = False
        while self.waiters and not WORLD.over:
            thread = self.waiters.pop(0)
            if thread.wait:  # its time is not over: who is ready already must not have two turns
                WORLD.wake(thread)
                break

    def locked(self):
        return self.held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    def _at_fork_reinit(self):
        self.__init__()


class Sentinel(Lock):
    """What a thread holds until it has ended."""

    def ends(self):
        if self.held:
            self.free()


def set_sentinel():
    lock = Sentinel()
    WORLD.current.sentinels.append(lock)
    return lock


def sleep(seconds):
    if seconds > 0:
        WORLD.wait(seconds)
    else:
        WORLD.pause(lets_go=True)


def thread_time():
    WORLD.compute(STEP)
    return WORLD.current.cpu


def fake_thread_module():
    module = types.ModuleType('_thread')
    module.__dict__.update({name: value for name, value in vars(_thread).items() if name != 'RLock'})
    module.allocate_lock = module.allocate = module.LockType = Lock
    module.start_new_thread = module.start_new = WORLD.start
    module._set_sentinel = set_sentinel
    return module


def fake_time_module():
    module = types.ModuleType('time')
    module.__dict__.update(vars(time))
    module.sleep, module.thread_time = sleep, thread_time
    module.monotonic = module.perf_counter = lambda: WORLD.now
    return module


def tell_of_begin(threads):
    run = threads.run

    def begin_and_run(thread):
        WORLD.has_begun()
        run(thread)

    threads.run = begin_and_run


class Swapped:
    """While it lasts, `import threading` and the like are those of this file."""

    def __init__(self):
        self.modules = {'_thread': fake_thread_module(), 'time': fake_time_module()}
        others = {name: sys.modules.pop(name, None) for name in (*MODULES, '_queue')}
        sys.modules['_queue'] = None  # its SimpleQueue waits in C
        before = {name: sys.modules.get(name) for name in self.modules}
        sys.modules.update(self.modules)
        try:
            self.modules.update({name: importlib.import_module(name) for name in MODULES})
            tell_of_begin(self.modules['threading'].Thread)
        finally:
            sys.modules.update({**before, **{name: module for name, module in others.items() if module}})
            for name in (name for name, module in others.items() if not module):
                sys.modules.pop(name, None)
        self.before = None

    def __enter__(self):
        self.before = {name: sys.modules[name] for name in self.modules if name in sys.modules}
        sys.modules.update(self.modules)
        return self.modules

    def __exit__(self, *_):
        sys.modules.update(self.before)


SWAPPED = None


def supported():
    return sys.version_info < (3, 13)  # threads begin in another way since


class Voice:
    def __init__(self, in_its_words):
        self.lines, self.in_its_words = [], in_its_words

    def write(self, text):
        if text.strip('\n') and not WORLD.over:
            self.lines.append((WORLD.now, text.rstrip('\n')))
            if WORLD.schedule.strays(self.in_its_words(text.rstrip('\n'))):
                WORLD.end('strayed')
            WORLD.pause(lets_go=True)

    def flush(self):
        pass


def run(code, schedule, in_its_words=str):
    """What becomes of a program under a schedule."""
    global SWAPPED
    SWAPPED = SWAPPED or Swapped()
    WORLD.begin(schedule)
    voice, module = Voice(in_its_words), {'__name__': '__main__'}
    WORLD.module = module
    stdout, stderr, argv = sys.stdout, sys.stderr, sys.argv
    with SWAPPED as modules:
        threading, pools = modules['threading'], modules['concurrent.futures.thread']
        pools._threads_queues.clear()
        pools._shutdown, pools._global_shutdown_lock = False, Lock()
        threading._active_limbo_lock = threading.RLock()
        threading._limbo.clear()
        for ident in [ident for ident, thread in threading._active.items() if thread is not threading.main_thread()]:
            del threading._active[ident]
        sys.stdout, sys.stderr, sys.argv = voice, types.SimpleNamespace(write=lambda _: 0, flush=lambda: 0), ['program.py']
        result = None
        try:
            try:
                exec(code, module)
            except Exception:
                result = 'failed'
            pools._python_exit()
            while others := {thread for thread in threading.enumerate() if thread.is_alive()} - {threading.main_thread()}:
                others.pop().join()
        except Ended:
            pass
        finally:
            result = WORLD.over or result
            elapsed = WORLD.now
            values = WORLD.values if WORLD.over else numbers_of(module)
            WORLD.finish()
            sys.stdout, sys.stderr, sys.argv = stdout, stderr, argv
        result = result or module.get('result', 'ok')
    return Outcome(voice.lines, values, result, elapsed, WORLD.looks_late)
