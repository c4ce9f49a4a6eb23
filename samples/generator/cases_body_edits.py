"""Samples 170-179: how a body changes after it was signed, and edits that can be proven."""
import base64

from . import receivers
from .mail import body_of, message, part, replaced, with_body
from .receivers import Delivery
from .sample import HTML, SIGNED, TEXT, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import sign_dkimpy, sign_opendkim

RELAY = dict(ip="203.0.113.40", helo="gw.relay.example", mail_from="boris@example.com")
LIST = dict(ip="198.51.100.77", helo="lists.example.org", mail_from="gardeners-bounces@lists.example.org")


def relayed(mail, body):
    """The signed message through a relay that changed its body; nothing but DKIM could align."""
    mail = with_body(mail, body)
    mail = receivers.postfix(
        mail,
        Delivery(T - 9, mail_from="boris@example.com"),
        by="gw.relay.example",
        results=False,
        received_spf=False,
        return_path=False,
    )
    d = Delivery(T, **RELAY, spf="fail", dkim=("fail (body hash did not verify)",), dmarc="fail", disposition="reject")
    return dict(
        message=receivers.postfix(mail, d),
        zone=example_com().ptr("203.0.113.40", "gw.relay.example"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "match", "differ")],
            spf="fail",
            spf_domain="example.com",
            dmarc="fail",
            policy="reject",
            headline="signed-then-changed",
            ip=RELAY["ip"],
            helo=RELAY["helo"],
            mail_from=RELAY["mail_from"],
        ),
    )


@sample(
    "170-footer-in-html-part",
    "A relay adds its disclaimer twice: under the plain text and before </body> of the HTML text.",
    "The mailbox shows dkim=fail (body hash did not verify).",
    "signed, then changed: proven, the two added texts are shown with their places; the relay's operator stops adding them.",
)
def footer_in_html_part():
    mail = sign_dkimpy(newsletter(cte="7bit", html=HTML.replace("€", "EUR")), "example.com", "sel1", "rsa2048", T - 25, headers=SIGNED)
    body = replaced(
        body_of(mail),
        "asked for it on 12 March 2026.\n",
        "asked for it on 12 March 2026.\n\n-- \nThis message was checked by gw.relay.example.\n",
    )
    body = replaced(
        body,
        "</body></html>",
        "<hr>\n<p>This message was checked by gw.relay.example.</p>\n</body></html>",
    )
    return relayed(mail, body)


@sample(
    "171-list-wrapped-multipart",
    "A mailing list wraps a signed HTML letter into a new multipart/mixed, to add its footer as a part.",
    "The post of example.com fails DMARC at the subscribers.",
    "proven for the body: its first part is the letter that was signed; the list operator sends posts unchanged or rewrites From.",
)
def list_wrapped_multipart():
    mail = newsletter(
        sender="Boris Example <boris@example.com>", to="gardeners@lists.example.org", subject="Pruning in November"
    )
    # The author's program signs what a list is known to leave alone, without the MIME fields.
    mail = sign_opendkim(
        mail,
        "example.com",
        "sel1",
        "rsa2048",
        T - 93,
        canonicalization="relaxed/relaxed",
        headers=["From", "To", "Subject", "Date", "Message-ID"],
    )
    mail = receivers.postfix(
        mail,
        Delivery(T - 90, rcpt="gardeners@lists.example.org", mail_from="boris@example.com"),
        by="lists.example.org",
        results=False,
        received_spf=False,
        return_path=False,
    )
    header, _, body = mail.partition(b"\r\n\r\n")
    start = header.index(b"Content-Type: multipart/alternative")
    own, inner = header[:start], header[start:]
    footer = (
        b"_______________________________________________\r\nGardeners mailing list -- gardeners@lists.example.org\r\n"
        b"To leave send an email to gardeners-leave@lists.example.org\r\n"
    )
    boundary = b"===============6041723095514223071=="
    wrapped = (
        b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
        b"--" + boundary + b"\r\n" + inner + b"\r\n\r\n" + body + b"\r\n--" + boundary + b"\r\n"
        b'Content-Type: text/plain; charset="us-ascii"\r\nMIME-Version: 1.0\r\n'
        b"Content-Transfer-Encoding: 7bit\r\nContent-Disposition: inline\r\n\r\n" + footer
        + b"\r\n--" + boundary + b"--\r\n"
    )
    mail = (
        b"Precedence: list\r\nList-Id: Garden talk <gardeners.lists.example.org>\r\n"
        b"List-Post: <mailto:gardeners@lists.example.org>\r\nX-Mailman-Version: 2.1.39\r\n"
        b"Errors-To: gardeners-bounces@lists.example.org\r\n" + own + wrapped
    )
    d = Delivery(T, **LIST, dkim=("fail (body hash did not verify)",), dmarc="fail", disposition="reject")
    zone = example_com().domain("lists.example.org", spf="v=spf1 ip4:198.51.100.77 -all")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone.ptr("198.51.100.77", "lists.example.org"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "match", "differ")],
            spf="pass",
            spf_domain="lists.example.org",
            dmarc="fail",
            policy="reject",
            ip=LIST["ip"],
            helo=LIST["helo"],
            mail_from=LIST["mail_from"],
        ),
    )


