"""Samples 25-28: what ARC chains (RFC 8617) show of changes on the way. 24 stands with the forwarders."""
import re

from . import receivers
from .cases_basic import LIST, list_post, list_zone, through_list
from .mail import body_of, replaced, top, with_body
from .receivers import Delivery
from .sample import T, arc_claim, claims, dkim_claim, example_com, letter, sample
from .signing import key_record, seal_arc, sign_dkimpy

AUTHOR = ["From", "To", "Subject", "Date", "Message-ID"]
SEALED = AUTHOR + ["MIME-Version", "Content-Type", "DKIM-Signature"]
FORWARDED = dict(
    ip="203.0.113.40", helo="fwd.alumni.example", mail_from="SRS0=4kQ1=NU=example.com=boris@alumni.example"
)


def results_field(host, mail, *, dkim="pass", spf="pass", dmarc="pass", arc="", mail_from="boris@example.com"):
    """What a sealer writes down before it seals; dkimpy seals the newest field of that host."""
    b = receivers.signatures(mail)[-1]["b"]
    chain = f"\tarc={arc};\n" if arc else ""
    return (
        f"Authentication-Results: {host};\n{chain}"
        f"\tdkim={dkim} header.d=example.com header.s=sel1 header.b={b};\n"
        f"\tspf={spf} smtp.mailfrom={mail_from};\n"
        f"\tdmarc={dmarc} (p=reject dis=none) header.from=example.com\n"
    )


def passed_on(mail, d, by):
    """A relay's Received field and nothing else."""
    return receivers.postfix(mail, d, by=by, results=False, received_spf=False, return_path=False)


def through_alumni():
    """A letter of example.com, received by the alumni office and sealed as it came."""
    mail = sign_dkimpy(letter(to="anna@alumni.example"), "example.com", "sel1", "rsa2048", T - 123, headers=AUTHOR)
    d = Delivery(T - 120, rcpt="anna@alumni.example", mail_from="boris@example.com")
    mail = passed_on(mail, d, "mx.alumni.example")
    mail = top(results_field("mx.alumni.example", mail), mail)
    return seal_arc(mail, "alumni.example", "arc1", "rsa2048-platform", "mx.alumni.example", T - 118, SEALED)


def alumni_zone():
    return (
        example_com()
        .domain("alumni.example", spf="v=spf1 ip4:203.0.113.40 -all")
        .ptr("203.0.113.40", "fwd.alumni.example")
        .txt("arc1._domainkey.alumni.example", key_record("rsa2048-platform"))
    )


def marked(mail, name):
    """What a filter for mail from outside does: a tag in the subject, a notice under the text."""
    mail = replaced(mail, "Subject: Re: minutes", "Subject: [EXTERN] Re: minutes")
    notice = f"\r\n-- \r\nThis message came from outside and was scanned by {name}.\r\n"
    return with_body(mail, body_of(mail) + notice.encode())


@sample(
    "25-arc-changed-between-seals",
    "The alumni office forwards and seals the letter as it came, a relay marks it, and the hosting company behind it seals what it got.",
    "dmarc=fail at the receiver; nobody at the alumni office or the hosting company changed anything.",
    "signed, then changed (a proven tag and footer): what holds is the hosting company's; both ARC sets show that header and body changed between alumni.example (i=1) and hosting.example (i=2), which is the relay; its operator stops marking mail.",
)
def changed_between_seals():
    mail = through_alumni()
    mail = marked(mail, "gw.relay.example")
    mail = passed_on(mail, Delivery(T - 90, **FORWARDED, rcpt="anna@hosting.example"), "gw.relay.example")
    relay = Delivery(
        T - 60,
        ip="198.51.100.60",
        helo="gw.relay.example",
        mail_from=FORWARDED["mail_from"],
        rcpt="anna@hosting.example",
    )
    mail = passed_on(mail, relay, "mx.hosting.example")
    failed = dict(dkim="fail", spf="fail", dmarc="fail", arc="fail", mail_from=FORWARDED["mail_from"])
    mail = top(results_field("mx.hosting.example", mail, **failed), mail)
    mail = seal_arc(mail, "hosting.example", "seal7", "rsa2048-other", "mx.hosting.example", T - 58, SEALED)
    d = Delivery(
        T,
        ip="198.51.100.70",
        helo="out.hosting.example",
        mail_from="SRS1=9xWz=alumni.example==4kQ1=NU=example.com=boris@hosting.example",
        dkim=("fail (signature did not verify)",),
        dmarc="fail",
        arc="fail",
    )
    zone = (
        alumni_zone()
        .domain("hosting.example", spf="v=spf1 ip4:198.51.100.70 -all")
        .txt("seal7._domainkey.hosting.example", key_record("rsa2048-other"))
        .ptr("198.51.100.60", "gw.relay.example")
        .ptr("198.51.100.70", "out.hosting.example")
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "differ", "differ")],
            arc=arc_claim("fail", seals=["pass", "pass"], signatures=["fail", "pass"], oldest_pass=2),
            headline="header-changed",
            spf="pass",
            spf_domain="hosting.example",
            dmarc="fail",
            policy="reject",
            ip="198.51.100.70",
            helo="out.hosting.example",
            mail_from=d.mail_from,
        ),
    )


