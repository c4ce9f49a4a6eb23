"""Samples 10-29: what passes, what is unaligned, what forwarders and lists do."""
from . import receivers
from .mail import body_of, date, replaced, top, with_body
from .receivers import Delivery
from .sample import DMARC, SIGNED, T, arc_claim, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import key_record, seal_arc, sign_dkimpy, sign_opendkim
from .zone import Zone


@sample(
    "10-aligned-pass",
    "A shop's letter goes straight to the recipient's server; SPF and DKIM both hold for the From domain.",
    "The letter is in the inbox.",
    "proven: example.com signed it and the sending address is allowed; nobody has to act.",
)
def aligned_pass():
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    mail = receivers.submission(mail, T - 2)
    mail = receivers.postfix(mail, Delivery(T))
    return dict(
        message=mail,
        zone=example_com(),
        zone_text=True,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "11-rsa-and-ed25519",
    "The sender's OpenDKIM signs twice, with RSA and with Ed25519 (RFC 8463); the receiver knows RSA only.",
    "Delivered; the receiver noted one pass and one neutral signature.",
    "proven: both signatures hold, the recorded neutral means that the receiver did not know Ed25519; nobody has to act.",
)
def rsa_and_ed25519():
    mail = sign_opendkim(letter(), "example.com", "ed2026", "ed25519", T - 25, canonicalization="relaxed/relaxed")
    mail = sign_opendkim(
        mail,
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/relaxed",
        headers=["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"],
    )
    mail = receivers.submission(mail, T - 20, client="laptop.example.com", user="boris")
    d = Delivery(T, mail_from="boris@example.com", dkim=("pass", "neutral (unsupported algorithm)"))
    zone = example_com().txt("ed2026._domainkey.example.com", key_record("ed25519"))
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[
                dkim_claim("example.com", "sel1", "pass", "match", "match"),
                dkim_claim("example.com", "ed2026", "pass", "match", "match"),
            ],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="boris@example.com",
        ),
    )


def mailer_zone():
    """A sending platform with its own SPF and key."""
    return (
        Zone()
        .domain(
            "mailer.example",
            spf="v=spf1 ip4:198.51.100.0/24 -all",
            dmarc="v=DMARC1; p=none; rua=mailto:dmarc@mailer.example",
        )
        .txt("plat1._domainkey.mailer.example", key_record("rsa2048-platform"))
        .ptr("198.51.100.17", "o17.mailer.example")
    )


PLATFORM = dict(ip="198.51.100.17", helo="o17.mailer.example")


@sample(
    "12-bounce-domain-aligned",
    "A platform sends for example.com: its own signature is foreign, but the bounce domain is a subdomain of From.",
    "Delivered.",
    "proven: SPF passed for bounce.example.com, which is aligned by relaxed rules; nobody has to act, a signature of its own would survive forwarding.",
)
def bounce_domain_aligned():
    mail = sign_dkimpy(newsletter(), "mailer.example", "plat1", "rsa2048-platform", T - 3, headers=SIGNED)
    d = Delivery(T, **PLATFORM, mail_from="b-8f1b2c@bounce.example.com")
    zone = mailer_zone().domain("example.com", spf="v=spf1 ip4:192.0.2.0/24 -all", dmarc=DMARC)
    zone.mx("bounce.example.com", "in.mailer.example").txt("bounce.example.com", "v=spf1 include:mailer.example -all")
    zone.a("in.mailer.example", "198.51.100.5")
    return dict(
        message=receivers.exim(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("mailer.example", "plat1", "pass", "match", "match")],
            spf="pass",
            spf_domain="bounce.example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="198.51.100.17",
            helo="o17.mailer.example",
            mail_from="b-8f1b2c@bounce.example.com",
        ),
    )


