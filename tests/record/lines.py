"""The tables of lines of many codes of the standard library, with what Python itself reads in them: for lines.c."""

import dis
import os
import sys

MODULES = "argparse ast asyncio/base_events asyncio/tasks collections/__init__ dataclasses decimal difflib enum inspect logging/__init__ pickle re typing zipfile"


def lines_of(code):
    """(offset, line) of each instruction; line 0: none."""
    size = len(code.co_code)
    if hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            for offset in range(start, min(end, size), 2):
                yield offset, line or 0
        return
    starts = dict(dis.findlinestarts(code))
    line = code.co_firstlineno
    for offset in range(0, size, 2):
        line = starts.get(offset, line)
        yield offset, line


def show(code):
    table = getattr(code, "co_linetable", None)
    if table is None:
        table = code.co_lnotab
    pairs = " ".join("%d:%d" % pair for pair in lines_of(code))
    print("%x %d %s %s" % (sys.hexversion, code.co_firstlineno, table.hex() or "-", pairs))
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            show(constant)


for name in MODULES.split():
    path = os.path.join(os.path.dirname(os.__file__), name + ".py")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as source:
            show(compile(source.read(), path, "exec"))
