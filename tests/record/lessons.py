"""lessons.py HOW LESSON RECORDED: whether two traces have the same order of hand-offs. Says where not, and ends with 1.

LESSON is the trace of a lesson's run, RECORDED that of the program which `baton python` prints of it. A hand-off is that
a task goes on: it begins, or a wait of its is over. Tasks are matched by name, and where the translation has another one
in the order in which they came; what only the translation needs is none of them. HOW:

turns   who has the loop, turn by turn
stays   the same, but however often one goes on before another does, it is one stay
apart   of each when it begins, goes on behind a sleep, and ends; and of two of these that are APART_NS apart in the
        lesson which comes first: what comes at once comes in any order, where each has a thread or a process
own     of each when it begins, goes on behind a sleep, and ends
"""

import collections
import re
import sys

APART_NS = 25_000_000
IS_JOB = 3
# They start the others, or wait until all has ended.
PLUMBING = re.compile(r"everything|shutdown_asyncgens|shutdown_default_executor|ThreadPoolExecutor-.*|offloaded")
# Their first turn only asks for what they go on with.
LATE = {"answered", "later"}
# One turn goes on: a generator runs within whoever resumes it.
WITHIN = {"RESUME", "RESUMED", "GEN_YIELD", "RETURNED", "THROW", "THROWN", "CLOSE", "CLOSED", "CREATED"}
# The device is a sleep in the program. Whether one waits for an end, or for a lock, depends on when that comes.
SLEEPS = {"IO", "SLEEP"}

Event = collections.namedtuple("Event", "kind time who detail reason arg value text")


def read(path):
    events = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            kind, *rest = line.rstrip("\n").split(" ", 8)
            if kind not in ("baton", "file", "source", "end"):
                text = rest[7][1:-1] if len(rest) > 7 else ""
                events.append(Event(kind, int(rest[0]), int(rest[1]), *rest[2:4], int(rest[5]), int(rest[6]), text))
    return sorted(events, key=lambda event: event.time)


def function_of(name):
    """`fetch` of `Task-2 (fetch)`, `fetch 3` and `Thread-1 (fetch)`."""
    found = re.fullmatch(r"\w+-\d+ \((.*)\)", name)
    return found[1] if found else re.sub(r" \d+$", "", name)


def numbered(tasks):
    """For each (who, function) a name that nobody else has."""
    seen, names = collections.Counter(), {}
    for who, function in tasks:
        seen[function] += 1
        names[who] = f"{function} {seen[function]}"
    return names


