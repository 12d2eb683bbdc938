"""translated.py PROGRAM: what `baton python` printed, as a peer: with the time of each line, values and the result.

The program is run as it is; only what it writes is looked at, and what its variables have at the end.
"""

import concurrent.futures
import gc
import importlib
import multiprocessing
import re
import sys
import threading

import peer


class Voice:
    """Standard output, a line at a time."""

    def __init__(self):
        self.begun = ''

    def write(self, text):
        *lines, self.begun = (self.begun + text).split('\n')
        for line in lines:
            peer.say(line)

    def flush(self):
        pass


def wait_for_all(program):
    """For what the program has begun, as its end does."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and 'Executor' not in thread.name:
            thread.join()
    for pool in [value for value in program.values() if isinstance(value, concurrent.futures.Executor)]:
        pool.shutdown()
    for process in multiprocessing.active_children():
        process.join()


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        source = file.read()
    code = compile(source, 'program.py', 'exec')
    for name in re.findall('^import (.*)$', source, re.MULTILINE):
        importlib.import_module(name)
    program, failed = {'__name__': '__main__'}, False
    sys.stdout, sys.argv = Voice(), ['program.py']
    peer.start_clock()
    try:
        exec(code, program)
    except Exception as failure:
        failed = True
        sys.stderr.write(f'{failure}\n')
    wait_for_all(program)
    elapsed = peer.now()
    gc.collect()
    for name, number in program.items():
        if isinstance(number, int):
            peer.value(name, number)
    peer.report(elapsed, 'failed' if failed else program.get('result', 'ok'))


main()
