"""What a sample is, and the parts that most samples share."""
import dataclasses

from .mail import at, date, message, multipart, part
from .signing import key_record
from .zone import Zone

T = at("2026-11-21 09:02:04")  # arrival at the border of the receiver
CHECKED = "2026-11-22T08:00:00Z"  # when the answers in the sample were asked


@dataclasses.dataclass
class Sample:
    name: str
    situation: str
    seen: str
    says: str
    message: bytes
    zone: Zone
    claims: dict
    options: dict
    zone_text: bool = False
    checked: bytes = None  # what the tools judge in place of a message that was damaged after signing
    extra: dict = dataclasses.field(default_factory=dict)  # further files: name -> octets
    filters: list = dataclasses.field(default_factory=list)  # sentences that FILTERS must hold


SAMPLES = []


def sample(name, situation, seen, says):
    """Registers a sample: three sentences and a function that returns its evidence."""

    def register(function):
        def build():
            evidence = function()
            options = {"evaluated_at": CHECKED, **evidence.pop("options", {})}
            return Sample(name=name, situation=situation, seen=seen, says=says, options=options, **evidence)

        SAMPLES.append((name, build))
        return function

    return register


def dkim_claim(domain, selector, result, header, body, **more):
    return {
        "domain": domain,
        "selector": selector,
        "result": result,
        "header_signature": header,
        "body_hash": body,
        **more,
    }


def arc_claim(result, *, seals, signatures, oldest_pass=None):
    """Of each set, the oldest first."""
    return {"result": result, "seals": seals, "signatures": signatures, "oldest_pass": oldest_pass}


def claims(
    *,
    dkim=(),
    arc=None,
    spf=None,
    spf_domain=None,
    dmarc=None,
    policy=None,
    headline=None,
    ip=None,
    helo=None,
    mail_from=None,
    rfc7489=None,
):
    """What must be true of the sample, written by hand and checked by tools that are not Indicia."""
    out = {"dkim": list(dkim)}
    if arc:
        out["arc"] = arc
    if ip:
        out["identity"] = {"client_ip": ip, "helo": helo, "mail_from": mail_from}
    if spf:
        out["spf"] = {"result": spf, "domain": spf_domain}
    if dmarc:
        out["dmarc"] = {"result": dmarc}
        if policy:
            out["dmarc"]["policy"] = policy
        if rfc7489:
            out["dmarc"]["rfc7489"] = rfc7489
    if headline:
        out["headline"] = headline
    return out


# The fields a mailing platform signs.
SIGNED = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
]
DMARC = "v=DMARC1; p=reject; rua=mailto:dmarc-reports@example.com"
SPF = "v=spf1 ip4:192.0.2.0/24 -all"


def example_com(*, key="rsa2048", selector="sel1", spf=SPF, dmarc=DMARC, ip="192.0.2.25", host="out.example.com"):
    zone = Zone().domain("example.com", spf=spf, dmarc=dmarc)
    if key:
        zone.txt(f"{selector}._domainkey.example.com", key_record(key))
    if ip:
        zone.ptr(ip, host)
    return zone


TEXT = """Hello Anna,

the winter catalogue is here. Orders placed before 6 December arrive
in time for the holidays, and delivery is free above 40 euros.

    https://shop.example.com/winter?c=2026w47

See you soon,
Example Shop
-- 
Example Shop, 1 Sample Street, 10001 Exampleville
You get this letter because you asked for it on 12 March 2026.
"""

HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Winter catalogue</title></head>
<body style="margin:0;font-family:Arial,sans-serif">
<table width="600" align="center" cellpadding="0" cellspacing="0"><tr><td>
<h1>The winter catalogue is here</h1>
<p>Hello Anna,</p>
<p>orders placed before <b>6&nbsp;December</b> arrive in time for the holidays, and delivery is free above 40&nbsp;€.</p>
<p><a href="https://trk.example.com/c/8f1b2c?u=https%3A%2F%2Fshop.example.com%2Fwinter">Open the catalogue</a></p>
<p style="font-size:11px;color:#777">Example Shop, 1 Sample Street, 10001 Exampleville.
<a href="https://shop.example.com/u/8f1b2c">Unsubscribe</a></p>
</td></tr></table>
<img src="https://trk.example.com/o/8f1b2c.gif" width="1" height="1" alt="">
</body></html>
"""


def newsletter(
    *,
    sender='"Example Shop" <news@example.com>',
    to="Anna Sample <anna@recipient.example>",
    subject="Your winter catalogue is here",
    t=T,
    host="example.com",
    more="",
    text=TEXT,
    html=HTML,
    charset="utf-8",
    cte="quoted-printable",
    ident="20261121090200.8f1b2c",
):
    """A marketing letter: multipart/alternative with the fields of bulk mail."""
    fields = (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {date(t - 4)}\n"
        f"Message-ID: <{ident}@{host}>\nReply-To: <help@{host}>\n"
        f"List-Unsubscribe: <https://shop.{host}/u/8f1b2c>, <mailto:leave@{host}?subject=8f1b2c>\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
        f"Feedback-ID: 2026w47:winter:news:{host}\nX-Mailer: Letterpress 4.2\n{more}"
    )
    entity = multipart(
        [part(text, "text/plain", charset, cte), part(html, "text/html", charset, cte)], "----=_Part_4711_1203.8f1b2c"
    )
    return message(fields, entity)


def letter(
    *,
    sender="Boris Example <boris@example.com>",
    to="Anna Sample <anna@recipient.example>",
    subject="Re: minutes of Thursday",
    t=T,
    ident="c0ffee42-1@example.com",
    text=None,
    charset="utf-8",
    cte="7bit",
    more="",
):
    """A plain letter from one person to another."""
    fields = (
        f"Message-ID: <{ident}>\nDate: {date(t - 30, '+0100')}\n{more}"
        "User-Agent: Mozilla Thunderbird\n"
        f"From: {sender}\nTo: {to}\nSubject: {subject}\n"
    )
    text = text or (
        "Hello Anna,\n\nthank you, I read the minutes. Two remarks:\n\n"
        "> 3. The budget is approved.\n\nIt was approved without the travel item.\n\n"
        "> 5. Next meeting: 3 December.\n\nI can only come after ten.\n\nRegards,\nBoris\n"
    )
    return message(fields, part(text, "text/plain", charset, cte))
