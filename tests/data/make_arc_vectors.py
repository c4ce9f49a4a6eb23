#!/usr/bin/env python3
"""Writes arc_vectors.h: sealed messages, each with what a validator must find. The sealer below follows RFC
8617 on its own and shares nothing with the code under test; chains marked `peer` are also validated by dkimpy
before they are written."""

import hashlib
import os
import re
import sys

import dkim

from vectors_common import Ed25519, Rsa, b64, canonical_body, cxx, header, octets, relax

RSA = {512: Rsa(512), 1024: Rsa(1024), 2048: Rsa(2048)}
ED = Ed25519()
P1024 = b64(RSA[1024].spki())

# <selector>._domainkey.<domain> -> TXT record, or a DNS status.
KEYS = {
    "dk._domainkey.example.com": f"v=DKIM1; p={P1024}",
    "s1._domainkey.one.example": f"v=DKIM1; k=rsa; p={P1024}",
    "s2._domainkey.two.example": f"v=DKIM1; p={b64(RSA[2048].spki())}",
    "s3._domainkey.three.example": f"p={P1024}",
    "ed._domainkey.one.example": f"v=DKIM1; k=ed25519; p={b64(ED.raw())}",
    "short._domainkey.one.example": f"v=DKIM1; p={b64(RSA[512].spki())}",
    "other._domainkey.one.example": f"v=DKIM1; p={b64(RSA[2048].spki())}",
    "revoked._domainkey.one.example": "v=DKIM1; p=",
    "tlsrpt._domainkey.one.example": f"v=DKIM1; s=tlsrpt; p={P1024}",
    "servfail._domainkey.one.example": "servfail",
    "unasked._domainkey.one.example": "not_asked",
}

FIELDS = [("From", " Alice <alice@example.com>"), ("To", " bob@example.net"), ("Subject", " A  note"),
          ("Date", " Sat, 21 Nov 2026 10:00:00 +0000")]
BODY = "Hello Bob,\r\n\r\nthis is a body\r\n"
AAR = " i={i}; mx.{d}; spf=pass smtp.mailfrom=alice@example.com;\r\n dmarc=pass header.from=example.com"
AMS = " i={i}; a={a}; {c}d={d}; s={s};\r\n h={h};\r\n bh={bh};\r\n b={b}"
SEAL = " i={i}; a={a}; cv={cv}; d={d};\r\n s={s}; t=12345; b={b}"
HOSTS = [("one.example", "s1", RSA[1024]), ("two.example", "s2", RSA[2048]), ("three.example", "s3", RSA[1024])]


def sign(key, a, data):
    digest = hashlib.new("sha1" if a.endswith("sha1") else "sha256", octets(data)).digest()
    return key.sign(digest) if a.startswith("ed25519") else key.sign("sha1" if a.endswith("sha1") else "sha256", digest)


def complete(template, values, key, a, data):
    """The value with its b=: the signature over `data` and the field with b= empty."""
    empty = re.sub(r"\s*\0\s*", "", template.format(b="\0", **values))
    b = b64(sign(key, a, data(empty)))
    return template.format(b=b[:64] + "\r\n " + b[64:], **values)


class Set:
    """One sealer. `change` edits (fields, body) before it seals; `forget` names fields that it leaves out."""

    def __init__(self, cv=None, a="rsa-sha256", c="relaxed/relaxed", h="from:to:subject:date:dkim-signature", s=None,
                 d=None, key=None, i=None, aar=AAR, ams=AMS, seal=SEAL, change=None, forget=(), covers=None,
                 seal_a=None, seal_s=None, seal_key=None):
        vars(self).update(locals())

    def add(self, number, fields, body, sets):
        domain, selector, key = HOSTS[(number - 1) % 3]
        i = self.i or number
        cv = self.cv or ("none" if number == 1 else "pass")
        values = dict(i=i, a=self.a, d=self.d or domain, s=self.s or selector, cv=cv, h=self.h,
                      c=f"c={self.c}; " if self.c else "")
        mode, body_mode = (self.c or "simple/simple").split("/")
        values["bh"] = b64(hashlib.new("sha1" if self.a.endswith("sha1") else "sha256",
                                       octets(canonical_body(body, body_mode))).digest())
        author = next((v for n, v in reversed(fields) if n == "DKIM-Signature"), "")
        aar = ("ARC-Authentication-Results", self.aar.format(author=author.rpartition("b=")[2][:8], **values))
        fields = [aar] + fields

        def signed(empty):
            left, data = list(fields), ""
            for name in re.sub(r"\s", "", self.h).split(":"):
                for k in reversed(range(len(left))):
                    if left[k][0].lower() == name.lower():
                        data += header(*left.pop(k), mode) + "\r\n"
                        break
            return data + header("ARC-Message-Signature", empty, mode)

        ams = ("ARC-Message-Signature", complete(self.ams, values, self.key or key, self.a, signed))
        fields = [ams] + fields
        values.update(a=self.seal_a or self.a, s=self.seal_s or values["s"])
        below = [] if cv == "fail" else sets
        if self.covers is not None:
            below = self.covers(sets)

        def sealed(empty):
            data = "".join(relax(*field) + "\r\n" for one in below for field in one)
            return data + relax(*aar) + "\r\n" + relax(*ams) + "\r\n" + relax("ARC-Seal", empty)

        seal = ("ARC-Seal", complete(self.seal, values, self.seal_key or self.key or key, values["a"], sealed))
        sets.append((aar, ams, seal))
        return [f for f in [seal] + fields if f[0] not in self.forget or f not in (aar, ams, seal)]


