#!/usr/bin/env python3
"""`indicia spf` against a real server: the settled result, and the same one from the saved answers.

Usage: spf_live.py INDICIA. Needs knotd.
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import knot  # noqa: E402

PROGRAM = sys.argv[1]
ZONE = knot.soa("example.test.") + """\
$ORIGIN example.test.
ns 300 IN A 127.0.0.1
@ 300 IN TXT "v=spf1 include:inc.example.test mx exists:%{l}.x.example.test -all exp=why.example.test"
inc 300 IN TXT "v=spf1 a:none.example.test" " ~all"
@ 300 IN MX 10 m1
@ 300 IN MX 20 m2
m1 300 IN A 192.0.2.9
m2 300 IN A 192.0.2.1
why 300 IN TXT "%{c} is not ours"
user.x 300 IN A 127.0.0.2
c 300 IN CNAME d
d 300 IN TXT "v=spf1 ip4:192.0.2.1 -all"
e 300 IN TXT "v=spf1 a:x.broken.test -all"
"""

# Arguments; result, reason, lookups, void lookups, status.
ROWS = [
    (["--ip", "192.0.2.1", "--mail-from", "user@example.test"], ("pass", "matched", 3, 1, 0)),
    (["--ip", "192.0.2.3", "--mail-from", "user@example.test"], ("untestable", "not_asked", 4, 1, 0)),
    (["--ip", "192.0.2.3", "--mail-from", "user@example.test", "--personal-names"], ("pass", "matched", 4, 1, 0)),
    (["--ip", "192.0.2.3", "--mail-from", "other@example.test", "--personal-names"], ("fail", "matched", 4, 2, 0)),
    (["--ip", "192.0.2.1", "--mail-from", "user@c.example.test"], ("pass", "matched", 0, 0, 0)),
    (["--ip", "192.0.2.1", "--mail-from", "user@none.example.test"], ("none", "domain_not_found", 0, 0, 0)),
    (["--ip", "192.0.2.1", "--mail-from", "user@e.example.test"], ("temperror", "dns_error", 1, 0, 4)),
]


class Live(unittest.TestCase):
    def spf(self, *arguments, stdin=""):
        done = subprocess.run([PROGRAM, "spf", *arguments], input=stdin, capture_output=True, text=True, timeout=60)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def test_rows(self):
        with knot.Server({"example.test.": ZONE, "broken.test.": None}) as server, tempfile.TemporaryDirectory() as folder:
            resolver = ["--resolver", f"127.0.0.1@{server.port}"]
            for arguments, expected in ROWS:
                with self.subTest(" ".join(arguments)):
                    saved = str(Path(folder) / "saved.json")
                    status, [live], errors = self.spf("--json", *resolver, "--save-answers", saved, *arguments)
                    got = (live["result"], live["reason"], live["lookups"], live["void_lookups"], status)
                    self.assertEqual(got, expected, errors)
                    if live["result"] == "fail":
                        self.assertEqual(live["explanation"], "192.0.2.3 is not ours")
                    self.assertEqual(live["provenance"], "untestable" if live["result"] == "untestable" else "observed")
                    _, [again], _ = self.spf("--json", "--offline", "--answers", saved, *arguments)
                    for report in (live, again):
                        del report["provenance"]
                    self.assertEqual(again, live)

    def test_lines_share_what_was_asked(self):
        queries = "".join(json.dumps({"ip": f"192.0.2.{i}", "mail_from": "user@c.example.test"}) + "\n" for i in (1, 2, 1))
        with knot.Server({"example.test.": ZONE}) as server:
            status, found, errors = self.spf("--json-lines", "--resolver", f"127.0.0.1@{server.port}", stdin=queries)
        self.assertEqual([line["result"] for line in found], ["pass", "fail", "pass"], errors)
        self.assertEqual(status, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
