#!/usr/bin/env python3
"""dkimpy (every signature) and pyspf over the benchmark's corpus, DNS from memory. Prints one
"name<TAB>microseconds" line for DKIM alone and one for both. Usage: dkimpy.py FOLDER"""

import glob
import os
import sys
import time

import dkim
import spf

folder = sys.argv[1]
records = {}
with open(os.path.join(folder, "dns.txt"), encoding="ascii") as file:
    for line in file:
        name, _, text = line.rstrip("\n").split(" ", 2)
        records[name] = text
messages = [open(path, "rb").read() for path in sorted(glob.glob(os.path.join(folder, "*.eml")))]
assert messages


def txt(name, **_):
    return records[name.decode().rstrip(".")].encode()


def answer(name, qtype, tcpfallback=True, timeout=30):
    name = str(name).rstrip(".")
    return [((name, qtype), (records[name].encode(),))] if qtype == "TXT" and name in records else []


spf.DNSLookup = answer


def run(with_spf):
    for octets in messages:
        message = dkim.DKIM(octets)
        for index in range(2):
            assert message.verify(idx=index, dnsfunc=txt)
        if with_spf:
            assert spf.check2("192.0.2.10", "bounce@esp.example", "out.esp.example")[0] == "pass"


for label, with_spf in (("dkimpy", False), ("dkimpy and pyspf", True)):
    best = 1e300
    for _ in range(2):
        start = time.process_time()
        run(with_spf)
        best = min(best, time.process_time() - start)
    print(f"{label}\t{best * 1e6 / len(messages):g}")
