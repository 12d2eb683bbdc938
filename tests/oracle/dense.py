"""Random scenarios that are short and dense: two or three tasks of a few lines about the same few things, with what ends
waits, groups or the run close by. `brute` explores them by points and by steps.

    dense.py SEED COUNT FOLDER      writes FOLDER/SEED-0.baton and so on: the same ones for a seed
"""

import random
import sys

FEATURES = ["cancel", "within", "try", "done", "exit", "assert", "group", "fail", "any", "finally", "return"]
ACCESSES = ["x += 1", "x = 1", "y = x", "y += 1", "x = y + 1", "add x 1", "y = swap x 5"]
INDENT = "    "


class Scenario:
    def __init__(self, rng):
        self.rng = rng
        self.features = set(rng.sample(FEATURES, rng.choice([1, 1, 2, 3])))

    def one_of(self, *choices):
        return self.rng.choice(choices)

    def block(self, head, depth, in_m=False):
        return [head] + [INDENT + line for line in self.lines(self.one_of(1, 1, 2), depth + 1, in_m)]

    def taking(self, depth, in_m):
        lock = self.one_of("m", "m", "k", "s")
        return self.block(f"with {lock}:", depth, lock == "m")

    def trying(self, depth, in_m):
        return self.block(f"try acquire {self.one_of('m', 'k', 's')}:", depth) + self.block("else:", depth)

    def limited(self, depth, in_m):
        return self.block("within 1ms:", depth + 1, in_m) + self.block("on timeout:", depth + 1, in_m)

    def guarded(self, depth, in_m):
        way = self.one_of("finally:", "on error:", "on cancel:")
        return self.block("try:", depth, in_m) + self.block(way, depth + 1, in_m)

    def failing(self, depth, in_m):
        return [f"if {self.one_of('x', 'not x', '1')}:", INDENT + 'fail "no"']

    def statement(self, depth, in_m):
        kinds = [(22, lambda d, m: [self.rng.choice(ACCESSES)]),
                 (6, lambda d, m: [self.one_of("release s", "acquire s", "release s")]),
                 (5, lambda d, m: [self.one_of("send c 1", "z = recv c", "close c")]),
                 (7, lambda d, m: [self.one_of("compute 1ms", "yield", 'say "a"', 'say "b"', "io 1ms", "sleep 1ms")])]
        if in_m:
            kinds.append((8, lambda d, m: [self.one_of("wait w", "signal w", "broadcast w")]))
        if depth < 2:
            kinds += [(14, self.taking)] + [(8, self.trying)] * ("try" in self.features)
            kinds += [(4, self.guarded)] * ("finally" in self.features)
        if depth < 1:
            kinds += [(8, self.limited)] * ("within" in self.features)
        if depth > 0:
            kinds += [(3, lambda d, m: ["return 1"])] * ("return" in self.features and depth < 2)
        kinds += [(4, lambda d, m: ["exit"])] * ("exit" in self.features)
        kinds += [(3, lambda d, m: ["assert x < 2"])] * ("assert" in self.features)
        kinds += [(5, self.failing)] * ("fail" in self.features)
        make = self.rng.choices([kind[1] for kind in kinds], [kind[0] for kind in kinds])[0]
        return make(depth, in_m)

    def lines(self, count, depth=0, in_m=False):
        return [line for _ in range(count) for line in self.statement(depth, in_m)]

    def handled(self, line):
        return ["try:", INDENT + line, "on error:", INDENT + "y += 100"]

    def about(self, future):
        """What main does with a task that it has started."""
        ways = [self.handled(f"await {future}"), self.handled("await all"), self.lines(1)]
        ways += [[f"cancel {future}"]] * 4 * ("cancel" in self.features)
        ways += [[f"y += 10 * done({future})"]] * 2 * ("done" in self.features)
        ways += [self.handled("z = await any")] * ("any" in self.features)
        ways += [self.handled(f"await {future} within 1ms")] * ("within" in self.features)
        return self.rng.choice(ways)

    def main(self, children):
        lines = []
        for number in range(children):
            lines += (self.lines(1, 1) if self.rng.random() < 0.3 else []) + [f"f{number} = start t{number}"]
        for _ in range(self.one_of(1, 2, 3)):
            lines += self.about(f"f{self.rng.randrange(children)}")
        if "group" in self.features:
            lines = ["try:", INDENT + "group:"] + [2 * INDENT + line for line in lines]
            lines += ["on error:", INDENT + "y += 7"]
        return lines

    def text(self):
        chance = self.rng.random
        lines = ['scenario "Dense"', "model threads, gil, processes"]
        lines += ["until main ends"] * (chance() < 0.2) + [f"workers {self.one_of(1, 2)}"] * (chance() < 0.12)
        lines += ["shared x = 0", "shared y = 0", self.one_of("", "", "", "fair ") + "lock m", "lock k",
                  self.one_of("", "", "bounded ", "fair ") + f"semaphore s = {self.one_of(0, 1, 1)}",
                  f"channel c size {self.one_of(0, 1, 1)}", "condition w with m"]
        has_main = "until main ends" in lines or chance() < 0.75
        children = self.one_of(1, 2, 2) if has_main else self.one_of(2, 2, 3)
        bodies = [(f"t{number}", self.lines(self.one_of(1, 2, 3))) for number in range(children)]
        bodies += [("main", self.main(children))] if has_main else []
        for name, body in bodies:
            lines += [f"task {name}:"] + [INDENT + line for line in body]
        if chance() < 0.4:
            lines += ["expect:", INDENT + "result ok", INDENT + "value x == 1", INDENT + "value s == 1"]
        return "\n".join(lines) + "\n"


def main():
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    for number in range(count):
        with open(f"{folder}/{seed}-{number}.baton", "w", encoding="utf-8") as out:
            out.write(Scenario(random.Random(f"{seed} {number}")).text())


main()
