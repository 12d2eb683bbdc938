"""run_many.py [--uvloop|--gevent|--real] MODEL SEED COUNT: random programs, by baton and by CPython.
run_many.py MODEL FILE...: these programs, those whose `model` line names the model.

For each seed, tests/python/programs (PROGRAMS in the environment) writes a scenario and its translation. The translation
runs in this process, under a clock of its own where it has one thread (clock.py); where it has more, in many orders that
a machine might have (orders.py), and processes, or with --real threads too, in real time (real.py). The scenario is run
by baton (BATON), several at once (JOBS); one that differs, again and alone. The same lines in the same order, the same
values, result, and who was cancelled and who failed; times in ratio. Where the machine may have changed the order, Python
runs once more, by the times that baton has measured (replay.py). One that differs then, too, and in which two events are so
close that their order may be another one elsewhere, is passed over, and counted.

One that differs is made smaller as long as it differs, and printed with what both did. Exit status 1 if there is one.

With --uvloop asyncio has another loop. With --gevent the translation for threads runs on greenlets, beside baton's
coroutines.
"""

import asyncio
import collections
import concurrent.futures
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
import warnings

import clock as clocks
import guided
import jobs
import orders
import real
import replay
import threads
from situations import code_of

BATON = os.environ.get('BATON', './baton')
PROGRAMS = os.environ.get('PROGRAMS', 'tests/python/programs')
# So often baton may try: a busy machine is late at times.
TRIES = 4
# So many programs at once.
JOBS = int(os.environ.get('JOBS', 3 * (os.cpu_count() or 1)))
# So long may it take to make a program smaller, in seconds.
SMALLER_S = float(os.environ.get('SMALLER_S', '25'))

BUSY, CLOSE = 'the machine was busy', 'events are too close'

# close: how far from each other the closest events are that may not change places; of a run in real time, how far from
# each other events are that do not.
Outcome = collections.namedtuple('Outcome', 'lines values result cancelled failed elapsed lost close known')


def programs(model, seed, count):
    """(seed, scenario, translation), or (seed, scenario, None, why not)."""
    kind = 'gevent' if LOOP == 'gevent' else model
    process = subprocess.Popen([PROGRAMS, kind, str(seed), str(count)], stdout=subprocess.PIPE)
    while line := process.stdout.readline().split():
        scenario = process.stdout.read(int(line[1])).decode()
        translation = process.stdout.read(int(line[2])).decode()
        yield int(line[0]), scenario, translation, len(line) > 3
    process.wait()


def programs_of_files(model, paths):
    """The same, of files."""
    for path in paths:
        with open(path, encoding='utf-8') as file:
            scenario = file.read()
        models = next(line for line in scenario.splitlines() if line.startswith('model '))
        if model not in re.split('[ ,]+', models):
            continue
        translation = translation_of(path, model)
        yield os.path.basename(path), scenario, translation or '', translation is None


def base_names(names):
    return sorted(name.split(' ')[0].rstrip('_') for name in names)


# ---- Python ----

NAMELESS = 'None has no value yet'


def in_its_words(text):
    """Python's words for a variable without a value, as baton says it."""
    text = re.sub(r"(cannot access \w+ variable|name) '(\w+)' (is not defined|where it is not associated with a value.*)",
                  r'\2 has no value yet', text)
    # A task that is None: one that was never started.
    return re.sub(r"'?NoneType'? object (has no attribute '\w+'|can't be used in 'await' expression)"
                  r'|An asyncio.Future, a coroutine or an awaitable is required', NAMELESS, text)


def as_told(baton, python):
    """The lines of baton, with no name where Python has none, and no number: which generator of a task has ended."""
    lines = [re.sub(r'the generator (\w+) \d+ has ended', r'the generator \1 has ended', line) for line in baton.lines]
    if not any(NAMELESS in line for line in python.lines):
        return lines
    return [re.sub(r'\w+ has no value yet', NAMELESS, line) for line in lines]