@sample(
    "13-esp-unaligned",
    "A platform sends for example.com with its own Return-Path and its own d=.",
    "Gmail filed the letter as spam: spf=pass, dkim=pass, dmarc=fail.",
    "unaligned: both passed, but for mailer.example; the sender adds a signature with d=example.com (or a bounce name under it) in the platform.",
)
def esp_unaligned():
    mail = sign_dkimpy(newsletter(), "mailer.example", "plat1", "rsa2048-platform", T - 3, headers=SIGNED)
    d = Delivery(
        T,
        **PLATFORM,
        mail_from="b-8f1b2c@mailer.example",
        dmarc="fail",
        policy="quarantine",
        disposition="quarantine",
        rcpt="anna.sample@recipient.example",
    )
    zone = mailer_zone().domain(
        "example.com",
        spf="v=spf1 ip4:192.0.2.0/24 -all",
        dmarc="v=DMARC1; p=quarantine; rua=mailto:dmarc-reports@example.com",
    )
    return dict(
        message=receivers.gmail(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("mailer.example", "plat1", "pass", "match", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="fail",
            policy="quarantine",
            headline="unaligned",
            ip="198.51.100.17",
            helo="o17.mailer.example",
            mail_from="b-8f1b2c@mailer.example",
        ),
    )


@sample(
    "14-null-sender",
    "An automatic reply with the empty return path; SPF can only be judged for the HELO name.",
    "Delivered.",
    "proven: SPF passed for out.example.com (HELO) and it is aligned; nobody has to act.",
)
def null_sender():
    mail = letter(
        sender="Boris Example <boris@example.com>",
        subject="Out of office: minutes of Thursday",
        more="Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Auto-Response-Suppress: All\n",
        text="I am away until 30 November and read no mail.\nPlease write to office@example.com.\n",
    )
    zone = example_com(key=None).txt("out.example.com", "v=spf1 a -all")
    d = Delivery(T, mail_from="", dkim=())
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            spf="pass",
            spf_domain="out.example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="",
        ),
    )


@sample(
    "15-ipv6",
    "The message travels over IPv6 and the SPF record allows the network by ip6.",
    "Delivered.",
    "proven: 2001:db8:25::25 is in ip6:2001:db8:25::/48; nobody has to act.",
)
def ipv6():
    mail = sign_opendkim(newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed")
    zone = example_com(ip="2001:db8:25::25", spf="v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:25::/48 -all")
    d = Delivery(T, ip="2001:db8:25::25")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="2001:db8:25::25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "16-internationalized",
    "An EAI message: a Cyrillic local part and domain in From, UTF-8 fields, and d= in U-labels (RFC 8616).",
    "Delivered by a server with SMTPUTF8.",
    "proven: the key is found at the A-label name xn--e1afmkfd.example; nobody has to act.",
)
def internationalized():
    from .mail import message, part

    mail = message(
        "From: Магазин «Пример» <почта@пример.example>\nTo: Анна <anna@recipient.example>\n"
        f"Subject: Ваш заказ № 1024 отправлен\nDate: {date(T - 4, '+0300')}\n"
        "Message-ID: <заказ-1024@пример.example>\n",
        part(
            "Здравствуйте, Анна!\n\nЗаказ № 1024 передан в доставку и придёт 24 ноября.\n\nМагазин «Пример»\n",
            cte="8bit",
        ),
    )
    mail = sign_dkimpy(
        mail, "пример.example", "сел1", "rsa2048", T - 3, headers=["From", "To", "Subject", "Date", "Message-ID"]
    )
    zone = (
        Zone()
        .domain("xn--e1afmkfd.example", spf=SPF_EAI, dmarc="v=DMARC1; p=reject")
        .txt(SELECTOR_A + "._domainkey.xn--e1afmkfd.example", key_record("rsa2048"))
        .ptr("192.0.2.26", "out.xn--e1afmkfd.example")
    )
    d = Delivery(
        T,
        ip="192.0.2.26",
        helo="out.xn--e1afmkfd.example",
        mail_from="почта@пример.example",
        header_from="xn--e1afmkfd.example",
    )
    return dict(
        message=receivers.postfix(mail, d, utf8=True),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("xn--e1afmkfd.example", SELECTOR_A, "pass", "match", "match")],
            spf="pass",
            spf_domain="xn--e1afmkfd.example",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="192.0.2.26",
            helo="out.xn--e1afmkfd.example",
            mail_from="почта@пример.example",
        ),
    )


SPF_EAI = "v=spf1 ip4:192.0.2.26 -all"
SELECTOR_A = "сел1".encode("idna").decode()


@sample(
    "20-forwarded",
    "An alumni address forwards the letter unchanged, with the original return path.",
    "The receiver wrote spf=fail and still delivered.",
    "proven: SPF fails because of the forwarder's address, the signature of example.com survived; nobody has to act.",
)
def forwarded():
    mail = sign_opendkim(
        newsletter(to="anna@alumni.example"),
        "example.com",
        "sel1",
        "rsa2048",
        T - 63,
        canonicalization="relaxed/relaxed",
        oversign=["From", "Subject"],
    )
    mail = receivers.postfix(
        mail,
        Delivery(T - 60, rcpt="anna@alumni.example"),
        by="mx.alumni.example",
        results=False,
        received_spf=False,
        return_path=False,
    )
    mail = top(
        "Delivered-To: anna@alumni.example\nX-Forwarded-To: anna@recipient.example\n"
        "X-Forwarded-For: anna@alumni.example anna@recipient.example\n",
        mail,
    )
    d = Delivery(T, ip="203.0.113.40", helo="fwd.alumni.example", spf="fail")
    zone = (
        example_com()
        .domain("alumni.example", spf="v=spf1 ip4:203.0.113.40 -all")
        .ptr("203.0.113.40", "fwd.alumni.example")
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="fail",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            ip="203.0.113.40",
            helo="fwd.alumni.example",
            mail_from="bounce@example.com",
        ),
    )


