"""Takes back what Indicia says was changed, and judges the result by other means than Indicia.

undone() applies the diffs of a report to the octets received.  halves() recomputes body hash and header
digest from the text of RFC 6376 (tests/differential/dkim_signer.py) and checks them with
python-cryptography; dkimpy_says() is dkimpy's verdict on the whole.
"""
import base64
import hashlib
import logging
import pathlib
import re
import sys
from unittest import mock

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "differential"))
import dkim_signer  # noqa: E402

CRLF = b"\r\n"


class Fault(Exception):
    """The report does not fit the octets it speaks of."""


def octets_of(diff, what):
    coded = diff.get(f"{what}_octets")
    return base64.b64decode(coded) if coded is not None else diff[what].encode("utf-8")


def undone(received, edits):
    """The octets with every replacement of the edits made, from the back to the front."""
    replacements = [
        (d["location"]["offset"], d["location"]["length"], octets_of(d, "received"), octets_of(d, "signed"))
        for edit in edits
        for d in edit["diff"]
    ]
    end, result = len(received), received
    for offset, length, was, signed in sorted(replacements, key=lambda r: (r[0], r[1]), reverse=True):
        if offset + length > end:
            raise Fault(f"replacements overlap at octet {offset}")
        if received[offset : offset + length] != was:
            raise Fault(
                f"octet {offset}: the diff says {was[:60]!r}, received was {received[offset : offset + length][:60]!r}"
            )
        result = result[:offset] + signed + result[offset + length :]
        end = offset
    return result


def normalized(octets):
    """A message with CRLF, out of a mailbox file if it came in one."""
    octets = re.sub(rb"\r?\n", CRLF, octets)
    return re.sub(rb"\A>?From [^\r]*\r\n", b"", octets)


def fields_of(message):
    """Fields with their folding, and the body."""
    header, separator, body = message.partition(b"\r\n\r\n")
    if not separator and header.endswith(CRLF):
        header = header[:-2]
    return re.split(rb"\r\n(?![ \t])", header), body


def name_of(field):
    return field.partition(b":")[0].strip(b" \t").lower()


def tags_of(value):
    """RFC 6376 3.2, for values whose tags hold no white space that matters."""
    tags = {}
    for spec in value.split(b";"):
        name, equals, text = spec.partition(b"=")
        if equals:
            tags.setdefault(name.strip(b" \t\r\n").decode("ascii", "replace"), re.sub(rb"[ \t\r\n]+", b"", text))
    return tags


def key_of(record):
    p = tags_of(record.encode("utf-8"))["p"]
    octets = base64.b64decode(p)
    if len(octets) == 32:
        return ed25519.Ed25519PublicKey.from_public_bytes(octets)
    return serialization.load_der_public_key(octets)


def signatures(message):
    return [f for f in fields_of(message)[0] if name_of(f) == b"dkim-signature"]


def parsed(message, index):
    """Fields but the signature's own, body, signature field and its tags; number index from the top down."""
    fields, body = fields_of(message)
    field = signatures(message)[index]
    return [f for f in fields if f is not field], body, field, tags_of(field.partition(b":")[2])


def canonicalizations(tags):
    head, _, tail = tags.get("c", b"simple/simple").decode().partition("/")
    return head, tail or "simple"


def body_hash_matches(body, tags, canonicalization):
    hashed = hashlib.sha1 if tags["a"] == b"rsa-sha1" else hashlib.sha256
    content = dkim_signer.canonical_body(body, canonicalization)
    if "l" in tags:
        content = content[: int(tags["l"])]
    return hashed(content).digest() == base64.b64decode(tags["bh"])


def header_octets(fields, field, tags, canonicalization):
    names = [name.lower() for name in tags["h"].split(b":")]
    return dkim_signer.header_input(fields, names, field, canonicalization)


