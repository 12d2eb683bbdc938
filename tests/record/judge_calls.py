"""judge_calls.py TRACE STRACE: the calls of each thread by a recording, and by `strace -f -ttt -T` around it.

What is recorded of a call lies around what strace saw of it; and what it saw to last is recorded. strace counts from
1970, the recording from the start of the machine.
"""

import re
import sys
import time

LONG_NS = 5_000_000
SAME = {  # by what glibc carries it out
    "sleep": "clock_nanosleep", "usleep": "clock_nanosleep", "nanosleep": "clock_nanosleep", "select": "pselect6",
    "pselect": "pselect6", "poll": "ppoll", "recv": "recvfrom", "send": "sendto", "waitpid": "wait4",
    "epoll_wait": "epoll_pwait", "accept": "accept4", "epoll_pwait2": "epoll_pwait",
}


def name_of(call):
    return SAME.get(call, call)


def recorded(path):
    names, tids, begun, calls, born = [], {}, {}, [], {}
    for line in open(path, encoding="utf-8"):
        kind, *rest = line.rstrip("\n").split(" ")
        if kind == "meta" and rest[7].startswith('"call='):
            names.append(rest[7][6:-1])
        elif kind == "thread":
            tids[rest[1]] = int(rest[5])
        elif kind in ("gil-got", "task-begin"):  # what its loader reads comes before
            born.setdefault(tids[rest[1]], int(rest[0]))
        elif kind == "call":
            begun[tids[rest[1]]] = (int(rest[0]), names[int(rest[5])])
        elif kind == "returned" and tids[rest[1]] in begun:
            since, name = begun.pop(tids[rest[1]])
            calls.append((tids[rest[1]], name_of(name), since, int(rest[0])))
    return born, calls


def seen(path):
    offset = time.time_ns() - time.monotonic_ns()
    whole = re.compile(r"^(\d+) +(\d+)\.(\d{6}) (?:<\.\.\. )?(\w+)(?: resumed>)?.*?(<unfinished \.\.\.>)?(?:<([\d.]+)>)?$")
    open_calls, calls = {}, []
    for line in open(path, encoding="utf-8", errors="replace"):
        found = whole.match(line.rstrip("\n"))
        if not found:
            continue
        tid, now = int(found[1]), int(found[2]) * 10**9 + int(found[3]) * 1000 - offset
        name = name_of(found[4])
        if found[5]:
            open_calls[tid] = (name, now)
        elif "resumed>" in line:
            began = open_calls.pop(tid, None)
            if began and began[0] == name:
                calls.append((tid, name, began[1], now))
        elif found[6]:
            calls.append((tid, name, now, now + int(float(found[6]) * 1e9)))
    return calls


born, calls = recorded(sys.argv[1])
judge = seen(sys.argv[2])
watched = {call[1] for call in calls}
near = 50_000  # the clocks are set to one another while it is judged, and one of them counts in microseconds
wrong = []
for tid, name, since, until in calls:
    if not any(call[:2] == (tid, name) and since - near <= call[2] and call[3] <= until + near for call in judge):
        wrong.append(f"{tid}: {name} from {since} to {until}: by the recording alone")
lasting = [call for call in judge if call[1] in watched and call[3] - call[2] >= LONG_NS and
           call[2] > born.get(call[0], call[2])]
for tid, name, since, until in lasting:
    if not any(call[:2] == (tid, name) and call[2] - near <= since and until <= call[3] + near for call in calls):
        wrong.append(f"{tid}: {name} from {since} to {until}: by strace alone")
print(len(calls), "calls,", len(lasting), "that last,", len(judge), "by strace")
print("\n".join(wrong[:10]))
sys.exit(bool(wrong) or not calls or not lasting)