def author(h="from:to:subject:date", s="dk", c="relaxed/relaxed", fields=None):
    """The message's fields below the author's DKIM signature."""
    fields = fields or FIELDS
    bh = b64(hashlib.sha256(octets(canonical_body(BODY, c.split("/")[1]))).digest())
    values = dict(s=s, h=h, bh=bh, c=c)

    def signed(empty):
        named = dict((n.lower(), (n, v)) for n, v in fields)
        data = "".join(header(*named[name], c.split("/")[0]) + "\r\n" for name in h.split(":") if name in named)
        return data + header("DKIM-Signature", empty, c.split("/")[0])

    template = " v=1; a=rsa-sha256; c={c}; d=example.com; s={s};\r\n h={h}; bh={bh};\r\n b={b}"
    return [("DKIM-Signature", complete(template, values, RSA[1024], "rsa-sha256", signed))] + fields


def chain(*sets, edit=None, fields=None, body=BODY):
    fields, made = list(fields or FIELDS), []
    for number, one in enumerate(sets, 1):
        if one.change:
            fields, body = one.change(fields, body)
        fields = one.add(number, fields, body, made)
    message = "".join(f"{n}:{v}\r\n" for n, v in fields) + "\r\n" + body
    return edit(message) if edit else message


def change(old, new, count=1):
    def edit(message):
        assert old in message, old
        return message.replace(old, new, count)
    return edit


def footer(fields, body):
    return fields, body + "-- \r\nfooter\r\n"


def tagged(fields, body):
    return [(n, " [list]" + v if n == "Subject" else v) for n, v in fields], body


def reordered(message):
    """All ARC fields at the bottom of the header, the sets mixed."""
    fields = re.findall(r"(?s)([\w-]+:.*?\r\n)(?![ \t])", message.partition("\r\n\r\n")[0] + "\r\n")
    rest = [f for f in fields if not f.startswith("ARC")]
    arc = sorted(f for f in fields if f.startswith("ARC"))
    return "".join(rest + arc[::-1]) + "\r\n" + message.partition("\r\n\r\n")[2]


