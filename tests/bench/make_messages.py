#!/usr/bin/env python3
"""Writes the benchmark's corpus into a folder: NNNN.eml, each signed twice (RSA-2048) by dkimpy, and dns.txt with
one "NAME TYPE TEXT" a line. Seeded: the same arguments give the same messages (keys are kept in the folder).
Usage: make_messages.py FOLDER COUNT MEAN_OCTETS"""

import base64
import os
import random
import sys

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

WORDS = """the of and to a in is that for it was on are as with his they at be this from have or by one had not but
what all were when we there can an your which their said if do will each about how up out them then she many some so
these would other into has more two like him see time could no make than first been its who now people""".split()
SIGNED = [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"reply-to",
          b"list-unsubscribe", b"list-unsubscribe-post", b"from", b"subject"]


def key(folder, name):
    path = os.path.join(folder, name + ".pem")
    if os.path.exists(path):
        with open(path, "rb") as file:
            made = serialization.load_pem_private_key(file.read(), None)
    else:
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                             serialization.NoEncryption())
    with open(path, "wb") as file:
        file.write(pem)
    public = made.public_key().public_bytes(serialization.Encoding.DER,
                                            serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, base64.b64encode(public).decode()


def prose(dice, octets, width=76):
    lines, line, size = [], "", 0
    while size < octets:
        word = dice.choice(WORDS)
        if len(line) + len(word) >= width:
            lines.append(line)
            size += len(line) + 2
            line = ""
            if dice.random() < 0.08:
                lines.append("")
        # Two spaces after a full stop, sometimes: what relaxed canonicalisation has to shrink.
        line += ("" if not line else ".  " if dice.random() < 0.05 else " ") + word
    return lines


def html(dice, octets):
    lines = ["<html><head><style>", "  .c { color:=20#333; }", "</style></head><body>"]
    for line in prose(dice, octets, 60):
        lines.append(f'  <td class=3D"c">{line}=')
    return lines + ["</body></html>"]


def message(dice, number, octets):
    boundary = f"=_part_{number}_{dice.getrandbits(64):016x}"
    header = [
        "Return-Path: <bounce+%d@esp.example>" % number,
        "Received: from out.esp.example (out.esp.example [192.0.2.10])",
        "\tby mx.example.net (Postfix) with ESMTPS id %X" % dice.getrandbits(40),
        "\tfor <bob@example.net>; Sat, 21 Nov 2026 10:00:05 +0000 (UTC)",
        "Received: from app.esp.example ([10.0.0.7]) by out.esp.example with ESMTP id %X;" % dice.getrandbits(40),
        "\tSat, 21 Nov 2026 10:00:01 +0000",
        "From: Alice Example <alice@example.com>",
        "To: Bob <bob@example.net>",
        "Subject: " + " ".join(dice.choice(WORDS) for _ in range(8)),
        "Date: Sat, 21 Nov 2026 10:00:00 +0000",
        f"Message-ID: <{number}.{dice.getrandbits(64):x}@example.com>",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"',
        "Reply-To: alice@example.com",
        f"List-Unsubscribe: <https://news.example.com/u/{dice.getrandbits(128):x}>,\r\n <mailto:u@example.com>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "X-Mailer: corpus",
    ]
    attachment = base64.encodebytes(dice.randbytes(int(octets * 0.4 / 1.37))).decode().split("\n")[:-1]
    body = ["This is a multi-part message in MIME format.", "", "--" + boundary,
            "Content-Type: text/plain; charset=us-ascii", ""] + prose(dice, octets * 0.2)
    body += ["", "--" + boundary, "Content-Type: text/html; charset=utf-8",
             "Content-Transfer-Encoding: quoted-printable", ""] + html(dice, octets * 0.3)
    body += ["", "--" + boundary, "Content-Type: application/octet-stream",
             "Content-Transfer-Encoding: base64", ""] + attachment + ["--" + boundary + "--", ""]
    return "\r\n".join(header + [""] + body).encode()


def main(folder, count, mean):
    os.makedirs(folder, exist_ok=True)
    dice = random.Random(20261121)
    signers = [(b"k1", b"example.com"), (b"k2", b"esp.example")]
    keys = [key(folder, name.decode()) for name, _ in signers]
    weights = [dice.lognormvariate(0, 1) for _ in range(count)]
    scale = mean * count / sum(weights)
    with open(os.path.join(folder, "dns.txt"), "w", encoding="ascii") as file:
        for (selector, domain), (_, public) in zip(signers, keys):
            file.write(f"{selector.decode()}._domainkey.{domain.decode()} TXT v=DKIM1; k=rsa; p={public}\n")
        file.write("esp.example TXT v=spf1 include:_spf.esp.example -all\n")
        file.write("_spf.esp.example TXT v=spf1 ip4:198.51.100.0/24 ip4:192.0.2.0/24 -all\n")
        file.write("_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com\n")
    total = 0
    for number, weight in enumerate(weights):
        octets = message(dice, number, max(600, weight * scale - 2600))
        for (selector, domain), (pem, _) in zip(signers, keys):
            octets = dkim.sign(octets, selector, domain, pem, canonicalize=(b"relaxed", b"relaxed"),
                               include_headers=SIGNED) + octets
        total += len(octets)
        with open(os.path.join(folder, f"{number:04}.eml"), "wb") as file:
            file.write(octets)
    print(f"{count} messages, mean {total // count} octets")


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
