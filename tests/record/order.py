"""order.py TRACE FILE: whether the tasks ran in the order that the program wrote down itself (programs/order.py).

Each stay of one task is one, however often it went on meanwhile.
"""

import sys


def stays(names):
    """One name for each time that another had its turn."""
    found = []
    for name in names:
        if not found or found[-1] != name:
            found.append(name)
    return found


names, ran = {}, []
for line in open(sys.argv[1], encoding="utf-8"):
    kind, *rest = line.split(" ")
    if kind == "task-new":
        names[rest[1]] = line[line.index('"') + 1 : line.rindex('"')]
    elif kind == "task-begin" or (kind == "state" and rest[2] == "running"):
        ran.append(names.get(rest[1], rest[1]))
with open(sys.argv[2], encoding="utf-8") as file:
    seen = stays(file.read().split())
ran = stays([name for name in ran if name in set(seen)])
print(len(seen), "turns of", len(set(seen)), "tasks")
if seen != ran:
    first = [a == b for a, b in zip(seen, ran)].index(False) if seen[: len(ran)] != ran else len(ran)
    print(f"turn {first}: the program says {seen[first:first + 4]}, the recording {ran[first:first + 4]}")
    sys.exit(1)
