"""Situations in which baton and CPython are known to differ, each with a switch: what is found to be so in a run of
Python is passed over, until the switch says that baton does the same.

A row is set to True with the change that makes it so; what is never to be the same stays False, and says why.
"""

import ast
import asyncio
import inspect
import sys

AGREED = {
    # asyncio never runs a line of a task that is cancelled before its first turn.
    'cancelled before it began': True,
    # A wait that is over, and whose task is cancelled before it goes on: the item, the unit, the lock are the next one's.
    'cancelled when its wait was over': True,
    # `await f`, `await all`: what is awaited is cancelled, too, and its awaiter ends after it.
    'cancelled in an await': True,
    # A task waits for the tasks of its open groups, which are cancelled with it.
    'cancelled with an open group': True,
    # Who asks a channel takes the item that a woken one has not taken yet.
    'overtaken at a channel': True,
    # At a look others are ready, and a timer is due: asyncio ends the sleep then, but its task goes on one turn later,
    # behind what the others start.
    'a look with others ready': True,
    # Several tasks can go on at one moment, and one of them by gather(), wait(), shield(), the end of a TaskGroup, or of
    # what was left behind: how many turns of the loop these take is their own business (docs/language.md, Turns).
    'a helper that takes turns': False,
    # Whoever cancels a task of asyncio that has failed has asked how it ended: its failure is told by nobody.
    'a failure that a cancel hushes': False,
    # TaskGroup starts no task any more when one of its own has failed: create_task() fails. In a scenario such a task is
    # cancelled at once.
    'started in a group that fails': False,
    # What is started on the way out, when main has ended, asyncio.run() does not wait for, and tells as destroyed.
    'started when main had ended': False,
    # CPython closes a generator when the last variable that has it is overwritten or gone; nothing is collected in a
    # scenario, where one that nobody resumes stays suspended.
    'a generator that is forgotten': False,
    # A lock of asyncio that was given back is not locked() until who was called has his turn, though who asks for it queues
    # up behind him. Who tries to take it in a scenario does not get it.
    'a lock between two': False,
}

# Other loops do it otherwise: uvloop ends a sleep before it calls those who are ready.
OF_ASYNCIO = {'a look with others ready'}


class Situations:
    """Those that were met in a run."""

    def __init__(self):
        self.met = set()
        self.over = False  # what happens now only cleans up
        self.helpers = True  # there are functions of asyncio in it that make futures
        self.main_over = False  # asyncio.run() has cancelled what main has left behind

    def meet(self, name):
        assert name in AGREED
        if name == 'a helper that takes turns' and not self.helpers:
            return
        self.met.add(name)

    def not_agreed(self, of_asyncio=True):
        return sorted(name for name in self.met if not AGREED[name] or (not of_asyncio and name in OF_ASYNCIO))


class Task(asyncio.Task):
    """A task of asyncio that tells in what it was cancelled."""

    situations = None
    begun = False

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        if self.situations and self.situations.main_over:
            self.situations.meet('started when main had ended')

    def cancel(self, msg=None):
        self.situations.main_over |= asyncio._get_running_loop() is None
        ending = self.situations.over or asyncio._get_running_loop() is None  # asyncio.run() is at its end
        if not ending and not self.done() and self is not asyncio.current_task():
            self.situations.meet_cancel(self)
        if not ending and self.done() and not self.cancelled() and self._log_traceback:
            self.situations.meet('a failure that a cancel hushes')
        return super().cancel(msg)


def meet_cancel(situations, task):
    coro = task.get_coro()
    waits_for = task._fut_waiter
    if coro.cr_frame is None:
        return
    if coro.cr_frame.f_lasti < 1 and not coro.cr_running and coro.cr_await is None:
        situations.meet('cancelled before it began')
    elif waits_for is None or waits_for.done():
        situations.meet('cancelled when its wait was over')
    elif isinstance(waits_for, (asyncio.Task, asyncio.tasks._GatheringFuture)):
        situations.meet('cancelled in an await')
    if open_groups(coro):
        situations.meet('cancelled with an open group')


