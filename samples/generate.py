#!/usr/bin/python3
"""Makes every sample folder: message, DNS, options, claims and README.

    generate.py              write the folders (report.json is not touched)
    generate.py --check      write nothing; fail when a folder differs from what would be written,
                             or when dkimpy or pyspf contradicts a claim
    generate.py NAME...      only the folders whose name starts so

Needs Debian's python3-dkim, python3-spf, python3-nacl, python3-cryptography and libopendkim11.
"""
import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from generator import (  # noqa: E402,F401
    cases_arc,
    cases_basic,
    cases_body_codec,
    cases_body_edits,
    cases_dkim,
    cases_dmarc,
    cases_files,
    cases_filters,
    cases_header,
    cases_inputs,
    cases_keys,
    cases_paste,
    cases_receivers,
    cases_spf,
)
from generator.check import check  # noqa: E402
from generator.sample import SAMPLES  # noqa: E402


def pretty(value):
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def files_of(sample):
    files = {
        "message.eml": sample.message,
        "options.json": pretty(sample.options),
        "claims.json": pretty(sample.claims),
        "README.md": (
            f"What happened: {sample.situation}\nWhat the user sees: {sample.seen}\nWhat Indicia says: {sample.says}\n"
            + "".join(f"FILTERS says: {sentence}\n" for sentence in sample.filters)
        ).encode(),
    }
    if sample.zone_text:
        files["zone.txt"] = sample.zone.text().encode()
    else:
        files["answers.json"] = sample.zone.json().encode()
    files.update(sample.extra)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare and verify, write nothing")
    parser.add_argument("names", nargs="*", help="beginnings of folder names")
    arguments = parser.parse_args()
    faults, count = [], 0
    for name, build in sorted(SAMPLES):
        if arguments.names and not any(name.startswith(n) for n in arguments.names):
            continue
        sample = build()
        count += 1
        folder = HERE / name
        for file, octets in files_of(sample).items():
            path = folder / file
            if arguments.check:
                if not path.exists() or path.read_bytes() != octets:
                    faults.append(f"{name}/{file}: differs from what the generator makes")
            else:
                folder.mkdir(exist_ok=True)
                path.write_bytes(octets)
        faults += [f"{name}: {fault}" for fault in check(sample)]
    if not arguments.names:
        known = {name for name, _ in SAMPLES}
        faults += [
            f"{p.name}: no case makes this folder"
            for p in HERE.iterdir()
            if p.is_dir() and p.name[:2].isdigit() and p.name not in known
        ]
    print("\n".join(faults + [f"{count} samples, {len(faults)} faults"]))
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
