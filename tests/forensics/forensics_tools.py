#!/usr/bin/python3
"""Proofs of edits that real programs made: messages signed by dkimpy and libopendkim go through list managers,
relays, filters and exports, and Indicia must name the edit and print an undo that makes the signature verify.

    forensics_tools.py INDICIA             the test; compares docs/forensics.md too
    forensics_tools.py INDICIA --table     prints docs/forensics.md
    forensics_tools.py INDICIA --keep DIR  writes the edited messages and the answers file there
    forensics_tools.py --harness           without Indicia: every edit does what cases.py says of it
    --only EDITOR                          one row of cases.py

A case is one message, one signer and one editor.  What must hold is in cases.py; how a proof is judged, in
undo.py.
"""
import argparse
import collections
import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cases  # noqa: E402
import messages  # noqa: E402
import table  # noqa: E402
import undo  # noqa: E402

BATCH = 250  # messages for one process
ROOT = HERE.parents[1]


@dataclasses.dataclass
class Case:
    row: cases.Row
    message: str
    column: str
    signer: messages.Signer
    received: bytes
    header: bool = True  # verifies as received
    body: bool = True
    report: dict = None
    faults: list = dataclasses.field(default_factory=list)

    @property
    def name(self):
        return f"{self.row.name} / {self.message} / {self.signer}"

    def failed(self, half):
        return not getattr(self, half)

    def canonicalization(self, half):
        return self.signer.canonicalization.split("/")[half == "body"]

    def found(self, half):
        """The ident that proved the half's edit, or None."""
        edit = self.report["forensics"][half]["edit"]
        return edit["ident"] if edit else None


def signed_messages():
    for index, (name, original) in enumerate(messages.ORIGINALS.items()):
        for column, signer in messages.signers_for(index):
            octets = signer.sign(original)
            record = messages.signing.key_record(signer.key)
            if undo.halves(octets, 0, record) != (True, True):
                raise RuntimeError(f"{name} by {signer} does not verify before any edit")
            yield name, column, signer, octets


def build(only):
    """All cases whose signature the edit breaks; and how many it left whole or took away, by row."""
    signed = list(signed_messages())
    by_tool = collections.defaultdict(list)
    for row in cases.ROWS:
        if only is None or row.name == only:
            by_tool[row.tool].extend((row, *entry) for entry in signed)
    built, other = [], collections.Counter()
    for tool, jobs in by_tool.items():
        results = tool([(row.variant, octets) for row, _, _, _, octets in jobs])
        for (row, name, column, signer, octets), received in zip(jobs, results):
            if received is None or received == octets:
                other[row.name, "whole"] += 1
                continue
            message = undo.normalized(received)
            if not undo.signatures(message):
                other[row.name, "gone"] += 1
                continue
            case = Case(row, name, column, signer, received)
            case.header, case.body = undo.halves(message, 0, messages.signing.key_record(signer.key))
            if case.header and case.body:
                other[row.name, "whole"] += 1
            else:
                built.append(case)
    return built, other


def write(folder, built):
    (folder / "answers.json").write_text(json.dumps(messages.key_answers()))
    paths = []
    for i, case in enumerate(built):
        paths.append(folder / f"{i:05d}-{re.sub(r'[^A-Za-z0-9]+', '-', case.row.name)}-{case.message}.eml")
        paths[-1].write_bytes(case.received)
    return paths


def examine(program, built, folder):
    paths = write(folder, built)
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        command = [program, "--json", "--offline", "--answers", folder / "answers.json", *batch]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600)
        lines = done.stdout.splitlines()
        if done.returncode not in (0, 1) or len(lines) != len(batch):
            raise RuntimeError(
                f"{len(lines)} reports for {len(batch)} messages, status {done.returncode}\n{done.stderr[-800:]}"
            )
        for case, line in zip(built[start : start + BATCH], lines):
            case.report = json.loads(line)["dkim"][0]


def judge(case):
    report = case.report
    for half, member in (("header", "header_signature"), ("body", "body_hash")):
        if (report[member] == "match") != getattr(case, half):
            case.faults.append(f"{member} is {report[member]}, recomputed {getattr(case, half)}")
    case.faults += undo.faults_of(case.received, report, 0, messages.SIGNED_AT)
    if report["forensics"]["undone"] != report["forensics"]["would_pass"]:
        case.faults.append("undone, and nothing else is wrong with the signature: would_pass should say the same")
    for half in ("header", "body"):
        if case.failed(half):
            wanted, got = cases.expected(case, half), case.found(half)
            if got is None and not wanted.reason:
                case.faults.append(f"{half}: not found, {wanted.describe()} expected")
            elif got is not None and wanted.reason:
                case.faults.append(f"{half}: found as {got}; the row in cases.py that says why it cannot be is stale")
            elif got is not None and got not in wanted.idents:
                case.faults.append(f"{half}: found as {got}, {wanted.describe()} expected")
        elif case.found(half):
            case.faults.append(f"{half}: an edit where nothing failed")


