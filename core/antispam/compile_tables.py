#!/usr/bin/env python3
"""Compiles data/*.json into one C++ file of constant tables without a pointer: strings in one pool, rows of
numbers that name them. Fails on an entry that is not well-formed, on a repeated ident, and where the tables
would take more of the page than BUDGET.

Usage: compile_tables.py DATA_FOLDER OUT. Prints the size of the tables, plain and with gzip.
"""
import json
import os
import struct
import sys
import zlib

FILES = ["microsoft.json", "other-vendors.json", "spamassassin-rules.json", "rspamd-symbols.json"]
BUDGET = 50 * 1024  # octets after gzip

KINDS = ["header", "field", "value", "rule", "symbol"]
MATCHES = ["exact", "prefix", "suffix", "range", "leading-integer", "digits", "any"]
VERDICTS = ["good", "neutral", "bad", "unknown"]
CATEGORIES = ["auth", "content", "reputation", "headers", "network", "policy", "bulk", "phishing", "malware",
              "identity", "routing", "meta"]
CONFIDENCES = ["documented", "observed", "unconfirmed"]
FIXERS = ["", "sender", "receiver", "forwarder", "both", "none"]
GRAMMARS = ["none", "word", "text", "opaque", "report", "pairs", "flags", "suffix", "score", "bar", "status",
            "symbols", "hits", "rule_report", "trend", "vade", "results", "return_path"]
TELLS = ["", "verdict", "folder", "score"]
SIDES = ["inbound", "outbound", "earlier"]
REQUIRED = {"id", "kind", "vendor", "header", "field", "value", "match", "meaning", "verdict", "category",
            "sender_action", "confidence", "source"}
OPTIONAL = {"writer", "grammar", "examples", "trust", "notes", "aliases", "variant", "deprecated", "also_header",
            "compauth", "score", "weight", "fix_by", "reads", "tells", "side", "with", "values_of",
            "values_field", "says", "refused", "bulk_trait", "override"}
NONE = 0xFFFF
BUCKETS = 1024  # of the hash table of field names


def fail(text):
    sys.exit(f"antispam data: {text}")


def check(entry, sources, vendors):
    ident = entry.get("id", "an entry without id")
    missing, unknown = REQUIRED - set(entry), set(entry) - REQUIRED - OPTIONAL
    if missing or unknown:
        fail(f"{ident}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    for name, words in (("kind", KINDS), ("verdict", VERDICTS), ("category", CATEGORIES),
                        ("confidence", CONFIDENCES)):
        if entry[name] not in words:
            fail(f"{ident}: {name} {entry[name]!r} is none of {words}")
    if not entry["meaning"].strip() or not entry["sender_action"].strip():
        fail(f"{ident}: empty text")
    if not entry["source"] or set(entry["source"]) - sources:
        fail(f"{ident}: sources {sorted(set(entry['source']) - sources)} are not listed")
    if entry["vendor"] not in vendors:
        fail(f"{ident}: vendor {entry['vendor']!r} has no row in vendors.json")
    if entry["kind"] == "header":
        if entry.get("reads") not in GRAMMARS or not entry.get("examples"):
            fail(f"{ident}: a header needs reads, one of {GRAMMARS}, and examples")
    elif entry["kind"] == "field":
        if not entry["field"] or entry["value"] is not None:
            fail(f"{ident}: a field has a name and no value")
    elif entry["value"] is None:
        fail(f"{ident}: no value")
    method, _, result = entry.get("says", "spf=pass").partition("=")
    if method not in ("spf", "dkim", "dmarc") or not result:
        fail(f"{ident}: says {entry['says']!r}")


def match_of(entry):
    if entry["kind"] == "header":
        return {"exact": "exact", "prefix": "prefix", "pattern": "suffix"}[entry["match"]]
    if entry["match"] == "case-insensitive":
        return "exact"  # every word compares without case
    if entry["match"] == "prefix" and entry["value"].endswith("xx"):
        return "digits"
    return entry["match"]


def flags_of(entry):
    """The bits of table.cpp."""
    override = entry.get("override")
    if override not in (None, "allow", "block"):
        fail(f"{entry['id']}: override {override!r}")
    return (1 if entry.get("refused") else 0) | (2 if entry.get("bulk_trait") else 0) | \
        (4 if override == "allow" else 0) | (8 if override == "block" else 0)


class Pool:
    """Lists of strings one after the other, a NUL after each. Every STEP strings a mark says where one starts;
    a string's number alone then leads to it, and rows in order need no numbers at all."""

    STEP = 8

    def __init__(self):
        self.strings = []
        self.bases = {}

    def add_list(self, name, strings):
        self.bases[name] = len(self.strings)
        self.strings += strings

    def pack(self):
        data, marks = bytearray(), []
        for index, text in enumerate(self.strings):
            if "\0" in text:
                fail(f"a NUL in {text!r}")
            if index % self.STEP == 0:
                marks.append(len(data))
            data += text.encode() + b"\0"
        return bytes(data), marks


