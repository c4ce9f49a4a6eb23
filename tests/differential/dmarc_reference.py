"""DMARC once more, from the text of RFC 9989 and RFC 7489 and in the plainest way, to compare with.

There is no other program that knows RFC 9989, so this small one stands in.  It takes a function that
answers TXT queries and the identifiers that passed; it gives the verdict of each RFC.
"""
import re

POLICIES = ("none", "quarantine", "reject")


class Unavailable(Exception):
    """DNS did not answer."""


def parse(text):
    """Tags of a DMARC record, or None when the text is none (RFC 9989 4.7, 4.8)."""
    if not re.match(r"v[ \t]*=[ \t]*DMARC1[ \t]*(;|$)", text):
        return None
    tags = {}
    for spec in text.split(";")[1:]:
        match = re.fullmatch(r"[ \t]*([a-z]+)[ \t]*=[ \t]*([^;]*?)[ \t]*", spec)
        if match:
            tags.setdefault(match[1], match[2])
    return tags


def value(tags, name, allowed, default):
    got = tags.get(name, default)
    got = got.lower() if got is not None else None
    return got if got in allowed else default


def has_report_address(tags):
    return any(
        re.fullmatch(r"[ \t]*mailto:[^ \t@,!]+@[^ \t@,!]+(![0-9]+[kmgt]?)?[ \t]*", uri)
        for uri in tags.get("rua", "").split(",")
    )


def records(lookup, name):
    return [tags for tags in map(parse, lookup("_dmarc." + name)) if tags is not None]


def walk(lookup, domain):
    """The records of RFC 9989 4.10, from the longest name to the shortest."""
    labels = domain.split(".")
    names = [domain]
    rest = labels[1:] if len(labels) < 8 else labels[-7:]
    while rest:
        names.append(".".join(rest))
        rest = rest[1:]
    found = []
    for name in names:
        kept = records(lookup, name)
        if len(kept) == 1:
            found.append((name, kept[0]))
            if value(kept[0], "psd", "ynu", "u") in "yn":
                break
    return found


def organizational_domain(domain, found):
    """RFC 9989 4.10.2."""
    for name, tags in found:
        psd = value(tags, "psd", "ynu", "u")
        if psd == "n":
            return name
        if psd == "y" and name != domain:
            return ".".join(domain.split(".")[-(len(name.split(".")) + 1) :])
    return min((name for name, _ in found), key=lambda n: n.count("."), default=domain)


def usable(tags):
    """The record as it counts: None when its policy is faulty and it asks for no reports (RFC 9989 4.10.1)."""
    faulty = any(name in tags and tags[name].lower() not in POLICIES for name in ("p", "sp", "np"))
    if not faulty:
        return tags
    return (
        {**{k: v for k, v in tags.items() if k not in ("p", "sp", "np")}, "p": "none"}
        if has_report_address(tags)
        else None
    )


def lowered(policy):
    return {"reject": "quarantine", "quarantine": "none", "none": "none"}[policy]


def rfc9989(lookup, author, author_exists, identifiers):
    """identifiers: list of (method, domain) that passed.  Gives result, policy, disposition, organization."""
    found = walk(lookup, author)
    organization = organizational_domain(author, found)
    own = [tags for name, tags in found if name == author]
    above = [tags for name, tags in found if name == organization]
    suffix = [tags for name, tags in found if value(tags, "psd", "ynu", "u") == "y"]
    record = own[0] if own else above[0] if above else suffix[0] if suffix else None
    out = {"organizational_domain": organization}
    if record is None:
        return {**out, "result": "none"}
    record = usable(record)
    if record is None:
        return {**out, "result": "permerror"}  # a record that cannot be interpreted (RFC 8601's registry)
    policy = record.get("p", "none").lower()
    if not own:
        subdomain = record.get("sp", policy).lower()
        policy = subdomain if author_exists else record.get("np", subdomain).lower()
    aligned = False
    for method, domain in identifiers:
        strict = value(record, {"spf": "aspf", "dkim": "adkim"}[method], "rs", "r") == "s"
        if domain == author:
            aligned = True
        elif not strict:
            aligned |= organizational_domain(domain, walk(lookup, domain)) == organization
    disposition = lowered(policy) if value(record, "t", "yn", "n") == "y" else policy
    return {
        **out,
        "result": "pass" if aligned else "fail",
        "policy": policy,
        "disposition": "none" if aligned else disposition,
    }


def rfc7489(lookup, author, identifiers):
    """With the last two labels as the Organizational Domain, which is what the list gives for the names used here."""

    def organization(name):
        return ".".join(name.split(".")[-2:])

    found = records(lookup, author)
    if not found and organization(author) != author:
        found = records(lookup, organization(author))
    if len(found) != 1:
        return "none"
    record = found[0]
    # RFC 7489 6.4: p= is required and stands directly after v=; 6.6.3: else only rua= saves the record.
    if (
        list(record)[:1] != ["p"]
        or value(record, "p", POLICIES, None) is None
        or ("sp" in record and value(record, "sp", POLICIES, None) is None)
    ):
        if not has_report_address(record):
            return "permerror"
    for method, domain in identifiers:
        strict = value(record, {"spf": "aspf", "dkim": "adkim"}[method], "rs", "r") == "s"
        if domain == author or (not strict and organization(domain) == organization(author)):
            return "pass"
    return "fail"
