"""Programs, by several processes at once: most of the time they wait. None of them can keep the others from going on: one
that does not end in time is killed, with all that it has begun, and told.
"""

import collections
import contextlib
import fcntl
import json
import os
import selectors
import signal
import sys
import time

# No program takes so long, in seconds; to make one smaller has a limit of its own.
DEADLINE = 240.0
# So many programs a process takes: what one leaves behind cannot add up for those after it.
CHUNK = 20


class Job:
    """A process that works on a chunk of seeds, and tells of each."""

    def __init__(self, chunk, work):
        reader, writer = os.pipe()
        self.reader, self.chunk, self.seed, self.got = reader, chunk, None, b''
        self.heard = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                os.setpgid(0, 0)
                os.close(reader)
                with open(writer, 'w', encoding='utf-8', buffering=1) as told:
                    work(chunk, lambda *what: print(json.dumps(what), file=told, flush=True))
                status = 0
            except BaseException:  # whatever it is: this process must not go on as its parent
                sys.__excepthook__(*sys.exc_info())
            finally:
                os._exit(status)
        os.close(writer)

    def read(self):
        """What it has told since; None at its end."""
        more = os.read(self.reader, 65536)
        if not more:
            return None
        *lines, self.got = (self.got + more).split(b'\n')
        self.heard = time.monotonic()
        return [json.loads(line) for line in lines]

    def end(self, by_force):
        status = 0 if by_force else os.waitpid(self.pid, 0)[1]
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        os.close(self.reader)
        if by_force:
            os.waitpid(self.pid, 0)
        return status

    def rest(self):
        """What it has not begun of its chunk, when it ended at its seed."""
        first, count = self.chunk
        begun = self.seed - first + 1
        return (first + begun, count - begun)


def run(seed, count, jobs, work, hear):
    """Calls work(chunk, tell), so many at once, each in a process; hear() gets what they tell but ['begun', seed]."""
    chunks = collections.deque((first, min(CHUNK, seed + count - first)) for first in range(seed, seed + count, CHUNK))
    running = {}
    with selectors.DefaultSelector() as selector:

        def start():
            if chunks:
                job = Job(chunks.popleft(), work)
                running[job.reader] = job
                selector.register(job.reader, selectors.EVENT_READ)

        def stop(job, why):
            selector.unregister(job.reader)
            del running[job.reader]
            status = job.end(by_force=bool(why))
            if why or status:
                hear('differs', f'# seed {job.seed}: {why or "run_many.py has a fault"}')
                if job.seed is not None and job.rest()[1]:
                    chunks.appendleft(job.rest())
            start()

        def hear_all():
            while running:
                for key, _ in selector.select(1):
                    job = running[key.fd]
                    told = job.read()
                    if told is None:
                        stop(job, None)
                    for kind, *what in told or ():
                        if kind == 'begun':
                            job.seed = what[0]
                        else:
                            hear(kind, *what)
                for job in list(running.values()):
                    if time.monotonic() - job.heard > DEADLINE:
                        stop(job, 'it did not end')

        for _ in range(jobs):
            start()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            hear_all()
        finally:
            for job in running.values():
                job.end(by_force=True)


class Quiet:
    """A lock between jobs: who was late may have been so because of the others, and tries again alone."""

    def __init__(self, path):
        self.path = path

    @contextlib.contextmanager
    def held(self, alone):
        with open(self.path, 'a', encoding='utf-8') as file:
            with open(self.path + '-queue', 'a', encoding='utf-8') as queue:
                fcntl.flock(queue, fcntl.LOCK_EX)  # who waits to be alone lets nobody past
                fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
