"""judge_gil.py TRACE PROBES: who took and dropped the GIL by a recording (made with --all), and by the kernel, which
stopped each thread at the end of take_gil() and at the beginning of drop_gil(). Each turn of a thread is there in both.
"""

import re
import sys


def recorded(path):
    """Turns by kernel thread: [(got, freed)]."""
    tids, turns, begun = {}, {}, {}
    for line in open(path, encoding="utf-8"):
        kind, *rest = line.split(" ")
        if kind == "thread":
            tids[rest[1]] = int(rest[5])
        elif kind == "gil-got":
            tid, time = tids[rest[1]], int(rest[0])
            before = turns.get(tid)
            # To a job, from the thread that executes it: one turn of the thread.
            begun[tid] = before.pop()[0] if before and before[-1][1] == time else time
        elif kind == "gil-freed":
            tid = tids[rest[1]]
            turns.setdefault(tid, []).append((begun.pop(tid), int(rest[0])))
    return turns


def probed(path, tids):
    takes, drops = {}, {}
    pattern = re.compile(r"-(\d+)\s+\[\d+\]\s+\S+\s+([\d.]+): (\w+):")
    for line in open(path, encoding="utf-8", errors="replace"):
        found = pattern.search(line)
        if found and int(found[1]) in tids:
            seconds, fraction = found[2].split(".")
            time = int(seconds) * 1_000_000_000 + int(fraction.ljust(9, "0"))
            (takes if found[3].startswith("take") else drops).setdefault(int(found[1]), []).append(time)
    return takes, drops


turns = recorded(sys.argv[1])
takes, drops = probed(sys.argv[2], turns)
wrong, count = [], 0
for tid, own in turns.items():
    took, dropped = takes.get(tid, []), drops.get(tid, [])
    first, last = own[0][0], own[-1][1]
    for got, freed in own:
        count += 1
        # The clock of the probes counts in microseconds.
        if not any(got - 1000 <= time <= freed + 1000 for time in took):
            wrong.append(f"{tid}: took it at {got}, by the recording alone")
        ends = (got, freed) == own[-1]  # with its process, perhaps: then nobody drops it
        if not ends and not any(got - 1000 <= time <= freed + 1000 for time in dropped):
            wrong.append(f"{tid}: dropped it at {freed}, by the recording alone")
    for name, times, edge in ("took", took, 0), ("dropped", dropped, 1):
        times = [time for time in times if first + 1000 < time <= last - 1000]
        known = [turn[edge] for turn in own]
        for time in times:
            if not any(got - 1000 <= time <= freed + 1000 for got, freed in own):
                wrong.append(f"{tid}: {name} it at {time}, by the kernel alone")
        if abs(len(times) - len(known)) > 1:
            wrong.append(f"{tid}: {name} it {len(known)} times by the recording, {len(times)} by the kernel")
print(count, "turns of", len(turns), "threads,", sum(map(len, takes.values())), "takes and",
      sum(map(len, drops.values())), "drops by the kernel")
print("\n".join(wrong[:10]))
sys.exit(bool(wrong) or not count)
