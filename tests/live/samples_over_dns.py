#!/usr/bin/env python3
"""Every sample twice: with its answers file offline, and with the same records served by knotd and asked through
the native resolver. The reports must be equal but for what tells where the answers came from.
Usage: samples_over_dns.py INDICIA_PROGRAM SAMPLES_FOLDER [NAME...]"""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from knot import Server  # noqa: E402

# The kind of evidence, and what a cache changes. Nothing else may differ.
SOURCE_KEYS = {"provenance", "asked_at", "resolver", "ttl", "dnssec"}

# What a server that answers cannot show; resolver_live.py tests these on their own.
NOT_SERVED = {"servfail", "timeout", "bogus", "not_asked"}


def zone_name(name):
    """A name in key form as an absolute name of a zone file."""
    return re.sub(r"[^A-Za-z0-9_.*\\-]", lambda found: "".join(f"\\{octet:03d}" for octet in found.group().encode()),
                  name.rstrip(".")) + "."


def zone_string(text):
    text = re.sub(r"[^ -~]", lambda found: "".join(f"\\{octet:03d}" for octet in found.group().encode()), text)
    return '"' + re.sub(r'(?<!\\)"', '\\"', text) + '"'


def zone_data(record_type, record):
    if record_type in ("TXT", "SPF"):
        strings = record if isinstance(record, list) else [record]
        return " ".join(zone_string(string) for string in strings)
    if record_type == "MX":
        return f"{record['preference']} {zone_name(record['exchange'])}"
    return zone_name(record) if record_type in ("CNAME", "NS", "PTR") else record


def zone_text(answers):
    """The answers as one zone with the root as its apex."""
    lines = [". 3600 IN SOA ns.example. admin.example. 1 7200 3600 1209600 300", ". 3600 IN NS ns.example."]
    for answer in answers:
        name = zone_name(answer["name"])
        if answer["status"] == "nodata":
            lines.append(f'{name} 3600 IN HINFO "exists" "without the type"')
        for record in answer.get("records", []):
            lines.append(f"{name} 3600 IN {answer['type']} {zone_data(answer['type'], record)}")
    return "\n".join(lines) + "\n"


def reason_to_skip(document):
    if document.get("default") != "nxdomain":
        return "its answers file is not authoritative"
    for answer in document["answers"]:
        if answer["status"] in NOT_SERVED:
            return f"{answer['name']} {answer['type']} is {answer['status']}"
        if answer["type"] == "NS" and answer["name"] != ".":
            return f"{answer['name']} owns NS records, which would be a zone cut"
    return None


def without_source(value):
    """The report without its source; RRsets have no order (RFC 2181 5)."""
    if isinstance(value, dict):
        out = {key: without_source(item) for key, item in value.items() if key not in SOURCE_KEYS}
        if isinstance(out.get("based_on"), str):
            # "full message; DNS answers supplied in a file; mx.example.com recorded ...": the part about DNS.
            parts = out["based_on"].rstrip(".").split("; ")
            out["based_on"] = ["DNS" if re.match(r"(ответы )?DNS ", part) else part for part in parts]
        if isinstance(out.get("records"), list):
            out["records"].sort(key=lambda record: json.dumps(record, sort_keys=True))
        return out
    return [without_source(item) for item in value] if isinstance(value, list) else value


def differences(a, b, path=""):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in dict.fromkeys([*a, *b]):
            if key not in a or key not in b:
                yield f"{path}.{key}: {'missing offline' if key not in a else 'missing over DNS'}"
            else:
                yield from differences(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, other) in enumerate(zip(a, b)):
            yield from differences(one, other, f"{path}[{number}]")
    elif a != b:
        yield f"{path}: {json.dumps(a)[:200]} offline, {json.dumps(b)[:200]} over DNS"


def run(program, folder, flags):
    command = [program, "--json", "--options", os.path.join(folder, "options.json"), *flags,
               os.path.join(folder, "message.eml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"status {done.returncode}: {done.stderr.strip()}")
    return done.returncode, [without_source(json.loads(line)) for line in done.stdout.splitlines()]


def zone_of(folder):
    """The sample's file of records, why it cannot be served, and its records as one zone with the root as its apex."""
    file = os.path.join(folder, "zone.txt")
    if os.path.exists(file):
        with open(file, encoding="utf-8") as opened:
            return file, None, opened.read()
    file = os.path.join(folder, "answers.json")
    with open(file, encoding="utf-8") as opened:
        document = json.load(opened)
    reason = reason_to_skip(document)
    return file, reason, None if reason else zone_text(document["answers"])


def compare(program, folder):
    """None, or why the sample was not run; then the differences."""
    file, reason, zone = zone_of(folder)
    if reason:
        return reason, []
    with Server({".": zone}) as server:
        offline = run(program, folder, ["--offline", "--answers", file])
        live = run(program, folder, ["--resolver", f"127.0.0.1@{server.port}"])
    found = list(differences(offline[1], live[1]))
    if offline[0] != live[0]:
        found.append(f"exit status {offline[0]} offline, {live[0]} over DNS")
    return None, found


def main():
    program, samples, *names = sys.argv[1:]
    names = names or sorted(name for name in os.listdir(samples)
                            if os.path.exists(os.path.join(samples, name, "message.eml")))
    ran = failed = 0
    for name in names:
        try:
            skipped, found = compare(program, os.path.join(samples, name))
        except (RuntimeError, subprocess.SubprocessError, ValueError) as error:
            skipped, found = None, [str(error)]
        if skipped:
            print(f"skip {name}: {skipped}")
            continue
        ran += 1
        failed += bool(found)
        print(f"{'FAIL' if found else 'ok  '} {name}")
        for line in found[:8]:
            print(f"       {line}")
    print(f"{ran} samples over DNS, {failed} differ")
    sys.exit(1 if failed or ran == 0 else 0)


if __name__ == "__main__":
    main()
