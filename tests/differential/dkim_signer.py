"""Signs for DKIM from the text of RFC 6376 and nothing else: canonicalization, selection, arithmetic.

Shares no code with any program compared, and signs whatever it is given, faulty fields too."""
import hashlib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "samples"))
from generator.signing import private_key, public_base64  # noqa: E402,F401

from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import padding  # noqa: E402

CRLF = b"\r\n"


def relaxed_field(name, value):
    value = value.replace(CRLF, b"")
    value = re.sub(rb"[ \t]+", b" ", value).strip(b" ")
    return name.strip(b" \t").lower() + b":" + value


def canonical_field(field, how):
    name, _, value = field.partition(b":")
    return relaxed_field(name, value) if how == "relaxed" else field


def canonical_body(body, how):
    lines = body.split(CRLF)  # the last element is what follows the last CRLF
    if how == "relaxed":
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in lines]
    while lines and lines[-1] == b"":
        lines.pop()
    if not lines:
        return CRLF if how == "simple" else b""
    return CRLF.join(lines) + CRLF


def without_b(field):
    """The field with the value of its b= tag emptied (RFC 6376 3.7): all between '=' and the next ';'."""
    name, colon, value = field.partition(b":")
    specs = value.split(b";")
    for i, spec in enumerate(specs):
        tag, equals, _ = spec.partition(b"=")
        if equals and tag.strip(b" \t\r\n") == b"b":
            specs[i] = tag + b"="
    return name + colon + b";".join(specs)


def header_input(fields, names, signature_field, how):
    """Octets to hash: the signed instances bottom up, then the signature field (RFC 6376 5.4.2, 3.7)."""
    used, out = {}, b""
    for name in names:
        instances = [f for f in reversed(fields) if f.partition(b":")[0].strip(b" \t").lower() == name]
        index = used.get(name, 0)
        used[name] = index + 1
        if index < len(instances):
            out += canonical_field(instances[index], how) + CRLF
    return out + canonical_field(without_b(signature_field), how)


def arithmetic(key, algorithm, octets):
    if algorithm == "ed25519-sha256":
        return private_key(key).sign(hashlib.sha256(octets).digest())
    hash_type = hashes.SHA1() if algorithm == "rsa-sha1" else hashes.SHA256()
    return private_key(key).sign(octets, padding.PKCS1v15(), hash_type)
