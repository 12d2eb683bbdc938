"""An order of a program of threads in which it says what baton has said: looked for, choice by choice.

Many orders are right where the kernel decides who goes on. That baton has done one of them is shown by doing it in Python:
whenever another line is said than baton's next, the choices of a little before are taken anew. What is found is a run of
CPython, with the same lines in the same order, the same result and values.
"""

import random

import threads

# So many orders are tried; and so often in turn without getting any further.
MOST, STUCK = 300, 60
LATE = (0, 0, 0.0005, 0.002, 0.004, 0.008)
SLOW = (1, 1, 1, 1.5, 3)


class Guided(threads.Schedule):
    """Takes the choices it is given, and others by chance; it strays at the first line that is not the next one."""

    def __init__(self, choices, lines, chance, late):
        super().__init__(0)
        self.chance, self.lines, self.late_by = chance, lines, (*LATE, max(late, 0.008))
        self.given, self.choices = choices, []
        self.marks = [0]  # how many choices were made when so many lines were said
        self.strayed = False

    def pick(self, count, mostly=0.5):
        number = len(self.choices)
        if number < len(self.given):
            choice = min(self.given[number], count - 1)
        else:
            choice = 0 if self.chance.random() < mostly else self.chance.randrange(count)
        self.choices.append(choice)
        return choice

    def rank(self):
        return 0

    def choose(self, able, runs=False, lets_go=False):
        asked = runs and not lets_go
        return able[self.pick(len(able), 0.8 if asked else 0.5)] if len(able) > 1 else able[0]

    def idles(self, seconds):
        return seconds <= self.late_by[-1] and self.pick(2, 0.8) > 0

    def lateness(self):
        return self.late_by[self.pick(len(self.late_by))]

    def slowness(self):
        return SLOW[self.pick(len(SLOW))]

    def strays(self, text):
        said = len(self.marks) - 1
        self.strayed = said >= len(self.lines) or self.lines[said] != text
        if not self.strayed:
            self.marks.append(len(self.choices))
        return self.strayed


def find(code, baton, in_its_words, fits):
    """A run with baton's lines, that fits besides; or None."""
    chance = random.Random(len(baton.lines))
    best, choices, stuck = None, [], 0
    for _ in range(MOST):
        schedule = Guided(choices, baton.lines, chance, baton.lost)
        run = threads.run(code, schedule, in_its_words)
        if not schedule.strayed and len(schedule.marks) > len(baton.lines) and fits(run):
            return run
        stuck = 0 if best is None or len(schedule.marks) > len(best.marks) else stuck + 1
        if stuck > STUCK:
            return None
        if best is None or len(schedule.marks) >= len(best.marks):
            best = schedule
        back = 1 + stuck // 8
        while chance.random() < 0.5:
            back += 1
        choices = best.choices[:best.marks[max(0, len(best.marks) - back)]]
    return None