class Words:
    """Distinct strings in order of first use, the empty one first, numbered in one octet."""

    def __init__(self):
        self.numbers = {"": 0}

    def __call__(self, text):
        number = self.numbers.setdefault(text or "", len(self.numbers))
        if number > 255:
            fail("more distinct words than one octet counts")
        return number


def name_hash(name):
    """As in table.cpp: FNV-1a over the lower-case octets."""
    value = 2166136261
    for octet in name.lower().encode():
        value = ((value ^ octet) * 16777619) & 0xFFFFFFFF
    return value


def load(folder):
    vendors = json.load(open(os.path.join(folder, "vendors.json"), encoding="utf-8"))["vendors"]
    names = {vendor["name"] for vendor in vendors}
    entries, sources, seen = [], {}, set()
    for name in FILES:
        document = json.load(open(os.path.join(folder, name), encoding="utf-8"))
        listed = {source["id"]: source["what"] for source in document["sources"]}
        sources.update(listed)
        for entry in document["entries"]:
            check(entry, set(listed), names)
            if entry["id"] in seen:
                fail(f"{entry['id']} stands there twice")
            seen.add(entry["id"])
            entries.append(entry)
    return vendors, entries, sources


def ordered_rows(entries):
    """Headers, then the fields and values of each header together, then rules and symbols by name."""
    headers = [e for e in entries if e["kind"] == "header"]
    names = list(dict.fromkeys(e["header"].lower() for e in headers))
    rows = list(headers)
    groups = {}
    for name in names:
        members = [e for e in entries if e["kind"] in ("field", "value") and e["header"].lower() == name]
        order = {field: i for i, field in enumerate(dict.fromkeys(e["field"] for e in members))}
        members.sort(key=lambda e: (order[e["field"]], MATCHES.index(match_of(e))))
        groups[name] = (len(rows), len(rows) + len(members))
        rows += members
    first_rule = len(rows)
    rows += sorted((e for e in entries if e["kind"] == "rule"), key=lambda e: e["value"])
    first_symbol = len(rows)
    rows += sorted((e for e in entries if e["kind"] == "symbol"), key=lambda e: e["value"])
    if len(rows) != len(entries):
        kept = {e["id"] for e in rows}
        fail(f"no header entry for {[e['id'] for e in entries if e['id'] not in kept]}")
    return rows, groups, first_rule, first_symbol


def header_names(rows, count):
    """Every name of a header with the rows that claim it, in order: a name may have several writers."""
    names = {}
    for row in range(count):
        entry = rows[row]
        if match_of(entry) != "exact":
            continue
        for name in [entry["header"], *entry.get("aliases", [])]:
            names.setdefault(name.lower(), [])
            if row not in names[name.lower()]:
                names[name.lower()].append(row)
    return names


def bucket_table(names):
    table = [NONE] * BUCKETS
    for index, name in enumerate(names):
        at = name_hash(name) % BUCKETS
        while table[at] != NONE:
            at = (at + 1) % BUCKETS
        table[at] = index
    return table


def c_string(data):
    lines = []
    for start in range(0, len(data), 100):
        out = []
        for octet in data[start:start + 100]:
            if octet in b'"\\':
                out.append("\\" + chr(octet))
            elif 0x20 <= octet < 0x7F and octet != ord("?"):
                out.append(chr(octet))
            else:
                out.append(f"\\{octet:03o}")
        lines.append('    "' + "".join(out) + '"')
    return "\n".join(lines) or '    ""'


def numbers(values):
    return "\n".join("    " + ", ".join(map(str, values[i:i + 16])) + "," for i in range(0, len(values), 16))