# (what, expected, message, optional verdict that dkimpy must share). Expected: result, reason, instance, oldest
# pass (- where there is none); then for each set the reasons of its seal and of its message signature.
GOOD, GOOD2, GOOD3 = "| none none", "| none none | none none", "| none none | none none | none none"
ROWS = [
    ("A3 no ARC field", "none no_sets 0 -", chain(), "none"),
    ("A1 one set", "pass none 0 0 " + GOOD, chain(Set()), "pass"),
    ("A1 A8 two sets", "pass none 0 0 " + GOOD2, chain(Set(), Set()), "pass"),
    ("A1 A8 three sets", "pass none 0 0 " + GOOD3, chain(Set(), Set(), Set()), "pass"),
    ("A18 fields scattered and below the message's own", "pass none 0 0 " + GOOD3,
     chain(Set(), Set(), Set(), edit=reordered), "pass"),
    ("A2 i=01 is an instance by the grammar", "pass none 0 0 " + GOOD, chain(Set(i="01"))),
    # A4 A12
    ("A4 A12 the newest seal says cv=fail and covers its own set", "fail sealed_as_failed 2 0 " + GOOD2,
     chain(Set(), Set(cv="fail")), "fail"),
    ("A12 a seal with cv=fail made over all sets does not verify",
     "fail sealed_as_failed 2 0 | none none | signature_mismatch none", chain(Set(), Set(cv="fail", covers=lambda s: s))),
    ("A4 A5 cv=fail below the newest", "fail cv_not_pass 2 0 " + GOOD3, chain(Set(), Set(cv="fail"), Set())),
    ("A4 the first set says cv=fail", "fail sealed_as_failed 1 0 " + GOOD, chain(Set(cv="fail")), "fail"),
    # A5
    ("A5 cv=pass in the first seal", "fail cv_not_none 1 0 " + GOOD, chain(Set(cv="pass")), "fail"),
    ("A5 cv=none in the second seal", "fail cv_not_pass 2 0 " + GOOD2, chain(Set(), Set(cv="none")), "fail"),
    ("A5 cv= absent", "fail cv_missing 1 0 " + GOOD, chain(Set(seal=SEAL.replace(" cv={cv};", ""))), "fail"),
    ("A5 cv=Pass is another word", "fail cv_invalid 2 0 " + GOOD2, chain(Set(), Set(cv="Pass"))),
    ("A5 no ARC-Authentication-Results", "fail results_missing 1 0 | signature_mismatch none",
     chain(Set(forget=("ARC-Authentication-Results",))), "fail"),
    ("A5 no ARC-Message-Signature", "fail signature_missing 2 - | none none | signature_mismatch -",
     chain(Set(), Set(forget=("ARC-Message-Signature",))), "fail"),
    ("A5 no ARC-Seal", "fail seal_missing 2 0 | none none | - none", chain(Set(), Set(forget=("ARC-Seal",))), "fail"),
    ("A5 a gap", "fail instance_gap 2 - | none none | none none", chain(Set(), Set(i=3)), "fail"),
    ("A5 A17 a field twice", "fail instance_repeated 1 0 " + GOOD,
     chain(Set(), edit=lambda m: m.replace("From: Al", "ARC-Seal: i=1; cv=none; a=rsa-sha256; d=x.example; s=s; b=AA\r\nFrom: Al"))),
    ("A17 one set's fields disagree about i=", "fail results_missing 1 - | signature_mismatch none | - -",
     chain(Set(), edit=change("Results: i=1", "Results: i=2")), "fail"),
    ("A17 i=0", "fail instance_invalid 0 -", chain(Set(), edit=change("i=1", "i=0", 3))),
    # A6 A7
    ("A6 body changed after the newest set", "fail signature_fails 2 - | none body_hash_mismatch | none body_hash_mismatch",
     chain(Set(), Set(), edit=lambda m: m + "tail\r\n"), "fail"),
    ("A6 header changed after the newest set", "fail signature_fails 1 - | none signature_mismatch",
     chain(Set(), edit=change("A  note", "Another note")), "fail"),
    ("A7 body changed between two sets", "pass none 0 2 | none body_hash_mismatch | none none",
     chain(Set(), Set(change=footer)), "pass"),
    ("A7 header changed between the second and the third", "pass none 0 3 | none signature_mismatch | none signature_mismatch | none none",
     chain(Set(), Set(), Set(change=tagged)), "pass"),
    ("A7 the oldest that passes, not every one that does", "pass none 0 3 | none none | none body_hash_mismatch | none none",
     chain(Set(), Set(change=footer), Set(change=lambda f, b: (f, BODY))), "pass"),
    # A8 A11
    ("A8 A11 an old ARC-Authentication-Results changed", "fail seal_fails 2 0 | signature_mismatch none | signature_mismatch none",
     chain(Set(), Set(), edit=change("mx.one.example", "mx.uno.example")), "fail"),
    ("A8 the newest ARC-Authentication-Results changed", "fail seal_fails 2 0 | none none | signature_mismatch none",
     chain(Set(), Set(), edit=change("mx.two.example", "mx.due.example")), "fail"),
    ("A8 an old seal's b= changed", "fail seal_fails 2 0 | key_mismatch none | signature_mismatch none",
     chain(Set(), Set(), edit=lambda m: re.sub(r"(d=one.example;\s+s=s1; t=12345; b=)...", r"\1AAA", m)), "fail"),
    ("A11 folding, case and white space do not matter", "pass none 0 0 " + GOOD2,
     chain(Set(), Set(), edit=lambda m: m.replace("ARC-Seal: i=1", "arc-SEAL \t:\r\n  i=1").replace("mx.one.example;", "mx.one.example;\r\n\t"))),
    ("A11 a seal that forgets the older sets", "fail seal_fails 2 0 | none none | signature_mismatch none",
     chain(Set(), Set(covers=lambda s: [])), "fail"),
    # A9
    ("A9 v= is ignored", "pass none 0 0 " + GOOD, chain(Set(ams=" v=7;" + AMS))),
    ("A9 simple/simple", "pass none 0 0 " + GOOD, chain(Set(c="simple/simple")), "pass"),
    ("A9 c= absent means simple/simple", "pass none 0 0 " + GOOD, chain(Set(c=""))),
    ("A9 c= absent, signed relaxed as the published suite has it", "pass none 0 0 " + GOOD,
     chain(Set(ams=AMS.replace("{c}", ""))), "pass"),
    ("A9 earlier ARC fields may be covered", "pass none 0 0 " + GOOD2,
     chain(Set(), Set(h="from:arc-message-signature:arc-authentication-results:arc-authentication-results")), "pass"),
    ("A9 ARC-Seal may not be covered", "fail signature_covers_seal 2 - | none none | none signature_syntax",
     chain(Set(), Set(h="from:to:ARC-Seal")), "fail"),
    ("A9 ARC-Seal covered by an older one", "pass none 0 3 | none none | none signature_syntax | none none",
     chain(Set(), Set(h="from:arc-seal"), Set())),
    ("A9 From not covered is tolerated, as the published suite has it", "pass none 0 0 " + GOOD, chain(Set(h="to:subject"))),
    ("A9 l= and a tail", "pass none 0 0 " + GOOD,
     chain(Set(ams=AMS.replace(" bh=", f" l={len(canonical_body(BODY, 'relaxed'))}; bh=")), edit=lambda m: m + "tail\r\n")),
    ("A9 bh= absent", "fail signature_fails 1 - | none missing_required_tag",
     chain(Set(ams=AMS.replace(" bh={bh};\r\n", ""))), "fail"),
    ("A9 expired", "fail signature_fails 1 - | none expired", chain(Set(ams=" x=20000;" + AMS))),
    # A10
    ("A10 h= in a seal", "fail seal_names_headers 1 0 " + GOOD, chain(Set(seal=" h=from;" + SEAL)), "fail"),
    ("A10 no t=", "pass none 0 0 " + GOOD, chain(Set(seal=SEAL.replace(" t=12345;", ""))), "pass"),
    ("A10 unknown tags, bh= and c= among them, are ignored", "pass none 0 0 " + GOOD,
     chain(Set(seal=" bh=zz; c=simple/simple; x=1;" + SEAL))),
    ("A10 no d= in the seal", "fail seal_fails 1 0 | missing_required_tag none",
     chain(Set(seal=SEAL.replace(" d={d};", ""))), "fail"),
    ("A10 no s= in the seal", "fail seal_fails 1 0 | missing_required_tag none",
     chain(Set(seal=SEAL.replace(" s={s};", ""))), "fail"),
    ("A10 no a= in the seal", "fail seal_fails 1 0 | missing_required_tag none",
     chain(Set(seal=SEAL.replace(" a={a};", ""))), "fail"),
    ("A10 a repeated tag", "fail seal_fails 1 0 | signature_syntax none",
     chain(Set(seal=" d=one.example;" + SEAL)), "fail"),
    # A13
    ("A13 comments around the instance", "pass none 0 0 " + GOOD, chain(Set(aar=AAR.replace(" i={i};", " (c) i (c) = (c) {i} (c);")))),
    # A14 A15
    ("A14 domains and selectors of one set may differ", "pass none 0 0 " + GOOD,
     chain(Set(seal=SEAL.replace("d={d}", "d=two.example").replace("s={s}", "s=s2"), seal_key=RSA[2048])), "pass"),
    ("A14 letter case of d=", "pass none 0 0 " + GOOD, chain(Set(seal=SEAL.replace("d={d}", "d=ONE.example")))),
    ("A14 ed25519 verifies", "pass none 0 0 " + GOOD, chain(Set(a="ed25519-sha256", s="ed", key=ED))),
    ("A14 ed25519, header changed", "fail signature_fails 1 - | none signature_mismatch",
     chain(Set(a="ed25519-sha256", s="ed", key=ED), edit=change("A  note", "Another note"))),
    ("A14 no key", "fail signature_fails 1 - | no_key no_key", chain(Set(s="gone")), "fail"),
    ("A14 the seal's key is gone, the signature's is there", "fail seal_fails 1 0 | no_key none", chain(Set(seal_s="gone"))),
    ("A14 revoked", "fail signature_fails 1 - | key_revoked key_revoked", chain(Set(s="revoked"))),
    ("A14 another key", "fail signature_fails 1 - | key_mismatch key_mismatch", chain(Set(s="other")), "fail"),
    ("A14 a key for another service", "fail signature_fails 1 - | key_service_mismatch key_service_mismatch",
     chain(Set(s="tlsrpt"))),
    ("A14 512 bits", "fail signature_fails 1 - | key_too_short key_too_short", chain(Set(s="short", key=RSA[512])), "fail"),
    ("A14 rsa-sha1", "fail signature_fails 1 - | sha1_refused sha1_refused", chain(Set(a="rsa-sha1")), "fail"),
    ("A14 rsa-sha1 in the seal alone", "fail seal_fails 1 0 | sha1_refused none", chain(Set(seal_a="rsa-sha1")), "fail"),
    ("A15 DNS does not answer: nothing is decided", "temperror key_unavailable 1 - | key_unavailable key_unavailable",
     chain(Set(s="servfail"))),
    ("A15 a failure outweighs an answer that is missing", "fail signature_fails 2 - | none body_hash_mismatch | key_unavailable body_hash_mismatch",
     chain(Set(), Set(s="servfail", d="one.example", key=RSA[1024]), edit=lambda m: m + "tail\r\n")),
    ("A15 a seal's key not asked", "untestable key_not_asked 1 0 | key_not_asked none", chain(Set(seal_s="unasked"))),
    ("A15 the newest signature's key not asked, an older one's was", "untestable key_not_asked 2 - | none none | key_not_asked key_not_asked",
     chain(Set(), Set(s="unasked", d="one.example", key=RSA[1024]))),
]


