#!/usr/bin/env python3
"""The native resolver against a real server on loopback: every status, aliases, TCP, DNSSEC.
Usage: resolver_live.py ASK_PROGRAM"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from knot import Server, soa  # noqa: E402

LONG = " ".join('"' + letter * 250 + '"' for letter in "abcdefghij")

PLAIN = {
    "example.test.": soa("example.test.") + f"""
ns.example.test. 300 IN A 192.0.2.53
example.test. 300 IN TXT "v=spf1 mx " "-all"
example.test. 60 IN MX 10 mx.example.test.
example.test. 60 IN MX 0 .
mx.example.test. 60 IN A 192.0.2.25
mx.example.test. 60 IN AAAA 2001:db8::25
s._domainkey.example.test. 60 IN CNAME key.other.test.
gone.example.test. 60 IN CNAME nothing.other.test.
loop.example.test. 60 IN CNAME loop2.example.test.
loop2.example.test. 60 IN CNAME loop.example.test.
odd.example.test. 60 IN TXT "a\\255b\\\\"
big.example.test. 60 IN TXT {LONG}
""",
    "other.test.": soa("other.test.") + 'key.other.test. 60 IN TXT "v=DKIM1; p="\n',
    "2.0.192.in-addr.arpa.": soa("2.0.192.in-addr.arpa.") + "25.2.0.192.in-addr.arpa. 60 IN PTR mx.example.test.\n",
    "8.b.d.0.1.0.0.2.ip6.arpa.": soa("8.b.d.0.1.0.0.2.ip6.arpa.")
    + "5.2." + "0." * 22 + "8.b.d.0.1.0.0.2.ip6.arpa. 60 IN PTR mx.example.test.\n",
    "unloaded.test.": None,
}

# Question -> the answers expected, as (name, type, status, records).
EXPECTED = {
    "example.test TXT": [("example.test", "TXT", "ok", [["v=spf1 mx ", "-all"]])],
    "example.test MX": [("example.test", "MX", "ok", [{"preference": 0, "exchange": "."},
                                                       {"preference": 10, "exchange": "mx.example.test"}])],
    "MX.Example.Test. A": [("mx.example.test", "A", "ok", ["192.0.2.25"])],
    "mx.example.test AAAA": [("mx.example.test", "AAAA", "ok", ["2001:db8::25"])],
    "mx.example.test TXT": [("mx.example.test", "TXT", "nodata", None)],
    "_domainkey.example.test TXT": [("_domainkey.example.test", "TXT", "nodata", None)],
    "none.example.test TXT": [("none.example.test", "TXT", "nxdomain", None)],
    "s._domainkey.example.test TXT": [("s._domainkey.example.test", "CNAME", "ok", ["key.other.test"]),
                                      ("key.other.test", "TXT", "ok", ["v=DKIM1; p="])],
    "s._domainkey.example.test A": [("s._domainkey.example.test", "CNAME", "ok", ["key.other.test"]),
                                    ("key.other.test", "A", "nodata", None)],
    "gone.example.test TXT": [("gone.example.test", "CNAME", "ok", ["nothing.other.test"]),
                              ("nothing.other.test", "TXT", "nxdomain", None)],
    "odd.example.test TXT": [("odd.example.test", "TXT", "ok", ["a\\255b\\\\"])],
    "big.example.test TXT": [("big.example.test", "TXT", "ok", [[c * 250 for c in "abcdefghij"]])],
    "25.2.0.192.in-addr.arpa PTR": [("25.2.0.192.in-addr.arpa", "PTR", "ok", ["mx.example.test"])],
    "26.2.0.192.in-addr.arpa PTR": [("26.2.0.192.in-addr.arpa", "PTR", "nxdomain", None)],
    "5.2." + "0." * 22 + "8.b.d.0.1.0.0.2.ip6.arpa PTR": [
        ("5.2." + "0." * 22 + "8.b.d.0.1.0.0.2.ip6.arpa", "PTR", "ok", ["mx.example.test"])],
    "example.test SOA": [("example.test", "SOA", "ok", ["ns.example.test. admin.example.test. 1 3600 600 604800 300"])],
    "example.test NS": [("example.test", "NS", "ok", ["ns.example.test"])],
    "unloaded.test TXT": [("unloaded.test", "TXT", "servfail", None)],
    "refused.invalid.example TXT": [("refused.invalid.example", "TXT", "servfail", None)],
}

failures = []


def check(name, got, wanted):
    if got != wanted:
        failures.append(name)
        print(f"FAIL {name}\n  got    {got}\n  wanted {wanted}")
    else:
        print(f"ok   {name}")


def ask(program, resolver, questions, deadline=8000, anchor=None):
    command = [program, resolver, str(deadline)] + ([anchor] if anchor else [])
    start = time.monotonic()
    done = subprocess.run(command, input="\n".join(questions), text=True, capture_output=True, timeout=60)
    seconds = time.monotonic() - start
    if done.returncode not in (0, 4) or (done.returncode == 0) == bool(done.stderr):
        raise RuntimeError(f"status {done.returncode}: {done.stderr}")
    answers = json.loads(done.stdout)["answers"]
    return (answers, seconds) if done.returncode == 0 else ((done.stderr, answers), seconds)


def plain_answers(program):
    with Server(PLAIN) as server:
        resolver = f"127.0.0.1@{server.port}"
        check("the long text does not fit into a datagram", server.ask_over_udp("big.example.test", 16)[2] & 2, 2)
        answers, seconds = ask(program, resolver, list(EXPECTED))
        print(f"     {len(EXPECTED)} questions in {seconds:.2f} s")
        rest = list(answers)
        for question, wanted in EXPECTED.items():
            got, rest = rest[:len(wanted)], rest[len(wanted):]
            shape = [(a["name"], a["type"], a["status"],
                      sorted(a["records"], key=str) if "records" in a else None) for a in got]
            check(question, shape, wanted)
        check("no further answers", rest, [])
        check("resolver and time stand in every answer",
              all(a.get("resolver") == resolver and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", a["asked_at"])
                  for a in answers), True)
        check("a resolver without the root's keys proves nothing", {a.get("dnssec") for a in answers}, {None})
        loop, _ = ask(program, resolver, ["loop.example.test TXT"])
        check("a loop of aliases is no answer of the type", [a["type"] for a in loop if a["status"] == "ok"] in
              ([], ["CNAME", "CNAME"]), True)


def dnssec(program):
    names = ["signed.test.", "broken.test."]
    zones = {apex: soa(apex) + f'ns.{apex} 300 IN A 192.0.2.53\n{apex} 300 IN TXT "true"\n' for apex in names}
    zones["signed.test."] += "plain.signed.test. 300 IN NS ns.signed.test.\n"
    with Server(zones, signed=names) as signer:
        signed = {apex: signer.flush(apex) for apex in names}
    anchors = ""
    for apex, text in signed.items():
        for line in text.splitlines():
            fields = line.split()
            if len(fields) > 3 and fields[2] == "DNSKEY" and fields[3] == "257":
                anchors += f"{fields[0]} {fields[1]} IN {' '.join(fields[2:])}\n"
    check("a key for each zone", anchors.count("DNSKEY"), 2)
    check("the text to be changed is there", signed["broken.test."].count('"true"'), 1)
    signed["broken.test."] = signed["broken.test."].replace('"true"', '"forged"')
    signed["plain.signed.test."] = soa("plain.signed.test.") + 'plain.signed.test. 300 IN TXT "true"\n'
    signed["unsigned.test."] = soa("unsigned.test.") + 'unsigned.test. 300 IN TXT "true"\n'
    with Server(signed) as server, tempfile.NamedTemporaryFile("w", suffix=".key") as file:
        file.write(anchors)
        file.flush()
        resolver = f"127.0.0.1@{server.port}"
        answers, _ = ask(program, resolver,
                         ["signed.test TXT", "none.signed.test TXT", "signed.test MX", "broken.test TXT",
                          "plain.signed.test TXT", "unsigned.test TXT"], anchor=file.name)
        check("DNSSEC", [(a["name"], a["status"], a.get("dnssec"), a.get("records")) for a in answers],
              [("signed.test", "ok", "secure", ["true"]), ("none.signed.test", "nxdomain", "secure", None),
               ("signed.test", "nodata", "secure", None), ("broken.test", "bogus", "bogus", None),
               ("plain.signed.test", "ok", "insecure", ["true"]), ("unsigned.test", "ok", None, ["true"])])
        answers, _ = ask(program, resolver, ["signed.test TXT", "broken.test TXT"])
        check("without its anchor nothing is secure or bogus", [(a["status"], a.get("dnssec")) for a in answers],
              [("ok", None), ("ok", None)])


def silence(program):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        answers, seconds = ask(program, f"127.0.0.1@{udp.getsockname()[1]}",
                               ["example.test TXT", "other.test A"], deadline=1500)
        check("silence is a timeout", [(a["name"], a["status"]) for a in answers],
              [("example.test", "timeout"), ("other.test", "timeout")])
        check(f"the deadline is kept ({seconds:.1f} s)", 1.4 < seconds < 4, True)


def usage(program):
    for resolver, anchor, word in [("localhost", None, "is not a resolver"), ("127.0.0.1@0", None, "is not a resolver"),
                                   ("127.0.0.1", "/nonexistent", "is missing, empty or cannot be read"),
                                   ("127.0.0.1", "/", "is missing, empty or cannot be read"),
                                   ("127.0.0.1", __file__, "has no DS or DNSKEY record")]:
        (problem, answers), _ = ask(program, resolver, ["example.test TXT"], anchor=anchor)
        check(f"{resolver} {anchor}", (word in problem, [a["status"] for a in answers]), (True, ["servfail"]))


def main():
    program = sys.argv[1]
    for part in (plain_answers, dnssec, silence, usage):
        print(f"-- {part.__name__}")
        part(program)
    print(f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
