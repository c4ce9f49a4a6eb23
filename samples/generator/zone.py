"""The DNS of a sample: written as an answers file, or as zone-file text (RFC 1035 5.1).

The same object answers the independent checkers (dkimpy and pyspf), so what they are
asked is what the sample holds.
"""
import json

STRING = 255  # octets of a character-string, RFC 1035 3.3


def character_strings(text):
    data = text.encode("utf-8") if isinstance(text, str) else text
    return [data[i : i + STRING] for i in range(0, len(data), STRING)] or [b""]


class Zone:
    def __init__(self):
        self.answers = {}  # (name, type) -> (status, records)

    def add(self, name, kind, *records):
        status, known = self.answers.get((name, kind), ("ok", []))
        self.answers[(name, kind)] = (status, known + list(records))
        return self

    def txt(self, name, *texts):
        """Each text is one record; a list gives its character-strings, else it is cut at 255."""
        for text in texts:
            strings = [s.encode() for s in text] if isinstance(text, list) else character_strings(text)
            self.add(name, "TXT", strings)
        return self

    def a(self, name, *addresses):
        return self.add(name, "A", *addresses)

    def aaaa(self, name, *addresses):
        return self.add(name, "AAAA", *addresses)

    def mx(self, name, *hosts):
        return self.add(name, "MX", *[(10 * (i + 1), host) for i, host in enumerate(hosts)])

    def cname(self, name, target):
        return self.add(name, "CNAME", target)

    def ptr(self, address, host):
        """Reverse and forward record of one sending address (FCrDNS)."""
        import ipaddress

        ip = ipaddress.ip_address(address)
        self.add(ip.reverse_pointer, "PTR", host)
        return self.a(host, address) if ip.version == 4 else self.aaaa(host, address)

    def status(self, name, kind, status):
        self.answers[(name, kind)] = (status, [])
        return self

    def domain(self, name, *, spf=None, dmarc=None, mx=True, a="203.0.113.80", txt=()):
        """An ordinary mail domain: web address, MX, SPF, DMARC."""
        if a:
            self.a(name, a)
        if mx:
            self.mx(name, mx if isinstance(mx, str) else f"mx.{name}")
            if mx is True:
                self.a(f"mx.{name}", "203.0.113.81")
        for text in txt:
            self.txt(name, text)
        if spf:
            self.txt(name, spf)
        if dmarc:
            self.txt(f"_dmarc.{name}", dmarc)
        return self

    def json(self):
        lines = []
        for (name, kind), (status, records) in sorted(self.answers.items(), key=_order):
            answer = {"name": name, "type": kind, "status": status}
            if status == "ok":
                answer["records"] = [_json_record(kind, record) for record in records]
                answer["ttl"] = 3600
            lines.append("    " + json.dumps(answer, ensure_ascii=False))
        return (
            '{\n  "schema": "indicia-answers/1",\n  "default": "nxdomain",\n  "answers": [\n'
            + ",\n".join(lines)
            + "\n  ]\n}\n"
        )

    def text(self):
        """Zone-file text with the root as its apex: names that are not in it do not exist."""
        lines = [
            "; the whole name space of this sample, as one zone with the root as its apex",
            "$ORIGIN .",
            "$TTL 3600",
            "@ IN SOA ns.example. hostmaster.example. 2026112100 7200 3600 1209600 300",
            "@ IN NS ns.example.",
            "ns.example. IN A 203.0.113.53",
            "",
        ]
        for (name, kind), (status, records) in sorted(self.answers.items(), key=_order):
            if status != "ok":
                raise ValueError(f"zone text cannot say {status} for {name}")
            lines += [f"{name}. IN {kind} {_zone_record(kind, record)}" for record in records]
        return "\n".join(lines) + "\n"

    def lookup(self, name, kind):
        """(status, records) as a resolver would give it: CNAME followed, wildcards expanded (RFC 4592)."""
        name = name.rstrip(".").lower()
        for _ in range(10):
            owner = self._owner(name)
            if owner is None:
                return "nxdomain", []
            if (owner, kind) in self.answers:
                return self.answers[(owner, kind)]
            if (owner, "CNAME") not in self.answers:
                return "nodata", []
            name = self.answers[(owner, "CNAME")][1][0]
        return "servfail", []

    def _exists(self, name):
        return any(n == name or n.endswith("." + name) for n, _ in self.answers)

    def _owner(self, name):
        if self._exists(name):
            return name
        encloser = name
        while "." in encloser:
            encloser = encloser.partition(".")[2]
            if self._exists(encloser):
                wildcard = "*." + encloser
                return wildcard if self._exists(wildcard) else None
        return None


def _order(item):
    (name, kind), _ = item
    return list(reversed(name.split("."))), kind


def _json_record(kind, record):
    if kind == "TXT":
        strings = [s.decode("utf-8") for s in record]
        return strings[0] if len(strings) == 1 else strings
    if kind == "MX":
        return {"preference": record[0], "exchange": record[1]}
    return record


def _quoted(octets):
    out = []
    for octet in octets:
        if octet in b'"\\':
            out.append("\\" + chr(octet))
        elif 0x20 <= octet < 0x7F:
            out.append(chr(octet))
        else:
            out.append(f"\\{octet:03d}")
    return '"' + "".join(out) + '"'


def _zone_record(kind, record):
    if kind == "TXT":
        return " ".join(_quoted(s) for s in record)
    if kind == "MX":
        return f"{record[0]} {record[1]}."
    if kind in ("PTR", "CNAME"):
        return record + "."
    return record