class Run:
    """One program, in this process: what it says, and what became of its tasks."""

    def __init__(self, translation, measured=None):
        self.clock = clocks.Clock(60, measured)
        self.clock.frozen = self.look
        # Under callbacks only what waits for the whole run is such a future.
        self.clock.situations.helpers = 'asyncio.new_event_loop()' not in translation
        self.policy = clocks.Policy(self.clock, self.not_handled)
        lines_told = replay.TellsOfLines(translation) if measured else None
        self.code, closed_here = code_of(translation, self.clock.situations, lines_told)
        self.module = {'__name__': '__main__', 'print': self.say, 'closed_here': closed_here,
                       'at_line': self.clock.at_line}
        self.lines, self.failures, self.seen = [], [], None

    def say(self, text, **_):
        self.lines.append(in_its_words(str(text)))

    def not_handled(self, _, context):
        self.failures.append(context)

    def look(self):
        """What is so now: at the end, or when nobody can go on (what runs later only cleans up)."""
        if self.seen:
            return
        self.clock.situations.over = True
        values = {name: getattr(value, '_value', value) for name, value in self.module.items()}
        tasks = [named for loop in self.policy.loops for named in loop.tasks
                 if named[0] not in INTERNAL]
        self.seen = Outcome(
            list(self.lines), {name: value for name, value in values.items() if isinstance(value, int)}, 'ok',
            base_names(name for name, task in tasks if task.cancelled()),
            base_names(name for name, task in tasks
                       if task.done() and not task.cancelled() and task._exception),
            self.clock.now, 0, self.clock.closest(), self.clock.situations.not_agreed(of_asyncio=not LOOP))

    def execute(self):
        try:
            exec(self.code, self.module)
        except clocks.Deadlock:
            pass
        except (Exception, asyncio.CancelledError) as failure:
            self.failures.append(failure)
        return self.clock.stopped or 'ok'

    def forget(self):
        """Tasks that failed and were never asked say so when they are forgotten."""
        for loop in self.policy.loops:
            loop.tasks.clear()
        self.policy.loops.clear()
        self.clock.timers.clear()
        gc.collect()

    def outcome(self):
        modules = {'time': clocks.time_module(self.clock), **clocks.of_one_thread(self.clock),
                   'inspect': clocks.inspect_module()}
        before, argv = {name: sys.modules[name] for name in modules}, sys.argv
        sys.argv = ['program.py']
        sys.modules.update(modules)
        asyncio.set_event_loop_policy(self.policy)
        stop_remembering = clocks.remember_cancels(self.clock)
        put_back = clocks.put_in(self.clock)
        futures, concurrent.futures.Future = concurrent.futures.Future, clocks.future_for(self.clock)
        try:
            result = self.execute()
        finally:
            sys.modules.update(before)
            sys.argv = argv
            asyncio.set_event_loop_policy(None)
            stop_remembering()
            put_back()
            concurrent.futures.Future = futures
        self.look()
        self.forget()
        if result == 'ok' and (self.failures or self.module.get('result') == 'failed'):
            result = 'failed'
        return self.seen._replace(result=result)


LOOP = None  # the module of another loop than asyncio's: uvloop, gevent
THREADS_ARE_REAL = False
QUIET = None  # a lock between those that run at once
REAL = ('gil', 'processes')  # models whose programs take their time
REPLAYED = ('coroutines', 'callbacks', 'async-blocking')  # those whose order a busy machine may change


def run_python(translation, model):
    if model not in REAL:
        return Run(translation).outcome()
    return run_real(translation, LOOP)


def run_real(translation, loop=None):
    lines, values, result, elapsed, late, close, undetermined = real.run(translation, loop)
    lines = [(at, in_its_words(text)) for at, text in lines]
    return Outcome(lines, values, result, [], [], elapsed, late, 0 if undetermined else close, [])


INTERNAL = {'everything', 'answered', 'io', 'wait_all', 'sleep', 'later'}


# ---- baton ----

def run_baton(scenario, model, path, trace=None):
    """What it does; its events are in the file `trace` then."""
    with open(path, 'w', encoding='utf-8') as file:
        file.write(scenario)
    how = ['-f', 'trace', '-o', trace] if trace else ['-f', 'json']
    try:
        run = subprocess.run([BATON, 'run', path, '-m', model, *how], capture_output=True, check=False, timeout=30)
    except subprocess.TimeoutExpired:
        return Outcome([], {}, 'baton: it does not end', [], [], 0, 0, 1, [])
    if trace and run.returncode in (0, 1):
        run = subprocess.run([BATON, 'convert', trace, '-f', 'json'], capture_output=True, check=False, timeout=30)
    if run.returncode not in (0, 1):
        return Outcome([], {}, f'baton: {run.stderr.decode()}', [], [], 0, 0, 1, [])
    run = json.loads(run.stdout)
    ended = {how: base_names(task['name'] for task in run['tasks']
                             if task['result'] == how and 'callback' not in task['name'])
             for how in ('cancelled', 'failed')}
    return Outcome([line['text'] for line in run['output']], run['values'], run['result'], ended['cancelled'],
                   ended['failed'], run['elapsed_ns'] / 1e9, run['run_delay_ns'] / 1e9, 1, [])


