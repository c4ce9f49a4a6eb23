#!/usr/bin/env python3
"""The program as a user meets it: bad input, exit statuses, hostile text, several files.

Usage: cli_test.py INDICIA SAMPLES. Each check is a row or a small function; a failed one is named.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM, SAMPLES = sys.argv[1], Path(sys.argv[2])
OFFLINE = ["--offline"]
# Control characters other than newline, C1, bidirectional and zero-width characters.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
SIGNED = SAMPLES / "10-aligned-pass"
FAILING = SAMPLES / "22-body-footer"


def run(*arguments, stdin=b"", timeout=120):
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout)


def sample_arguments(folder):
    answers = folder / "zone.txt" if (folder / "zone.txt").exists() else folder / "answers.json"
    return ["--offline", "--answers", answers, "--options", folder / "options.json", folder / "message.eml"]


class Sharing(unittest.TestCase):
    """Markdown, replies, the page with a report inside, case files."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_status_is_the_same_for_every_form(self):
        for folder, status in ((SIGNED, 0), (FAILING, 1)):
            for form in ([], ["--json"], ["--markdown"], ["--reply"]):
                self.assertEqual(run(*form, *sample_arguments(folder)).returncode, status, form)

    def test_redaction(self):
        hidden = run("--markdown", *sample_arguments(FAILING)).stdout.decode()
        self.assertNotIn("boris@", hidden)
        self.assertIn("Redacted", hidden)
        shown = run("--markdown", "--no-redact", *sample_arguments(FAILING)).stdout.decode()
        self.assertNotIn("Redacted", shown)
        self.assertEqual(len(run("--reply", *sample_arguments(FAILING)).stdout.splitlines()), 3)

    def test_flags_that_contradict_each_other(self):
        for flags in (["--json", "--markdown"], ["--html", "--reply"], ["--redact"], ["--no-redact"],
                      ["--markdown", "--redact", "--no-redact"]):
            result = run(*flags, *sample_arguments(SIGNED))
            self.assertEqual(result.returncode, 2, flags)
            self.assertIn(b"--", result.stderr)
        several = [*sample_arguments(SIGNED), SIGNED / "message.eml"]
        for flags in (["--html"], ["--case", Path(self.folder.name) / "x.json"]):
            self.assertEqual(run(*flags, *several).returncode, 2, flags)

    def test_case_files(self):
        kept = Path(self.folder.name) / "case.json"
        first = run("--json", "--case", kept, *sample_arguments(FAILING))
        self.assertEqual(first.returncode, 1, first.stderr)
        again = run("--json", "--offline", kept)
        self.assertEqual(again.returncode, 1, again.stderr)
        self.assertEqual(again.stdout, first.stdout)
        self.assertEqual(json.loads(kept.read_text())["report"], json.loads(first.stdout))
        # A flag goes before what the case says.
        russian = run("--json", "--offline", "--lang", "ru", kept)
        self.assertNotEqual(russian.stdout, first.stdout)
        broken = Path(self.folder.name) / "broken.json"
        broken.write_bytes(kept.read_bytes()[:-40])
        result = run("--offline", broken)
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"case file", result.stderr)

    def test_case_file_that_cannot_be_written(self):
        result = run("--case", Path(self.folder.name) / "no" / "x.json", *sample_arguments(SIGNED))
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"x.json", result.stderr)

    def test_html_without_a_page_says_where_it_looked(self):
        # A copy of the program stands beside no page.
        program = Path(self.folder.name) / "bin" / "indicia"
        program.parent.mkdir()
        program.write_bytes(Path(PROGRAM).read_bytes())
        program.chmod(0o755)
        arguments = list(map(str, ["--html", *sample_arguments(SIGNED)]))
        result = subprocess.run([program, *arguments], capture_output=True, timeout=120)
        self.assertEqual(result.returncode, 3)
        self.assertIn(str(program.parent / "indicia.html").encode(), result.stderr)
        (program.parent / "indicia.html").write_text("<body>\n<!--indicia-report-->\n</body>\n")
        result = subprocess.run([program, *arguments], capture_output=True, timeout=120)
        self.assertEqual(result.returncode, 0, result.stderr)
        found = re.search(rb'<script type="application/json" id="report">(.*)</script>', result.stdout)
        self.assertEqual(json.loads(found[1])["schema"], "indicia-page/1")


