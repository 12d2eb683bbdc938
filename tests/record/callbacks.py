"""callbacks.py TRACE FILE: whether the callbacks of loops are those that the program wrote down (programs/callbacks.py).

In their order, with the line in which each function begins, and each within what is recorded of it. Those of libraries are
no one's there.
"""

import sys

names, running, told, loops = {}, {}, [], 1 << 30
for line in open(sys.argv[1], encoding="utf-8"):
    kind, *rest = line.rstrip("\n").split(" ", 8)
    if kind == "code":
        names[int(rest[4])] = rest[7][1:-1]
    if kind != "state" or not loops <= int(rest[1]) < loops + 1000:
        continue
    time, who, state, reason, at = int(rest[0]), rest[1], rest[2], rest[3], int(rest[4])
    if reason == "LOOP_CALLBACK":
        assert who not in running, f"{time}: one begins in another"
        running[who] = (names.get(at), at, time)
    elif state == "running" and reason == "NONE" and who in running:
        told.append(running.pop(who) + (time,))
told = [row for row in sorted(told, key=lambda row: row[2]) if row[1]]
with open(sys.argv[2], encoding="utf-8") as file:
    seen = [(name, *map(int, numbers)) for name, *numbers in map(str.split, file)]
wrong = []
if [row[:2] for row in told] != [row[:2] for row in seen]:
    wrong.append(f"the program says {[row[:2] for row in seen]}, the recording {[row[:2] for row in told]}")
for one, other in zip(seen, told):
    if not other[2] <= one[2] <= one[3] <= other[3]:
        wrong.append(f"{one} ran when {other} did not")
print(len(seen), "callbacks of", len({row[0] for row in seen}), "functions")
print("\n".join(wrong))
sys.exit(bool(wrong or not seen))