class Run:
    """A trace, and of whom it is told in it: `names` by number, and `owner`, in whose turn another runs."""

    def __init__(self, path):
        self.events = read(path)
        self.new = [event for event in self.events if event.kind == "task-new"]
        self.names, self.owner, self.late = {}, {}, set()

    def take_lesson(self):
        self.owner = {event.who: event.arg for event in self.new if event.detail == "CREATED"}
        self.names = numbered((event.who, function_of(event.text)) for event in self.new if event.who not in self.owner)

    def take_recording(self, wanted):
        """The names `wanted`, for who has them here."""
        main, found = self.new[0].who, []
        for event in self.new[1:]:
            function = function_of(event.text)
            if function in LATE:
                self.late.add(event.who)
            if function == "answered":
                self.owner[event.who] = event.arg
            elif event.text == "first one":  # greenlet: it is main's
                main = event.who
            elif not PLUMBING.fullmatch(event.text) and not PLUMBING.fullmatch(function):
                found.append((event.who, function, event.value >> 32))
        if any(kind == IS_JOB for *_, kind in found):  # not the greenlets that execute them
            found = [task for task in found if task[1] != "_bootstrap"]
        if len(found) < len(wanted):
            found.insert(0, (main, "main", 0))
        own = numbered(task[:2] for task in found)
        self.names = {who: name for who, name in own.items() if name in wanted}
        others = [name for name in wanted if name not in self.names.values()]
        self.names.update(zip((who for who in own if who not in self.names), others))

    def goes_on(self, event):
        return event.kind == "task-begin" or (event.kind == "state" and event.detail == "running")

    def ends_turn(self, event):
        """Whether it lets the loop go. A call in which it stands does not, nor a wait for the GIL there."""
        if event.kind == "task-end":
            return event.who not in self.owner or event.who in self.late
        if event.kind != "state" or event.reason in WITHIN:
            return False
        return event.detail in ("waiting", "lock") or event.reason == "YIELD"

    def turns(self):
        ran, running, begun = [], None, set()
        for event in self.events:
            whose = event.who
            while whose in self.owner:
                whose = self.owner[whose]
            if whose not in self.names:
                continue
            if self.goes_on(event):
                if event.who in self.late - begun:
                    begun.add(event.who)
                elif running != whose:
                    ran.append(self.names[whose])
                    running = whose
            elif running == whose and self.ends_turn(event):
                running = None
        return ran

    def moves(self):
        """What each does, with its time."""
        found, sleeps, begun = [], set(), set()
        for event in self.events:
            if event.who not in self.names:
                continue
            name, what = self.names[event.who], None
            if event.kind == "task-begin":
                what = "begins"
            elif event.kind == "task-end":
                what = "ends"
            elif event.kind == "state" and event.detail in ("blocked", "waiting"):
                if event.reason in SLEEPS and not (event.value and event.value <= event.time):  # a yield is a sleep of 0
                    sleeps.add(name)
            elif self.goes_on(event) and name in sleeps:
                sleeps.remove(name)
                what = "goes on"
            if event.who in self.late - begun:  # it arrives when its first wait is over
                if self.goes_on(event) and what != "begins":
                    begun.add(event.who)
                    found.append((event.time, name, "begins"))
            elif what:
                found.append((event.time, name, what))
        return found


def stays(ran):
    return [name for at, name in enumerate(ran) if at == 0 or ran[at - 1] != name]


def first_difference(lesson, recorded):
    at = next((i for i, (a, b) in enumerate(zip(lesson, recorded)) if a != b), min(len(lesson), len(recorded)))
    return f"at {at}: the lesson has {lesson[max(0, at - 2):at + 4]}, the recording {recorded[max(0, at - 2):at + 4]}"


def by_task(moves):
    each = collections.defaultdict(list)
    for _, name, what in moves:
        each[name].append(what)
    return each


def different_alone(lesson, recorded):
    ones, others = by_task(lesson), by_task(recorded)
    return [f"{name}: {first_difference(ones[name], others[name])}" for name in ones if ones[name] != others[name]]


def different_order(lesson, recorded):
    """That the moves of each are the same is known."""
    times, counts = {}, collections.Counter()
    for time, name, _ in recorded:
        counts[name] += 1
        times[name, counts[name]] = time
    ordered, counts = [], collections.Counter()
    for time, name, what in lesson:
        counts[name] += 1
        ordered.append((time, times[name, counts[name]], f"{name} {what}"))
    return [
        f"{second} comes before {first}"
        for time, at, first in ordered
        for later, other_at, second in ordered
        if later - time >= APART_NS and other_at < at
    ]


def compare(how, lesson, recorded):
    """How many hand-offs, and what differs."""
    lesson.take_lesson()
    recorded.take_recording([*lesson.names.values()])
    missing = sorted(set(lesson.names.values()) - set(recorded.names.values()))
    if missing:
        return 0, [f"not in the recording: {missing}"]
    if how in ("apart", "own"):
        moves = lesson.moves(), recorded.moves()
        wrong = different_alone(*moves)
        return len(moves[0]), wrong or (different_order(*moves) if how == "apart" else [])
    ran = lesson.turns(), recorded.turns()
    if how == "stays":
        ran = stays(ran[0]), stays(ran[1])
    return len(ran[0]), [] if ran[0] == ran[1] else [first_difference(*ran)]


if __name__ == "__main__":
    count, wrong = compare(sys.argv[1], Run(sys.argv[2]), Run(sys.argv[3]))
    print(count, "hand-offs")
    print("\n".join(wrong[:5]))
    sys.exit(bool(wrong or not count))
