"""Seeded DMARC cases: a tree of names with records at some nodes, a From domain, and identifiers that passed.

Every case lives under a registered name of its own, so that one answers file serves them all."""
import base64
import hashlib
import random

import dkim_signer
import dmarc_reference

CRLF = b"\r\n"


class Case:
    def __init__(self, seed, index):
        self.index = index
        self.rng = rng = random.Random(f"dmarc {seed} {index}")
        self.features = []
        self.zone = {}  # (name, type) -> records
        base = f"c{index}.example"
        labels = ["a", "b", "news", "shop", "x1", "x2", "x3", "x4", "x5", "x6", "x7"]
        depth = rng.choice([0, 0, 1, 1, 1, 2, 2, 3, 4, 6, 7, 8, 9])
        path = [rng.choice(labels) + str(i) for i in range(depth)]
        self.author = ".".join(path + [base])
        self.nodes = [".".join((path + [base]).__getitem__(slice(i, None))) for i in range(depth + 1)] + ["example"]
        self.names = self.nodes[:-1] + [f"sibling.{base}", f"other{index}.example", "deep." + self.author]
        for node in self.nodes[:-1] + [f"sibling.{base}"]:
            if rng.random() < (0.45 if node != self.author else 0.5):
                self._records(node)
        if rng.random() < 0.6 or self.author == base:
            self.zone[(self.author, "A")] = ["203.0.113.80"]
        self.mail_from = rng.choice(self.names)
        self.signer = rng.choice(self.names + [None] * 2)
        self.spf_passes = rng.random() < 0.6
        self.dkim_passes = self.signer is not None and rng.random() < 0.8
        self.zone[(self.mail_from, "TXT")] = [["v=spf1 ip4:192.0.2.1 -all" if self.spf_passes else "v=spf1 -all"]]
        self._message()

    def note(self, feature):
        self.features.append(feature)

    def _record(self):
        rng = self.rng
        tags = []
        if rng.random() < 0.93:
            tags.append(("p", rng.choice(["none", "quarantine", "reject", "Reject"])))
        for name in ("sp", "np"):
            if rng.random() < 0.25:
                tags.append((name, rng.choice(["none", "quarantine", "reject"])))
        for name in ("adkim", "aspf"):
            if rng.random() < 0.25:
                tags.append((name, rng.choice(["r", "s", "S"])))
        if rng.random() < 0.25:
            tags.append(("psd", rng.choice(["y", "n", "u", "Y"])))
        if rng.random() < 0.1:
            tags.append(("t", rng.choice(["y", "n"])))
        if rng.random() < 0.6:
            tags.append(
                (
                    "rua",
                    rng.choice(
                        [
                            "mailto:d@example.com",
                            "mailto:d@example.com!10m",
                            "mailto:a@example.com,mailto:b@example.net",
                        ]
                    ),
                )
            )
        if rng.random() < 0.15:
            tags.append(rng.choice([("pct", "50"), ("fo", "1"), ("zz", "unknown"), ("ri", "86400")]))
        if rng.random() < 0.08:
            self.note("faulty_tag")
            tags.append(rng.choice([("psd", "maybe"), ("adkim", "x"), ("t", "perhaps"), ("aspf", "")]))
            seen = set()
            tags = [t for t in reversed(tags) if not (t[0] in seen or seen.add(t[0]))][::-1]
        if rng.random() < 0.05:
            self.note("faulty_policy")
            name = rng.choice(["p", "sp", "np"])
            tags = [t for t in tags if t[0] != name] + [(name, rng.choice(["block", "rejekt", ""]))]
        if rng.random() < 0.3:
            rng.shuffle(tags)
        equals, separator = rng.choice([("=", "; "), ("=", ";"), (" = ", " ; "), ("=", ";  ")])
        return separator.join(["v=DMARC1"] + [k + equals + v for k, v in tags]) + rng.choice(["", ";"])

    def _records(self, node):
        roll = self.rng.random()
        if roll < 0.8:
            texts = [self._record()]
        elif roll < 0.88:
            self.note("several_records")
            texts = [self._record(), self._record()]
        elif roll < 0.92:
            self.note("other_text")
            texts = [self._record(), "v=spf1 -all"]
        else:
            self.note("not_dmarc")
            texts = [
                self.rng.choice(
                    [
                        "v=DMARC10; p=reject",
                        "v=DMARC2; p=reject",
                        "v=spf1 -all",
                        "p=reject; v=DMARC1",
                        "v=dmarc1; p=reject",
                    ]
                )
            ]
        self.zone[("_dmarc." + node, "TXT")] = [[text] for text in texts]

    def _message(self):
        fields = [
            f"From: Somebody <somebody@{self.author if self.rng.random() < .8 else self.author.upper()}>".encode(),
            b"To: anna@recipient.example",
            b"Subject: one of many",
            b"Date: Sat, 21 Nov 2026 09:02:00 +0000",
        ]
        body = b"Hello\r\n"
        top = [
            f"Return-Path: <bounce@{self.mail_from}>".encode(),
            b"Received: from out.sender.example (out.sender.example [192.0.2.1])\r\n\tby mx.receiver.example (Postfix) with ESMTPS id 4AbCdE12FGz1"
            b"\r\n\tfor <anna@recipient.example>; Sat, 21 Nov 2026 09:02:04 +0000 (UTC)",
        ]
        if self.signer:
            digest = hashlib.sha256(
                dkim_signer.canonical_body(body if self.dkim_passes else b"Other\r\n", "relaxed")
            ).digest()
            field = (
                f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.signer}; s=s1; h=from:to:subject:date; "
                f"bh={base64.b64encode(digest).decode()}; b="
            ).encode()
            octets = dkim_signer.header_input(fields, [b"from", b"to", b"subject", b"date"], field, "relaxed")
            top.append(field + base64.b64encode(dkim_signer.arithmetic("rsa1024", "rsa-sha256", octets)))
            self.zone[(f"s1._domainkey.{self.signer}", "TXT")] = [
                ["v=DKIM1; k=rsa; p=" + dkim_signer.public_base64("rsa1024")]
            ]
        self.message = CRLF.join(top + fields) + CRLF + CRLF + body

    def exists(self, name):
        return any(n == name or n.endswith("." + name) for n, _ in self.zone)

    def lookup(self, name):
        return ["".join(strings) for strings in self.zone.get((name, "TXT"), [])]

    @property
    def expected(self):
        passed = []
        if self.spf_passes:
            passed.append(("spf", self.mail_from))
        if self.dkim_passes:
            passed.append(("dkim", self.signer))
        verdict = dmarc_reference.rfc9989(self.lookup, self.author, self.exists(self.author), passed)
        verdict["rfc7489"] = dmarc_reference.rfc7489(self.lookup, self.author, passed)
        return verdict