def differences(baton, python, model):
    if python.result in ('deadlock', 'timeout') or baton.result != python.result:
        if baton.result != python.result:
            yield 'result'
    if as_told(baton, python) != python.lines if model not in REAL else not real.in_order(python.lines, baton.lines, python.close):
        yield 'lines'
    if any(python.values[name] != value for name, value in baton.values.items() if name in python.values):
        yield 'values'
    if python.result in ('ok', 'failed') and model in REAL:
        # To fork takes its time, and more on a busy machine.
        least, most = (0.2, 2) if model == 'processes' else (0.6, 1.5)
        if not least * python.elapsed - 0.03 < baton.elapsed < most * python.elapsed + 0.03 + baton.lost:
            yield 'elapsed'
    elif python.result in ('ok', 'failed') and not LOOP:
        # A chain of callbacks is no task of asyncio, nor is a call.
        of_asyncio = model in ('coroutines', 'async-blocking')
        if of_asyncio and baton.cancelled != python.cancelled:
            yield 'cancelled'
        if of_asyncio and baton.failed != python.failed:
            yield 'failed'
        if not 0.8 * python.elapsed - 0.01 < baton.elapsed < 1.1 * python.elapsed + 0.02 + baton.lost:
            yield 'elapsed'


def compare(scenario, translation, model, path):
    """None: passed over; else what differs (nothing: they agree), and both. Where something known was met, they may
    differ: then that, and None."""
    if model == 'gil' and not LOOP and not THREADS_ARE_REAL and threads.supported():
        return compare_orders(scenario, translation, path)
    with QUIET.held(alone=False):
        python = run_python(translation, model)
    known = python.known
    if python.result == 'timeout':
        return None, None, python
    close = python.close < clocks.CLOSE
    replays = model in REPLAYED and not LOOP
    trace = None
    for attempt in range(TRIES):
        if attempt and replays:
            trace = path + '.trace'
        with QUIET.held(alone=attempt > (1 if replays else 0)):
            if LOOP and model not in REAL:
                python = run_real(translation, LOOP)
                python = python._replace(lines=[text for _, text in python.lines], cancelled=None)
            elif attempt and model in REAL:
                python = run_python(translation, model)
            baton = run_baton(scenario, 'coroutines' if LOOP == 'gevent' else model, path, trace)
        differing = list(differences(baton, python, model))
        if differing and trace and not list(differences(baton, replayed(translation, trace), model)):
            return [], baton, None
        if not differing:
            break
    if differing and (close or known or python.close < clocks.CLOSE):
        return known or None, None, python
    # Others on this machine took so much that two events may have changed places.
    if differing and max(baton.lost, python.lost) > python.close / 2:
        return [BUSY], None, python
    return differing, baton, python


def replayed(translation, trace):
    """The program as late as baton was in that run."""
    with open(trace, encoding='utf-8') as file:
        return Run(translation, replay.Measured(file.read())).outcome()


def compare_orders(scenario, translation, path):
    """The same for a program of threads, by all the orders it may have."""
    seen = orders.Orders(translation, in_its_words)
    for attempt in range(2 * TRIES):
        if attempt == 1:
            seen.more(orders.MORE)
        first = seen.runs[0]
        python = Outcome([text for text, _ in seen.lines[0]], seen.values(), first.result, [], [], first.elapsed, 0, 1, [])
        with QUIET.held(alone=attempt > 0):
            baton = run_baton(scenario, 'gil', path)
        why = seen.undetermined()
        differing = [] if why else list(differences_of_orders(baton, python, seen))
        if not differing and not why:
            break
        if found := guided.find(seen.code, baton, in_its_words, lambda run, of=baton: fits(run, of)):
            return [], baton, found
        if why and attempt + 1 == TRIES:
            return [why], None, python
    if differing and (known := seen.known()):
        return [known], None, python
    if differing and baton.lost > orders.LATE:
        return ['the machine was busy'], None, python
    return differing, baton, python


def fits(run, baton):
    """Whether a run that says the same is the same otherwise, too."""
    if run.result != baton.result or any(baton.values.get(name, value) != value for name, value in run.values.items()):
        return False
    ended = run.result in ('ok', 'failed')
    return not ended or 0.8 * run.elapsed - 0.01 < baton.elapsed < 1.1 * run.elapsed + 0.02 + baton.lost


def differences_of_orders(baton, python, seen):
    if baton.result != python.result:
        yield 'result'
    if not seen.in_order(baton.lines):
        yield 'lines'
    if any(baton.values.get(name, value) != value for name, value in python.values.items()):
        yield 'values'
    least, most = seen.elapsed()
    if python.result in ('ok', 'failed') and not 0.8 * least - 0.01 < baton.elapsed < 1.1 * most + 0.02 + baton.lost:
        yield 'elapsed'


# ---- smaller ----

def blocks(lines):
    """The statements, as ranges of lines: a line, and what is indented deeper below it."""
    for start, line in enumerate(lines):
        if not line.strip() or line.startswith('#') or line.startswith('scenario'):
            continue
        depth = len(line) - len(line.lstrip())
        end = start + 1
        while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth):
            end += 1
        yield start, end


