"""Seeded SPF cases: a small name space full of records, one query, and the names of its peculiarities."""
import random

NAMES = [
    "example.com",
    "a.example.com",
    "b.example.com",
    "c.example.net",
    "d.example.net",
    "e.example.org",
    "mx.example.net",
    "deep.sub.a.example.com",
]
V4 = ["192.0.2.1", "192.0.2.2", "192.0.2.65", "198.51.100.7", "203.0.113.9"]
V6 = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8:ffff::9"]

# Ways to spoil a record.  Each takes the terms and returns new ones.
FLAWS = {
    "unknown_mechanism": lambda r, t: t
    + [r.choice(["foo", "ipv4:192.0.2.1", "mx.example.com", "inc:example.net", "a.example.com"])],
    "unknown_modifier": lambda r, t: t + [r.choice(["foo=bar", "moo=%{d}", "x-y.z_=1", "op=auth", "ra=postmaster"])],
    "unknown_modifier_bad_macro": lambda r, t: t + [r.choice(["foo=%(d)", "foo=%{x}", "foo=100%"])],
    "cidr_too_long": lambda r, t: [r.choice(["a/33", "mx//129", "ip4:192.0.2.0/33", "ip6:2001:db8::/129", "a/24//129"])]
    + t,
    "cidr_leading_zero": lambda r, t: [r.choice(["a/08", "ip4:192.0.2.0/024", "ip6:2001:db8::/032", "mx//064"])] + t,
    "cidr_empty": lambda r, t: [r.choice(["a/", "mx//", "ip4:192.0.2.0/", "a/24//", "ip6:2001:db8::/"])] + t,
    "ip4_bad": lambda r, t: [
        r.choice(
            [
                "ip4:192.0.2",
                "ip4:192.0.2.256",
                "ip4:",
                "ip4",
                "ip4:2001:db8::1",
                "ip4:192.0.2.1.5",
                "ip4:192.0.02.1",
                "ip4=192.0.2.1",
                "ip4:192.0.2.1//24",
            ]
        )
    ]
    + t,
    "ip6_bad": lambda r, t: [
        r.choice(["ip6:192.0.2.1", "ip6:2001:db8:::1", "ip6:", "ip6", "ip6:2001:db8::g", "ip6:::1/64//64"])
    ]
    + t,
    "all_with_argument": lambda r, t: t + [r.choice(["all:example.com", "all/24", "-all.", "all="])],
    "needs_domain": lambda r, t: [r.choice(["include", "include:", "exists", "exists:", "include/24"])] + t,
    "empty_domain": lambda r, t: [r.choice(["a:", "mx:", "a:/24", "ptr:", "mx:/24"])] + t,
    "bad_top_label": lambda r, t: [
        r.choice(["a:example.123", "include:foo-", "a:com-", "mx:example.-com", "a:a", "exists:museum"])
    ]
    + t,
    "redirect_twice": lambda r, t: t + ["redirect=a.example.com", "redirect=b.example.com"],
    "exp_twice": lambda r, t: t + ["exp=a.example.com", "exp=b.example.com"],
    "exp_empty": lambda r, t: t + ["exp="],
    "redirect_empty": lambda r, t: t + ["redirect="],
    "bad_macro": lambda r, t: [
        r.choice(
            [
                "a:%{q}.example.com",
                "exists:%{d0}.example.com",
                "a:%d.example.com",
                "include:%{d.example.com",
                "exists:%{ir}%.example.com",
                "a:%{}.example.com",
                "exists:%{c}.example.com",
                "a:%{dx}.example.com",
                "exists:%{-d}.example.com",
            ]
        )
    ]
    + t,
    "double_qualifier": lambda r, t: t + [r.choice(["--all", "+-all", "~?mx"])],
    "not_ascii": lambda r, t: t + ["a:b\u00fccher.example.com"],
    "tab": lambda r, t: [t[0] + "\tmx"] + t[1:] if t else ["\tall"],
    "version_glued": lambda r, t: None,
    "two_records": lambda r, t: None,
    "syntax_after_all": lambda r, t: t + ["-all", "moo:"],
}
HARMLESS = {
    "upper_case": lambda r, t: [x.upper() if "%" not in x else x for x in t],
    "extra_spaces": lambda r, t: [x + " " for x in t],
    "final_dot": lambda r, t: t + ["a:a.example.com."],
    "ptr": lambda r, t: t + [r.choice(["ptr", "ptr:example.com", "ptr:net"])],
}