@sample(
    "26-arc-broken-chain",
    "The alumni office forwards and seals the letter as it came; the filtering service of the recipient then marks it and hands it on.",
    "dmarc=fail and arc=fail at the recipient's server.",
    "signed, then changed (a proven tag and footer): header and body were as signed when alumni.example had them (i=1) and were changed after that, so the chain fails, too; the recipient's administrator lets the filter verify before it marks, and takes its word.",
)
def broken_chain():
    mail = passed_on(through_alumni(), Delivery(T - 30, **FORWARDED), "gw.filter.example")
    mail = marked(mail, "gw.filter.example")
    d = Delivery(
        T,
        ip="198.51.100.25",
        helo="gw.filter.example",
        mail_from=FORWARDED["mail_from"],
        spf="fail",
        dkim=("fail (signature did not verify)",),
        dmarc="fail",
        arc="fail",
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=alumni_zone().ptr("198.51.100.25", "gw.filter.example"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "differ", "differ")],
            arc=arc_claim("fail", seals=["pass"], signatures=["fail"]),
            headline="header-changed",
            spf="fail",
            spf_domain="alumni.example",
            dmarc="fail",
            policy="reject",
            ip="198.51.100.25",
            helo="gw.filter.example",
            mail_from=FORWARDED["mail_from"],
        ),
    )


@sample(
    "27-arc-intact-list",
    "A mailing list puts its tag in the subject and its footer under the text, and seals the result with ARC.",
    "The post is delivered although dmarc=fail: the receiver noted arc=pass.",
    "signed, then changed (a proven tag and footer): the chain is intact and its first sealer saw dkim=pass, but it also shows that the list itself changed header and body; the list rewrites From or leaves posts alone, and no DMARC result changes by ARC.",
)
def intact_list():
    mail = sign_dkimpy(list_post(), "example.com", "sel1", "rsa2048", T - 93, headers=AUTHOR + ["Content-Type"])
    first = Delivery(T - 90, rcpt="gardeners@lists.example.org", mail_from="boris@example.com")
    mail = passed_on(mail, first, "lists.example.org")
    results = results_field("lists.example.org", mail)
    mail = top(results, through_list(mail))
    mail = seal_arc(
        mail, "lists.example.org", "list1", "rsa2048-platform", "lists.example.org", T - 5, SEALED + ["List-Id"]
    )
    d = Delivery(
        T, **LIST, dkim=("fail (body hash did not verify)",), dmarc="fail", policy="quarantine", arc="pass (i=1)"
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=list_zone(),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "differ", "differ")],
            arc=arc_claim("pass", seals=["pass"], signatures=["pass"], oldest_pass=0),
            headline="header-changed",
            spf="pass",
            spf_domain="lists.example.org",
            dmarc="fail",
            policy="quarantine",
            ip="198.51.100.77",
            helo="lists.example.org",
            mail_from="gardeners-bounces@lists.example.org",
        ),
    )


@sample(
    "28-arc-field-missing",
    "The alumni office forwards and seals the letter; a relay then removes what looks like foreign verdicts, the sealer's own among them.",
    "Delivered; the receiver noted arc=fail beside dmarc=pass.",
    "proven: the author's signature holds, so the broken ARC set costs nothing; ARC is being retired and nobody has to act for it.",
)
def field_missing():
    mail = through_alumni()
    mail, count = re.subn(rb"(?m)^(ARC-)?Authentication-Results:.*\r\n([ \t].*\r\n)+", b"", mail)
    assert count == 2
    mail = passed_on(mail, Delivery(T - 30, **FORWARDED), "gw.relay.example")
    d = Delivery(
        T, ip="198.51.100.60", helo="gw.relay.example", mail_from=FORWARDED["mail_from"], spf="fail", arc="fail"
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=alumni_zone().ptr("198.51.100.60", "gw.relay.example"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            # The seal covered the field that is gone.
            arc=arc_claim("fail", seals=["fail"], signatures=["pass"], oldest_pass=0),
            spf="fail",
            spf_domain="alumni.example",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="198.51.100.60",
            helo="gw.relay.example",
            mail_from=FORWARDED["mail_from"],
        ),
    )
