#!/usr/bin/env python3
"""`indicia spf` as a user and as a program meets it.

Usage: cli_spf_test.py INDICIA. Each check is a row or a small function; a failed one is named.
"""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = sys.argv[1]
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
CLIENT = ["--ip", "192.0.2.1", "--mail-from", "user@example.com", "--helo", "mx.example.org"]
ZONE = """\
example.com. 300 IN TXT "v=spf1 include:b.example exists:%{l}.x.example -all exp=e.example"
b.example. 300 IN TXT "v=spf1 a:c.example ~all"
c.example. 300 IN A 192.0.2.9
e.example. 300 IN TXT "%{c} is not ours"
"""


def zone(**records):
    """TXT records as an answers file that is authoritative for every name."""
    return {"schema": "indicia-answers/1", "default": "nxdomain",
            "answers": [{"name": name.replace("_", "."), "type": "TXT", "status": "ok", "records": [text]}
                        for name, text in records.items()]}


class Spf(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_spf(self, *arguments, stdin=b"", status=0):
        done = subprocess.run([PROGRAM, "spf", *arguments], input=stdin, capture_output=True, timeout=60)
        text = (done.stdout + done.stderr).decode()
        self.assertEqual(done.returncode, status, text)
        self.assertIsNone(UNSAFE.search(text.replace("\n", "")), text)
        return done.stdout.decode() if status in (0, 4) else text

    def lines(self, queries, *arguments, status=0):
        stdin = "".join((q if isinstance(q, str) else json.dumps(q)) + "\n" for q in queries).encode()
        done = subprocess.run([PROGRAM, "spf", "--json-lines", "--offline", *arguments], input=stdin,
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_story(self):
        text = self.run_spf("--offline", "--personal-names", "--answers",
                            self.file("a.json", json.dumps(zone(
                                example_com="v=spf1 include:b.example -all exp=e.example", b_example="v=spf1 ip4:192.0.2.8 ~all",
                                e_example="%{c} is not ours"))), *CLIENT)
        self.assertTrue(text.startswith("SPF   fail  example.com\n"), text)
        for word in ("-all in the record of example.com matched", "lookups: 1 of 10, void lookups: 0 of 2",
                     "exp: 192.0.2.1 is not ours", "MAIL FROM user@example.com",
                     "    b.example\n      v=spf1 ip4:192.0.2.8 ~all\n"):
            self.assertIn(word, text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_russian(self):
        answers = self.file("a.json", json.dumps(zone(example_com="v=spf1 +all")))
        text = self.run_spf("--offline", "--lang", "ru", "--answers", answers, *CLIENT)
        self.assertIn("Совпал элемент +all", text)

    def test_syntax_errors_are_all_shown(self):
        answers = self.file("a.json", json.dumps(zone(example_com="v=spf1 ipv4:192.0.2.1 a:x -all")))
        text = self.run_spf("--offline", "--answers", answers, *CLIENT)
        self.assertRegex(text, r"ipv4:192\.0\.2\.1 +spf-unknown-mechanism\n")
        self.assertRegex(text, r"a:x +spf-bad-domain\n")

    def test_json(self):
        answers = self.file("zone.txt", ZONE)
        out = self.run_spf("--json", "--offline", "--answers", answers, *CLIENT)
        report = json.loads(out)
        self.assertEqual(out.count("\n"), 1)
        # The macro's name carries the local part: it is not asked without permission, nor offline.
        self.assertEqual((report["result"], report["reason"]), ("untestable", "not_asked"))
        self.assertEqual(report["questions"][0]["name"], "user.x.example")
        self.assertTrue(report["questions"][0]["personal"])

    def test_offline_asks_nothing_and_says_so(self):
        text = self.run_spf("--offline", *CLIENT)
        self.assertTrue(text.startswith("SPF   untestable  example.com\n"), text)
        self.assertIn("TXT   example.com", text)

    def test_unreachable_resolver(self):
        text = self.run_spf("--resolver", "127.0.0.1@9", "--timeout", "2", *CLIENT, status=4)
        self.assertTrue(text.startswith("SPF   temperror  example.com\n"), text)
        done = subprocess.run([PROGRAM, "spf", "--resolver", "127.0.0.1@9", "--timeout", "1", *CLIENT],
                              capture_output=True, timeout=60)
        self.assertIn(b"resolver 127.0.0.1@9 gave no answer (questions asked: 1)", done.stderr)

    def test_usage(self):
        self.assertIn("--ip", self.run_spf(status=2))
        self.run_spf("--ip", "192.0.2.1", status=2)
        self.run_spf("--ip", "192.0.2.1", "--mail-from", "<>", status=2)
        self.run_spf("--ip", "not-an-address", "--mail-from", "a@example.com", status=2)
        self.assertIn("no-such", self.run_spf("--offline", "--answers", "no-such", *CLIENT, status=3))

    def test_null_sender(self):
        answers = self.file("a.json", json.dumps(zone(mx_example_org="v=spf1 ip4:192.0.2.1 -all")))
        text = self.run_spf("--offline", "--answers", answers, "--ip", "192.0.2.1", "--mail-from", "", "--helo", "mx.example.org")
        self.assertTrue(text.startswith("SPF   pass  mx.example.org\n"), text)
        self.assertEqual(self.run_spf("--offline", "--answers", answers, "--ip", "192.0.2.1", "--mail-from=",
                                      "--helo", "mx.example.org"), text)

    def test_hostile_text_is_escaped(self):
        records = {"example_com": "v=spf1 \\027[2J\\155 -all", "b_example": "v=spf1 -all exp=e.example",
                   "e_example": "\\226\\128\\174\\027[31m"}
        answers = self.file("a.json", json.dumps(zone(**records)))
        self.assertIn("\\x1b[2J", self.run_spf("--offline", "--answers", answers, *CLIENT))
        for sender in ("\x1b[31m@b.example", "a\u202eb@b.example", "user@\x1b]0;x.example"):
            self.run_spf("--offline", "--answers", answers, "--ip", "192.0.2.1", "--mail-from", sender, "--helo", "\x9b\u200b")
            done = self.run_spf("--json", "--offline", "--answers", answers, "--ip", "192.0.2.1", "--mail-from", sender,
                                "--helo", "\x9b\u200b")
            self.assertEqual(json.loads(done)["helo"], "\x9b\u200b")

    def test_save_answers(self):
        zone_file = self.file("a.json", json.dumps(zone(example_com="v=spf1 -all", unused_example="x")))
        saved = self.folder / "saved.json"
        first = self.run_spf("--json", "--offline", "--answers", zone_file, "--save-answers", str(saved), *CLIENT)
        self.assertEqual([entry["name"] for entry in json.loads(saved.read_text())["answers"]], ["example.com"])
        self.assertEqual(self.run_spf("--json", "--offline", "--answers", str(saved), *CLIENT), first)

    def test_lines_go_on_after_a_malformed_one(self):
        good = {"ip": "192.0.2.1", "mail_from": "user@example.com", "helo": "mx.example.org",
                "answers": zone(example_com="v=spf1 -all")}
        found = self.lines([good, "not JSON", "", {"ip": "192.0.2.1", "mailfrom": "x"}, good], status=3)
        self.assertEqual([line.get("result") for line in found], ["fail", None, None, "fail"])
        self.assertEqual([line.get("line") for line in found], [None, 2, 4, None])
        self.assertIn("mailfrom", found[2]["error"])

    def test_each_line_keeps_its_own_answers(self):
        query = {"ip": "192.0.2.1", "mail_from": "user@example.com", "helo": "mx.example.org"}
        shared = self.file("zone.txt", 'example.com. IN TXT "v=spf1 ?all"\nb.example. IN TXT "v=spf1 +all"\n')
        own = {"schema": "indicia-answers/1", "default": "not_asked", "answers": [
            {"name": "example.com", "type": "TXT", "status": "ok", "records": ["v=spf1 include:b.example -all"]}]}
        found = self.lines([query, {**query, "answers": own}, query], "--answers", shared)
        self.assertEqual([line["result"] for line in found], ["neutral", "pass", "neutral"])

    def test_last_line_without_line_end_and_carriage_returns(self):
        query = json.dumps({"ip": "192.0.2.1", "mail_from": "user@example.com", "answers": zone(example_com="v=spf1 -all")})
        done = subprocess.run([PROGRAM, "spf", "--json-lines", "--offline"], input=(query + "\r\n" + query).encode(),
                              capture_output=True, timeout=60)
        self.assertEqual(len(done.stdout.splitlines()), 2)
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
