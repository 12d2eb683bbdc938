"""lessons.py HOW LESSON RECORDED [PROGRAM]: whether two traces have the same order of hand-offs. Says where not, and ends with 1.

LESSON is the trace of a lesson's run, RECORDED that of the program which `baton python` prints of it. A hand-off is that
a task goes on: it begins, or a wait of its is over. Tasks are matched by name, and where the translation has another one
in the order in which they came; what only the translation needs is none of them. HOW:

turns   who has the loop, turn by turn
stays   the same, but however often one goes on before another does, it is one stay
apart   of each when it begins, goes on behind a sleep, and ends; and of two of these that are APART_NS apart in the
        lesson which comes first: what comes at once comes in any order, where each has a thread or a process
own     of each when it begins, goes on behind a sleep, and ends
calls   which callback the loop runs, call by call: by the function of its task, and the line of the lesson behind which
        that goes on. PROGRAM is the file that was recorded, which has these lines; whatever another function calls back
        for is seen where it prints
calls,apart  the same, but in any order what comes within APART_NS
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

Event = collections.namedtuple("Event", "kind time who detail reason line arg value text")


def read(path):
    events = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            kind, *rest = line.rstrip("\n").split(" ", 8)
            if kind not in ("baton", "file", "source", "end"):
                text = rest[7][1:-1] if len(rest) > 7 else ""
                line = int(rest[4].rpartition(":")[2])  # of whichever file
                events.append(Event(kind, int(rest[0]), int(rest[1]), *rest[2:4], line, int(rest[5]), int(rest[6]), text))
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


# ---- callbacks ----

LOOP = 1 << 30
PART = re.compile(r"(.+?)(?:_\d+)?")
SAYS = re.compile(r"\s+# (\d+): ")


class Program:
    """What `baton python` prints: of each function whose it is, and the lines of the lesson behind which it goes on."""

    def __init__(self, path):
        self.functions, self.behind = {}, collections.defaultdict(set)
        with open(path, encoding="utf-8") as file:
            lines = list(enumerate(file, 1))
        tasks, last = set(), None
        for number, line in lines:
            begins = re.match(r" *def (\w+)\(", line)
            if begins:
                last = self.functions[number] = begins[1]
                if re.search(r"# \d+: task ", line):
                    tasks.add(last)
            elif re.search(r"\byield\b", line.split("#")[0]):
                tasks.discard(last)  # a generator runs within whoever resumes it
        for number, line in lines:
            said = SAYS.search(line)
            for word in said and re.findall(r"\w+", line[: said.start()]) or ():
                if PART.fullmatch(word)[1] in tasks:
                    self.behind[word].add(int(said[1]))
        self.tasks = tasks

    def part(self, function):
        """Whose part a function is, with the lines behind which it goes on; None: of nobody's."""
        name = PART.fullmatch(function)[1] if function else None
        name = function if function in self.tasks else name
        return (name.rstrip("_"), self.behind[function]) if name in self.tasks else None


def lesson_calls(run):
    """Once its last callback has ended a task ends, and who is cancelled is called no more: neither is a call."""
    found, running = [], None
    for event in run.events:
        whose = event.who
        while whose in run.owner:
            whose = run.owner[whose]
        if whose not in run.names:
            continue
        if run.goes_on(event):
            if running != whose and event.reason not in ("CALLED_BACK", "CANCELLED"):
                found.append((event.time, function_of(run.names[whose].rsplit(" ", 1)[0]), {event.line}))
            running = whose
        elif running == whose and run.ends_turn(event):
            running = None
    return found


def recorded_calls(run, program):
    """Of each the first function of a task that is seen in it."""
    functions, found, inside = {}, [], None
    for event in run.events:
        if event.kind == "code":
            functions[event.line] = event.text
        if not LOOP <= event.who < LOOP + 1000:
            continue
        if event.kind == "state" and event.reason == "LOOP_CALLBACK":
            inside = event.time
        elif event.kind == "state" and event.reason == "NONE":
            inside = None
        if inside is None or not event.line:
            continue
        first = max((line for line in program.functions if line <= event.line), default=0)
        part = program.part(functions.get(event.line) or program.functions.get(first))
        if part:
            found.append((inside, *part))
            inside = None
    return found


def compare_calls(how, lesson, recorded, program):
    ones, others = lesson_calls(lesson), recorded_calls(recorded, program)
    if how == "calls":
        same = [bool(here & there) if here else name == other for (_, name, there), (_, other, here) in zip(ones, others)]
        names = [[f"{name} {sorted(lines)}" for _, name, lines in calls] for calls in (ones, others)]
        differs = not all(same) or len(ones) != len(others)
        return len(ones), [first_difference(*(each[(same + [False]).index(False):] for each in names))] if differs else []
    moves = [(time, name, "goes on") for time, name, _ in ones], [(time, name, "goes on") for time, name, _ in others]
    return len(ones), different_alone(*moves) or different_order(*moves)


# ---- all of it ----


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


def compare(how, lesson, recorded, program=None):
    """How many hand-offs, and what differs."""
    lesson.take_lesson()
    if how.startswith("calls"):
        return compare_calls(how, lesson, recorded, program)
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
    count, wrong = compare(sys.argv[1], Run(sys.argv[2]), Run(sys.argv[3]), *map(Program, sys.argv[4:]))
    print(count, "hand-offs")
    print("\n".join(wrong[:5]))
    sys.exit(bool(wrong or not count))
