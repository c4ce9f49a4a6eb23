"""Samples 82-96: then and now, clocks, DNS trouble, and the shapes in which mail is handed in."""
from . import receivers
from .cases_dkim import AGENT, agent_zone
from .mail import date, message, multipart, part, top
from .receivers import Delivery
from .sample import SIGNED, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import key_record, sign_dkimpy, sign_opendkim

HELD = dkim_claim("example.com", "sel1", "pass", "match", "match")
IDENTITY = dict(ip=AGENT["ip"], helo=AGENT["helo"], mail_from=AGENT["mail_from"])


def signed(**options):
    return sign_dkimpy(newsletter(**options), "example.com", "sel1", "rsa2048", options.get("t", T) - 3, headers=SIGNED)


@sample(
    "82-repaired-since",
    "On arrival the key was not yet published; now it is.",
    "dkim=permerror and dmarc=fail in the message, refused elsewhere on the same day.",
    "repaired since: with today's DNS everything passes; the platform sends again, nothing else is to be done.",
)
def repaired_since():
    d = Delivery(T, **AGENT, dkim=("permerror (no key for signature)",), dmarc="fail", disposition="reject")
    return dict(
        message=receivers.postfix(signed(), d),
        zone=agent_zone(),
        claims=claims(
            dkim=[HELD],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="pass",
            policy="reject",
            headline="repaired-since",
            **IDENTITY,
        ),
    )


@sample(
    "83-key-gone-since",
    "The letter passed on arrival; it is examined half a year later, when the key is no longer published.",
    "dkim=pass in the message, 'no key' in every tool today.",
    "passed on arrival: keys are withdrawn after rotation, this is no failure; nobody has to act.",
)
def key_gone_since():
    d = Delivery(T, **AGENT)
    return dict(
        message=receivers.gmail(signed(), d),
        zone=agent_zone(key=None),
        options={"evaluated_at": "2027-05-20T08:00:00Z"},
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "permerror", "untestable", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="fail",
            policy="reject",
            headline="passed-on-arrival",
            **IDENTITY,
        ),
    )


