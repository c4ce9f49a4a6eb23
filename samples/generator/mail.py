"""Builds messages as mail programs write them: fields, encoded words, MIME bodies, CRLF."""
import base64
import datetime
import quopri
import re

DAY = 86400


def at(text):
    """'2026-11-21 09:02:04' in UTC -> seconds since 1970."""
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).timestamp())


def date(t, zone="+0000", comment=""):
    """RFC 5322 3.3 date-time."""
    sign = -1 if zone[0] == "-" else 1
    offset = sign * (int(zone[1:3]) * 60 + int(zone[3:5]))
    local = datetime.datetime.fromtimestamp(t, datetime.timezone.utc) + datetime.timedelta(minutes=offset)
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return (
        f"{days[local.weekday()]}, {local.day} {months[local.month - 1]} {local.year} "
        f"{local:%H:%M:%S} {zone}" + (f" ({comment})" if comment else "")
    )


def iso(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def crlf(text):
    data = text.encode("utf-8") if isinstance(text, str) else text
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def word(text, charset="utf-8", encoding="b"):
    """Encoded words (RFC 2047), folded so that none exceeds 75 characters."""
    chunk = 14 if encoding == "b" else 9
    words = []
    for i in range(0, len(text), chunk):
        octets = text[i : i + chunk].encode(charset)
        if encoding == "b":
            payload = base64.b64encode(octets).decode()
        else:
            payload = "".join(
                chr(c) if chr(c).isalnum() and c < 128 else "_" if c == 32 else f"={c:02X}" for c in octets
            )
        words.append(f"=?{charset}?{encoding.upper()}?{payload}?=")
    return "\n ".join(words)


def encoded(text, charset, cte):
    octets = text.encode(charset)
    if cte == "base64":
        return base64.encodebytes(octets).decode()
    if cte == "quoted-printable":
        return quopri.encodestring(octets).decode()
    return octets.decode("utf-8")


def part(text, kind="text/plain", charset="utf-8", cte="quoted-printable", extra=""):
    """One MIME entity: its fields, an empty line, its body."""
    return f'Content-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: {cte}\n{extra}\n' + encoded(
        text, charset, cte
    )


def attachment(octets, kind, name):
    return (
        f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(octets).decode()
    )


def multipart(parts, boundary, kind="alternative", preamble="", epilogue=""):
    text = f'Content-Type: multipart/{kind};\n boundary="{boundary}"\n\n{preamble}'
    for entity in parts:
        text += f"--{boundary}\n{entity}" + ("" if entity.endswith("\n") else "\n")
    return text + f"--{boundary}--\n" + epilogue


def message(fields, entity):
    """Header fields (text, LF) and a MIME entity (its own fields, an empty line, a body) as octets."""
    return crlf(fields + "MIME-Version: 1.0\n" + entity)


def top(fields, octets):
    """Fields (text, LF) put on top, as each relay does."""
    return crlf(fields) + octets


def body_of(octets):
    return octets.partition(b"\r\n\r\n")[2]


def with_body(octets, body):
    return octets.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body


def replaced(octets, old, new):
    """Replaces text that must stand there exactly once."""
    old, new = crlf(old), crlf(new)
    if octets.count(old) != 1:
        raise ValueError(f"{old!r} stands {octets.count(old)} times")
    return octets.replace(old, new)


def signatures(octets):
    """d, s, a, and the first octets of b of each DKIM-Signature, from the top down."""
    from .signing import unfold_fields

    found = []
    for field in unfold_fields(octets.partition(b"\r\n\r\n")[0]):
        name, _, value = field.partition(b":")
        if name.strip().lower() == b"dkim-signature":
            flat = re.sub(rb"\s+", b"", value).decode("utf-8")
            tags = dict(tag.split("=", 1) for tag in flat.split(";") if "=" in tag)
            found.append(
                {
                    "d": tags["d"],
                    "s": tags["s"],
                    "a": tags["a"],
                    "b": tags["b"][:8],
                    "i": tags.get("i", "@" + tags["d"]),
                }
            )
    return found
