"""Writes docs/forensics.md from the cases as they came out: cause by cause, what was found and what not."""
import collections
import textwrap

import cases
import messages

COLUMNS = {
    "header": [(a, c) for a in ("rsa", "ed25519") for c in ("relaxed", "simple")],
    "body": [(None, c) for c in ("relaxed", "simple")],
}
TITLES = {"rsa": "RSA", "ed25519": "Ed25519"}

INTRODUCTION = """\
# What changed: causes and proofs

`tests/forensics/forensics_tools.py --table` writes this file, and the test `forensics_tools` compares it.

Messages of {messages} kinds (plain, 8bit, quoted-printable and base64 text, HTML, alternatives, attachments, long
lines, `format=flowed`, encoded names and subjects) were signed by dkimpy and libopendkim with RSA keys of 1024, 2048
and 4096 bits and Ed25519, with relaxed and simple canonicalization and three usual choices of signed fields. Then real
programs changed them on their way. Rows marked *scripted* stand for gateways whose software is not to be had; a short
script makes the edit that they are known to make. That left {broken} broken signatures.

For each half of a signature that an edit broke, Indicia searches for the edit. The tables say what proved it, and in
how many of the cases; an edit that is not found has a note with the reason. A proof is always checked: its printed
undo is applied to the received octets, and the body hash and the header digest are recomputed by other programs
(python-cryptography, dkimpy). Of {halves} broken halves {proven} were proven, and every proof held.

A half that an edit leaves whole for a canonicalization has no entry there: a relaxed signature survives what a simple
one does not.
"""

HEADER = """\
## Header

The digest in an RSA signature tells for each hypothesis whether it is true. Ed25519 gives no digest back, so that
only few hypotheses are tried, one verification each.
"""

BODY = """\
## Body

The hash of the body stands in the signature field (`bh=`): neither the key nor its algorithm matters.
"""


def cell(found, notes):
    """ "`footer-in-part` 7, not found 2 [3]" for a counter of idents and reasons."""
    parts = []
    for (ident, reason), count in sorted(found.items(), key=lambda item: (item[0][0] == "", -item[1], item[0])):
        if ident:
            parts.append(f"`{ident}` {count}")
        else:
            if reason not in notes:
                notes.append(reason)
            parts.append(f"not found {count} [{notes.index(reason) + 1}]")
    return ", ".join(parts) or " "


def rows_of(built, half, notes):
    columns = COLUMNS[half]
    titles = [f"{TITLES[a]} {c}" if a else c for a, c in columns]
    lines = [
        f"| Program and setting | What it does | {' | '.join(titles)} |",
        "| --- | --- |" + " --- |" * len(columns),
    ]
    for row in cases.ROWS:
        mine = [case for case in built if case.row is row and case.failed(half)]
        if not mine:
            continue
        cells = []
        for algorithm, canonicalization in columns:
            outcomes = collections.Counter()
            for case in mine:
                if algorithm in (None, case.signer.algorithm) and case.canonicalization(half) == canonicalization:
                    ident = case.found(half) or ""
                    outcomes[ident, "" if ident else cases.expected(case, half).describe()] += 1
            cells.append(cell(outcomes, notes))
        name = f"{row.name} (*scripted*)" if row.scripted else row.name
        lines.append(f"| {name} | {row.what} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def render(built):
    halves = [(case, half) for case in built for half in ("header", "body") if case.failed(half)]
    notes = []
    text = INTRODUCTION.format(
        messages=len(messages.ORIGINALS),
        broken=len(built),
        halves=len(halves),
        proven=sum(bool(case.found(half)) for case, half in halves),
    )
    for half, introduction in (("header", HEADER), ("body", BODY)):
        text += f"\n{introduction}\n{rows_of(built, half, notes)}"
    text += "\n## Why not\n\n"
    for number, note in enumerate(notes, 1):
        text += (
            textwrap.fill(
                f"{number}. {note}", 118, subsequent_indent="   ", break_long_words=False, break_on_hyphens=False
            )
            + "\n"
        )
    return text
