#!/usr/bin/env python3
"""Reads JUnit's XML with the package junitparser and prints a line a case: suite, case, and what became of it, with the
message. The totals of each suite have to be those of its cases."""
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

for suite in JUnitXml.fromfile(sys.argv[1]):
    found = {Failure: 0, Error: 0, Skipped: 0}
    cases = list(suite)
    for case in cases:
        words = ['ok', '']
        for result in case.result:
            found[type(result)] += 1
            words = [type(result).__name__.lower(), result.message]
        print(suite.name, case.classname, case.name, *words, sep='|')
    told = (suite.tests, suite.failures, suite.errors, suite.skipped)
    counted = (len(cases), found[Failure], found[Error], found[Skipped])
    if told != counted:
        sys.exit(f'{suite.name} tells {told}, but has {counted}')