def open_groups(coro):
    """A TaskGroup that the coroutine, or one that it awaits, is in."""
    while coro is not None and hasattr(coro, 'cr_frame') and coro.cr_frame:
        if any(isinstance(value, asyncio.TaskGroup) and value._tasks for value in coro.cr_frame.f_locals.values()):
            return True
        coro = coro.cr_await
    return False


Situations.meet_cancel = meet_cancel


class Queue(asyncio.Queue):
    """A queue that tells when a getter overtakes one that was woken."""

    situations = None

    def _init(self, maxsize):
        super()._init(maxsize)
        self.woken = set()

    def _wakeup_next(self, waiters):
        while waiters:
            waiter = waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                self.woken.add((id(waiters), waiter))
                waiter.add_done_callback(lambda w, key=id(waiters): asyncio.get_running_loop().call_soon(
                    self.woken.discard, (key, w)))
                break

    async def get(self):
        if self.woken:
            self.situations.meet('overtaken at a channel')
        return await super().get()

    async def put(self, item):
        if self.woken:
            self.situations.meet('overtaken at a channel')
        return await super().put(item)


class Lock(asyncio.Lock):
    """A lock that tells when it is nobody's, and somebody has been called for it."""

    situations = None

    def locked(self):
        locked = super().locked()
        if not locked and any(not waiter.cancelled() for waiter in self._waiters or ()):
            self.situations.meet('a lock between two')
        return locked


class TaskGroup(asyncio.TaskGroup):
    """A group that tells when it refuses to start a task."""

    situations = None

    def create_task(self, *args, **more):
        if self._aborting:
            self.situations.meet('started in a group that fails')
        return super().create_task(*args, **more)


class TakesTurns(asyncio.Future):
    """A future between what is awaited and who awaits it: who is ready now goes first, and so does what he starts."""

    situations = None

    def set_result(self, result):
        if self._loop._ready:
            self.situations.meet('a helper that takes turns')
        super().set_result(result)


class TakesTurnsToGather(asyncio.tasks._GatheringFuture):
    """The same, of gather()."""

    situations = None

    def set_result(self, result):
        if self._loop._ready:
            self.situations.meet('a helper that takes turns')
        super().set_result(result)


HELPERS = ('_wait', 'shield', '__aexit__')  # functions of asyncio that make such a future


def meet_callback(situations, loop, callback, args):
    """What is called soon, when others are ready before it."""
    about = getattr(callback, '__self__', None)
    if isinstance(about, asyncio.TaskGroup):
        if args and not args[0].cancelled() and args[0].exception():
            situations.meet('a helper that takes turns')
    elif isinstance(about, asyncio.Task) and args and isinstance(args[0], asyncio.Task):
        if about.get_coro().__name__ == 'with_callbacks':
            situations.meet('a helper that takes turns')


Situations.meet_callback = meet_callback


class TellsOfClose(ast.NodeTransformer):
    """Has each generator of a program call closed_here() when it is closed."""

    def visit_FunctionDef(self, node):
        inside = [part for part in ast.walk(node) if isinstance(part, (ast.Yield, ast.YieldFrom))]
        if inside:
            told = ast.parse('try:\n    pass\nexcept GeneratorExit:\n    closed_here()\n    raise').body[0]
            told.body, node.body = node.body, [told]
        return ast.fix_missing_locations(node)


def code_of(translation, situations, lines_told=None):
    """Its code, and the function that the code needs. `lines_told` changes it once more."""
    lines = translation.splitlines()

    def closed_here():
        closer = sys._getframe(2)
        by_generator = closer.f_code.co_flags & inspect.CO_GENERATOR
        if not by_generator and '.close()' not in lines[closer.f_lineno - 1]:
            situations.meet('a generator that is forgotten')

    tree = TellsOfClose().visit(ast.parse(translation, 'program.py'))
    if lines_told:
        tree = lines_told.visit(tree)
    return compile(tree, 'program.py', 'exec'), closed_here
