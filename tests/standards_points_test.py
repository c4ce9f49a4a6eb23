#!/usr/bin/env python3
"""Lists which numbered points of the standards have a test row that names them, and which have none.

The points are the testable statements that the product is specified by: D (DKIM, RFC 6376, 8301, 8463), A
(ARC, RFC 8617), S (SPF, RFC 7208), M (DMARC, RFC 9989), R (Authentication-Results, RFC 8601). A point that no
test names fails this test; rows of signed messages stand in data/*.py. Usage: standards_points_test.py TESTS
"""
import collections
import re
import sys
from pathlib import Path

LAST = {"D": 52, "A": 18, "S": 36, "M": 33, "R": 9}
POINT = re.compile(r"(?<![A-Za-z0-9_])([DASMR])([1-9][0-9]?)(?![A-Za-z0-9_])")


def main():
    named = collections.defaultdict(set)
    tests = Path(sys.argv[1])
    for path in sorted([*tests.rglob("*_test.cpp"), *tests.glob("data/*.py")]):
        for letter, number in POINT.findall(path.read_text(encoding="utf-8")):
            named[letter, int(number)].add(path.name)
    missing = []
    for letter, last in LAST.items():
        for number in range(1, last + 1):
            files = named[letter, number]
            print(f"{letter}{number:<3} {', '.join(sorted(files)) or '-- no row'}")
            if not files:
                missing.append(f"{letter}{number}")
    print(f"\n{sum(LAST.values()) - len(missing)} of {sum(LAST.values())} points are named by a test")
    if missing:
        print("without a row:", " ".join(missing))
    return 1 if missing else 0


sys.exit(main())
