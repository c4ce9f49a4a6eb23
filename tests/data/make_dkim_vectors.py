#!/usr/bin/env python3
"""Writes dkim_vectors.h: signed messages, each with what a verifier must find. The signer below follows
RFC 6376 on its own (regular expressions over whole strings) and shares nothing with the code under test;
messages marked `peer` are also verified by dkimpy before they are written."""

import hashlib
import os
import re
import sys

import dkim

from vectors_common import DIGEST_INFO, Ed25519, Rsa, b64, canonical_body, cxx, header, octets

RSA = {512: Rsa(512), 1024: Rsa(1024), 2048: Rsa(2048)}
ED = Ed25519()
P1024 = b64(RSA[1024].spki())
P2048 = b64(RSA[2048].spki())

# Selector -> TXT records at <selector>._domainkey.example.com, or a DNS status. A selector that holds
# "._domainkey." is the whole name.
KEYS = {
    "s1024": [f"v=DKIM1; k=rsa; p={P1024}"],
    "s2048": [f"v=DKIM1; p={P2048}"],
    "s512": [f"v=DKIM1; p={b64(RSA[512].spki())}"],
    "ed": [f"v=DKIM1; k=ed25519; p={b64(ED.raw())}"],
    "edspki": [f"v=DKIM1; k=ed25519; p={b64(ED.spki())}"],
    "edshort": [f"v=DKIM1; k=ed25519; p={b64(ED.raw()[:31])}"],
    "pkcs1": [f"v=DKIM1; p={b64(RSA[1024].pkcs1())}"],
    "spaced": [f"v=DKIM1 ; k = rsa ; p = {P1024[:40]} {P1024[40:99]}\t{P1024[99:]} ; "],
    "bare": [f"p={P1024}"],
    "lastversion": [f"k=rsa; p={P1024}; v=DKIM1"],
    "badversion": [f"v=DKIM2; p={P1024}"],
    "lowerversion": [f"v=dkim1; p={P1024}"],
    "revoked": ["v=DKIM1; p="],
    "nop": ["v=DKIM1; k=rsa"],
    "notype": [f"v=DKIM1; k=dsa; p={P1024}"],
    "sha1only": [f"v=DKIM1; h=sha1; p={P1024}"],
    "sha256only": [f"v=DKIM1; h=sha512 : sha256; p={P1024}"],
    "emailonly": [f"v=DKIM1; s=other:email; p={P1024}"],
    "anyservice": [f"v=DKIM1; s=*; p={P1024}"],
    "otherservice": [f"v=DKIM1; s=tlsrpt; p={P1024}"],
    "testing": [f"v=DKIM1; t=y; p={P1024}"],
    "strict": [f"v=DKIM1; t=y:s:future; p={P1024}"],
    "notes": [f"v=DKIM1; n=rotate=20in=20May; g=*; p={P1024}"],
    "granular": [f"v=DKIM1; g=news; p={P1024}"],
    "truncated": [f"v=DKIM1; p={P1024[:-24]}"],
    "notbase64": [f"v=DKIM1; p={P1024[:50]}!{P1024[50:]}"],
    "pem": [f"v=DKIM1; p=-----BEGIN PUBLIC KEY-----{P1024}-----END PUBLIC KEY-----"],
    "emptytag": [f"v=DKIM1;; k=rsa; p={P1024}"],
    "twice": [f"v=DKIM1; p={P1024}; p={P2048}"],
    "even": [f"v=DKIM1; p={b64(RSA[1024].spki(RSA[1024].n - 1))}"],
    "long": [f"v=DKIM1; p={b64(RSA[1024].spki((1 << 8999) + 1))}"],
    "exponent": [f"v=DKIM1; p={b64(RSA[1024].spki(e=(1 << 32) + 1))}"],
    "spf": ["v=spf1 -all"],
    "several": ["v=spf1 -all", f"v=DKIM1; p={P2048}", f"v=DKIM1; p={P1024}"],
    "mixed": [f"v=DKIM1; k=rsa; p={P1024}", f"v=DKIM1; k=ed25519; p={b64(ED.raw())}"],
    "sub.under_score": [f"v=DKIM1; p={P1024}"],
    "xn--vgel-5qa": [f"v=DKIM1; p={P1024}"],
    "s1._domainkey.xn--bcher-kva.example": [f"v=DKIM1; p={P1024}"],
    "servfail": "servfail",
    "timeout": "timeout",
    "bogus": "bogus",
    "nodata": "nodata",
    "gone": "nxdomain",
    "unasked": "not_asked",
}

FIELDS = [("From", " Alice <alice@example.com>"), ("To", " bob@example.net"), ("Subject", " A  note\r\n of\ttwo lines "),
          ("Date", " Sat, 21 Nov 2026 10:00:00 +0000"), ("Message-ID", " <1@example.com>")]