@sample(
    "84-clock-skew",
    "The application server's clock is twelve minutes ahead of the relay's.",
    "The letter seems to arrive before it was sent.",
    "proven with a remark: the negative delay between app01.example.com and out.example.com is a wrong clock, not travel in time; the sender's admin starts NTP.",
)
def clock_skew():
    mail = sign_opendkim(
        newsletter(t=T + 720), "example.com", "sel1", "rsa2048", T + 717, canonicalization="relaxed/relaxed"
    )
    mail = receivers.submission(mail, T + 718, host="app01.example.com", client="cron.example.com")
    mail = top(
        f"Received: from app01.example.com (app01.example.com [10.20.0.15])\n\tby out.example.com (Postfix) with ESMTPS id 4AbCdE12FGz1;\n\t{date(T - 2, '+0000', 'UTC')}\n",
        mail,
    )
    return dict(
        message=receivers.postfix(mail, Delivery(T)),
        zone=example_com(),
        claims=claims(
            dkim=[HELD],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "85-long-delay",
    "The letter waited 70 minutes between the sender's gateway and the border (grey-listing).",
    "A one-time code arrived when it had expired.",
    "slow: all checks pass; the wait was in the queue of out.example.com, whose admin looks at its deferrals.",
)
def long_delay():
    mail = signed(t=T - 4200)
    mail = receivers.submission(mail, T - 4200)
    return dict(
        message=receivers.postfix(mail, Delivery(T)),
        zone=example_com(),
        claims=claims(
            dkim=[HELD],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            headline="slow",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "86-no-tls",
    "The sending server speaks no TLS.",
    "Gmail shows a red open padlock.",
    "proven with a remark: the last leg was not encrypted; the sending server's admin turns on STARTTLS.",
)
def no_tls():
    return dict(
        message=receivers.gmail(signed(), Delivery(T, tls=False)),
        zone=example_com(),
        claims=claims(
            dkim=[HELD],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "87-dns-server-failure",
    "The name servers of the key's zone answer SERVFAIL.",
    "dkim=temperror on arrival and today.",
    "cannot tell: the key could not be fetched (SERVFAIL), so neither pass nor fail; the DNS admin of example.com repairs the zone.",
)
def dns_server_failure():
    zone = agent_zone(key=None).status("sel1._domainkey.example.com", "TXT", "servfail")
    d = Delivery(T, **AGENT, dkim=("temperror (key unavailable)",), dmarc="temperror")
    return dict(
        message=receivers.postfix(signed(), d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "temperror", "untestable", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="temperror",
            **IDENTITY,
        ),
    )


@sample(
    "88-dns-timeout",
    "The DNS of one included service does not answer; the signature can still be checked.",
    "spf=temperror, delivered.",
    "proven: the aligned signature is enough for DMARC although SPF could not be decided; the DNS admin asks the service spf.desk.example.",
)
def dns_timeout():
    zone = example_com(spf="v=spf1 include:spf.desk.example ip4:192.0.2.0/24 -all").status(
        "spf.desk.example", "TXT", "timeout"
    )
    d = Delivery(T, spf="temperror")
    return dict(
        message=receivers.postfix(signed(), d),
        zone=zone,
        claims=claims(
            dkim=[HELD],
            spf="temperror",
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
    "89-headers-only",
    "Only the headers were copied from Gmail's 'Show original'.",
    "The user pastes them into the tool.",
    "proven: SPF holds for example.com and so does the header part of its signature; the body could not be checked because it was not given; nobody has to act.",
)
def headers_only():
    mail = receivers.gmail(receivers.submission(signed(), T - 2), Delivery(T))
    return dict(
        message=mail.partition(b"\r\n\r\n")[0] + b"\r\n",
        zone=example_com(),
        options={"headers_only": True},
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "untestable", "match", "untestable")],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "90-no-trace",
    "The sender's own copy of the letter: no Received field, so nobody knows which address will connect.",
    "The user asks in advance whether it will pass.",
    "proven by the signature; SPF could not be checked for lack of a client address, --client-ip would settle it; nobody has to act.",
)
def no_trace():
    return dict(message=signed(), zone=example_com(), claims=claims(dkim=[HELD], dmarc="pass", policy="reject"))


@sample(
    "91-mbox-two-messages",
    "A mailbox file with two messages: a signed letter and a forged one, with '>From ' escaping in the text.",
    "The user exported a folder.",
    "two messages, each with its own verdict: the first is proven, the second is not; nobody has to act.",
)
def mbox_two_messages():
    first = receivers.postfix(signed(), Delivery(T))
    second = receivers.postfix(
        letter(
            text="Dear Anna,\n\nplease pay at once.\n\nFrom now on use the new account.\n", ident="x1@provider.example"
        ),
        Delivery(
            T + 600,
            ip="203.0.113.9",
            helo="host9.provider.example",
            mail_from="x@provider.example",
            dkim=(),
            dmarc="fail",
        ),
    )
    zone = (
        example_com()
        .domain("provider.example", spf="v=spf1 ip4:203.0.113.0/28 -all")
        .ptr("203.0.113.9", "host9.provider.example")
    )
    mbox = b""
    for sender, arrived, mail in (
        (b"bounce@example.com", b"Sat Nov 21 09:02:04 2026", first),
        (b"x@provider.example", b"Sat Nov 21 09:12:04 2026", second),
    ):
        mbox += b"From " + sender + b" " + arrived + b"\r\n" + mail.replace(b"\r\nFrom ", b"\r\n>From ") + b"\r\n"
    return dict(message=mbox, zone=zone, claims={"messages": 2})


def returned(
    *, status, said, told, headline, action="failed", remote="mx.receiver.example", subject="Undelivered Mail Returned to Sender"
):
    """A delivery report of the platform's server about the newsletter, with the letter inside."""
    told = f"host mx.receiver.example[203.0.113.60] said: {told}" if told else "connect to mx.receiver.example[203.0.113.60]:25: Connection timed out"
    remote = f"Remote-MTA: dns; {remote}\n" if remote else ""
    said = f"Diagnostic-Code: smtp; {said}\n" if said else ""
    refused = sign_dkimpy(
        newsletter(to="anna@receiver.example"), "mailer.example", "plat1", "rsa2048-platform", T - 3, headers=SIGNED
    )
    report = multipart(
        [
            part(
                "This is the mail system at host o17.mailer.example.\n\nI'm sorry to have to inform you that your message could not\n"
                f"be delivered to one or more recipients. It's attached below.\n\n<anna@receiver.example>: {told}\n",
                cte="7bit",
                charset="us-ascii",
            ),
            "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; o17.mailer.example\nX-Postfix-Queue-ID: 4AbCdE12FGz1\nX-Postfix-Sender: rfc822; b-8f1b2c@bounce.example.com\n"
            f"Arrival-Date: {date(T - 2)}\n\nFinal-Recipient: rfc822; anna@receiver.example\nOriginal-Recipient: rfc822;anna@receiver.example\n"
            f"Action: {action}\nStatus: {status}\n{remote}{said}",
            "Content-Description: Undelivered Message\nContent-Type: message/rfc822\n\n"
            + refused.decode().replace("\r\n", "\n"),
        ],
        "4AbCdE12FGz1.1795251724/o17.mailer.example",
        'report; report-type=delivery-status',
    )
    mail = message(
        f"From: MAILER-DAEMON@mailer.example (Mail Delivery System)\nSubject: {subject}\n"
        f"To: b-8f1b2c@bounce.example.com\nAuto-Submitted: auto-replied\nDate: {date(T - 1)}\nMessage-ID: <20261121090203.4AbCdE12FGz1@o17.mailer.example>\n",
        report,
    )
    zone = (
        example_com(key=None, ip=None)
        .domain("mailer.example", spf="v=spf1 ip4:198.51.100.0/24 -all", dmarc="v=DMARC1; p=none")
        .ptr("198.51.100.17", "o17.mailer.example")
        .txt("o17.mailer.example", "v=spf1 a -all")
        .txt("plat1._domainkey.mailer.example", key_record("rsa2048-platform"))
    )
    d = Delivery(
        T,
        ip="198.51.100.17",
        helo="o17.mailer.example",
        mail_from="",
        rcpt="b-8f1b2c@bounce.example.com",
        dkim=(),
        policy="none",
        header_from="mailer.example",
    )
    return dict(
        message=receivers.postfix(mail, d, by="mx.example.com"),
        zone=zone,
        claims=claims(
            spf="pass",
            spf_domain="o17.mailer.example",
            dmarc="pass",
            policy="none",
            headline=headline,
            ip="198.51.100.17",
            helo="o17.mailer.example",
            mail_from="",
        ),
    )


@sample(
    "92-bounce",
    "A bounce: the receiver refused the letter because neither check was aligned; the letter is enclosed.",
    "'Undelivered Mail Returned to Sender', 550 5.7.26.",
    "bounced: refused by mx.receiver.example for authentication, not for the mailbox; the sender examines the returned letter inside.",
)
def bounce():
    return returned(
        status="5.7.26",
        said="550-5.7.26 example.com: neither SPF nor DKIM is aligned\n    with the From domain, 550 5.7.26 and its policy asks to reject",
        told="550-5.7.26\n    example.com: neither SPF nor DKIM is aligned with the From domain,\n    550 5.7.26 and its policy asks to reject (in reply to end of DATA command)",
        headline="bounced",
    )


@sample(
    "191-bounce-user-unknown",
    "A bounce: the receiver has no such mailbox.",
    "'Undelivered Mail Returned to Sender', 550 5.1.1 User unknown.",
    "bounced: the mailbox does not exist, no change in DNS helps; the sender checks the address.",
)
def user_unknown():
    return returned(
        status="5.1.1",
        said="550 5.1.1 <anna@receiver.example>: User unknown",
        told="550 5.1.1\n    <anna@receiver.example>: User unknown (in reply to RCPT TO command)",
        headline="bounced",
    )


@sample(
    "192-delivery-delayed",
    "A warning of the sender's server: the receiver does not answer, and the letter waits in the queue.",
    "'Delayed Mail (still being retried)', 4.4.1.",
    "delayed: not delivered so far, the server goes on trying; a further report follows if it gives up.",
)
def delivery_delayed():
    return returned(
        status="4.4.1",
        action="delayed",
        remote="",
        said="",
        subject="Delayed Mail (still being retried)",
        told="",
        headline="delayed",
    )


@sample(
    "93-lf-only",
    "A message saved on Unix: every line ends in LF alone.",
    "Other tools say 'body hash did not verify'.",
    "proven: LF is taken as CRLF for hashing, and the report says so; nobody has to act.",
)
def lf_only():
    out = receivers.postfix(signed(), Delivery(T))
    return dict(
        message=out.replace(b"\r\n", b"\n"),
        zone=example_com(),
        claims=claims(
            dkim=[HELD],
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
    "94-dnssec-bogus",
    "The key's zone is signed, but its signatures expired: validating resolvers refuse the answer.",
    "dkim=temperror at some receivers, pass at others.",
    "cannot tell: the answer is bogus by DNSSEC; the DNS admin of example.com signs the zone again.",
)
def dnssec_bogus():
    zone = agent_zone(key=None).status("sel1._domainkey.example.com", "TXT", "bogus")
    d = Delivery(T, **AGENT, dkim=("temperror (key unavailable)",), dmarc="temperror")
    return dict(
        message=receivers.microsoft(signed(), d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "temperror", "untestable", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="temperror",
            **IDENTITY,
        ),
    )


@sample(
    "95-recorded-differs",
    "The receiver wrote spf=fail for an address that the record has allowed all the time.",
    "dmarc=fail in the message, and every tool says pass.",
    "repaired since: every check passes with the answers given; if example.com changed nothing, the receiver's admin looks whether it judges its own gateway's address.",
)
def recorded_differs():
    mail = sign_opendkim(newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed")
    d = Delivery(T, spf="fail", dkim=("fail (signature did not verify)",), dmarc="fail", disposition="reject")
    return dict(
        message=receivers.postfix(mail, d),
        zone=example_com(),
        claims=claims(
            dkim=[HELD],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "97-receiver-not-in-the-path",
    "The user names the gateway that the mail should have passed; the message came straight to the mail server.",
    "The user asks why the client address is unknown though a Received field states it.",
    "proven by the signature; the server given with --receiver wrote no Received field, those that did are named; the user gives the own one of them or leaves the option out.",
)
def receiver_not_in_the_path():
    return dict(
        message=receivers.postfix(signed(), Delivery(T)),
        zone=example_com(),
        options={"receiver": "gateway.receiver.example"},
        claims=claims(dkim=[HELD], dmarc="pass", policy="reject"),
    )


@sample(
    "96-judged-at-a-given-time",
    "A saved copy without Received fields; the user states when, from where and to whom it was delivered.",
    "The user wants the verdict of that day.",
    "proven: the identity and the time are those the user gave; nobody has to act.",
)
def judged_at_a_given_time():
    mail = sign_opendkim(
        newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed", lifetime=86400
    )
    return dict(
        message=mail,
        zone=example_com(),
        options={
            "now": "2026-11-21T09:02:04Z",
            "client_ip": "192.0.2.25",
            "helo": "out.example.com",
            "mail_from": "bounce@example.com",
            "receiver": "mx.receiver.example",
            "evaluated_at": "2026-12-24T00:00:00Z",
        },
        claims=claims(
            dkim=[HELD],
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
