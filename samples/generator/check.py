"""Checks a sample's claims with tools that are not Indicia: dkimpy for DKIM, pyspf for SPF.

DKIM is taken apart into its two halves, the header signature and the body hash, because the
claims speak of both.  Where a claim rests on a rule that the tool does not know ("checked_by"),
the halves are still compared and the tool's overall word is not.
"""
import base64
import hashlib
import logging
import re
from unittest import mock

import dkim
import dkim.canonicalization
import dkim.crypto
import nacl.exceptions
import nacl.signing
import spf

from .mail import at

HASHES = {b"rsa-sha1": hashlib.sha1, b"rsa-sha256": hashlib.sha256, b"ed25519-sha256": hashlib.sha256}


def a_label(name):
    return ".".join(label if label.isascii() else label.encode("idna").decode() for label in name.split("."))


def text_of(zone, name):
    """All TXT records at a name, joined, or None."""
    status, records = zone.lookup(a_label(name), "TXT")
    return [b"".join(strings) for strings in records] if status == "ok" else None


class Signature:
    """One DKIM-Signature of a message, taken apart with dkimpy's own parts."""

    def __init__(self, message, index):
        self.message = message
        self.headers, self.body = dkim.rfc822_parse(message)
        fields = [(n, v) for n, v in self.headers if n.lower() == b"dkim-signature"]
        self.field = fields[index]
        self.tags = dkim.util.parse_tag_value(self.field[1])
        self.canonical = dkim.canonicalization.CanonicalizationPolicy.from_c_value(
            self.tags.get(b"c", b"simple/simple")
        )
        self.domain = a_label(self.tags[b"d"].decode("utf-8"))
        self.selector = a_label(self.tags[b"s"].decode("utf-8"))

    def body_hash(self):
        body = self.canonical.canonicalize_body(self.body)
        if b"l" in self.tags:
            body = body[: int(self.tags[b"l"])]
        digest = HASHES[self.tags[b"a"]](body).digest()
        return "match" if digest == base64.b64decode(re.sub(rb"\s", b"", self.tags[b"bh"])) else "differ"

    def header_hash(self):
        names = [x.lower() for x in re.split(rb"\s*:\s*", self.tags[b"h"].strip())]
        hasher = HASHES[self.tags[b"a"]]()
        # Without dkimpy's extra From: RFC 6376 5.4.2 signs what h= names and nothing else.
        dkim.hash_headers(
            hasher, self.canonical, self.canonical.canonicalize_headers(self.headers), names, self.field, self.tags
        )
        return hasher

    def header_signature(self, record):
        try:
            key, bits, kind, _ = dkim.evaluate_pk(b"key", record)
        except Exception:
            return "untestable"
        octets = base64.b64decode(re.sub(rb"\s", b"", self.tags[b"b"]))
        hasher = self.header_hash()
        if kind == b"ed25519":
            try:
                key.verify(hasher.digest(), octets)
                return "match"
            except nacl.exceptions.BadSignatureError:
                return "no_match"
        if len(octets) * 8 != bits:
            return "key_mismatch"
        block = pow(int.from_bytes(octets, "big"), key["publicExponent"], key["modulus"]).to_bytes(bits // 8, "big")
        if not block.startswith(b"\x00\x01\xff\xff\xff"):
            return "key_mismatch"
        return (
            "match"
            if block.endswith(
                b"\x00" + dkim.crypto.EMSA_PKCS1_v1_5_encode(hasher, bits // 8).rpartition(b"\xff\x00")[2]
            )
            else "differ"
        )

    def overall(self, zone, index, now):
        """dkimpy's own verdict, with the sample's DNS and at the given time."""

        def lookup(name, timeout=5):
            found = text_of(zone, name.decode("utf-8").rstrip("."))
            return found[0] if found else None

        quiet = logging.getLogger("quiet")
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
        with mock.patch("dkim.time.time", lambda: now):
            try:
                return dkim.DKIM(self.message, logger=quiet, minkey=1024).verify(index, dnsfunc=lookup)
            except dkim.DKIMException:
                return False


def check_dkim(sample, message, claims, now):
    found = len([1 for n, _ in dkim.rfc822_parse(message)[0] if n.lower() == b"dkim-signature"])
    if found != len(claims):
        return [f"{found} signatures, {len(claims)} claimed"]
    faults = []
    for index, claim in enumerate(claims):
        signature = Signature(message, index)
        name = f"dkim {index} ({claim['domain']})"

        def compare(what, got):
            if got != claim[what]:
                faults.append(f"{name}: {what} is {got}, claimed {claim[what]}")

        compare("domain", signature.domain)
        compare("selector", signature.selector)
        if claim["body_hash"] != "untestable":
            compare("body_hash", signature.body_hash())
        records = text_of(sample.zone, f"{signature.selector}._domainkey.{signature.domain}")
        states = [signature.header_signature(record) for record in records or []] or ["untestable"]
        state = "match" if "match" in states else states[0]
        if state == "untestable" and claim["header_signature"] == "malformed" and records:
            state = "malformed"  # a key that is there and cannot be read: dkimpy knows one word for both
        compare("header_signature", state)
        if (
            "unsigned_octets" in claim
            and len(signature.canonical.canonicalize_body(signature.body)) - int(signature.tags[b"l"])
            != claim["unsigned_octets"]
        ):
            faults.append(f"{name}: unsigned_octets")
        if "checked_by" not in claim and claim["body_hash"] != "untestable":
            passed = signature.overall(sample.zone, index, now)
            if passed != (claim["result"] == "pass"):
                faults.append(f"{name}: dkimpy says {'pass' if passed else 'fail'}, claimed {claim['result']}")
    return faults


def check_arc(sample, message, claim):
    """dkimpy's verdict on the chain and on each set. For a chain that ends at a seal with cv=fail it has
    no word; RFC 8617 5.2 says fail."""

    def lookup(name, timeout=5):
        found = text_of(sample.zone, name.decode("utf-8").rstrip("."))
        return found[0] if found else None

    word, sets, why = dkim.arc_verify(message, dnsfunc=lookup)
    faults = []
    result = "none" if word == b"none" else "pass" if word == b"pass" else "fail"
    if result != claim["result"]:
        faults.append(f"arc: dkimpy says {result} ({why}), claimed {claim['result']}")
    for one in sets:  # none where the structure is at fault
        i = one["instance"] - 1
        for key, name in (("as-valid", "seals"), ("ams-valid", "signatures")):
            if key == "as-valid" and one["cv"] == b"fail":
                continue  # dkimpy makes such a seal over its own set (RFC 8617 5.1.2), and verifies it over all
            if bool(one[key]) != (claim[name][i] == "pass"):
                faults.append(f"arc: {key} of instance {i + 1} is {one[key]}, claimed {claim[name][i]}")
    return faults


def check_spf(sample, claim, identity):
    def lookup(name, qtype, tcpfallback=True, timeout=30):
        status, records = sample.zone.lookup(name, qtype)
        if status in ("servfail", "timeout", "bogus"):
            raise spf.TempError(f"DNS {status}")
        if qtype == "TXT":
            return [((name, qtype), tuple(strings)) for strings in records]
        return [((name, qtype), record) for record in records]

    with mock.patch("spf.DNSLookup", lookup):
        query = spf.query(
            identity["client_ip"], a_label_address(identity["mail_from"]), identity["helo"], strict=True, timeout=0
        )
        result = query.check()[0]
    return [] if result == claim["result"] else [f"spf: pyspf says {result}, claimed {claim['result']}"]


def a_label_address(address):
    local, at_sign, domain = address.rpartition("@")
    return local + at_sign + a_label(domain)


def check(sample):
    """The list of claims that the independent tools contradict."""
    claims = sample.claims
    if "messages" in claims:
        starts = len(re.findall(rb"(?:\A|\r\n)From \S+@\S+ ", sample.message))
        return [] if starts == claims["messages"] else [f"{starts} messages"]
    # What stands in front of a message in some files: a byte order mark, a From_ line.
    message = re.sub(rb"\A(\xef\xbb\xbf)?(From [^\n]*\n)?", b"", sample.checked or sample.message)
    if b"\r\n" not in message:
        message = message.replace(b"\n", b"\r\n")
    arrived = sample.options.get("now", "2026-11-21T09:02:04Z")
    faults = check_dkim(sample, message, claims["dkim"], at(arrived.replace("T", " ").rstrip("Z")) + 1)
    if "arc" in claims:
        faults += check_arc(sample, message, claims["arc"])
    if "spf" in claims:
        faults += check_spf(sample, claims["spf"], claims["identity"])
    return faults