@sample(
    "172-external-banner-html",
    "The recipient's gateway puts a warning for external senders behind <body> of an HTML letter.",
    "The mailbox, which checks behind the gateway, shows dkim=fail (body hash did not verify).",
    "signed, then changed: proven, the warning is shown; the gateway's operator verifies before it edits.",
)
def external_banner_html():
    mail = message(
        "From: Example Shop <news@example.com>\nTo: Anna Sample <anna@recipient.example>\n"
        "Subject: Your winter catalogue is here\nDate: Sat, 21 Nov 2026 09:02:00 +0000\n"
        "Message-ID: <20261121090200.8f1b2d@example.com>\n",
        part(HTML, "text/html"),
    )
    mail = sign_opendkim(mail, "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/simple")
    body = replaced(
        body_of(mail),
        'sans-serif">\n',
        'sans-serif">\n<div id=3D"externalsender" style=3D"background:#ffeb9c;padding:4px">'
        "CAUTION:\n This message came from outside the organization.</div>\n",
    )
    return relayed(mail, body)


@sample(
    "173-banner-text",
    "A gateway puts two lines of warning in front of a plain letter.",
    "The mailbox shows dkim=fail (body hash did not verify).",
    "signed, then changed: proven, the two lines are shown; the gateway's operator verifies before it edits.",
)
def banner_text():
    mail = sign_opendkim(letter(), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/relaxed")
    warning = (
        b"[EXTERNAL] This message came from outside the organization.\r\n"
        b"Do not open attachments unless you know the sender.\r\n\r\n"
    )
    return relayed(mail, warning + body_of(mail))


@sample(
    "174-from-escaped",
    "The message was taken from an mbox file: lines that start with \"From \" got a \">\" in front.",
    "Checked again from the archive, the signature no longer fits: body hash did not verify.",
    "signed, then changed: proven, two \">\" were added; the message has to be taken out without mbox escapes.",
)
def from_escaped():
    text = (
        "Hello Anna,\n\nthe minutes are complete now.\n\nFrom January on we meet in the new office.\n"
        "From the station it is ten minutes on foot.\n\nRegards,\nBoris\n"
    )
    mail = sign_dkimpy(letter(text=text), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/simple")
    return relayed(mail, body_of(mail).replace(b"\r\nFrom ", b"\r\n>From "))


@sample(
    "175-long-lines-broken",
    "A shop sends HTML in lines of several thousand octets without an encoding; a relay breaks them after 998.",
    "Some receivers show dkim=fail (body hash did not verify), those before the relay show pass.",
    "signed, then changed: proven, the breaks are shown; the shop encodes the text before it signs.",
)
def long_lines_broken():
    rows = "".join(
        f'<tr><td style="padding:4px 8px">Item {i}</td><td align="right">{i}.95 EUR</td></tr>' for i in range(1, 51)
    )
    html = f"<!DOCTYPE html>\n<html><body>\n<table>{rows}</table>\n<p>Example Shop</p>\n</body></html>\n"
    mail = message(
        "From: Example Shop <news@example.com>\nTo: Anna Sample <anna@recipient.example>\n"
        "Subject: Your order\nDate: Sat, 21 Nov 2026 09:02:00 +0000\n"
        "Message-ID: <20261121090200.8f1b2e@example.com>\n",
        part(html, "text/html", "utf-8", "7bit"),
    )
    mail = sign_opendkim(mail, "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/relaxed")
    lines = []
    for line in body_of(mail).split(b"\r\n"):
        while len(line) > 998:
            lines.append(line[:998])
            line = b" " + line[998:]
        lines.append(line)
    return relayed(mail, b"\r\n".join(lines))


@sample(
    "176-trailing-blanks-simple",
    "The body is signed under simple canonicalization; a virus scanner strips blanks from the ends of lines.",
    "The mailbox shows dkim=fail (body hash did not verify), though nothing seems to have changed.",
    "signed, then changed: proven, the line \"-- \" lost its blank; the sender signs with c=relaxed/relaxed.",
)
def trailing_blanks_simple():
    mail = sign_opendkim(
        letter(text=TEXT), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/simple"
    )
    return relayed(mail, replaced(body_of(mail), "\n-- \n", "\n--\n"))


@sample(
    "177-random-edit",
    "Somebody on the way changed one word inside a sentence: ten became two.",
    "The mailbox shows dkim=fail (body hash did not verify).",
    "signed, then changed: every usual edit was tried and excluded, so what was changed is not identified.",
)
def random_edit():
    mail = sign_opendkim(letter(), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/relaxed")
    return relayed(mail, replaced(body_of(mail), "come after ten", "come after two"))


@sample(
    "178-list-encodes-anew",
    "Mailman 3 tags the subject, takes over From, adds its footer to the text and encodes all of it as base64.",
    "The post of example.com arrives with dkim=fail (body hash did not verify); only the list's own domain passes.",
    "proven for both halves: which fields were what, and that the text was quoted-printable and had no footer.",
)
def list_encodes_anew():
    text = "Hello all,\n\nthe pears in the café garden are ripe; bring your own basket.\n\nRegards,\nBoris\n"
    mail = letter(
        to="gardeners@lists.example.org", subject="Pears", text=text, cte="quoted-printable"
    )
    mail = sign_dkimpy(mail, "example.com", "sel1", "rsa2048", T - 93, headers=SIGNED)
    mail = receivers.postfix(
        mail,
        Delivery(T - 90, rcpt="gardeners@lists.example.org", mail_from="boris@example.com"),
        by="lists.example.org",
        results=False,
        received_spf=False,
        return_path=False,
    )
    header = mail.partition(b"\r\n\r\n")[0]
    header = header.replace(b"Subject: Pears", b"Subject: [Gardeners] Pears")
    header = header.replace(
        b"From: Boris Example <boris@example.com>",
        b"From: Boris Example via Gardeners <gardeners@lists.example.org>\r\n"
        b"Reply-To: Boris Example <boris@example.com>",
    )
    header = header.replace(b"Transfer-Encoding: quoted-printable", b"Transfer-Encoding: base64")
    footer = (
        "\n_______________________________________________\nGardeners mailing list -- gardeners@lists.example.org\n"
        "To unsubscribe send an email to gardeners-leave@lists.example.org\n"
    )
    body = base64.encodebytes((text + footer).encode()).replace(b"\n", b"\r\n")
    mail = (
        b"List-Id: Garden talk <gardeners.lists.example.org>\r\nX-Mailman-Version: 3.3.8\r\nPrecedence: list\r\n"
        + header + b"\r\n\r\n" + body
    )
    d = Delivery(T, **LIST, dkim=("fail (body hash did not verify)",), dmarc="none")
    zone = example_com().domain("lists.example.org", spf="v=spf1 ip4:198.51.100.77 -all")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone.ptr("198.51.100.77", "lists.example.org"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "differ", "differ")],
            spf="pass",
            spf_domain="lists.example.org",
            ip=LIST["ip"],
            helo=LIST["helo"],
            mail_from=LIST["mail_from"],
        ),
    )