# (what, expected, message with a DKIM signature of the author). Expected: for each change its part, the last
# moment at which it was as signed, the first at which it was not; then the same as far as proven.
PASSED = AAR.replace(" spf=", " dkim=pass header.d=example.com header.s=dk header.b={author}; spf=")
FAILED = PASSED.replace("dkim=pass", "dkim=fail")
AUTHOR = author()


def both(fields, body):
    return footer(*tagged(fields, body))


CHANGES = [
    ("nothing changed", "", chain(Set(aar=PASSED), fields=AUTHOR)),
    ("body, between two seals", "body sealing1 sealing2 = sealing1 sealing2",
     chain(Set(aar=PASSED), Set(change=footer), fields=AUTHOR)),
    ("body, by the sealer", "body arrival1 sealing1 = signing0 sealing1",
     chain(Set(aar=PASSED, change=footer), fields=AUTHOR)),
    ("body, after the newest seal", "body sealing1 here0 = sealing1 here0",
     chain(Set(), fields=AUTHOR, edit=lambda m: m + "tail\r\n")),
    ("body, before the first seal", "body signing0 sealing1 = signing0 sealing1",
     chain(Set(change=footer), fields=AUTHOR)),
    ("body, on arrival at the second by its own word", "body sealing1 arrival2 = sealing1 sealing2",
     chain(Set(), Set(change=footer, aar=FAILED), fields=AUTHOR)),
    ("both: a failure on arrival does not say which part",
     "body sealing1 sealing2 = sealing1 sealing2, header arrival1 sealing2 = signing0 sealing2",
     chain(Set(aar=PASSED), Set(change=both, aar=FAILED), fields=AUTHOR)),
    ("header, by the sealer", "header arrival1 sealing1 = signing0 sealing1",
     chain(Set(aar=PASSED, change=tagged), fields=AUTHOR)),
    ("header, between, no verdict", "header signing0 sealing1 = signing0 sealing1",
     chain(Set(change=tagged), fields=AUTHOR)),
    ("header, on arrival at the second by its own word", "header arrival1 arrival2 = signing0 sealing2",
     chain(Set(aar=PASSED), Set(change=tagged, aar=FAILED), fields=AUTHOR)),
    ("header: a signature that does not cover the author's shows nothing", "header arrival1 here0 = signing0 here0",
     chain(Set(aar=PASSED, change=tagged, h="from:to:subject:date"), fields=AUTHOR)),
    ("header: nor one that covers fewer fields", "header arrival1 here0 = signing0 here0",
     chain(Set(aar=PASSED, change=tagged, h="from:subject:dkim-signature"), fields=AUTHOR)),
    ("header: nor one that leaves open what the author signed as absent", "header arrival1 here0 = signing0 here0",
     chain(Set(aar=PASSED, h="from:to:subject:date:dkim-signature"),
           fields=author("from:from:to:subject:date"), edit=lambda m: "From: mallory@example.net\r\n" + m)),
    ("header: one that covers it, too", "header arrival1 here0 = signing0 here0",
     chain(Set(aar=PASSED, h="from:from:to:subject:date:dkim-signature"),
           fields=author("from:from:to:subject:date"), edit=lambda m: "From: mallory@example.net\r\n" + m)),
    ("header: white space that the author signed and the sealer did not", "header arrival1 here0 = signing0 here0",
     chain(Set(aar=PASSED), fields=author(c="simple/relaxed"), edit=change("A  note", "A note"))),
    ("bodies hashed in two forms, the simple one fits here", "body signing0 sealing1 = signing0 sealing1",
     chain(Set(change=footer, c="relaxed/simple"), fields=AUTHOR)),
    ("bodies hashed in two forms, neither fits here", "",
     chain(Set(c="relaxed/simple"), fields=AUTHOR, edit=lambda m: m + "tail\r\n")),
    ("a simple author, a relaxed sealer: white space may be all", "",
     chain(Set(change=lambda f, b: (f, b.replace("is a", "is  a"))), fields=author(c="relaxed/simple"))),
    ("l= is not compared", "",
     chain(Set(ams=AMS.replace(" bh=", " l=9999; bh=")), fields=AUTHOR, edit=lambda m: m + "tail\r\n")),
    ("a verdict against the hashes counts for nothing", "body signing0 sealing1 = signing0 sealing1",
     chain(Set(change=footer), Set(aar=PASSED), fields=AUTHOR)),
    ("a verdict on another signature counts for nothing", "body signing0 sealing1 = signing0 sealing1",
     chain(Set(change=footer, aar=PASSED.replace("{author}", "AAAAAAAA")), fields=AUTHOR)),
    ("hashes of fields that do not verify prove nothing", "body sealing1 here0 = signing0 here0",
     chain(Set(), fields=AUTHOR, edit=lambda m: m.replace("h=from:to:subject:date:dkim-signature", "h=from") + "tail\r\n")),
    ("the seal vouches for a message signature that no longer fits", "body sealing1 here0 = sealing1 here0",
     chain(Set(), fields=AUTHOR, edit=lambda m: m.replace("A  note", "Another note") + "tail\r\n")),
    ("the author's key is gone: the sealer saw the same hash", "body sealing1 sealing2 = sealing1 sealing2",
     chain(Set(), Set(change=footer), fields=author(s="gone"))),
    ("the author's key is gone, nobody saw it intact", "body signing0 sealing1 = signing0 here0",
     chain(Set(change=footer), fields=author(s="gone"))),
    ("a signature made after sealing", "",
     chain(Set(change=lambda f, b: (FIELDS, "other\r\n")), edit=lambda m: "DKIM-Signature:" + AUTHOR[0][1] + "\r\n" + m)),
]


