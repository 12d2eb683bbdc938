"""What is the same in all orders that a program of threads may run in (threads.py): that, baton has to do as well."""

import threads

# So many orders of a program are tried before baton has run it, and so many more before it is said to differ.
FIRST, MORE = 6, 150
# Waits are so late in them, in seconds, and no later.
LATE = 0.008


def numbered(lines):
    """The lines, each with how often it has been said."""
    counts = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
        yield line, counts[line]


class Orders:
    """The orders seen of a program so far."""

    def __init__(self, translation, in_its_words):
        self.in_its_words = in_its_words
        self.code = compile(translation, 'program.py', 'exec')
        self.runs, self.lines = [], []
        self.more(FIRST)

    def more(self, count):
        for number in range(len(self.runs), len(self.runs) + count):
            run = threads.run(self.code, threads.Schedule(number))
            self.runs.append(run)
            self.lines.append(list(numbered(self.in_its_words(text) for _, text in run.lines)))

    def undetermined(self):
        """What is not the same in all of them, but for the order of lines; or None."""
        first = self.runs[0]
        if any(run.result == 'timeout' for run in self.runs):
            return 'it does not end'
        if any(run.result != first.result for run in self.runs):
            return 'its result is not determined'
        if any(sorted(lines) != sorted(self.lines[0]) for lines in self.lines):
            return 'what it says is not determined'
        return None

    def known(self):
        """What baton and CPython are known to do otherwise, and it was met; or None."""
        if any(run.looks_late for run in self.runs):
            return 'a time limit that is over while another has the GIL'
        return None

    def values(self):
        """Those that are the same in all."""
        first = self.runs[0].values
        return {name: value for name, value in first.items()
                if all(run.values.get(name) == value for run in self.runs)}

    def in_order(self, lines):
        """Whether lines said by baton are the same, in an order that is that of all where these agree."""
        lines = list(numbered(lines))
        if sorted(lines) != sorted(self.lines[0]):
            return False
        places = [{line: place for place, line in enumerate(run)} for run in self.lines]
        return not any(all(place[first] > place[second] for place in places)
                       for at, second in enumerate(lines) for first in lines[:at])

    def elapsed(self):
        return min(run.elapsed for run in self.runs), max(run.elapsed for run in self.runs)
