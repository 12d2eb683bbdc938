"""patched.py PROGRAM: runs a program of threads on gevent's greenlets."""

import gevent.monkey

gevent.monkey.patch_all()

import runpy
import sys

runpy.run_path(sys.argv[1], run_name="__main__")
