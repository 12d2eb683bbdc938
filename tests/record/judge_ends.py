"""judge_ends.py TRACE STRACE: when processes were gone that were killed, by a recording and by `strace -f -ttt -e kill`.

Each ends between the call that killed it and the moment in which strace was told. strace counts from 1970, the recording
from the start of the machine.
"""

import re
import sys
import time

pids, ends, killed, told, wrong = {}, {}, {}, {}, []
for line in open(sys.argv[1], encoding="utf-8"):
    kind, *rest = line.split(" ")
    if kind == "process":
        pids[rest[1]] = int(rest[5])
    elif kind == "process-end":
        ends[pids[rest[1]]] = int(rest[0])
offset = time.time_ns() - time.monotonic_ns()
for line in open(sys.argv[2], encoding="utf-8", errors="replace"):
    found = re.match(r"(\d+) +(\d+)\.(\d{6}) (?:kill\((\d+), SIG|\+\+\+ (killed by))", line)
    if not found:
        continue
    now = int(found[2]) * 10**9 + int(found[3]) * 1000 - offset
    if found[4]:
        killed.setdefault(int(found[4]), now)
    elif found[5]:
        told[int(found[1])] = now
ROUNDED_NS = 1_000_000  # and the two clocks were read one after the other
judged = [pid for pid in told if pid in killed and pid in ends]
for pid in judged:
    if not killed[pid] - ROUNDED_NS <= ends[pid] <= told[pid] + ROUNDED_NS:
        wrong.append(f"{pid}: killed at {killed[pid]}, ended at {ends[pid]}, strace was told at {told[pid]}")
if len(judged) < 2:
    wrong.append(f"of {len(told)} that were killed {len(judged)} are in both")
print(len(judged), "that were killed")
print("\n".join(wrong))
sys.exit(bool(wrong))
