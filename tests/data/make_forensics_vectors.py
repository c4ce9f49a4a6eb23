#!/usr/bin/env python3
"""Writes forensics_vectors.h: messages signed by dkimpy, edited on the way, each with the hypothesis that must
find the edit. dkimpy verifies every message before the edit and refuses it after."""

import os
import sys
from unittest import mock

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from vectors_common import ED25519_SEED, EXPONENT, PRIMES, Ed25519, Rsa, b64, cxx

KEYS = {
    "s1024": f"v=DKIM1; k=rsa; p={b64(Rsa(1024).spki())}",
    "s2048": f"v=DKIM1; k=rsa; p={b64(Rsa(2048).spki())}",
    "s4096": f"v=DKIM1; k=rsa; p={b64(Rsa(4096).spki())}",
    "ed": f"v=DKIM1; k=ed25519; p={b64(Ed25519().raw())}",
}
TIME = 1795255200  # 2026-11-21 10:00:00 UTC

FIELDS = (
    "From: Alice Doe <alice@example.com>\r\n"
    "To: Bob Roe <bob@example.net>\r\n"
    "Subject: Minutes of Thursday\r\n"
    "Date: Sat, 21 Nov 2026 10:00:00 +0000 (UTC)\r\n"
    "Message-ID: <1@example.com>\r\n"
    "References: <0@example.com>\r\n"
    " <00@example.com>\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: text/plain; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: 7bit\r\n"
)
MESSAGE = FIELDS + "\r\nHello Bob,\r\n\r\nsee below.\r\n"
SIGNED = ["From", "To", "Subject", "Date", "Message-ID", "References", "Reply-To", "MIME-Version", "Content-Type",
          "Content-Transfer-Encoding"]


def pem(bits):
    p, q = PRIMES[bits]
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p),
                                    rsa.RSAPublicNumbers(EXPONENT, p * q))
    return numbers.private_key().private_bytes(serialization.Encoding.PEM,
                                               serialization.PrivateFormat.TraditionalOpenSSL,
                                               serialization.NoEncryption())


def secret(selector):
    return b64(ED25519_SEED).encode() if selector == "ed" else pem(int(selector[1:]))


def sign(message, selector, canonicalization):
    algorithm = b"ed25519-sha256" if selector == "ed" else b"rsa-sha256"
    with mock.patch("dkim.time.time", lambda: TIME):
        signer = dkim.DKIM(message.encode(), signature_algorithm=algorithm)
        field = signer.sign(selector.encode(), b"example.com", secret(selector), signature_algorithm=algorithm,
                            canonicalize=(canonicalization.encode(), b"relaxed"),
                            include_headers=[name.encode() for name in SIGNED])
    return field.decode() + message


def verifies(message, index=0):
    def answer(name, **_):
        return KEYS[name.decode().split(".")[0]].encode()

    try:
        return dkim.DKIM(message.encode()).verify(idx=index, dnsfunc=answer)
    except dkim.DKIMException:
        return False


# What was done, the hypothesis, and pairs of texts.
EDITS = [
    ("tag in the Subject", "subject-tag", [("Subject: M", "Subject: [list] M")]),
    ("From and Reply-To by a list", "from-rewritten",
     [("From: Alice Doe <alice@example.com>",
       "From: Alice Doe via List <list@lists.example>\r\nX-Original-From: Alice Doe <alice@example.com>")]),
    ("Reply-To put in", "reply-to-added", [("Date:", "Reply-To: list@lists.example\r\nDate:")]),
    ("Date without its comment", "date-reformatted", [(" (UTC)", "")]),
    ("quotes of the charset", "content-type-rewritten", [('"utf-8"', "utf-8")]),
    ("Content-Transfer-Encoding", "transfer-encoding-changed", [(": 7bit", ": quoted-printable")]),
    ("quotes in To", "recipients-reformatted", [("Bob Roe <", '"Bob Roe" <')]),
    ("Message-ID replaced", "message-id-replaced",
     [("Message-ID: <1@example.com>", "X-Google-Original-Message-ID: <1@example.com>\r\nMessage-ID: <2@mail.example>")]),
    ("second Subject", "duplicate-field", [("Date:", "Subject: Other\r\nDate:")]),
]


def rows():
    cases = [(selector, c, edit) for edit in EDITS for selector, c in (("s2048", "relaxed"), ("s1024", "simple"))]
    cases += [("s4096", "relaxed", EDITS[0]), ("s4096", "simple", EDITS[3])]
    cases += [("ed", "relaxed", EDITS[i]) for i in (0, 1, 2, 4)] + [("ed", "simple", EDITS[0])]
    cases.append(("s2048", "simple", ("folds to tabs", "refolded", [("\r\n <00@", "\r\n\t<00@")])))
    cases.append(("s2048", "relaxed", ("a word in the Subject", "", [("Thursday", "Tuesday")])))
    cases.append(("ed", "relaxed", ("a word in the Subject", "", [("Thursday", "Tuesday")])))
    for selector, c, (what, ident, pairs) in cases:
        original = sign(MESSAGE, selector, c)
        if not verifies(original):
            sys.exit(f"dkimpy refuses what it signed: {what}")
        edited = original
        for old, new in pairs:
            assert edited.count(old) >= 1, (what, old)
            head, tail = edited.split("From: ", 1)
            edited = head + ("From: " + tail).replace(old, new, 1)
        if verifies(edited):
            sys.exit(f"dkimpy accepts after the edit: {what}")
        yield f"{what}, {selector}, {c}", ident, edited


def both():
    """One message with an Ed25519 and an RSA signature and an edit too rare for the few Ed25519 attempts."""
    original = sign(sign(MESSAGE, "ed", "relaxed"), "s2048", "relaxed")
    assert verifies(original, 0) and verifies(original, 1)
    return original.replace("Sat, 21 Nov 2026 10:00:00 +0000 (UTC)", "Sat, 21 Nov 2026 15:30:00 +0530", 1)


def main(path):
    out = ["// Written by make_forensics_vectors.py, then formatted by clang-format.", "#pragma once", "",
           "#include <string_view>", "", "namespace forensics_vectors {", "",
           "// TXT records at <selector>._domainkey.example.com.", "struct Key {", "  std::string_view selector;",
           "  std::string_view record;", "};", "inline constexpr Key keys[] = {"]
    out += [f'    {{"{selector}",\n    {cxx(record)}}},' for selector, record in KEYS.items()]
    out += ["};", "", "struct Row {", "  std::string_view what;",
            "  std::string_view ident;  // of the hypothesis; empty: the edit must not be found",
            "  std::string_view message;", "};", "inline constexpr Row rows[] = {"]
    out += [f'    {{"{what}", "{ident}",\n    {cxx(message)}}},' for what, ident, message in rows()]
    out += ["};", "", "// Signed by RSA and by Ed25519, edited.", "inline constexpr std::string_view both =",
            f"    {cxx(both())};", "", "}  // namespace forensics_vectors", ""]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                        "forensics_vectors.h"))