def without(lines, start, end):
    yield lines[:start] + lines[end:]
    if end > start + 1 and lines[start].startswith(' '):  # what is in it stays
        yield lines[:start] + [line[4:] for line in lines[start + 1:end]] + lines[end:]


def translate(scenario, model, path):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(scenario)
    return translation_of(path, model)


def translation_of(path, model):
    run = subprocess.run([BATON, 'python', path, '-m', model], capture_output=True, check=False)
    return run.stdout.decode() if run.returncode == 0 else None


def still_differs(scenario, differing, model, path):
    translation = translate(scenario, model, path)
    if translation is None:
        return False
    try:
        now, baton, _ = compare(scenario, translation, model, path)
    except SyntaxError:
        return False
    return bool(baton) and bool(now) and now[0] == differing[0]


def smaller(scenario, differing, model, path):
    lines = scenario.splitlines()
    changed, end_of_time = True, time.monotonic() + SMALLER_S
    while changed and time.monotonic() < end_of_time:
        changed = False
        for start, end in sorted(blocks(lines), key=lambda block: block[0] - block[1]):
            for candidate in without(lines, start, end):
                if time.monotonic() > end_of_time:
                    break
                if still_differs('\n'.join(candidate) + '\n', differing, model, path):
                    lines, changed = candidate, True
                    break
            if changed:
                break
    return '\n'.join(lines) + '\n'


def made_smaller(seed, scenario, translation, differing, model, path):
    """A program that differs, as small as it gets, and what both did."""
    told = [f'# seed {seed}: {", ".join(differing)} differ']
    scenario = smaller(scenario, differing, model, path)
    translation = translate(scenario, model, path) or translation
    _, baton, python = compare(scenario, translation, model, path)
    told.append(scenario)
    for name, outcome in (('baton', baton), ('python', python)):
        told.append(f'# {name}: {outcome._asdict() if outcome else None}')
    return '\n'.join(told + ([translation] if os.environ.get('SHOW_PYTHON') else []))


def compare_one(seed, scenario, translation, refused, model, path):
    """What kind of end it has, and more of that."""
    if refused:
        return 'differs', f'# seed {seed} is refused:\n{translation}'
    differing, baton, python = compare(scenario, translation, model, path)
    if differing is None:
        return 'passed over', [CLOSE]
    if baton is None:
        return 'passed over', differing
    if differing:
        return 'differs', made_smaller(seed, scenario, translation, differing, model, path)
    return 'agrees', python is None


def compare_chunk(chunk, tell, model, files, folder):
    """What a process does, with a chunk of seeds, or of the files' list."""
    warnings.simplefilter('ignore')
    sys.unraisablehook = lambda _: None
    traceback.print_exception = lambda *_, **__: None  # programs tell of their failures
    path = os.path.join(folder, f'program-{os.getpid()}.baton')
    first, count = chunk
    of_files = files and programs_of_files(model, files[first:first + count])
    for number, (seed, *program) in enumerate(of_files or programs(model, first, count), first):
        tell('begun', number)
        tell(*compare_one(seed, *program, model, path))


def main():
    global LOOP, QUIET, THREADS_ARE_REAL
    if sys.argv[1] == '--real':
        THREADS_ARE_REAL = bool(sys.argv.pop(1))
    elif sys.argv[1].startswith('--'):
        LOOP = sys.argv.pop(1)[2:]
    model, files = sys.argv[1], [] if sys.argv[2].isdigit() else sys.argv[2:]
    seed, count = (0, len(files)) if files else (int(sys.argv[2]), int(sys.argv[3]))
    ends, passed_over = collections.Counter(), collections.Counter()

    def hear(kind, more):
        ends[kind] += 1
        if kind == 'passed over':
            passed_over.update(more)
        elif kind == 'differs':
            print(more, flush=True)
        else:
            ends['replayed'] += bool(more)

    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        QUIET = jobs.Quiet(os.path.join(folder, 'quiet'))
        jobs.run(seed, count, JOBS, lambda chunk, tell: compare_chunk(chunk, tell, model, files, folder), hear)
    for why, times in passed_over.most_common():
        print(f'# {times} passed over: {why}')
    if ends['replayed']:
        print(f'# {ends["replayed"]} agree as late as a run on this machine was')
    minutes = (time.monotonic() - begin) / 60
    print(f'{model}: {ends["agrees"]} agree, {ends["differs"]} differ, {ends["passed over"]} passed over '
          f'({minutes:.1f} minutes)')
    not_compared = files and set(passed_over) - {BUSY}
    sys.exit(1 if ends['differs'] or not ends['agrees'] or not_compared else 0)


main()
