#!/usr/bin/python3
"""Runs Indicia on every sample and compares what it says with claims.json and report.json.

    reports.py PROGRAM              fail on any difference
    reports.py PROGRAM --summary    one line per sample: headline and findings, for reading
    reports.py PROGRAM NAME...      only the folders whose name starts so

report.json is indented and this is one line, so contents are compared here; the octets are compared by
the samples test, which also writes what it got beside a report that differs.
"""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def command(program, folder):
    dns = folder / "zone.txt"
    if not dns.exists():
        dns = folder / "answers.json"
    return [
        program,
        "--json",
        "--offline",
        "--options",
        str(folder / "options.json"),
        "--answers",
        str(dns),
        "message.eml",
    ]


def run(program, folder):
    """The report's octets.  The message is named without its folder, as the report shows the name."""
    done = subprocess.run(command(program, folder), cwd=folder, capture_output=True, timeout=60)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"status {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")
    return done.stdout


def contradictions(claims, report):
    """Every claim that the report does not bear out."""
    faults = []

    def compare(what, claimed, got):
        if claimed != got:
            faults.append(f"{what} is {got!r}, claimed {claimed!r}")

    if "messages" in claims:
        return faults
    compare("number of signatures", len(claims["dkim"]), len(report["dkim"]))
    for i, (claim, got) in enumerate(zip(claims["dkim"], report["dkim"])):
        for key in ("result", "header_signature", "body_hash"):
            compare(f"dkim {i} {key}", claim[key], got.get(key))
        for half in ("header", "body"):
            if f"{half}_edit" in claim:
                edit = got["forensics"][half]["edit"]
                compare(f"dkim {i} {half}_edit", claim[f"{half}_edit"], edit and edit["ident"])
        # Claims name the key in A-labels; the report shows the tags as written.
        compare(f"dkim {i} key", f"{claim['selector']}._domainkey.{claim['domain']}", got["key"]["name"])
    for method in ("spf", "dmarc"):
        for key, value in claims.get(method, {}).items():
            got = report[method].get(key)
            compare(f"{method} {key}", value, got.get("result") if key == "rfc7489" and got else got)
    if "arc" in claims:
        claim, got = claims["arc"], report["arc"]
        for key in ("result", "oldest_pass"):
            compare(f"arc {key}", claim[key], got[key])
        for name, field in (("seals", "seal"), ("signatures", "ams")):
            compare(f"arc {name}", claim[name], [one[field]["result"] for one in got["sets"]])
    if "identity" in claims:
        identity = report["identity"]
        compare("client_ip", claims["identity"]["client_ip"], identity["client_ip"].get("value"))
        compare("helo", claims["identity"]["helo"], identity["helo"].get("value"))
        mail_from = identity["mail_from"].get("address")
        if mail_from is None or "@" in mail_from or not mail_from:  # some receivers write the domain alone
            compare("mail_from", claims["identity"]["mail_from"], mail_from)
        else:
            compare("mail_from domain", claims["identity"]["mail_from"].rpartition("@")[2], mail_from)
    if "headline" in claims:
        compare("headline", claims["headline"], report["headline"]["ident"])
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--summary", action="store_true")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    faults, count = [], 0
    for folder in sorted(p.parent for p in HERE.glob("*/message.eml")):
        if arguments.names and not any(folder.name.startswith(n) for n in arguments.names):
            continue
        count += 1
        try:
            octets = run(program, folder)
            report = json.loads(octets)
            found = contradictions(json.loads((folder / "claims.json").read_bytes()), report)
        except (RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            found, octets = [repr(error)], None
        if arguments.summary and octets:
            findings = " ".join(f["ident"] for f in report["findings"])
            print(f"{folder.name}: {report['headline']['ident']}: {report['headline']['text']} [{findings}]")
        expected = folder / "report.json"
        if octets and (not expected.exists() or json.loads(expected.read_bytes()) != report):
            found.append("report.json is missing" if not expected.exists() else "report.json says something else")
        faults += [f"{folder.name}: {fault}" for fault in found]
    print("\n".join(faults + [f"{count} samples, {len(faults)} faults"]))
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
