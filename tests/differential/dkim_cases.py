"""Seeded DKIM cases: a message, its signature made by an independent signer, a key record, a change.

The signer here is written from RFC 6376 alone and shares no code with any program compared, because
it must be able to sign over faulty fields: a fault put in after signing would break the arithmetic
first and hide what the fault itself does.  Each case carries the names of its features; those with a
verdict of their own by the RFC stand in FEATURES.
"""
import base64
import hashlib
import random
import re

from cryptography.hazmat.primitives import serialization

from dkim_signer import CRLF, arithmetic, canonical_body, header_input, private_key, public_base64

NOW = 1795251724  # 2026-11-21 09:02:04 UTC

# What RFC 6376, 8301 and 8463 say of one feature alone: True, the signature verifies in spite of it;
# False, it must not count as verified.  Features that are not listed depend on canonicalization and
# are judged case by case in `breaks`.
FEATURES = {
    "plain": True,
    # the signature field (RFC 6376 3.5, 6.1.1)
    "v_missing": False,
    "v_2": False,
    "v_1.0": False,
    "tag_twice": False,
    "empty_spec": False,
    "tag_unknown": True,
    "tag_name_digit_first": False,
    "tag_name_hyphen": False,
    "spec_without_equals": False,
    "tag_names_upper": False,
    "a_upper": False,
    "a_unknown": False,
    "a_mismatch": False,
    "c_unknown": False,
    "c_upper": False,
    "c_single": True,
    "c_absent": True,
    "c_three": False,
    "q_unknown": False,
    "q_list": True,
    "q_dns_only": False,
    "h_without_from": False,
    "h_empty": False,
    "h_oversigned": True,
    "h_spaces": True,
    "h_absent_names": True,
    "h_mixed_case": True,
    "l_exact": True,
    "l_short": True,
    "l_zero": True,
    "l_too_large": False,
    "l_garbage": False,
    "l_empty": False,
    "l_negative": False,
    "l_leading_zeros": True,
    "l_80_digits": False,
    "i_default": True,
    "i_local": True,
    "i_subdomain": True,
    "i_outside": False,
    "i_suffix_only": False,
    "i_without_at": False,
    "i_upper": True,
    "d_upper": True,
    "s_dots": True,
    "t_garbage": False,
    "x_garbage": False,
    "x_future": True,
    "expired": False,
    "expired_recently": False,
    "x_before_t": False,
    "t_future": True,
    "z": True,
    "r_y": True,
    "order_shuffled": True,
    "b_first": True,
    "blanks_around_b": True,
    "blanks_around_equals": True,
    "final_semicolon": True,
    "no_final_semicolon": True,
    "bh_spaces": True,
    "b_spaces": True,
    "b_garbage": False,
    "bh_missing": False,
    "d_missing": False,
    "s_missing": False,
    "h_missing": False,
    "a_missing": False,
    "bh_too_short": False,
    "folded_everywhere": True,
    # algorithms
    "rsa-sha1": False,
    "rsa512": False,
    "ed25519": True,
    # the key record (RFC 6376 3.6.1)
    "k_no_v": True,
    "k_v_not_first": False,
    "k_v_other": False,
    "k_v_lower": False,
    "k_p_empty": False,
    "k_p_missing": False,
    "k_p_truncated": False,
    "k_p_spaces": True,
    "k_p_garbage": False,
    "k_pkcs1": True,
    "k_no_k": True,
    "k_k_unknown": False,
    "k_k_mismatch": False,
    "k_k_upper": False,
    "k_h_sha256": True,
    "k_h_sha1": False,
    "k_h_list": True,
    "k_h_unknown": False,
    "k_h_spaces": True,
    "k_s_email": True,
    "k_s_star": True,
    "k_s_other": False,
    "k_s_list": True,
    "k_t_y": True,
    "k_t_s": True,
    "k_t_s_subdomain": False,
    "k_t_unknown": True,
    "k_t_list": True,
    "k_n": True,
    "k_g_star": True,
    "k_g_other": True,
    "k_g_empty": True,
    "k_unknown_tag": True,
    "k_tag_twice": False,
    "k_final_semicolon": True,
    "k_empty_spec": False,
    "k_no_semicolons": False,
    "k_strings": True,
    "k_two_good_first": True,
    "k_two_bad_first": True,
    "k_nxdomain": False,
    "k_nodata": False,
    "k_servfail": False,
    "k_cname": True,
    "k_leading_space": True,
    "k_other_key": False,
    "k_other_size": False,
    "k_spf_text": False,
    "k_order": True,
}