def write(out, name, rows):
    out.append(f"inline constexpr Row {name}[] = {{")
    out += [f'    {{"{what}", "{expected}",\n    {cxx(octets(message))}}},' for what, expected, message in rows]
    out.append("};")


def main(path):
    out = ["// Written by make_arc_vectors.py, then formatted by clang-format.", "#pragma once", "",
           "#include <string_view>", "", "namespace arc_vectors {", "", "struct Key {", "  std::string_view name;",
           "  std::string_view record;  // or the status of the DNS answer", "};", "inline constexpr Key keys[] = {"]
    out += [f'    {{"{name}",\n    {cxx(record)}}},' for name, record in KEYS.items()]
    out += ["};", "", "struct Row {", "  std::string_view what;", "  std::string_view expected;",
            "  std::string_view message;", "};",
            "// Result, reason, instance, oldest pass; then of each set the reasons of seal and message signature."]
    for what, expected, message, *peer in ROWS:
        if peer:
            verdict, _, why = dkim.arc_verify(octets(message), dnsfunc=lambda n, **_: KEYS.get(n.decode().rstrip("."), "").encode())
            word = "fail" if verdict is None else verdict.decode()
            if word != peer[0]:
                sys.exit(f"dkimpy disagrees: {what}: {word} ({why})")
    write(out, "rows", [row[:3] for row in ROWS])
    out += ["// Of each change its part, the moments around it, and the same as far as proven."]
    write(out, "changes", CHANGES)
    out += ["", "}  // namespace arc_vectors", ""]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "arc_vectors.h"))
