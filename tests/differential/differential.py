#!/usr/bin/python3
"""Compares Indicia's verdicts with other programs on generated cases: DKIM with dkimpy and Mail::DKIM, SPF
with pyspf and Mail::SPF, DMARC with a small reference of our own.

    differential.py --indicia PROGRAM [--seed N] [--dkim N] [--spf N] [--dmarc N]
    differential.py --peers-only             the peers among themselves and with the construction
    differential.py --show dkim:17           one case in full

A case is right when Indicia agrees with its construction, and with each peer or adjudication.py has a row
that says by which rule the peer differs.  Every failure prints how to see the case.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import adjudication  # noqa: E402
import dkim_cases  # noqa: E402
import dmarc_cases  # noqa: E402
import peers  # noqa: E402
import spf_cases  # noqa: E402
from peers import Outcome  # noqa: E402

BATCH = 300  # messages for one process


def dkim_answers(case):
    """Every case has a selector of its own, so that one answers file serves many."""
    for name, entry in case.zone.items():
        if "status" in entry:
            yield {"name": name, "type": "TXT", "status": entry["status"]}
        elif "CNAME" in entry:
            yield {"name": name, "type": "CNAME", "status": "ok", "records": [entry["CNAME"]]}
        else:
            yield {"name": name, "type": "TXT", "status": "ok", "records": entry["TXT"]}


def dmarc_answers(case):
    for (name, kind), records in case.zone.items():
        yield {"name": name, "type": kind, "status": "ok", "records": records}


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, **options)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command[:6])} ...: status {done.returncode}\n{done.stderr[-800:]}")
    return done.stdout.splitlines()


def reports(program, cases, answers_of):
    """One report per case, many messages to one process."""
    with tempfile.TemporaryDirectory(prefix="indicia-differential-") as folder:
        folder = pathlib.Path(folder)
        (folder / "options.json").write_text(
            json.dumps({"now": "2026-11-21T09:02:04Z", "evaluated_at": "2026-11-21T09:02:04Z"})
        )
        for start in range(0, len(cases), BATCH):
            batch = cases[start : start + BATCH]
            (folder / "answers.json").write_text(
                json.dumps(
                    {
                        "schema": "indicia-answers/1",
                        "default": "nxdomain",
                        "answers": [a for case in batch for a in answers_of(case)],
                    }
                )
            )
            paths = []
            for case in batch:
                paths.append(folder / f"{case.index:06d}.eml")
                paths[-1].write_bytes(case.message)
            lines = run(
                [
                    program,
                    "--json",
                    "--offline",
                    "--options",
                    str(folder / "options.json"),
                    "--answers",
                    str(folder / "answers.json"),
                    *map(str, paths),
                ]
            )
            if len(lines) != len(batch):
                raise RuntimeError(f"{len(lines)} reports for {len(batch)} messages")
            yield from map(json.loads, lines)


def indicia_dkim(program, cases):
    outcomes = []
    for report in reports(program, cases, dkim_answers):
        found = report["dkim"]
        if not found:
            outcomes.append(Outcome("none", "no signature in the report"))
            continue
        outcome = Outcome(found[0]["result"], found[0].get("reason", ""))
        outcome.header, outcome.body = found[0]["header_signature"], found[0]["body_hash"]
        outcomes.append(outcome)
    return outcomes


def indicia_spf(program, cases):
    queries = "".join(
        json.dumps({"ip": case.ip, "mail_from": case.mail_from, "helo": case.helo, "answers": case.answers()}) + "\n"
        for case in cases
    )
    outcomes = []
    for line in run([program, "spf", "--json-lines", "--offline", "--personal-names"], input=queries):
        found = json.loads(line)
        outcome = Outcome(found["result"], found.get("reason", ""))
        outcome.explanation = found.get("explanation") or ""
        outcomes.append(outcome)
    if len(outcomes) != len(cases):
        raise RuntimeError(f"{len(outcomes)} results for {len(cases)} queries")
    return outcomes


class Tally:
    def __init__(self, kind, table):
        self.kind, self.table = kind, table
        self.words = collections.Counter()
        self.agreed, self.explained, self.failures = 0, 0, []

    def compare(self, case, mine, theirs, peer, same):
        if same:
            self.agreed += 1
        elif adjudication.explain(self.table, peer, case, theirs):
            self.explained += 1
        else:
            self.failures.append(f"{self.kind}:{case.index} {mine!r}, {peer} {theirs!r}; {' '.join(case.features)}")

    def report(self):
        print(
            f"{self.kind}: {self.agreed} agree, {self.explained} differ by a known fault of the peer, "
            f"{len(self.failures)} unexplained; {dict(self.words.most_common())}"
        )
        for entry in self.table:
            if entry.used:
                print(f"  {entry.used:5d}  {entry.peer:9s}  {entry.why}")
        for failure in self.failures[:40]:
            print("  UNEXPLAINED", failure)


def compare_dkim(program, seed, count):
    cases = [dkim_cases.Case(seed, i) for i in range(count)]
    first, second = peers.both(peers.dkimpy, peers.mail_dkim, cases)
    mine = indicia_dkim(program, cases) if program else None
    tally = Tally("dkim", adjudication.DKIM)
    for i, case in enumerate(cases):
        truth = case.expected
        if mine:
            tally.words[mine[i].word] += 1
            passed = mine[i].word == "pass"
            if truth is not None and passed != truth:
                tally.failures.append(
                    f"dkim:{i} indicia {mine[i]!r}, by construction {'pass' if truth else 'not pass'}; {' '.join(case.features)}"
                )
            halves(case, mine[i], tally)
        else:
            tally.words["pass" if truth else "undecided" if truth is None else "fail"] += 1
            passed = truth
            if truth is None:
                continue
        name = f"indicia {mine[i]!r}" if mine else f"construction {'pass' if truth else 'fail'}"
        for peer, outcomes in (("dkimpy", first), ("mail_dkim", second)):
            tally.compare(case, name, outcomes[i], peer, passed == (outcomes[i].word == "pass"))
    return tally


def halves(case, outcome, tally):
    """Header signature and body hash, each by itself, where the construction knows them."""
    known = case.halves
    if known is None:
        return
    for what, truth, got in (("header_signature", known[0], outcome.header), ("body_hash", known[1], outcome.body)):
        if truth is not None and (got == "match") != truth and got not in ("untestable", "malformed"):
            tally.failures.append(
                f"dkim:{case.index} {what} is {got}, by construction {'match' if truth else 'not'}; {' '.join(case.features)}"
            )


def compare_spf(program, seed, count):
    cases = [spf_cases.Case(seed, i) for i in range(count)]
    first, second = peers.both(peers.pyspf, peers.mail_spf, cases)
    mine = indicia_spf(program, cases) if program else second
    tally = Tally("spf", adjudication.SPF)
    for i, case in enumerate(cases):
        tally.words[mine[i].word] += 1
        name = f"{'indicia' if program else 'mail_spf'} {mine[i]!r}"
        if program:
            tally.compare(case, name, second[i], "mail_spf", mine[i].word == second[i].word)
            if (
                mine[i].word == second[i].word == "fail"
                and mine[i].explanation.lower() != second[i].explanation.lower()
            ):  # case is free
                tally.compare(
                    case,
                    f"indicia explains {mine[i].explanation!r}",
                    Outcome("explanation", second[i].explanation),
                    "mail_spf",
                    False,
                )
        same = mine[i].word == first[i].word
        if not program and not same and adjudication.explain(tally.table, "mail_spf", case, second[i]):
            tally.explained += 1  # here Mail::SPF stands in for Indicia, with its own faults
        else:
            tally.compare(case, name, first[i], "pyspf", same)
    return tally


def compare_dmarc(program, seed, count):
    """The verdicts of both RFCs against dmarc_reference.py, written from the same texts and nothing else."""
    cases = [dmarc_cases.Case(seed, i) for i in range(count)]
    tally = Tally("dmarc", ())
    for case, report in zip(cases, reports(program, cases, dmarc_answers)):
        found, truth = report["dmarc"], case.expected
        tally.words[found["result"]] += 1
        got = {key: found.get(key) for key in truth}
        got["rfc7489"] = (found.get("rfc7489") or {}).get("result")
        if got == truth:
            tally.agreed += 1
        else:
            wrong = "; ".join(f"{key} is {got[key]}, should be {truth[key]}" for key in truth if got[key] != truth[key])
            tally.failures.append(f"dmarc:{case.index} {wrong}; {' '.join(case.features)}")
    return tally


def show(what):
    kind, index, seed = (what.split(":") + ["1"])[:3]
    if kind == "dkim":
        case = dkim_cases.Case(seed, int(index))
        print(case.message.decode("utf-8", "replace"))
        print(json.dumps(case.zone, indent=1), "\nexpected:", case.expected, "halves:", case.halves)
    elif kind == "dmarc":
        case = dmarc_cases.Case(seed, int(index))
        print(case.message.decode())
        for key, records in sorted(case.zone.items()):
            print("  ", key, records)
        print("expected:", case.expected)
    else:
        case = spf_cases.Case(seed, int(index))
        print(f"indicia spf --ip {case.ip} --mail-from '{case.mail_from}' --helo {case.helo}")
        for key, records in sorted(case.zone.items()):
            print("  ", key, records)
    print(" ".join(case.features))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--indicia", help="the program")
    parser.add_argument("--peers-only", action="store_true")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--dkim", type=int, default=1200)
    parser.add_argument("--spf", type=int, default=1500)
    parser.add_argument("--dmarc", type=int, default=600)
    parser.add_argument("--show", metavar="KIND:INDEX[:SEED]")
    arguments = parser.parse_args()
    if arguments.show:
        show(arguments.show)
        return 0
    if bool(arguments.indicia) == arguments.peers_only:
        parser.error("give --indicia PROGRAM or --peers-only")
    tallies = []
    if arguments.dkim:
        tallies.append(compare_dkim(arguments.indicia, arguments.seed, arguments.dkim))
    if arguments.spf:
        tallies.append(compare_spf(arguments.indicia, arguments.seed, arguments.spf))
    if arguments.dmarc and arguments.indicia:
        tallies.append(compare_dmarc(arguments.indicia, arguments.seed, arguments.dmarc))
    for tally in tallies:
        tally.report()
    compared = sum(t.agreed + t.explained for t in tallies)
    return 1 if any(t.failures for t in tallies) or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
