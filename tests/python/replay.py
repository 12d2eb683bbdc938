"""A run of baton, as a clock for Python: each statement, and each look of the loop, is when it was in that run.

What a busy machine does to a program (it computes for longer, it wakes late, two events change places) is then the same for
both, and so is all that follows. Only the order is Python's own.
"""

import ast
import re

LANES = 1 << 30  # who is below is a task; above are the loop, the device, the engine


# What a task tells when it has its turn, and what is told of it meanwhile: no statements.
BESIDE = ('begun', 'noticed', 'wake', 'cancelled', 'task-end', 'object-taken', 'object-released', 'memory')


class Measured:
    """The events of a trace that one thread has written, in order, and how far Python has come in them."""

    def __init__(self, trace):
        self.events, self.answered, self.at, begin = [], {}, 0, 0
        for line in trace.splitlines():
            kind, *fields = line.split(' ')
            if kind == 'run-begin':
                begin = int(fields[0])
            if kind in ('baton', 'file', 'source', 'meta', 'end') or len(fields) < 7:
                continue
            when, who = (int(fields[0]) - begin) / 1e9, int(fields[1])
            if kind == 'answered':
                self.answered[int(fields[5])] = when
            elif 0 < who < LANES and kind != 'task-new':
                if kind == 'task-begin' or (fields[2] == 'running' and fields[3] != 'NONE'):
                    kind = 'begun'
                elif fields[3] == 'CALLBACKS':
                    kind = 'task-end'  # of its body
                self.events.append((when, kind, int(fields[4]), int(fields[5])))
        self.events.sort(key=lambda event: event[0])
        self.asked = None  # the request that the statement has sent

    def statement(self, line):
        """When this turn executed the scenario's line; 0 if that is not told."""
        self.asked = None
        number = self.find(line)
        if number is None:
            return 0
        while number < len(self.events) and self.events[number][2] == line:
            when, kind, _, about = self.events[number]
            if kind == 'asked':
                self.asked = about
            number += 1
            if kind in ('say', 'state'):
                break
        self.at = number
        return when

    def find(self, line):
        passed = False
        for number in range(self.at, len(self.events)):
            _, kind, of, _ = self.events[number]
            if of == line and kind not in BESIDE:
                return number
            if kind == 'say' or (kind == 'begun' and passed):
                return None
            passed |= kind not in BESIDE
        return None

    def next(self):
        """When the next thing happens: what a look has found has its turn then."""
        return self.events[self.at][0] if self.at < len(self.events) else 0

    def answer(self):
        """When the answer came that the statement asks for; or 0."""
        request, self.asked = self.asked, None
        return self.answered.get(request, 0)


class TellsOfLines(ast.NodeTransformer):
    """Has a program call at_line() before each statement of the scenario."""

    def __init__(self, translation):
        self.numbers = [re.search(r'  # (\d+): (?!task )', line) for line in translation.splitlines()]

    def told(self, body):
        for node in body:
            number = self.numbers[node.lineno - 1]
            if number and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield ast.copy_location(ast.parse(f'at_line({number[1]})').body[0], node)
            yield node

    def generic_visit(self, node):
        super().generic_visit(node)
        for block in ('body', 'orelse', 'finalbody'):
            if isinstance(getattr(node, block, None), list):
                setattr(node, block, list(self.told(getattr(node, block))))
        return ast.fix_missing_locations(node)