def signs(octets, tags, record):
    """Whether b= is the signature of these octets: for RSA by the digest that the key recovers from it."""
    if not record:
        return False
    signature, key = base64.b64decode(tags["b"]), key_of(record)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, hashlib.sha256(octets).digest())
            return True
        sha1 = tags["a"] == b"rsa-sha1"
        digest = key.recover_data_from_signature(
            signature, padding.PKCS1v15(), hashes.SHA1() if sha1 else hashes.SHA256()
        )
        return digest == (hashlib.sha1 if sha1 else hashlib.sha256)(octets).digest()
    except (InvalidSignature, ValueError):
        return False


def halves(message, index, record):
    """(header verifies, body hash matches); without a key record no header verifies."""
    fields, body, field, tags = parsed(message, index)
    head, tail = canonicalizations(tags)
    return signs(header_octets(fields, field, tags, head), tags, record), body_hash_matches(body, tags, tail)


QUIET = logging.getLogger("quiet")
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


def dkimpy_says(message, index, record, now):
    """dkimpy's verdict on the signature, with that key in DNS and at that time."""
    with mock.patch("dkim.time.time", lambda: now):
        try:
            return dkim.DKIM(message, logger=QUIET, minkey=512).verify(
                index, dnsfunc=lambda name, timeout=5: record.encode()
            )
        except dkim.DKIMException:
            return False


OTHER = {"simple": "relaxed", "relaxed": "simple"}

# An edit without a diff blames the signer: what it hashed instead, from the message as received.
SIGNER_BODY = {
    "body-other-canonicalization": lambda body, tags, tail: body_hash_matches(body, tags, OTHER[tail]),
    "body-empty-when-signed": lambda body, tags, tail: body_hash_matches(b"", tags, OTHER[tail]),
}
SIGNER_HEADER = {
    "signer-line-end": lambda fields, field, tags, head: header_octets(fields, field, tags, head) + CRLF,
    "signer-other-canonicalization": lambda fields, field, tags, head: header_octets(fields, field, tags, OTHER[head]),
}


def signer_fault_holds(message, index, record, ident):
    fields, body, field, tags = parsed(message, index)
    head, tail = canonicalizations(tags)
    if ident in SIGNER_BODY:
        return SIGNER_BODY[ident](body, tags, tail)
    # An ident that is not here has to be written down here before a sample or a case shows it.
    return ident in SIGNER_HEADER and signs(SIGNER_HEADER[ident](fields, field, tags, head), tags, record)


def faults_of(received, signature, index, now):
    """What is wrong with the edits that the report shows for one signature: a list of sentences.

    Every proven edit is taken back, first alone, where its half must verify, then with the other.  When the
    report says that with all undone the signature would pass, dkimpy must agree as well."""
    forensics = signature.get("forensics") or {}
    proven = {half: forensics[half]["edit"] for half in ("header", "body") if (forensics.get(half) or {}).get("edit")}
    if not proven:
        return ["undone without an edit"] if forensics.get("undone") else []
    record = signature["key"]["record"]
    faults = []
    try:
        for half, edit in list(proven.items()):
            if not edit["diff"]:
                if not signer_fault_holds(normalized(received), index, record, edit["ident"]):
                    faults.append(f"{edit['ident']}: nothing in the message says so")
                del proven[half]
                continue
            alone = halves(normalized(undone(received, [edit])), index, record)
            if not alone[half == "body"]:
                faults.append(f"{half} edit {edit['ident']}: with its diff undone, the {half} does not verify")
        message = normalized(undone(received, proven.values()))
    except Fault as fault:
        return faults + [str(fault)]
    header, body = halves(message, index, record)
    for half, verifies in (("header", header), ("body", body)):
        if half in proven and not verifies:
            faults.append(f"{half} edit {proven[half]['ident']}: with all undone, the {half} does not verify")
    if forensics["undone"] != (header and body):
        faults.append(f"undone is {forensics['undone']}, header {header}, body {body}")
    if forensics.get("would_pass") and not dkimpy_says(message, index, record, now):
        faults.append("would_pass is true, dkimpy says fail")
    return faults