FOOTER = (
    "_______________________________________________\nGardeners mailing list -- gardeners@lists.example.org\n"
    "To leave send an email to gardeners-leave@lists.example.org\n"
)


def through_list(mail, subject_tag=True, footer=True):
    """What Mailman does to a plain text message: tag, list fields, footer."""
    if subject_tag:
        mail = replaced(mail, "Subject: Pruning in November", "Subject: [gardeners] Pruning in November")
    if footer:
        mail = with_body(mail, body_of(mail) + FOOTER.replace("\n", "\r\n").encode())
    return top(
        "Precedence: list\nList-Id: Garden talk <gardeners.lists.example.org>\n"
        "List-Post: <mailto:gardeners@lists.example.org>\n"
        "List-Unsubscribe: <mailto:gardeners-leave@lists.example.org>\n"
        "Errors-To: gardeners-bounces@lists.example.org\nX-Mailman-Version: 3.3.8\n",
        mail,
    )


def list_post(**options):
    return letter(
        to="gardeners@lists.example.org",
        subject="Pruning in November",
        ident="leaf-7@example.com",
        text="Hello all,\n\nis it too late to prune the apple trees? The leaves fell last week\n"
        "and there was no frost yet.\n\nBoris\n",
        **options,
    )


def list_zone():
    return (
        example_com(dmarc="v=DMARC1; p=quarantine; rua=mailto:dmarc-reports@example.com")
        .domain("lists.example.org", spf="v=spf1 ip4:198.51.100.77 -all", mx="lists.example.org", a="198.51.100.77")
        .txt("list1._domainkey.lists.example.org", key_record("rsa2048-platform"))
        .txt("_dmarc.example.org", "v=DMARC1; p=none")
        .add("77.100.51.198.in-addr.arpa", "PTR", "lists.example.org")
    )


LIST = dict(ip="198.51.100.77", helo="lists.example.org", mail_from="gardeners-bounces@lists.example.org")


@sample(
    "21-list-footer-and-tag",
    "A mailing list puts its tag in the subject and its footer under the text, and signs as itself.",
    "The post of example.com lands in spam: dmarc=fail.",
    "signed, then changed: the tag in the subject and the footer are proven edits of the list; what holds is SPF and the signature of lists.example.org; the list operator stops changing posts or rewrites From.",
)
def list_footer_and_tag():
    mail = sign_dkimpy(
        list_post(),
        "example.com",
        "sel1",
        "rsa2048",
        T - 93,
        headers=["From", "To", "Subject", "Date", "Message-ID", "Content-Type"],
    )
    mail = receivers.postfix(
        mail,
        Delivery(T - 90, rcpt="gardeners@lists.example.org", mail_from="boris@example.com"),
        by="lists.example.org",
        results=False,
        received_spf=False,
        return_path=False,
    )
    mail = through_list(mail)
    mail = sign_opendkim(
        mail,
        "lists.example.org",
        "list1",
        "rsa2048-platform",
        T - 5,
        canonicalization="relaxed/relaxed",
        headers=["From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Post", "List-Unsubscribe"],
    )
    d = Delivery(
        T,
        **LIST,
        dkim=("pass", "fail (body hash did not verify)"),
        dmarc="fail",
        policy="quarantine",
        disposition="quarantine",
    )
    return dict(
        message=receivers.gmail(mail, d),
        zone=list_zone(),
        claims=claims(
            dkim=[
                dkim_claim("lists.example.org", "list1", "pass", "match", "match"),
                dkim_claim("example.com", "sel1", "fail", "differ", "differ"),
            ],
            spf="pass",
            spf_domain="lists.example.org",
            dmarc="fail",
            policy="quarantine",
            headline="header-changed",
            ip="198.51.100.77",
            helo="lists.example.org",
            mail_from="gardeners-bounces@lists.example.org",
        ),
    )


