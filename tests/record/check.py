"""check.py TRACE [STRETCHES | MS]: what must hold of the GIL in any recording. Says what does not, and ends with 1.

Two never have it at once; who frees it has it; and what a program says by its own clock that a thread ran without
another between lies in one turn of that thread. Or: it is asked for so many milliseconds after it was wanted, not
before.
"""

import sys

holders, turns, pids, tids, wanted, wrong = {}, {}, {}, {}, {}, []
stretches = interval_ns = None
if len(sys.argv) > 2:
    if sys.argv[2].isdigit():
        interval_ns = int(sys.argv[2]) * 1_000_000
    else:
        stretches = sys.argv[2]
asked = 0
for line in open(sys.argv[1], encoding="utf-8"):
    kind, *rest = line.split(" ")
    if kind == "thread":
        pids[rest[1]] = rest[6].strip()
        tids[rest[1]] = rest[5]
    elif kind == "gil-got":
        time, who = int(rest[0]), rest[1]
        process = pids[who]
        if holders.get(process):
            wrong.append(f"{time}: {who} gets the GIL that {holders[process][0]} has")
        holders[process] = (who, time)
    elif kind == "gil-freed":
        time, who = int(rest[0]), rest[1]
        holder = holders.get(pids[who])
        if not holder or tids[holder[0]] != tids[who]:
            wrong.append(f"{time}: {who} frees the GIL that {holder} has")
        else:
            turns.setdefault(tids[who], []).append((holder[1], time))
        holders[pids[who]] = None

    elif kind == "state" and rest[2] == "ready":
        wanted[rest[1]] = int(rest[0])
    elif kind == "gil-asked" and rest[1] in wanted:  # of a loop it is not told since when it wants it
        asked += 1
        waited_ns = int(rest[0]) - wanted[rest[1]]
        if interval_ns and waited_ns < interval_ns * 0.98:
            wrong.append(f"{rest[0]}: {rest[1]} asked after {waited_ns} ns")
        wanted[rest[1]] = int(rest[0])  # and again so much later

if interval_ns and not asked:
    wrong.append("nobody asked for the GIL")
outside = checked = 0
for line in open(stretches) if stretches else []:
    tid, begin, end = line.split()
    checked += 1
    outside += not any(got <= int(begin) and int(end) <= freed for got, freed in turns[tid])
if outside or (stretches and not checked):
    wrong.append(f"{outside} of {checked} stretches are in no turn of their thread")
print(len(turns), "threads,", sum(map(len, turns.values())), "turns,", checked, "stretches")
print("\n".join(wrong[:10]))
sys.exit(bool(wrong))