class Case:
    def __init__(self, seed, index):
        self.index = index
        self.rng = rng = random.Random(f"spf {seed} {index}")
        self.features = []
        self.zone = {}  # (name, type) -> [records], or a status word
        self.ip = rng.choice(V4) if rng.random() < 0.7 else rng.choice(V6)
        if rng.random() < 0.02:
            self.ip = "::ffff:" + rng.choice(V4)
            self.features.append("mapped_address")
        local = rng.choice(["strong-bad", "x.y.z", "a+b", "user", "o'neil", "First_Last"])
        domain = rng.choice(["example.com"] * 8 + ["a.example.com", "Example.COM"])
        roll = rng.random()
        self.helo = rng.choice(["mx.example.net", "mx.example.net", "d.example.net", "HELO.example.org"])
        if roll < 0.03:
            self.mail_from = ""
            self.features.append("null_sender")
        elif roll < 0.05:
            self.mail_from = "@" + domain
            self.features.append("no_local_part")
        elif roll < 0.08:
            self.mail_from = (
                local
                + "@"
                + rng.choice(
                    ["localhost", "nowhere.example.edu", "a..example.com", "x" * 64 + ".example.com", "example.com."]
                )
            )
            self.features.append("odd_domain")
        else:
            self.mail_from = local + "@" + domain
        self._hosts()
        self._policies()

    def chance(self, p):
        return self.rng.random() < p

    def _hosts(self):
        rng = self.rng
        for name in NAMES:
            if self.chance(0.6):
                self.zone[(name, "A")] = rng.sample(V4, rng.randrange(1, 4))
            if self.chance(0.3):
                self.zone[(name, "AAAA")] = rng.sample(V6, rng.randrange(1, 3))
            if self.chance(0.4):
                hosts = rng.sample(NAMES, rng.randrange(1, 4))
                if self.chance(0.03):
                    hosts = [f"mx{i}.example.net" for i in range(rng.choice([10, 11]))]
                    self.features.append("many_mx")
                self.zone[(name, "MX")] = [(10 * i, host) for i, host in enumerate(hosts)]
            for kind in ("A", "MX", "TXT"):
                if self.chance(0.01):
                    self.zone[(name, kind)] = rng.choice(["servfail", "timeout"])
                    self.features.append("dns_trouble")
        if self.chance(0.5):
            import ipaddress

            names = rng.sample(NAMES, rng.randrange(1, 3))
            if self.chance(0.1):
                names = [f"p{i}.example.net" for i in range(11)] + names
                self.features.append("many_ptr")
            address = ipaddress.ip_address(self.ip)
            address = getattr(address, "ipv4_mapped", None) or address
            self.zone[(address.reverse_pointer, "PTR")] = names
        # exists: targets for common macros
        if self.chance(0.5):
            self.zone[("strong-bad.example.com", "A")] = ["127.0.0.2"]
            self.zone[("1.2.0.192._i.example.com", "A")] = ["127.0.0.2"]
            self.zone[("bad.strong.lp.example.com", "A")] = ["127.0.0.3"]

    def _domain_spec(self):
        rng = self.rng
        if self.chance(0.75):
            return rng.choice(NAMES)
        macro = rng.choice(
            [
                "%{l}.example.com",
                "%{ir}._i.example.com",
                "%{l1r-}.lp.example.com",
                "%{lr-}.lp.example.com",
                "%{d}",
                "a.%{d}",
                "%{d2}",
                "%{dr}.example.com",
                "%{o}",
                "%{h}",
                "%{s}.example.com",
                "%{v}.example.com",
                "%{i}.example.com",
                "%{L}.example.com",
                "%{S}.x.example.com",
                "%%.example.com",
                "%{o1r}.example.com",
                "%{d1r+}.example.com",
                "%{l+}.example.com",
                "%{p}",
                "%{H2}",
            ]
        )
        self.features.append("macro_p" if "p}" in macro else "macro")
        return macro

    def _cidr(self):
        roll = self.rng.random()
        if roll < 0.7:
            return ""
        if roll < 0.85:
            return self.rng.choice(["/24", "/32", "/0", "/26", "/8"])
        return self.rng.choice(["//64", "/24//64", "//128", "/32//0", "//48"])

    def _term(self):
        rng = self.rng
        qualifier = rng.choice(["", "", "", "+", "-", "~", "?"])
        roll = rng.random()
        if roll < 0.3:
            net = rng.choice(V4) + rng.choice(["", "", "/24", "/26", "/32", "/0", "/31"])
            return qualifier + "ip4:" + net
        if roll < 0.4:
            return qualifier + "ip6:" + rng.choice(V6) + rng.choice(["", "/64", "/48", "/128"] * 4 + ["/0"])
        if roll < 0.55:
            return qualifier + "a" + (":" + self._domain_spec() if self.chance(0.6) else "") + self._cidr()
        if roll < 0.65:
            return qualifier + "mx" + (":" + self._domain_spec() if self.chance(0.6) else "") + self._cidr()
        if roll < 0.88:
            return qualifier + "include:" + self._domain_spec()
        if roll < 0.96:
            return qualifier + "exists:" + self._domain_spec()
        self.features.append("ptr")
        return qualifier + "ptr" + (":" + rng.choice(NAMES) if self.chance(0.6) else "")

    def _record(self, name):
        rng = self.rng
        terms = [self._term() for _ in range(rng.randrange(0, 5))]
        roll = rng.random()
        if roll < 0.6:
            terms.append(rng.choice(["-all", "-all", "~all", "?all", "all"]))
        elif roll < 0.8:
            terms.append("redirect=" + self._domain_spec())
        if self.chance(0.15):
            terms.insert(rng.randrange(len(terms) + 1), "exp=why.example.com")
        flaw = None
        if self.chance(0.07):
            flaw = rng.choice(sorted(FLAWS))
        elif self.chance(0.08):
            flaw = rng.choice(sorted(HARMLESS))
        if flaw:
            changed = (FLAWS.get(flaw) or HARMLESS.get(flaw))(rng, terms)
            self.features.append(flaw)
            terms = changed if changed is not None else terms
        text = " ".join(["v=spf1"] + terms)
        if flaw == "version_glued":
            text = rng.choice(
                ["v=spf10 -all", "v=spf1-all", "v=spf1\t-all", " v=spf1 -all", "spf2.0/pra -all", "V=SPF1 -all"]
            )
        if self.chance(0.02):
            text += " "
            self.features.append("final_space")
        records = [text]
        if flaw == "two_records":
            records.append("v=spf1 -all")
        if self.chance(0.1):
            records.insert(rng.randrange(2), "site-verification=abc")
        return records

    def _policies(self):
        rng = self.rng
        for name in NAMES:
            if (name, "TXT") in self.zone:
                continue
            if name == "example.com" or self.chance(0.75):
                records = self._record(name)
                strings = []
                for text in records:
                    octets = text.encode("utf-8")
                    cut = rng.randrange(1, len(octets)) if len(octets) > 1 and self.chance(0.15) else len(octets)
                    strings.append([s for s in (octets[:cut], octets[cut:]) if s])
                self.zone[(name, "TXT")] = strings
        if ("why.example.com", "TXT") not in self.zone and self.chance(0.7):
            text = rng.choice(
                [
                    "%{i} is not allowed for %{d}",
                    "no %{s} from %{c}",
                    "see http://%{d}/why.html?s=%{S}&i=%{i}",
                    "plain text",
                    "100%% sure%_of%-it",
                    "bad %{z} macro",
                    "%{h} %{o} %{l} %{v}",
                ]
            )
            self.zone[("why.example.com", "TXT")] = [[text.encode()]]

    # -- the zone in the forms the programs want
    def lookup(self, name, kind):
        """(status, records): ok, nodata, nxdomain, servfail or timeout."""
        name = name.rstrip(".").lower()
        found = self.zone.get((name, kind))
        if isinstance(found, str):
            return found, []
        if found:
            return "ok", found
        exists = any(n == name or n.endswith("." + name) for n, _ in self.zone)
        return ("nodata" if exists else "nxdomain"), []

    def answers(self):
        out = []
        for (name, kind), records in sorted(self.zone.items()):
            if isinstance(records, str):
                out.append({"name": name, "type": kind, "status": records})
                continue
            if kind == "TXT":
                data = [
                    ["".join(chr(c) if 32 <= c < 127 and c != 92 else f"\\{c:03d}" for c in s) for s in strings]
                    for strings in records
                ]
            elif kind == "MX":
                data = [{"preference": preference, "exchange": host} for preference, host in records]
            else:
                data = records
            out.append({"name": name, "type": kind, "status": "ok", "records": data})
        return {"schema": "indicia-answers/1", "default": "nxdomain", "answers": out}