@sample(
    "22-body-footer",
    "A relay on the way adds a disclaimer under the text of a signed letter; nothing else changes.",
    "The mailbox shows dkim=fail (body hash did not verify).",
    "signed, then changed: example.com signed this header, the body changed afterwards; the relay's operator stops adding the text.",
)
def body_footer():
    mail = sign_opendkim(letter(), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/relaxed")
    mail = with_body(
        mail,
        body_of(mail) + b"\r\n--\r\nThis message was scanned by gw.recipient.example.\r\n"
        b"Do not open attachments from people you do not know.\r\n",
    )
    d = Delivery(
        T,
        ip="203.0.113.40",
        helo="gw.relay.example",
        mail_from="boris@example.com",
        spf="fail",
        dkim=("fail (body hash did not verify)",),
        dmarc="fail",
        disposition="reject",
    )
    mail = receivers.postfix(
        mail,
        Delivery(T - 9, mail_from="boris@example.com"),
        by="gw.relay.example",
        results=False,
        received_spf=False,
        return_path=False,
    )
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
            ip="203.0.113.40",
            helo="gw.relay.example",
            mail_from="boris@example.com",
        ),
    )


@sample(
    "23-subject-tag",
    "A relay on the way marks mail from outside by a tag in the subject; the body is untouched.",
    "dkim=fail (signature did not verify) although nobody touched the text.",
    "the body hash holds, the key fits, and without the tag the header is the signed one; the relay's operator stops rewriting Subject.",
)
def subject_tag():
    mail = sign_dkimpy(
        letter(),
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/simple",
        headers=["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"],
    )
    mail = replaced(mail, "Subject: Re: minutes", "Subject: [EXTERN] Re: minutes")
    mail = receivers.postfix(
        mail,
        Delivery(T - 9, mail_from="boris@example.com"),
        by="gw.relay.example",
        results=False,
        received_spf=False,
        return_path=False,
    )
    d = Delivery(
        T,
        ip="203.0.113.40",
        helo="gw.relay.example",
        mail_from="boris@example.com",
        spf="fail",
        dkim=("fail (signature did not verify)",),
        dmarc="fail",
        disposition="reject",
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=example_com().ptr("203.0.113.40", "gw.relay.example"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "differ", "match")],
            spf="fail",
            spf_domain="example.com",
            dmarc="fail",
            policy="reject",
            ip="203.0.113.40",
            helo="gw.relay.example",
            mail_from="boris@example.com",
        ),
    )


@sample(
    "24-forwarded-arc",
    "A forwarder adds its footer, records that the letter passed before, and seals that with ARC (RFC 8617).",
    "dmarc=fail at the receiver, which delivered because it knows the forwarder.",
    "signed, then changed: by the ARC set of alumni.example the letter passed on arrival there and was sealed changed; the forwarder stops changing the body.",
)
def forwarded_arc():
    mail = sign_dkimpy(
        letter(to="anna@alumni.example"),
        "example.com",
        "sel1",
        "rsa2048",
        T - 63,
        headers=["From", "To", "Subject", "Date", "Message-ID"],
    )
    first = Delivery(T - 60, rcpt="anna@alumni.example", mail_from="boris@example.com")
    signed = receivers.signatures(mail)[0]
    mail = receivers.postfix(mail, first, by="mx.alumni.example", results=False, received_spf=False, return_path=False)
    mail = with_body(mail, body_of(mail) + b"\r\n--\r\nForwarded for life by the alumni office\r\n")
    results = (
        "Authentication-Results: mx.alumni.example;\n"
        f"\tdkim=pass header.d=example.com header.s=sel1 header.b={signed['b']};\n"
        "\tspf=pass smtp.mailfrom=boris@example.com smtp.helo=out.example.com;\n"
        "\tdmarc=pass (p=reject dis=none) header.from=example.com\n"
    )
    mail = seal_arc(
        top(results, mail),
        "alumni.example",
        "arc1",
        "rsa2048-platform",
        "mx.alumni.example",
        T - 58,
        ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version"],
    )
    d = Delivery(
        T,
        ip="203.0.113.40",
        helo="fwd.alumni.example",
        mail_from="SRS0=4kQ1=NU=example.com=boris@alumni.example",
        dkim=("fail (body hash did not verify)",),
        dmarc="fail",
        disposition="none",
    )
    zone = (
        example_com()
        .domain("alumni.example", spf="v=spf1 ip4:203.0.113.40 -all")
        .ptr("203.0.113.40", "fwd.alumni.example")
        .txt("arc1._domainkey.alumni.example", key_record("rsa2048-platform"))
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "match", "differ")],
            arc=arc_claim("pass", seals=["pass"], signatures=["pass"], oldest_pass=0),
            spf="pass",
            spf_domain="alumni.example",
            dmarc="fail",
            policy="reject",
            headline="signed-then-changed",
            ip="203.0.113.40",
            helo="fwd.alumni.example",
            mail_from="SRS0=4kQ1=NU=example.com=boris@alumni.example",
        ),
    )