def tables(vendors, entries, sources):
    """Columns of numbers, the pool of strings, and the named sizes."""
    rows, groups, first_rule, first_symbol = ordered_rows(entries)
    heads = [e for e in rows if e["kind"] == "header"]
    names = header_names(rows, len(heads))
    by_id = {e["id"]: i for i, e in enumerate(rows)}
    vendor_numbers = {v["name"]: i for i, v in enumerate(vendors)}
    headers, fields, scores, says, cited, companions = (Words() for _ in range(6))
    notes = Words()

    def default_score(entry):
        score = entry.get("score")
        return score[3] if isinstance(score, list) else score

    def word(member, words, default=None):
        return [words.index(e.get(member, default)) for e in rows]

    columns = [
        ("vendors", "uint8_t", [vendor_numbers[e["vendor"]] for e in rows]),
        ("headers", "uint8_t", [headers(e["header"]) for e in rows]),
        ("fields", "uint8_t", [fields(e["field"]) for e in rows]),
        ("sources", "uint8_t", [cited(" ".join(e["source"])) for e in rows]),
        ("scores", "uint8_t", [scores(default_score(e)) for e in rows]),
        ("statements", "uint8_t", [says(e.get("says")) for e in rows]),
        ("kinds", "uint8_t", word("kind", KINDS)),
        ("matches", "uint8_t", [MATCHES.index(match_of(e)) for e in rows]),
        ("verdicts", "uint8_t", word("verdict", VERDICTS)),
        ("categories", "uint8_t", word("category", CATEGORIES)),
        ("confidences", "uint8_t", word("confidence", CONFIDENCES)),
        ("fixers", "uint8_t", word("fix_by", FIXERS, "")),
        ("flags", "uint8_t", [flags_of(e) for e in rows]),
        ("grammars", "uint8_t", [GRAMMARS.index(e["reads"]) for e in heads]),
        ("tells", "uint8_t", [TELLS.index(e.get("tells", "")) for e in heads]),
        ("sides", "uint8_t", [SIDES.index(e.get("side", "inbound")) for e in heads]),
        ("companions", "uint8_t", [companions(" ".join(e.get("with", []))) for e in heads]),
        ("whole_fields", "uint8_t", [fields(e.get("values_field")) for e in heads]),
        ("notes", "uint8_t", [notes(e.get("notes")) for e in heads]),
    ]
    shared = [rows[by_id[e["values_of"]]]["header"] if "values_of" in e else e["header"] for e in heads]
    claims, claim_begins = [], []
    for claimed in names.values():
        claim_begins.append(len(claims))
        claims += claimed
    columns += [
        ("group_begins", "uint16_t", [groups[name.lower()][0] for name in shared]),
        ("group_ends", "uint16_t", [groups[name.lower()][1] for name in shared]),
        ("claim_begins", "uint16_t", claim_begins + [len(claims)]),
        ("claims", "uint16_t", claims),
        ("buckets", "uint16_t", bucket_table(list(names))),
        ("patterns", "uint16_t", [i for i, e in enumerate(heads) if match_of(e) != "exact"]),
        ("vendor_replaces", "uint8_t", [1 if v.get("replaces") else 0 for v in vendors]),
    ]
    pool = Pool()
    pool.add_list("actions_at", [e["sender_action"] for e in rows])
    pool.add_list("meanings_at", [e["meaning"] for e in rows])
    pool.add_list("values_at", [e["value"] or "" for e in rows])
    pool.add_list("ids_at", [e["id"] for e in rows[:first_rule]])
    pool.add_list("names_at", list(names))
    for name, words in (("headers_at", headers), ("fields_at", fields), ("cited_at", cited),
                        ("scores_at", scores), ("says_at", says), ("companions_at", companions), ("notes_at", notes)):
        pool.add_list(name, list(words.numbers))
    pool.add_list("vendor_names_at", [v["name"] for v in vendors])
    pool.add_list("families_at", [v["family"] for v in vendors])
    pool.add_list("hosts_at", [" ".join(v.get("hosts", [])) for v in vendors])
    pool.add_list("source_ids_at", list(sources))
    pool.add_list("source_texts_at", list(sources.values()))
    sizes = {**pool.bases, "row_count": len(rows), "header_count": len(heads), "first_rule": first_rule,
             "first_symbol": first_symbol, "bucket_count": BUCKETS, "pattern_count": len(columns[-2][2]),
             "vendor_count": len(vendors), "source_count": len(sources), "mark_step": Pool.STEP}
    letters = {name[0] for name in names} | {"x"}  # patterns begin with X-
    sizes["first_letters"] = sum(1 << (ord(letter) - ord("a")) for letter in letters)
    for entry in rows[first_rule:]:
        if entry["id"] != ("sa." if entry["kind"] == "rule" else "rspamd.") + entry["value"]:
            fail(f"{entry['id']}: the id of a rule or symbol is made of its name")
    return columns, pool, sizes


def measure(columns, data):
    packed = data + b"".join(
        struct.pack("<%d%s" % (len(v), {"uint8_t": "B", "uint16_t": "H", "uint32_t": "I"}[kind]), *v)
        for _, kind, v in columns)
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return len(packed), len(compressor.compress(packed) + compressor.flush())


def main():
    columns, pool, sizes = tables(*load(sys.argv[1]))
    data, marks = pool.pack()
    columns.append(("marks", "uint32_t", marks))
    plain, gzip = measure(columns, data)
    print(f"antispam tables: {sizes['row_count']} entries, {plain} octets, {gzip} with gzip")
    if gzip > BUDGET:
        fail(f"the tables take {gzip} octets with gzip, more than {BUDGET}")
    parts = ["// Generated by compile_tables.py.", "#include <cstddef>", "#include <cstdint>", "",
             "namespace indicia::antispam::data {", ""]
    for name, kind, values in columns:
        parts += [f"extern const std::{kind} {name}[];", f"const std::{kind} {name}[] = {{", numbers(values), "};"]
    parts += ["extern const char pool[];", "const char pool[] =", c_string(data) + ";"]
    for name, value in sizes.items():
        parts += [f"extern const std::size_t {name};", f"const std::size_t {name} = {value};"]
    parts += ["", "}  // namespace indicia::antispam::data", ""]
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write("\n".join(parts))


main()
