#!/usr/bin/python3
"""Holds reports against schema/indicia-1.schema.json: every report.json of the samples, and what the program
writes now for each sample, in both languages, and for input that is no message. Before that it checks itself:
reports that break the schema must be refused.
Usage: report_schema_test.py SCHEMA SAMPLES PROGRAM"""
import copy
import json
import pathlib
import re
import subprocess
import sys

import jsonschema

SCHEMA, SAMPLES, PROGRAM = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
sys.path.insert(0, str(SAMPLES))
sys.dont_write_bytecode = True
import reports  # noqa: E402  how the samples are run

# Input that is no message, or hardly one.
ODD = {
    "text": b"Dear support,\nplease help\n",
    "binary": bytes(range(256)) * 8,
    "one field": b"Subject: x\r\n",
    "nul": b"From: a@example.com\r\nX: a\0b\r\n\r\nbody\0\r\n",
    "invalid UTF-8": b"From: \xff\xfe <a\xff@example.com>\r\nDKIM-Signature: v=1; d=\xff; s=\xfe; b=\xfd\r\n\r\n\xff\r\n",
    "two authors": b"From: a@example.com, b@example.org\r\nTo: c@example.net\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\n"
                   b"Message-ID: <1@example.com>\r\nSubject: x\r\n\r\nx\r\n",
    "date before year 0": b"From: a@example.com\r\nReceived: by h.example; Thu, 1 Jan 0000 00:00:00 +0000\r\n\r\n",
}


def no_float(text):
    raise ValueError(f"a floating-point number: {text}")


def read(octets):
    return json.loads(octets.decode("utf-8"), parse_float=no_float, parse_constant=no_float)


def unfilled(report):
    """Parameters that the catalogue asks for and no rule gave."""
    for owner in (report["headline"], *report["findings"]):
        for key in ("title", "seen", "expects", "means", "fix", "text", "because", "so"):
            text = owner.get(key, "filled")
            if not text and key not in ("because", "so"):
                yield f"{owner['ident']}.{key} is empty"
            for value in filter(None, owner["params"].values()):
                text = text.replace(value, "")
            for name in re.findall(r"\{[a-z_]+\}", text):
                yield f"{owner['ident']}.{key}: nothing for {name}"


class Checker:
    def __init__(self):
        schema = json.loads(SCHEMA.read_bytes())
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)
        self.keys = list(schema["properties"])
        self.checked, self.failures = 0, 0

    def faults(self, report):
        found = [f"{error.json_path}: {error.message[:200]}" for error in self.validator.iter_errors(report)]
        if list(report) != self.keys:
            found.append(f"keys stand in another order: {list(report)}")
        return found or list(unfilled(report))

    def check(self, name, octets):
        self.checked += 1
        try:
            found = self.faults(read(octets))
        except ValueError as error:
            found = [str(error)]
        if found:
            self.failures += 1
            print(f"{name}: " + "; ".join(found[:5]))

    def check_itself(self, report):
        """Every required member missing, one unknown member, and values outside their enumerations."""
        def broken():
            for key in report:
                one = copy.deepcopy(report)
                del one[key]
                yield f"without {key}", one
            for path, value in (("unknown", 1), ("schema", "indicia/2"), ("evaluated_at", "yesterday"),
                                ("evaluated_at", 1.5), ("findings", [{}]), ("dkim", [None]), ("spf", {}),
                                ("limits", ["Not a word"]), ("questions", [{"name": "a.example"}])):
                one = copy.deepcopy(report)
                one[path] = value
                yield f"{path} = {value!r}", one
        for what, one in broken():
            if not self.faults(one):
                self.failures += 1
                print(f"the schema accepts a report {what}")


def run(arguments, folder, octets=None):
    done = subprocess.run(arguments, cwd=folder, input=octets, capture_output=True, timeout=60)
    if done.returncode not in (0, 1, 3) or not done.stdout:
        raise RuntimeError(f"status {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout


def main():
    checker = Checker()
    folders = sorted(path.parent for path in SAMPLES.glob("*/message.eml"))
    if not folders:
        sys.exit(f"no samples in {SAMPLES}")
    checker.check_itself(read(reports.run(str(PROGRAM), folders[0])))
    for folder in folders:
        stored = folder / "report.json"
        if stored.exists():
            checker.check(stored, stored.read_bytes())
        else:
            checker.failures += 1
            print(f"{stored} is missing")
        command = reports.command(str(PROGRAM), folder)
        for language in ("en", "ru"):
            for octets in run([*command, "--lang", language], folder).splitlines():
                checker.check(f"{folder.name} --lang {language}", octets)
    for name, octets in ODD.items():
        checker.check(f"input: {name}", run([str(PROGRAM), "--json", "--offline", "-"], SAMPLES, octets))
    print(f"{checker.checked} reports checked, {checker.failures} failures")
    return 1 if checker.failures else 0


if __name__ == "__main__":
    sys.exit(main())