# Faults after which the halves are not defined: the field or the key cannot be used for the computation.
UNSURE = {name for name, verdict in FEATURES.items() if verdict is False} - {
    "rsa-sha1",
    "rsa512",
    "expired",
    "expired_recently",
    "x_before_t",
    "i_outside",
    "i_suffix_only",
    "k_t_s_subdomain",
    "k_h_sha1",
    "k_h_unknown",
    "k_s_other",
}

WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omikron pi rho sigma tau "
    "upsilon phi chi psi omega"
).split()


# ---- one case ---------------------------------------------------------------------------------


class Case:
    """Half of the cases have no fault, most others exactly one: two faults would hide each other."""

    def __init__(self, seed, index):
        wanted = random.Random(f"dkim {seed} {index} faults").choices([0, 1, 2], [50, 42, 8])[0]
        for attempt in range(200):
            self._draw(index, random.Random(f"dkim {seed} {index} {attempt}"))
            if min(2, sum(1 for f in self.features if FEATURES.get(f) is False)) == wanted:
                break

    def _draw(self, index, rng):
        self.index = index
        self.rng = rng
        self.features = []
        self.breaks = False  # None: not decided by construction
        self.header_changed = self.body_changed = False  # by what happened on the way
        self.domain = "example.com"
        self.selector = f"s{index}"
        self.zone = {}  # name -> {"TXT": [[string]]} or {"CNAME": name} or {"status": word}
        self._build()

    def chance(self, p):
        return self.rng.random() < p

    def note(self, feature):
        self.features.append(feature)
        if FEATURES.get(feature) is False:
            self.breaks = True

    # -- the message
    def _blank(self):
        return self.rng.choice([b" ", b" ", b" ", b"  ", b"\t", b"\r\n ", b"\r\n\t", b" \r\n  "])

    def _text(self, words):
        text = self.rng.choice(WORDS).encode()
        for _ in range(words - 1):
            text += self._blank() + self.rng.choice(WORDS).encode()
        return text

    def _fields(self):
        rng = self.rng
        fields = [
            b"From: Boris Example <boris@example.com>",
            b"To: anna@recipient.example",
            b"Subject: " + self._text(4),
            b"Date: Sat, 21 Nov 2026 09:02:00 +0000",
        ]
        if self.chance(0.5):
            fields.append(b"Message-ID: <%d@example.com>" % self.index)
        if self.chance(0.4):
            fields += [b"Received: from a by b; " + self._text(3), b"Received: from c by d; " + self._text(2)]
        if self.chance(0.2):
            fields.append(b"X-Empty:" + rng.choice([b"", b" ", b"\t", b" \r\n "]))
        if self.chance(0.2):
            fields.append(b"X-Eight: gr\xc3\xbc\xc3\x9fe " + self._text(2))
        if self.chance(0.2):
            fields.append(b"X-Tail: " + self._text(2) + rng.choice([b" ", b"\t", b"  \t"]))
        if self.chance(0.1):
            fields.append(b"X-Nospace:" + self._text(1))
        if self.chance(0.1):
            fields.append(b"Comments: " + self._text(60))
        rng.shuffle(fields)
        if self.chance(0.15):
            i = rng.randrange(len(fields))
            name, colon, value = fields[i].partition(b":")
            fields[i] = rng.choice([name.upper(), name.lower()]) + colon + value
        if self.chance(0.02):
            i = [f[:3] for f in fields].index(b"To:") if b"To:" in [f[:3] for f in fields] else 0
            name, colon, value = fields[i].partition(b":")
            fields[i] = name + b" " + colon + value
            self.note("space_before_colon")
        return fields

    def _body(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.04:
            return b""
        if kind < 0.08:
            return rng.choice([CRLF, CRLF * 3, b" ", b" \r\n", b"\t\r\n \r\n"])
        lines = []
        for _ in range(rng.randrange(1, 12)):
            line = b" ".join(rng.choice(WORDS).encode() for _ in range(rng.randrange(0, 8)))
            if self.chance(0.2):
                line = line.replace(b" ", rng.choice([b"  ", b"\t", b" \t "]), 1)
            if self.chance(0.2):
                line += rng.choice([b" ", b"\t", b"   "])
            if self.chance(0.1):
                line = rng.choice([b" ", b"\t", b".", b"From ", b"\xd0\x9f\xd1\x80 "]) + line
            lines.append(line)
        body = CRLF.join(lines)
        return body + rng.choice([CRLF, CRLF, CRLF, b"", CRLF * 3, b"\r\n \r\n", b"  "])

    # -- the signature field
    def _canonicalization(self):
        head = self.rng.choice(["relaxed", "relaxed", "simple"])
        body = self.rng.choice(["relaxed", "simple"])
        text = f"{head}/{body}"
        flaw = self.rng.random()
        if flaw < 0.02:
            self.note("c_unknown")
            text = self.rng.choice(["relaxed/strict", "nofold/simple", "/"])
        elif flaw < 0.03:
            self.note("c_upper")
            text = text.title()
        elif flaw < 0.05:
            self.note("c_single")
            body, text = "simple", head
        elif flaw < 0.07:
            self.note("c_absent")
            head = body = "simple"
            text = None
        elif flaw < 0.08:
            self.note("c_three")
            text += "/simple"
        self.head, self.body_rule = head, body
        return text

    def _algorithm(self):
        roll = self.rng.random()
        if roll < 0.12:
            self.key, self.algorithm = "ed25519", "ed25519-sha256"
            self.note("ed25519")
        elif roll < 0.2:
            self.key, self.algorithm = self.rng.choice(["rsa1024", "rsa2048"]), "rsa-sha1"
            self.note("rsa-sha1")
        elif roll < 0.23:
            self.key, self.algorithm = "rsa512", "rsa-sha256"
            self.note("rsa512")
        else:
            self.key, self.algorithm = self.rng.choice(["rsa1024", "rsa1024", "rsa2048"]), "rsa-sha256"
        text = self.algorithm
        flaw = self.rng.random()
        if flaw < 0.015:
            self.note("a_upper")
            text = text.upper()
        elif flaw < 0.03:
            self.note("a_unknown")
            text = self.rng.choice(["rsa-sha512", "dsa-sha256", "rsa", "rsa-sha256-x"])
        elif flaw < 0.035 and self.key.startswith("rsa"):
            self.note("a_mismatch")
            text = "ed25519-sha256"
        return text

    def _signed_names(self, fields):
        present = [f.partition(b":")[0].strip(b" \t").lower() for f in fields]
        names = [n for n in present if n == b"from" or self.chance(0.7)]
        if self.chance(0.2):
            self.note("h_oversigned")
            names += self.rng.choice([[b"from"], [b"subject", b"subject"], [b"from", b"to", b"cc"]])
        if self.chance(0.15):
            self.note("h_absent_names")
            names.insert(self.rng.randrange(len(names)), b"x-not-there")
        if self.chance(0.3):
            self.rng.shuffle(names)
        if self.chance(0.02):
            self.note("h_without_from")
            names = [n for n in names if n != b"from"] or [b"to"]
        return names

    def _h(self, names):
        if self.chance(0.01):
            self.note("h_empty")
            return b"", []
        shown = list(names)
        if self.chance(0.5):
            self.note("h_mixed_case")
            shown = [n.title() for n in shown]
        colon = b":"
        if self.chance(0.25):
            self.note("h_spaces")
            colon = self.rng.choice([b" : ", b": ", b" :", b":\r\n\t", b"\r\n :\r\n "])
        return colon.join(shown), names

    def _length(self, canonical):
        roll = self.rng.random()
        self.length = None
        if roll > 0.2:
            return None
        size = len(canonical)
        if roll < 0.04:
            self.note("l_exact")
            self.length = size
        elif roll < 0.08 and size > 1:
            self.note("l_short")
            self.length = self.rng.randrange(1, size)
        elif roll < 0.09:
            self.note("l_zero")
            self.length = 0
        elif roll < 0.12:
            self.note("l_too_large")
            return str(size + self.rng.choice([1, 2, 1000])).encode()
        elif roll < 0.13:
            self.note("l_garbage")
            return self.rng.choice([b"12a", b"0x10", b"1 2", b"1.0"])
        elif roll < 0.14:
            self.note("l_empty")
            return b""
        elif roll < 0.15:
            self.note("l_negative")
            return b"-1"
        elif roll < 0.17:
            self.note("l_leading_zeros")
            self.length = size
            return b"000" + str(size).encode()
        elif roll < 0.18:
            self.note("l_80_digits")
            return b"0" * 78 + b"10"
        else:
            return None
        return str(self.length).encode()

    def _identity(self):
        roll = self.rng.random()
        if roll < 0.5:
            self.note("i_default")
            return None
        if roll < 0.65:
            self.note("i_local")
            return b"boris@example.com"
        if roll < 0.8:
            self.note("i_subdomain")
            return self.rng.choice([b"@news.example.com", b"x@a.b.example.com"])
        if roll < 0.83:
            self.note("i_outside")
            return b"@example.net"
        if roll < 0.86:
            self.note("i_suffix_only")
            return b"@badexample.com"
        if roll < 0.88:
            self.note("i_without_at")
            return b"example.com"
        if roll < 0.92:
            self.note("i_upper")
            return b"@NEWS.Example.COM"
        return b"@example.com"

    def _times(self):
        roll = self.rng.random()
        if roll < 0.5:
            return [(b"t", str(NOW - 60).encode())]
        if roll < 0.65:
            return []
        if roll < 0.75:
            self.note("x_future")
            return [(b"t", str(NOW - 60).encode()), (b"x", str(NOW + 86400).encode())]
        if roll < 0.79:
            self.note("expired")
            return [(b"t", str(NOW - 9 * 86400).encode()), (b"x", str(NOW - 2 * 86400).encode())]
        if roll < 0.82:
            self.note("expired_recently")
            return [(b"t", str(NOW - 9 * 86400).encode()), (b"x", str(NOW - 3600).encode())]
        if roll < 0.84:
            self.note("x_before_t")
            return [(b"t", str(NOW - 60).encode()), (b"x", str(NOW - 3660).encode())]
        if roll < 0.86:
            self.note("t_future")
            return [(b"t", str(NOW + 2 * 86400).encode())]
        if roll < 0.87:
            self.note("t_garbage")
            return [(b"t", self.rng.choice([b"yesterday", b"", b"-5", b"17 95"]))]
        if roll < 0.88:
            self.note("x_garbage")
            return [(b"x", self.rng.choice([b"tomorrow", b"", b"-5"]))]
        return [(b"t", str(NOW - 3600).encode())]

    def _tags(self, fields, body):
        algorithm = self._algorithm()
        canonical_rule = self._canonicalization()
        canonical = canonical_body(body, self.body_rule)
        length = self._length(canonical)
        covered = canonical if self.length is None else canonical[: self.length]
        digest = hashlib.new("sha1" if self.algorithm == "rsa-sha1" else "sha256", covered).digest()
        body_hash = base64.b64encode(digest)
        if self.chance(0.05):
            self.note("bh_spaces")
            body_hash = body_hash[:10] + self.rng.choice([b" ", b"\r\n\t"]) + body_hash[10:]
        if self.chance(0.01):
            self.note("bh_too_short")
            body_hash = body_hash[:20]
        self.names = self._signed_names(fields)
        shown, self.names = self._h(self.names)
        tags = [(b"v", b"1"), (b"a", algorithm.encode())]
        if canonical_rule is not None:
            tags.append((b"c", canonical_rule.encode()))
        domain = b"example.com"
        if self.chance(0.05):
            self.note("d_upper")
            domain = b"Example.COM"
        if self.chance(0.1):
            self.note("s_dots")
            self.selector += ".x-y.z"
        tags += [(b"d", domain), (b"s", self.selector.encode()), (b"h", shown), (b"bh", body_hash)]
        identity = self._identity()
        if identity is not None:
            tags.append((b"i", identity))
        if length is not None:
            tags.append((b"l", length))
        tags += self._times()
        roll = self.rng.random()
        if roll < 0.2:
            tags.append((b"q", b"dns/txt"))
        elif roll < 0.22:
            self.note("q_list")
            tags.append((b"q", self.rng.choice([b"foo/bar:dns/txt", b"dns/txt:foo/bar"])))
        elif roll < 0.24:
            self.note("q_unknown")
            tags.append((b"q", b"http/get"))
        elif roll < 0.25:
            self.note("q_dns_only")
            tags.append((b"q", b"dns"))
        return self._flawed(tags)

    def _flawed(self, tags):
        """Flaws of the tag list itself."""
        rng = self.rng
        flaws = {
            "v_missing": lambda: [t for t in tags if t[0] != b"v"],
            "v_2": lambda: [(b"v", b"2")] + tags[1:],
            "v_1.0": lambda: [(b"v", b"1.0")] + tags[1:],
            "tag_twice": lambda: tags
            + [rng.choice([(b"d", b"example.com"), (b"q", b"dns/txt"), (b"v", b"1"), (b"s", self.selector.encode())])]
            + ([(b"q", b"dns/txt")] if b"q" not in dict(tags) else []),
            "tag_unknown": lambda: tags + [(b"x_y2", rng.choice([b"foo", b"", b"a = b"]))],
            "tag_name_digit_first": lambda: tags + [(b"1x", b"foo")],
            "tag_name_hyphen": lambda: tags + [(b"x-foo", b"bar")],
            "spec_without_equals": lambda: tags + [(None, b"foo")],
            "empty_spec": lambda: tags[:3] + [(None, b"")] + tags[3:],
            "tag_names_upper": lambda: [(t.upper() if t else t, v) for t, v in tags],
            "z": lambda: tags + [(b"z", b"From:Boris=20Example|To:anna@recipient.example")],
            "r_y": lambda: tags + [(b"r", b"y")],
            "bh_missing": lambda: [t for t in tags if t[0] != b"bh"],
            "d_missing": lambda: [t for t in tags if t[0] != b"d"],
            "s_missing": lambda: [t for t in tags if t[0] != b"s"],
            "h_missing": lambda: [t for t in tags if t[0] != b"h"],
            "a_missing": lambda: [t for t in tags if t[0] != b"a"],
        }
        likely = ["tag_unknown", "z", "r_y"]
        if self.chance(0.28):
            flaw = rng.choice(likely) if self.chance(0.3) else rng.choice(sorted(flaws))
            if flaw == "tag_twice" and b"q" not in dict(tags):
                tags = tags + [(b"q", b"dns/txt")]
                self.note(flaw)
                return tags + [(b"q", b"dns/txt")]
            self.note(flaw)
            tags = flaws[flaw]()
        if self.chance(0.1) and tags and tags[0][0] == b"v":
            self.note("order_shuffled")
            rest = tags[1:]
            rng.shuffle(rest)
            tags = tags[:1] + rest
        return tags

    def _assemble(self, tags):
        """The field up to the value of b= and what follows it."""
        rng = self.rng
        separator = rng.choice([b"; ", b";", b";\r\n\t", b";\r\n "])
        equals = b"="
        if self.chance(0.05):
            self.note("blanks_around_equals")
            equals = rng.choice([b" = ", b" =", b"= "])
        if self.chance(0.03):
            self.note("folded_everywhere")
            separator, equals = b"\r\n ;\r\n ", b"\r\n =\r\n "
        specs = [value if tag is None else tag + equals + value for tag, value in tags]
        place = len(specs)
        if self.chance(0.12):
            self.note("b_first")
            place = rng.randrange(1, len(specs) + 1)
        b_name = b"B" if "tag_names_upper" in self.features else b"b"
        before, after = b"", b""
        if self.chance(0.06):
            self.note("blanks_around_b")
            before, after = rng.choice([(b" ", b""), (b"", b" "), (b"\r\n\t", b" "), (b" ", b"\r\n\t")])
        tail = b";" if self.chance(0.3) else b""
        self.note("final_semicolon" if tail else "no_final_semicolon")
        head = rng.choice(
            [
                b"DKIM-Signature: ",
                b"DKIM-Signature: ",
                b"DKIM-Signature:\r\n\t",
                b"dkim-signature:",
                b"DKIM-SIGNATURE:  ",
            ]
        )
        first = head + separator.join(specs[:place]) + separator + b_name + equals.rstrip(b" \r\n") + before
        last = after + (separator + separator.join(specs[place:]) if place < len(specs) else b"") + tail
        return first, last

    def _build(self):
        rng = self.rng
        fields, body = self._fields(), self._body()
        first, last = self._assemble(self._tags(fields, body))
        octets = header_input(fields, self.names, first + last, self.head)
        signature = base64.b64encode(arithmetic(self.key, self.algorithm, octets))
        if self.chance(0.5):
            self.note("b_spaces")
            step = rng.choice([60, 72])
            signature = rng.choice([b"\r\n\t", b" ", b"\r\n "]).join(
                signature[i : i + step] for i in range(0, len(signature), step)
            )
        if self.chance(0.01):
            self.note("b_garbage")
            signature = signature[:12] + rng.choice([b"!", b"*", b"-"]) + signature[13:]
        self.signature_field = first + signature + last
        self.fields, self.body = fields, body
        above = (
            [b"Received: from out.example.com by mx.receiver.example; Sat, 21 Nov 2026 09:02:04 +0000"]
            if self.chance(0.5)
            else []
        )
        self._change()
        self.message = CRLF.join(above + [self.signature_field] + self.fields) + CRLF + CRLF + self.body
        self._key_record()
        last = self.body.rpartition(CRLF)[2]
        if last:
            self.features.append(f"unterminated_{self.body_rule}" + ("_blank" if last[-1:] in b" \t" else ""))

        if self.length is not None and not self.body.strip(CRLF):
            self.features.append("l_in_blank_body")

    # -- what happens on the way
    def _change(self):
        if not self.chance(0.45):
            return
        getattr(self, self.rng.choice([n for n in sorted(dir(type(self))) if n.startswith("_change_")]))()

    def changed(self, name, breaks):
        self.features.append(name)
        if name.startswith("body_"):
            self.body_changed = breaks
        elif name == "signature_octet":
            self.header_changed = self.body_changed = True
        else:
            self.header_changed = breaks
        if breaks is None and self.breaks is False:
            self.breaks = None
        elif breaks:
            self.breaks = True

    def _pick(self, signed=True):
        """A field and whether the signature uses this very instance."""
        index = self.rng.randrange(len(self.fields))
        name = self.fields[index].partition(b":")[0].strip(b" \t").lower()
        lower = sum(1 for f in self.fields[index + 1 :] if f.partition(b":")[0].strip(b" \t").lower() == name)
        return index, name, self.names.count(name) > lower

    def _rewrite(self, feature, function, white_space_only):
        index, _, signed = self._pick()
        name, colon, value = self.fields[index].partition(b":")
        new = function(name, value)
        if new == name + colon + value:
            return
        self.fields[index] = new
        self.changed(feature, signed and not (white_space_only and self.head == "relaxed"))

    def _change_field_case(self):
        self._rewrite("field_case", lambda n, v: n.swapcase() + b":" + v, True)

    def _change_field_blanks(self):
        self._rewrite(
            "field_blanks",
            lambda n, v: n + b":" + re.sub(rb"(?<=\w) (?=\w)", self.rng.choice([b"  ", b"\t", b"\r\n "]), v),
            True,
        )

    def _change_field_tail(self):
        self._rewrite("field_tail", lambda n, v: n + b":" + v + b" \t", True)

    def _change_field_start(self):
        self._rewrite("field_start", lambda n, v: n + b":" + v.lstrip(b" ") if v.strip() else n + b":" + v, True)

    def _change_field_value(self):
        self._rewrite("field_value", lambda n, v: n + b":" + v + b" [EXTERN]", False)

    def _change_field_added_above(self):
        _, name, _ = self._pick()
        count = sum(1 for f in self.fields if f.partition(b":")[0].strip(b" \t").lower() == name)
        self.fields.insert(0, name.title() + b": added above")
        self.changed("field_added_above", self.names.count(name) > count)

    def _change_field_added_below(self):
        _, name, _ = self._pick()
        self.fields.append(name.title() + b": added below")
        self.changed("field_added_below", name in self.names)

    def _change_field_removed(self):
        index, name, signed = self._pick()
        if name == b"from":
            return
        del self.fields[index]
        self.changed("field_removed", signed)

    def _change_fields_moved(self):
        self.rng.shuffle(self.fields)
        same = len(self.fields) != len({f.partition(b":")[0].strip(b" \t").lower() for f in self.fields})
        self.changed("fields_moved", None if same else False)

    def _change_signature_blanks(self):
        new = self.signature_field.replace(b";\r\n\t", b"; ").replace(b";\r\n ", b"; ")
        if new != self.signature_field:
            self.signature_field = new
            self.changed("signature_blanks", self.head == "simple")

    def _change_signature_octet(self):
        new = re.sub(
            rb"(\bbh[ \r\n]*=[ \r\n]*)(.)",
            lambda m: m[1] + (b"A" if m[2] != b"A" else b"B"),
            self.signature_field,
            count=1,
        )
        if new != self.signature_field:
            self.signature_field = new
            self.changed("signature_octet", True)

    def _covers(self, before):
        """Whether the octets covered by bh= changed."""

        def covered(body):
            canonical = canonical_body(body, self.body_rule)
            return canonical if self.length is None else canonical[: self.length]

        return covered(before) != covered(self.body) or (self.length or 0) > len(
            canonical_body(self.body, self.body_rule)
        )

    def _rewrite_body(self, feature, new):
        if new == self.body:
            return
        before, self.body = self.body, new
        self.changed(feature, self._covers(before))

    def _change_body_blank_lines(self):
        self._rewrite_body("body_blank_lines", self.body + self.rng.choice([CRLF, CRLF * 4, b" \r\n"]))

    def _change_body_tail_blanks(self):
        self._rewrite_body("body_tail_blanks", self.body.replace(CRLF, b" \r\n", 1))

    def _change_body_inner_blanks(self):
        self._rewrite_body("body_inner_blanks", self.body.replace(b" ", b" \t", 1))

    def _change_body_footer(self):
        self._rewrite_body("body_footer", self.body + b"\r\n-- \r\nadded by the list\r\n")

    def _change_body_octet(self):
        self._rewrite_body("body_octet", self.body.replace(b"a", b"b", 1))

    def _change_body_unterminated(self):
        self._rewrite_body("body_unterminated", self.body[:-2] if self.body.endswith(CRLF) else self.body + CRLF)

    def _change_body_gone(self):
        self._rewrite_body("body_gone", b"")

    # -- the key
    def _key_record(self):
        rng = self.rng
        kind = "ed25519" if self.key == "ed25519" else "rsa"
        p = public_base64(self.key)
        name = f"{self.selector}._domainkey.{self.domain}"
        tags = [("v", "DKIM1"), ("k", kind), ("p", p)]
        other = "rsa2048-other" if self.key != "ed25519" else "rsa2048"
        text, records = None, None

        def tag(key, value):
            return [tags[0], tags[1], (key, value), tags[2]]

        makers = {
            "k_no_v": lambda: tags[1:],
            "k_v_not_first": lambda: [tags[1], tags[0], tags[2]],
            "k_v_other": lambda: [("v", "DKIM2")] + tags[1:],
            "k_v_lower": lambda: [("v", "dkim1")] + tags[1:],
            "k_p_empty": lambda: tags[:2] + [("p", "")],
            "k_p_missing": lambda: tags[:2],
            "k_p_truncated": lambda: tags[:2] + [("p", p[:-5])],
            "k_p_spaces": lambda: tags[:2] + [("p", " ".join(p[i : i + 50] for i in range(0, len(p), 50)))],
            "k_p_garbage": lambda: tags[:2] + [("p", p[:20] + "!" + p[21:])],
            "k_k_unknown": lambda: [tags[0], ("k", "dsa"), tags[2]],
            "k_k_upper": lambda: [tags[0], ("k", kind.upper()), tags[2]],
            "k_k_mismatch": lambda: [tags[0], ("k", "rsa" if kind == "ed25519" else "ed25519"), tags[2]],
            "k_h_sha1": lambda: tag("h", "sha1"),
            "k_h_sha256": lambda: tag("h", "sha256"),
            "k_h_list": lambda: tag("h", "sha1:sha256"),
            "k_h_unknown": lambda: tag("h", "sha512"),
            "k_h_spaces": lambda: tag("h", "sha1 : sha256"),
            "k_s_email": lambda: tag("s", "email"),
            "k_s_star": lambda: tag("s", "*"),
            "k_s_other": lambda: tag("s", "tlsrpt"),
            "k_s_list": lambda: tag("s", "other:email"),
            "k_t_y": lambda: tag("t", "y"),
            "k_t_s": lambda: tag("t", "s"),
            "k_t_unknown": lambda: tag("t", "q"),
            "k_t_list": lambda: tag("t", "y:s"),
            "k_n": lambda: tag("n", "a note, not for machines"),
            "k_g_star": lambda: tag("g", "*"),
            "k_g_other": lambda: tag("g", "somebody"),
            "k_g_empty": lambda: tag("g", ""),
            "k_unknown_tag": lambda: tag("xx", "yy"),
            "k_tag_twice": lambda: tags + [("k", kind)],
            "k_other_key": lambda: tags[:2] + [("p", public_base64(other))] if kind == "rsa" else None,
            "k_order": lambda: [tags[0], tags[2], tags[1]],
        }
        if kind == "rsa":
            makers["k_no_k"] = lambda: [tags[0], tags[2]]
        if self.algorithm == "rsa-sha1":
            del makers["k_h_sha256"], makers["k_h_sha1"]
        others = [
            "k_final_semicolon",
            "k_empty_spec",
            "k_no_semicolons",
            "k_strings",
            "k_two_good_first",
            "k_two_bad_first",
            "k_nxdomain",
            "k_nodata",
            "k_servfail",
            "k_cname",
            "k_leading_space",
            "k_spf_text",
        ]
        if kind == "rsa":
            others.append("k_pkcs1")
        feature = rng.choice(sorted(makers) + others) if self.chance(0.5) else "plain"
        if feature in makers:
            made = makers[feature]()
            if made is None:
                feature, made = "plain", tags
            if (
                feature in ("k_t_s", "k_t_list")
                and "i_subdomain" in self.features
                or feature in ("k_t_s", "k_t_list")
                and "i_upper" in self.features
            ):
                feature = "k_t_s_subdomain"
            text = "; ".join(f"{k}={v}" for k, v in made)
        else:
            text = "; ".join(f"{k}={v}" for k, v in tags)
        if feature == "k_final_semicolon":
            text += ";"
        elif feature == "k_empty_spec":
            text = text.replace("; p=", ";; p=")
        elif feature == "k_no_semicolons":
            text = text.replace(";", "")
        elif feature == "k_leading_space":
            text = " " + text
        elif feature == "k_spf_text":
            text = "v=spf1 include:_spf.example.net -all"
        elif feature == "k_pkcs1":
            der = (
                private_key(self.key)
                .public_key()
                .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
            )
            text = f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
        elif feature == "k_two_good_first":
            records = [text, "v=DKIM1; k=rsa; p=" + public_base64("rsa2048-platform")]
        elif feature == "k_two_bad_first":
            records = ["v=spf1 -all", text]
        self.note(feature)
        size = rng.choice([60, 100]) if feature == "k_strings" else 255
        strings = [[t[i : i + size] for i in range(0, len(t), size)] or [""] for t in (records or [text])]
        if feature == "k_nxdomain":
            return
        if feature in ("k_nodata", "k_servfail"):
            self.zone[name] = {"status": feature[2:]}
        elif feature == "k_cname":
            target = f"k{self.index}.keys.example.net"
            self.zone[name] = {"CNAME": target}
            self.zone[target] = {"TXT": strings}
        else:
            self.zone[name] = {"TXT": strings}

    @property
    def halves(self):
        """(header signature fits, body hash fits), each None where the construction does not decide."""
        if any(f in self.features for f in UNSURE):
            return None
        header = None if self.header_changed is None else not self.header_changed
        return header, not self.body_changed

    @property
    def expected(self):
        """By construction: True verifies, False does not, None not decided here."""
        return None if self.breaks is None else not self.breaks
