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


def halves(message, index, record):
    """(header verifies, body hash matches) of the message's signature number index, from the top down."""
    fields, body = fields_of(message)
    field = signatures(message)[index]
    tags = tags_of(field.partition(b":")[2])
    head, _, tail = tags.get("c", b"simple/simple").decode().partition("/")
    sha1 = tags["a"] == b"rsa-sha1"
    hashed = hashlib.sha1 if sha1 else hashlib.sha256
    content = dkim_signer.canonical_body(body, tail or "simple")
    if "l" in tags:
        content = content[: int(tags["l"])]
    body_matches = hashed(content).digest() == base64.b64decode(tags["bh"])
    names = [n.lower() for n in tags["h"].split(b":")]
    others = [f for f in fields if f is not field]
    octets = dkim_signer.header_input(others, names, field, head)
    signature, key = base64.b64decode(tags["b"]), key_of(record)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, hashlib.sha256(octets).digest())
            return True, body_matches
        algorithm = hashes.SHA1() if sha1 else hashes.SHA256()
        digest = key.recover_data_from_signature(signature, padding.PKCS1v15(), algorithm)
        return digest == hashed(octets).digest(), body_matches
    except (InvalidSignature, ValueError):
        return False, body_matches


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


def faults_of(received, signature, index, now):
    """What is wrong with the edits that the report shows for one signature: a list of sentences.

    Every proven edit is taken back.  The half it repairs must then verify; when the report says that with
    all undone the signature would, dkimpy must agree as well."""
    forensics = signature.get("forensics") or {}
    proven = {half: forensics[half]["edit"] for half in ("header", "body") if (forensics.get(half) or {}).get("edit")}
    if not proven:
        return ["undone without an edit"] if forensics.get("undone") else []
    record = signature["key"]["record"]
    try:
        message = normalized(undone(received, proven.values()))
    except Fault as fault:
        return [str(fault)]
    header, body = halves(message, index, record) if record else (None, None)
    faults = []
    if "body" in proven and body is False:
        faults.append(f"body edit {proven['body']['ident']}: the hash over the undone body is not bh=")
    if "header" in proven and header is False:
        faults.append(f"header edit {proven['header']['ident']}: the signature does not verify over the undone fields")
    if forensics["undone"]:
        if not (header and body):
            faults.append(f"undone is true, header {header}, body {body}")
        elif not dkimpy_says(message, index, record, now):
            faults.append("undone is true, dkimpy says fail")
    elif header and body:
        faults.append("undone is false, though both halves verify")
    for half, edit in proven.items():
        alone = halves(normalized(undone(received, [edit])), index, record) if record else (None, None)
        if alone[half == "body"] is False:
            faults.append(f"{half} edit {edit['ident']} does not stand alone")
    return faults