def harness(built):
    """Without Indicia: the programs ran, and what they broke is what cases.py says of them."""
    faults = judge_is_strict()
    for row in cases.ROWS:
        mine = [case for case in built if case.row is row]
        if not mine:
            faults.append(f"{row.name}: broke no signature")
        for half in ("header", "body"):
            broken, told = any(case.failed(half) for case in mine), bool(getattr(row, half))
            if broken != told:
                faults.append(f"{row.name}: {half} {'breaks' if broken else 'stays whole'}, cases.py says otherwise")
    return faults


def judge_is_strict():
    """A right undo is accepted; one octet beside it, or the undo of nothing, is not."""
    signer = messages.Signer("dkimpy", "rsa2048", "relaxed/relaxed", "typical")
    signed = signer.sign(messages.ORIGINALS["plain"])
    received = signed.replace(b"Subject: ", b"Subject: [Tag] ")
    place = received.index(b"[Tag] ")

    def faults(offset, was, text):
        diff = {"location": {"offset": offset, "length": len(was)}, "received": was, "signed": text}
        edit = {"ident": "by-hand", "diff": [diff]}
        report = {
            "key": {"record": messages.signing.key_record(signer.key)},
            "forensics": {"header": {"edit": edit}, "body": {"edit": None}, "undone": True},
        }
        return undo.faults_of(received, report, 0, messages.SIGNED_AT)

    wrong = [
        faults(place + 1, "[Tag] ", ""),
        faults(place, "[Tag] ", "Re: "),
        faults(place, "[Tag]", "Fwd:"),
        faults(0, "", ""),
    ]
    strict = not faults(place, "[Tag] ", "") and all(wrong)
    return [] if strict else ["undo.py accepts a wrong undo or refuses a right one"]


def samples():
    """The same undo over every sample whose report holds an edit."""
    faults, edits = [], 0
    for path in sorted((ROOT / "samples").glob("*/report.json")):
        report = json.loads(path.read_text())
        received = path.with_name("message.eml").read_bytes()
        now = messages.mail.at(report["judged_at"]["time"].rstrip("Z").replace("T", " "))
        for index, signature in enumerate(report["dkim"]):
            forensics = signature.get("forensics") or {}
            edits += sum(bool((forensics.get(half) or {}).get("edit")) for half in ("header", "body"))
            faults += [
                f"samples/{path.parent.name}: {fault}" for fault in undo.faults_of(received, signature, index, now)
            ]
    print(f"samples: {edits} proven edits taken back")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("indicia", nargs="?")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--harness", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--only", metavar="EDITOR")
    parser.add_argument("--all", action="store_true", help="print every fault, not the first 60")
    arguments = parser.parse_args()
    if bool(arguments.indicia) == arguments.harness:
        parser.error("give INDICIA or --harness")
    built, other = build(arguments.only)
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        write(arguments.keep, built)
    if arguments.harness:
        faults = harness(built)
        for (name, how), count in sorted(other.items()):
            print(f"  {count:4d} {how:5s} {name}")
    else:
        with tempfile.TemporaryDirectory(prefix="indicia-forensics-") as folder:
            examine(arguments.indicia, built, pathlib.Path(folder))
        for case in built:
            judge(case)
        faults = [f"{case.name}: {fault}" for case in built for fault in case.faults]
        text = table.render(built)
        if arguments.table:
            print(text, end="")
            return 0
        proven = sum(bool(case.report["forensics"][half]["edit"]) for case in built for half in ("header", "body"))
        print(f"{len(built)} broken signatures, {proven} proven edits taken back")
        if arguments.only is None:
            faults += harness(built) + samples()
            faults += cases.unused()
            published = ROOT / "docs/forensics.md"
            if not published.exists() or published.read_text() != text:
                faults.append("docs/forensics.md is not what --table prints")
    for fault in faults if arguments.all else faults[:60]:
        print("FAULT", fault)
    print(f"{len(faults)} faults")
    return 1 if faults or not built else 0


if __name__ == "__main__":
    sys.exit(main())
