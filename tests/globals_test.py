#!/usr/bin/env python3
"""Checks that the core keeps no state: the archive's objects hold no writable data but what is listed here.
Usage: globals_test.py ARCHIVE. Constant tables do not appear: they are read-only, or (GCC's choice for some
with addresses in them) in .data.rel or .data.rel.local, which are therefore left out; what begins empty or as a number does."""

import re
import subprocess
import sys

# Demangled name -> why it may stand there.
ALLOWED = {
    "indicia::dmarc::PublicSuffixList::builtin()::list": "made once from the embedded list, constant afterwards",
    "std::__ioinit": "mimetic's codec headers include <iostream>; nothing of ours writes to a stream",
}

# One line of objdump -t: address, seven flags, section, size, name. Flag d: a debugging or section symbol.
SYMBOL = re.compile(r"^[0-9a-f]+ (.{7}) (\.t?(?:data|bss)\S*)\t[0-9a-f]+ +(?:\.hidden )?(.+)$")


def writable(listing):
    """The names of the writable objects in the output of objdump -t -C."""
    names = []
    for line in listing.splitlines():
        match = SYMBOL.match(line)
        if not match or "d" in match.group(1) or match.group(2).startswith(".data.rel"):
            continue
        names.append(re.sub(r"^guard variable for ", "", match.group(3)))
    return names


# Made-up lines and the names that must be seen in them.
SELF_TEST = [
    ("0000000000000000 l     O .bss\t0000000000000004 indicia::counter", ["indicia::counter"]),
    ("0000000000000000 g     O .data\t0000000000000008 indicia::last", ["indicia::last"]),
    ("0000000000000000 l       .tbss\t0000000000000008 indicia::each", ["indicia::each"]),
    ("0000000000000000 u     O .bss._ZGVZ1fvE1x\t0000000000000008 guard variable for f()::x", ["f()::x"]),
    ("0000000000000000 l    d  .bss\t0000000000000000 .bss", []),
    ("0000000000000000 l     O .data.rel.ro.local\t0000000000000020 indicia::rows", []),
    ("0000000000000000 l     O .data.rel.local\t0000000000000020 indicia::names", []),
    ("0000000000000000 l     O .rodata\t0000000000000020 indicia::table", []),
    ("0000000000000000 g     F .text\t0000000000000020 indicia::f()", []),
]


def main():
    failures = 0
    for line, expected in SELF_TEST:
        if writable(line) != expected:
            failures += 1
            print("self-test: %r gave %r" % (line, writable(line)))
    listing = subprocess.run(["objdump", "-t", "-C", sys.argv[1]], check=True, capture_output=True, text=True).stdout
    if "indicia::" not in listing:
        failures += 1
        print("%s has no symbol of the core" % sys.argv[1])
    for name in sorted(set(writable(listing)) - set(ALLOWED)):
        failures += 1
        print("writable: %s" % name)
    print("%d violations" % failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
