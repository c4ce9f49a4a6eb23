"""The programs compared with Indicia: dkimpy and pyspf in this process, Mail::DKIM and Mail::SPF beside it.

Each gives one outcome per case: the word and the detail it said it with."""
import base64
import concurrent.futures
import json
import logging
import pathlib
import subprocess
from unittest import mock

import dkim
import spf

import dkim_cases

HERE = pathlib.Path(__file__).resolve().parent


class Outcome:
    def __init__(self, word, detail=""):
        self.word, self.detail = word, str(detail)[:200]

    def __repr__(self):
        return f"{self.word} ({self.detail})" if self.detail else self.word


def in_perl(script, requests):
    """One process; a line in, a line out."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(["perl", str(HERE / script)], input=lines, capture_output=True, text=True, timeout=240)
    out = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(out) != len(requests):
        raise RuntimeError(
            f"{script}: {len(out)} of {len(requests)} answers, status {done.returncode}\n{done.stderr[-800:]}"
        )
    return out


def quiet_logger():
    logger = logging.getLogger("differential.quiet")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger


def dkimpy(cases):
    logger, outcomes = quiet_logger(), []
    for case in cases:
        zone = {name.lower(): entry for name, entry in case.zone.items()}

        def lookup(name, timeout=5):
            at = name.decode().rstrip(".").lower()
            while at in zone:
                entry = zone[at]
                if "CNAME" in entry:
                    at = entry["CNAME"]
                    continue
                if entry.get("status") == "servfail":
                    raise dkim.DnsTimeoutError(name)
                return "".join(entry["TXT"][0]).encode() if "TXT" in entry else None
            return None

        with mock.patch("dkim.time.time", lambda: dkim_cases.NOW):
            try:
                passed = dkim.DKIM(case.message, logger=logger).verify(0, dnsfunc=lookup)
                outcomes.append(Outcome("pass" if passed else "fail"))
            except Exception as error:  # dkimpy lets several kinds out
                outcomes.append(Outcome("fail", repr(error)))
    return outcomes


def mail_dkim(cases):
    answers = in_perl(
        "peer_mail_dkim.pl",
        [
            {"now": dkim_cases.NOW, "message": base64.b64encode(case.message).decode(), "zone": case.zone}
            for case in cases
        ],
    )
    return [Outcome("pass" if a["results"][0][0] == "pass" else "fail", a["results"][0][1]) for a in answers]


def pyspf(cases):
    outcomes = []
    for case in cases:

        def lookup(name, kind, tcpfallback=True, timeout=30):
            status, records = case.lookup(name, kind)
            if status in ("servfail", "timeout"):
                raise spf.TempError(f"DNS {status}")
            if kind == "TXT":
                return [((name, kind), tuple(strings)) for strings in records]
            return [((name, kind), record) for record in records]

        with mock.patch("spf.DNSLookup", lookup):
            try:
                query = spf.query(
                    case.ip, case.mail_from, case.helo, strict=True, timeout=0, receiver="receiver.example"
                )
                result, _, text = query.check()
                outcomes.append(Outcome(result, text))
            except Exception as error:
                outcomes.append(Outcome("exception", repr(error)))
    return outcomes


def mail_spf(cases):
    requests = []
    for case in cases:
        sender = case.mail_from or "postmaster@" + case.helo  # RFC 7208 2.4
        if sender.startswith("@"):
            sender = "postmaster" + sender  # RFC 7208 4.3
        zone = {
            f"{name} {kind}": records
            if isinstance(records, str) or kind != "TXT"
            else [[s.decode("utf-8") for s in strings] for strings in records]
            for (name, kind), records in case.zone.items()
        }
        requests.append({"ip": case.ip, "sender": sender, "helo": case.helo, "zone": zone})
    outcomes = []
    for answer in in_perl("peer_mail_spf.pl", requests):
        outcome = Outcome(answer["result"], answer["text"])
        outcome.explanation = answer["explanation"]
        outcomes.append(outcome)
    return outcomes


def both(first, second, cases):
    """Two peers at the same time: one is a Perl process, the other this one."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        later = pool.submit(second, cases)
        return first(cases), later.result()