class BadInput(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, octets):
        path = Path(self.folder.name) / name
        path.write_bytes(octets)
        return path

    def expect(self, result, status, *words):
        text = (result.stdout + result.stderr).decode()
        self.assertEqual(result.returncode, status, text)
        for word in words:
            self.assertIn(word, text)
        self.assertIsNone(UNSAFE.search(text.replace("\n", "")), text)

    def test_missing_file(self):
        self.expect(run(*OFFLINE, "no-such.eml"), 3, "no-such.eml", "cannot be opened")

    def test_unreadable_directory_and_empty(self):
        self.expect(run(*OFFLINE, self.folder.name), 3, "is a directory")
        self.expect(run(*OFFLINE, self.file("empty.eml", b"")), 3, "empty.eml", "is empty")
        self.expect(run(*OFFLINE, stdin=b""), 3, "standard input", "is empty")

    def test_the_remedy_fits_the_kind_of_file(self):
        message, empty = SIGNED / "message.eml", self.file("empty.json", b"")
        for flag, kind in (("--answers", "DNS answers"), ("--options", "options as a JSON object"),
                           ("--psl", "a public suffix list")):
            for place, problem in ((empty, "is empty"), (self.folder.name, "is a directory")):
                result = run(*OFFLINE, flag, place, message)
                self.expect(result, 3, problem, "name a file that holds " + kind)
        for octets, word in ((b'{"client_ip": ', "write it as {"), (b"[]", "write it as {"), (b'{"nov": 1}', "there are now,"),
                             (b'{"message": ' + b"9" * 400 + b"}", "too large")):
            self.expect(run(*OFFLINE, "--options", self.file("bad.json", octets), message), 3, "bad.json", word)

    def test_larger_than_64_mib(self):
        path = Path(self.folder.name) / "huge.eml"
        with open(path, "wb") as file:
            file.truncate((64 << 20) + 1)
        self.expect(run(*OFFLINE, path), 3, "huge.eml", "64 MiB")

    def test_no_message(self):
        self.expect(run(*OFFLINE, self.file("note.txt", b"dear all,\nsee you tomorrow\n")), 1,
                    "does not look like mail headers", "dear all")
        self.expect(run(*OFFLINE, self.file("binary.bin", bytes(range(256)) * 64)), 1,
                    "does not look like mail headers")

    def test_files_of_other_formats(self):
        for name, octets, words in (
            ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), ["Outlook (.msg)", "Internet headers"]),
            ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(64), ["winmail.dat"]),
            ("mail.pdf", b"%PDF-1.7\n1 0 obj\n", ["a PDF document"]),
            ("mail.zip", b"PK\x03\x04" + bytes(64), ["a ZIP archive"]),
            ("mail.gz", b"\x1f\x8b\x08" + bytes(64), ["a gzip archive"]),
            ("mail.png", b"\x89PNG\r\n\x1a\n" + bytes(64), ["an image"]),
            ("mail.html", b"<!DOCTYPE html>\n<html><body>x</body></html>\n", ["a web page"]),
        ):
            with self.subTest(name):
                self.expect(run(*OFFLINE, self.file(name, octets)), 1, *words)

    def test_other_inputs_are_still_processed(self):
        result = run(*OFFLINE, "no-such.eml", SIGNED / "message.eml", FAILING / "message.eml", "--json")
        self.expect(result, 3, "no-such.eml")
        self.assertEqual(len(result.stdout.splitlines()), 2)

    def test_message_of_several(self):
        mbox = SAMPLES / "91-mbox-two-messages" / "message.eml"
        reports = [json.loads(run(*OFFLINE, "--json", "--message", str(n), mbox).stdout) for n in (1, 2)]
        self.assertEqual([report["input"]["message"] for report in reports], [0, 1])
        self.assertNotEqual(*[report["message"]["message_id"] for report in reports])
        self.expect(run(*OFFLINE, "--message", "3", mbox), 3, "no message 3", "from 1 to 2")
        self.expect(run(*OFFLINE, "--message", "0", mbox), 2, "--message")

    def test_many_and_long_fields(self):
        # Nothing was judged: a status of its own, so that no script takes the message for a good one.
        many = b"".join(b"X-%d: y\r\n" % i for i in range(10_050))
        self.expect(run(*OFFLINE, "-v", self.file("many.eml", b"From: a@example.com\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\n" + many)), 3, "limit-reached", "fields 10000", '{"limits": {"fields": 10052}}')
        long = b"From: a@example.com\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\nX: " + b"y" * (2 << 20) + b"\r\n\r\nbody\r\n"
        self.expect(run(*OFFLINE, "-v", self.file("long.eml", long)), 3, "limit-reached", "header_octets 1048576", "with body")

    def test_author_domain_with_a_final_dot(self):
        octets = (SIGNED / "message.eml").read_bytes()
        domain = json.loads(run("--json", *sample_arguments(SIGNED)).stdout)["identity"]["from"]["domain"]
        dotted = re.sub(rb"(?im)^(From:.*@" + domain.encode() + rb")", rb"\1.", octets)
        self.assertNotEqual(octets, dotted)
        report = json.loads(run("--json", *sample_arguments(SIGNED)[:-1], self.file("dot.eml", dotted)).stdout)
        self.assertEqual(report["identity"]["from"]["domain"], domain)
        self.assertNotEqual(report["dmarc"]["reason"], "invalid_author_domain")

    def test_header_beyond_a_limit(self):
        junk = b"".join(b"X: %d\r\n" % i for i in range(10_005))
        long = b"X: " + b"y" * (1 << 20) + b"\r\n"
        header = (SIGNED / "message.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        head, body = header.split(b"\r\n\r\n", 1)
        lines = head.split(b"\r\n")
        from_at = next(i for i, line in enumerate(lines) if line.lower().startswith(b"from:"))
        before, after = (b"".join(line + b"\r\n" for line in part) for part in (lines[:from_at], lines[from_at:]))
        for name, extra in (("junk", junk), ("long", long)):
            for place, octets in (("top", extra + before + after), ("middle", before + extra + after),
                                  ("end", before + after + extra + b"From: evil@example.org\r\n")):
                with self.subTest(extra=name, place=place):
                    path = self.file(f"{name}-{place}.eml", octets + b"\r\n" + body)
                    arguments = sample_arguments(SIGNED)
                    result = run(*arguments[:-1], "--json", path)
                    self.assertEqual(result.returncode, 3)
                    report = json.loads(result.stdout)
                    self.assertEqual(report["headline"]["ident"], "header-beyond-limit")
                    self.assertEqual(report["headline"]["severity"], "warn")
                    self.assertTrue(report["input"]["has_body"])
                    self.assertGreater(report["input"]["fields_left_out"], 0)
                    self.assertEqual(report["dmarc"]["result"], "untestable")
                    self.assertEqual(report["dmarc"]["reason"], "over_limit")
                    self.assertEqual({one["result"] for one in report["dkim"]} - {"untestable"}, set())
                    self.assertEqual(report["arc"]["result"], "untestable")
                    self.assertEqual({one["severity"] for one in report["findings"]} & {"fail", "ok"}, set())
                    idents = {one["ident"] for one in report["findings"]}
                    self.assertFalse(idents & {"dkim-none", "dkim-header-differs", "identity-not-determinable"})
                    # With the limit raised as the headline says, all of it is read.
                    needed = self.file("limits.json", report["headline"]["params"]["record"].encode())
                    raised = json.loads(run("--offline", "--json", "--options", needed, path).stdout)
                    self.assertNotIn("fields_left_out", raised["input"])
                    self.assertEqual(raised["limits"], [])

    def test_nul_and_invalid_utf8(self):
        octets = b"From: \xff\xfe <a@example.com>\r\nSubject: x\x00y\r\n\r\nbody\x00\r\n"
        self.expect(run(*OFFLINE, "-v", self.file("nul.eml", octets)), 0, "message-nul")
        report = json.loads(run(*OFFLINE, "--json", self.file("nul.eml", octets)).stdout)
        self.assertIn("\ufffd", report["message"]["from"][0]["display_name"])

    def test_terminal_is_not_driven(self):
        hostile = "\x1b]0;title\x07\x1b[2J\u202eevil\u200b\u009b31m"
        octets = (f"From: {hostile} <a@example.com>\r\nSubject: {hostile}\r\n"
                  f"Received: from {hostile} (x [192.0.2.1]) by mx.example.net; Sat, 21 Nov 2026 09:00:00 +0000\r\n"
                  f"DKIM-Signature: v=1; a={hostile}; d={hostile}; s={hostile}; h=from; b=; bh=\r\n\r\nbody\r\n")
        path = self.file("hostile\x1b[31m\u202e.eml", octets.encode())
        for flags in ([], ["-v"], ["-q"], ["--lang", "ru", "-v"], ["--dns-plan"]):
            result = run(*OFFLINE, *flags, path)
            self.assertIsNone(UNSAFE.search(result.stdout.decode().replace("\n", "")), result.stdout)
        as_json = run(*OFFLINE, "--json", path).stdout.decode()
        self.assertIsNone(UNSAFE.search(as_json.replace("\n", "")), as_json)
        report = json.loads(as_json)
        self.assertIn("\u202eevil\u200b\u009b31m", report["message"]["subject"]["text"])
        self.assertTrue(report["input"]["name"].endswith("hostile\x1b[31m\u202e.eml"))
        kept = Path(self.folder.name) / "case.json"
        run(*OFFLINE, "--case", kept, path)
        self.assertIsNone(UNSAFE.search(kept.read_text().replace("\n", "")))
        self.assertEqual(run(*OFFLINE, "--json", kept).stdout.decode(), as_json)
        result = run(*OFFLINE, path, path)
        self.assertIsNone(UNSAFE.search(result.stdout.decode().replace("\n", "")), result.stdout)
        self.expect(run(*OFFLINE, "no\x1b[31m-such\u202e.eml"), 3, "\\x1b", "\\u{202e}")

    def test_hostile_answers_are_escaped(self):
        answers = {"schema": "indicia-answers/1", "default": "nxdomain", "answers": [
            {"name": "example.com", "type": "TXT", "status": "ok", "records": ["v=spf1 \x1b[2J\u202e -all"],
             "dnssec": "secure"},
            {"name": "_dmarc.example.com", "type": "TXT", "status": "ok", "records": ["v=DMARC1; p=\x1b[2J"]}]}
        path = self.file("answers.json", json.dumps(answers).encode())
        message = self.file("m.eml", b"Return-Path: <a@example.com>\r\nFrom: a@example.com\r\n\r\nx\r\n")
        arguments = [*OFFLINE, "--answers", path, "--client-ip", "192.0.2.1", "-v", message]
        result = run(*arguments)
        self.assertIsNone(UNSAFE.search(result.stdout.decode().replace("\n", "")), result.stdout)
        report = json.loads(run(*arguments, "--json").stdout)
        self.assertTrue(report["answers"])
        for answer in report["answers"]:
            self.assertEqual(answer["provenance"], "supplied")

    def test_malformed_answers_and_options(self):
        message = SIGNED / "message.eml"
        for octets in (b"{", b"[1,2]", b'{"schema":"other/1","answers":[]}',
                       b'{"schema":"indicia-answers/1","answers":[{"name":1}]}'):
            self.expect(run(*OFFLINE, "--answers", self.file("bad.json", octets), message), 3, "bad.json")
        self.expect(run(*OFFLINE, "--answers", "no-such.json", message), 3, "no-such.json")
        for octets in (b"{", b"[]", b'{"nov": "x"}', b'{"now": "yesterday"}', b'{"client_ip": "1.2.3"}'):
            self.expect(run(*OFFLINE, "--options", self.file("bad.json", octets), message), 3, "bad.json")

    def test_usage_errors(self):
        message = SIGNED / "message.eml"
        for flags in (["--no-such-flag"], ["--client-ip", "1.2.3"], ["--resolver", "nonsense"], ["--now", "soon"],
                      ["--fail-on", "sometimes"], ["--lang", "xx"], ["--width"], ["explain"],
                      ["explain", "no-such-ident"]):
            tail = [] if flags[0] == "explain" else [message]
            self.assertEqual(run(*flags, *tail).returncode, 2, flags)

    def test_an_empty_value_is_a_value(self):
        message = SIGNED / "message.eml"
        # An empty envelope sender is the null sender; the message behind it stays an input.
        for flags in (["--mail-from="], ["--mail-from", ""], ["--helo=", "--mail-from="]):
            result = run(*OFFLINE, *flags, message)
            self.expect(result, 0, "octets")
            self.assertEqual(result.stdout, run(*OFFLINE, *flags, "--", message).stdout)
        self.expect(run(*OFFLINE, "--client-ip=", message), 2, "is not an IPv4")
        self.expect(run(*OFFLINE, "--", "--helo="), 3, "--helo= cannot be opened")

    def test_flags_before_analyze_count(self):
        arguments = sample_arguments(FAILING)
        self.assertEqual(run("--fail-on", "never", "analyze", *arguments).returncode, 0)
        for flags in (["--markdown"], ["--client-ip", "192.0.2.77"], ["--lang", "ru"], ["--json"]):
            before = run(*flags, "analyze", *arguments)
            self.assertEqual(before.stdout, run("analyze", *flags, *arguments).stdout, flags)
            self.assertEqual(before.stdout, run(*flags, *arguments).stdout, flags)
        self.assertEqual(run("analyze", "--help").stdout, run("--help").stdout)
        self.expect(run(*OFFLINE, "analyze", "list"), 3, "list cannot be opened")

    def test_what_a_command_cannot_use_is_refused(self):
        message = SIGNED / "message.eml"
        for arguments, word in (
            (["--lang", "ru", "list"], "indicia list --lang"),
            (["--client-ip", "192.0.2.1", "spf", "--ip", "192.0.2.1"], "spf has no --client-ip"),
            ([message, "explain", "dkim-none"], "reads no message"),
            (["explain", "dkim-none", "--json"], "--json"),
            (["list", "-v"], "-v"),
            (["spf", "list"], "list"),
        ):
            with self.subTest(arguments):
                self.expect(run(*arguments), 2, word)

    def test_counts(self):
        message = SIGNED / "message.eml"
        for flags in (["--message", "0"], ["--message", "-1"], ["--width", "-5"], ["--width", "0"], ["--width", "wide"]):
            result = run(*OFFLINE, *flags, message)
            self.expect(result, 2, f"'{flags[1]}' is not a whole number from 1")
            self.assertLess(len(result.stderr), 200)

    def test_resolver_that_cannot_be_used(self):
        message = SIGNED / "message.eml"
        for resolver in ("127.0.0.1@abc", "127.0.0.1@99999", "127.0.0.1@0", "127.0.0.1@", "@", ""):
            self.expect(run("--resolver", resolver, message), 2, f"'{resolver}' is not system, root")
        self.expect(run("--trust-anchor", "no-such.key", message), 3, "no-such.key")
        # Nobody is asked, so that nothing is lacking.
        self.assertEqual(run(*sample_arguments(SIGNED), "--trust-anchor", "no-such.key").returncode, 0)

    def test_output_that_cannot_be_written(self):
        message = FAILING / "message.eml"
        for arguments in ([*OFFLINE, message], [*OFFLINE, "--json", message], ["list"], ["explain", "dkim-none"]):
            with open("/dev/full", "wb") as full:
                result = subprocess.run([PROGRAM, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE)
            self.assertEqual(result.returncode, 3, arguments)
            self.assertIn(b"cannot be written", result.stderr)
        closed = subprocess.run([PROGRAM, *OFFLINE, "--json", "no-such.eml", str(message)], stdout=subprocess.PIPE,
                                preexec_fn=lambda: os.close(2))
        self.assertEqual(closed.returncode, 3)
        self.assertEqual(len(closed.stdout.splitlines()), 1)

    def test_saving_answers_replaces_only_files(self):
        folder = Path(self.folder.name)
        arguments = [*sample_arguments(SIGNED), "--save-answers"]
        self.expect(run(*arguments, folder / "none" / "saved.json"), 3, "saved.json cannot be written")
        target = self.file("target.json", b"old")
        (folder / "link.json").symlink_to(target)
        os.mkfifo(folder / "pipe")
        reader = subprocess.Popen(["cat", folder / "pipe"], stdout=subprocess.PIPE)
        for place in (folder / "link.json", folder / "pipe", folder / "new.json"):
            self.assertEqual(run(*arguments, place).returncode, 0)
        self.assertTrue((folder / "link.json").is_symlink())
        self.assertTrue((folder / "pipe").is_fifo())
        saved = (folder / "new.json").read_bytes()
        self.assertTrue(json.loads(saved)["answers"])
        self.assertEqual(target.read_bytes(), saved)
        self.assertEqual(reader.communicate(timeout=20)[0], saved)
        self.assertEqual(list(folder.glob("*.part")), [])

    def test_standard_input_once(self):
        message = (SIGNED / "message.eml").read_bytes()
        for arguments in (["-", "-"], ["--answers", "-"], ["--options", "-", "-"]):
            self.expect(run(*OFFLINE, *arguments, stdin=message), 2, "standard input")

    def test_command_line_is_escaped(self):
        for arguments in (["--\x1b[31m"], ["--color", "\x1b[31m\u202e"], ["spf", "\x1b[2J"]):
            self.expect(run(*arguments), 2, "\\x1b")

    def test_many_signatures_do_not_fill_the_text(self):
        for domain in (b"s%d.example", b"s%d.example.com"):
            field = b"DKIM-Signature: v=1; a=rsa-sha256; d=" + domain + b"; s=s; h=from; bh=AAAA; b=BBBB\r\n"
            path = self.file("signed.eml", b"".join(field % i for i in range(500)) + b"From: a@example.com\r\n\r\nx\r\n")
            self.assertLess(len(run(*OFFLINE, path).stdout.splitlines()), 600)

    def test_alignment_fits_the_width(self):
        for name in ("16-internationalized", "12-bounce-domain-aligned"):
            for width in (60, 80, 120):
                out = run(*sample_arguments(SAMPLES / name), "--lang", "ru", "--width", width).stdout.decode()
                rows = [line for line in out.splitlines() if "=======" in line]
                self.assertTrue(rows)
                self.assertLessEqual(max(map(len, rows)), width, rows)

    def test_unreachable_resolver(self):
        # Nothing listens there; the verdict needs its answers.
        result = run("--resolver", "127.0.0.1@1", "--timeout", "3", SIGNED / "message.eml")
        self.expect(result, 4, "resolver 127.0.0.1@1 gave no answer (questions asked: ", "--answers")
        # Nobody's name servers are to blame for it.
        self.assertNotIn(b"DNS administrator of the domain: ", result.stdout)


class Answers(unittest.TestCase):
    def test_exit_statuses(self):
        self.assertEqual(run(*sample_arguments(SIGNED)).returncode, 0)
        self.assertEqual(run(*sample_arguments(FAILING)).returncode, 1)
        self.assertEqual(run("--fail-on", "never", *sample_arguments(FAILING)).returncode, 0)
        self.assertEqual(run("--json", *sample_arguments(FAILING)).returncode, 1)

    def test_offline_asks_nothing_and_says_so(self):
        result = run(*OFFLINE, SIGNED / "message.eml")
        self.assertIn(result.returncode, (0, 1))
        self.assertIn("_domainkey", result.stdout.decode())

    def test_dns_plan_lists_names(self):
        result = run("--dns-plan", SIGNED / "message.eml")
        self.assertEqual(result.returncode, 0)
        self.assertIn("_dmarc.", result.stdout.decode())

    def test_saved_answers_give_the_same_report(self):
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / "saved.json"
            arguments = sample_arguments(FAILING)
            first = run("--json", "--save-answers", saved, *arguments).stdout
            arguments[arguments.index("--answers") + 1] = saved
            self.assertEqual(json.loads(run("--json", *arguments).stdout)["dmarc"], json.loads(first)["dmarc"])

    def test_standard_input(self):
        octets = (SIGNED / "message.eml").read_bytes()
        arguments = sample_arguments(SIGNED)[:-1]
        self.assertEqual(run(*arguments, stdin=octets).stdout, run(*arguments, "-", stdin=octets).stdout)

    def test_a_message_may_follow_a_repeatable_flag(self):
        arguments = sample_arguments(SIGNED)
        message = arguments.pop()
        moved = [arguments.pop(1), arguments.pop(1), message]  # --answers FILE MESSAGE
        self.assertEqual(run(*arguments, *moved).stdout, run(*sample_arguments(SIGNED)).stdout)

    def test_dns_plan_of_no_message(self):
        result = run("--dns-plan", stdin=b"dear all,\nsee you tomorrow\n")
        self.assertEqual((result.returncode, result.stdout), (1, b""))
        self.assertIn(b"does not look like mail headers; no name would be asked", result.stderr)

    def test_word_and_ident_of_a_line_belong_together(self):
        folders = [path.parent for path in sorted(SAMPLES.glob("*/message.eml"))]
        words = {"fail": "FAIL", "warn": "warn", "info": "info", "ok": "ok"}
        differ = 0
        for folder in folders:
            arguments = sample_arguments(folder)
            report = json.loads(run("--json", *arguments).stdout)
            word, ident = run(*arguments, arguments[-1]).stdout.decode().splitlines()[0].split()[:2]
            pairs = [(report["headline"]["severity"], report["headline"]["ident"])]
            pairs += [(finding["severity"], finding["ident"]) for finding in report["findings"]]
            self.assertIn((word, ident), [(words[severity], name) for severity, name in pairs], folder)
            if word == words[report["headline"]["severity"]] or word == "FAIL":
                differ += ident != report["headline"]["ident"]
            else:
                self.fail((folder, word))
        self.assertGreater(differ, 10)

    def test_display_names_that_look_like_addresses(self):
        for name, shown in (("=?utf-8?q?a=40bank=2Eexample=3E=2C?=", '"a@bank.example>," <x@example.com>'),
                            ("=?utf-8?q?say_=22hi=22?=", '"say \\"hi\\"" <x@example.com>'),
                            ("J. Smith", "J. Smith <x@example.com>")):
            result = run(*OFFLINE, stdin=f"From: {name} <x@example.com>\r\nSubject: s\r\n\r\nx\r\n".encode())
            self.assertEqual(result.stdout.decode().splitlines()[0].split(maxsplit=1)[1], shown)

    def test_a_receiver_that_is_not_in_the_path_is_said(self):
        arguments = sample_arguments(SIGNED)
        text = re.sub(r"\s+", " ", run("-v", "--receiver", "gw.other.example", *arguments).stdout.decode())
        self.assertIn("gw.other.example", text)
        self.assertIn('behind "by" the Received fields of this message name: mx.receiver.example, out.example.com.', text)
        # What is n/a is not called checked.
        self.assertIn("n/a SPF", text)
        self.assertIn("could not be checked for another reason", text)
        self.assertNotIn("path-receiver-not-found", run("-v", *arguments).stdout.decode())
        self.assertIn("Could not be checked: nothing.", run("-v", *arguments).stdout.decode())

    def test_width_and_colour(self):
        for width in (60, 80, 120):
            text = run("--width", width, "-v", *sample_arguments(FAILING)).stdout.decode()
            longest = max((line for line in text.splitlines() if "http" not in line), key=len)
            self.assertLessEqual(len(longest), width, longest)
        coloured = run("--color", "always", *sample_arguments(FAILING)).stdout
        self.assertIn(b"\x1b[31m", coloured)

    def test_a_repaired_paste_is_said(self):
        result = run(*sample_arguments(SAMPLES / "130-paste-lost-folding"))
        text = re.sub(r"\s+", " ", result.stdout.decode())
        self.assertIn("Repaired for reading: lines that lost their indentation (21; lines 3-43).", text)
        self.assertIn("text repaired after copying", text)
        detailed = run("-v", *sample_arguments(SAMPLES / "135-paste-wrapped-ticket")).stdout.decode()
        self.assertIn("verifies over the repaired text", re.sub(r"\s+", " ", detailed))
        # Excerpts are lines of the input as it came.
        numbered = re.findall(r"^ +(\d+) \| (.*)$", detailed, re.M)
        lines = (SAMPLES / "135-paste-wrapped-ticket/message.eml").read_text().split("\n")
        self.assertTrue(numbered)
        for number, shown in numbered:
            self.assertIn(shown.strip().split("...")[0], lines[int(number) - 1])

    def test_explain_and_list(self):
        listed = run("list").stdout.decode().splitlines()
        self.assertGreater(len(listed), 40)
        narrow = run("list", "--width", "60").stdout.decode().splitlines()
        self.assertLessEqual(max(map(len, narrow)), 60)
        self.assertEqual(re.sub(r"\s+", " ", " ".join(narrow)), re.sub(r"\s+", " ", " ".join(listed)))
        for line in listed:
            ident = line.split()[0]
            for language in ("en", "ru"):
                result = run("explain", ident, "--lang", language)
                self.assertEqual(result.returncode, 0, ident)
                self.assertGreater(len(result.stdout.decode().splitlines()), 4, ident)

    def test_explain_filter_words(self):
        for topic, words in (("compauth=888", ["reason:888", "this value is not", "known    000, 001"]),
                             ("CAT:XYZ", ["CAT:XYZ", "this value is not", "HPHSH"]),
                             ("X-Spamd-Result", ["note     True is printed only"]),
                             ("X-Yandex-Spam: 7", ["X-Yandex-Spam", "this value is not", "1, 2, 4, 256"]),
                             ("SFV : SPM", ["SFV:SPM in X-Forefront-Antispam-Report"])):
            result = run("explain", topic)
            self.assertEqual(result.returncode, 0, topic)
            for word in words:
                self.assertIn(word, result.stdout.decode(), topic)

    def test_filters_without_a_verdict(self):
        border = ("Received: from out.example.com (out.example.com [192.0.2.25]) by mx.receiver.example with ESMTPS id 1;"
                  " Sat, 21 Nov 2026 09:02:04 +0000\nFrom: a@example.com\nDate: Sat, 21 Nov 2026 09:02:00 +0000\n\n")
        for field, start in (("X-Apple-MoveToFolder: Junk", "warn  Apple iCloud left"),
                             ("X-Mimecast-Spam-Score: 30", "info  Mimecast left"),
                             ("X-Virus-Scanned: amavis at mx.receiver.example", "      Each of the filter fields (1)")):
            with tempfile.NamedTemporaryFile("w", suffix=".eml") as message:
                message.write(f"{field}\n{border}")
                message.flush()
                lines = run(*OFFLINE, message.name).stdout.decode().split("\n")
            self.assertTrue(lines[lines.index("FILTERS") + 1].startswith(start), field)

    def test_every_sample_prints_a_report(self):
        for folder in sorted(SAMPLES.glob("*/message.eml")):
            text = run(*sample_arguments(folder.parent)).stdout.decode()
            self.assertGreater(len(text.splitlines()), 3, folder)
            self.assertNotRegex(text, r"\{[a-z_]+\}", folder)
            self.assertNotRegex(text, r"(?m) +$", folder)  # no blanks at the end of a line


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