BODY = "Hello  Bob,\r\n\r\nthis is\ta body \r\nwith  white space. \r\n\r\n\r\n"
LONG_BODY = "first line\r\nsecond line\r\n"


class Spec:
    """What to sign and how; `edit` changes the whole message afterwards."""

    def __init__(self, fields=None, body=BODY, a="rsa-sha256", c="relaxed/relaxed", h="from:to:subject:date",
                 s="s1024", d="example.com", key=None, extra="", template=None, edit=None, length=None,
                 hashed_body=None, block=None, input_edit=None, cover=None):
        vars(self).update(locals())
        self.fields = fields if fields is not None else FIELDS

    def build(self):
        mode, body_mode = (self.c.split("/") + ["simple"])[:2] if self.c else ("simple", "simple")
        mode, body_mode = (m if m in ("simple", "relaxed") else "simple" for m in (mode.lower(), body_mode.lower()))
        hash_name = "sha1" if self.a.endswith("sha1") else "sha256"
        body = canonical_body(self.hashed_body or self.body, body_mode)
        if self.length is not None:
            body = body[:self.length]
        bh = b64(hashlib.new(hash_name, octets(body)).digest())
        template = self.template or " v=1; a={a}; {c}d={d}; s={s};{extra}\r\n h={h};\r\n bh={bh};\r\n b={b}"
        values = dict(a=self.a, c=f"c={self.c}; " if self.c else "", d=self.d, s=self.s, extra=self.extra, h=self.h,
                      bh=bh)
        # RFC 6376 3.7: the value goes with all white space around it.
        empty = re.sub(r"\s*\0\s*", "", template.format(b="\0", **values))
        left = list(self.fields)
        data = ""
        for name in (self.cover or re.sub(r"\s", "", self.h)).split(":"):
            for i in reversed(range(len(left))):
                if left[i][0].strip().lower() == name.lower():
                    data += header(*left.pop(i), mode) + "\r\n"
                    break
        data += header("DKIM-Signature", empty, mode)
        if self.input_edit:
            data = self.input_edit(data)
        digest = hashlib.new(hash_name, octets(data)).digest()
        if self.a.startswith("ed25519"):
            signature = ED.sign(digest)
        else:
            rsa = self.key or RSA[1024]
            signature = rsa.seal(self.block(rsa, digest)) if self.block else rsa.sign(hash_name, digest)
        b = b64(signature)
        field = template.format(b=b[:64] + "\r\n " + b[64:], **values)
        message = "DKIM-Signature:" + field + "\r\n"
        message += "".join(f"{n}:{v}\r\n" for n, v in self.fields) + "\r\n" + self.body
        return self.edit(message) if self.edit else message


def lf(message):
    return message.replace("\r\n", "\n")


def change(old, new):
    def edit(message):
        assert old in message, old
        return message.replace(old, new, 1)
    return edit


def plain(tags):
    """A template with these tags before the usual rest."""
    return " " + tags + " h={h};\r\n bh={bh};\r\n b={b}"


NO_NULL = bytes.fromhex("302f300b06096086480165030402010420")
PASS = "pass none match match"
exec(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "dkim_rows.py"), encoding="utf-8").read())


def main(path):
    out = ["// Written by make_dkim_vectors.py from dkim_rows.py, then formatted by clang-format.", "#pragma once", "", "#include <string_view>", "",
           "namespace dkim_vectors {", "", "struct Key {", "  std::string_view selector;",
           "  std::string_view status;  // of the DNS answer", "  std::string_view record;", "};",
           "inline constexpr Key keys[] = {"]
    for selector, records in KEYS.items():
        if isinstance(records, str):
            out.append(f'    {{"{selector}", "{records}", ""}},')
        else:
            for record in records:
                out.append(f'    {{"{selector}", "ok",\n    {cxx(record)}}},')
    out += ["};", "", "struct Row {", "  std::string_view what;",
            "  std::string_view expected;  // result, reason, header_signature, body_hash, block if it matters",
            "  std::string_view message;", "};", "inline constexpr Row rows[] = {"]
    for what, expected, spec, *peer in ROWS:
        message = spec.build() if isinstance(spec, Spec) else spec
        if peer:
            txt = {f"{s}._domainkey.example.com.": r for s, rs in KEYS.items() for r in rs if not isinstance(rs, str)}
            try:
                verified = dkim.verify(octets(message), dnsfunc=lambda n, **_: txt[n.decode()].encode())
            except dkim.DKIMException as error:
                verified = error
            if verified != (peer[0] == "pass"):
                sys.exit(f"dkimpy disagrees: {what}: {verified}")
        out.append(f'    {{"{what}", "{expected}",\n    {cxx(octets(message))}}},')
    out += ["};", "", "}  // namespace dkim_vectors", ""]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "dkim_vectors.h"))
