"""Samples 160-169: one thing was changed in the header after signing, and the signed digest tells what."""
import base64
from unittest import mock

import dkim

from . import receivers
from .mail import replaced, top
from .receivers import Delivery
from .sample import T, claims, dkim_claim, example_com, letter, sample
from .signing import key_record, sign_dkimpy, sign_opendkim
from .zone import Zone

SIGNED_LETTER = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"]
SENDER = dict(mail_from="boris@example.com")


def through_gateway(mail):
    """The next host took the message over from the sender's server and hands it on."""
    hop = dict(by="gw.relay.example", results=False, received_spf=False, return_path=False)
    return receivers.postfix(mail, Delivery(T - 9, **SENDER), **hop)


def arrived(mail, signatures=1):
    fails = ("fail (signature did not verify)",) * signatures
    d = Delivery(
        T,
        ip="203.0.113.40",
        helo="gw.relay.example",
        spf="fail",
        dkim=fails,
        dmarc="fail",
        disposition="reject",
        **SENDER,
    )
    return receivers.postfix(mail, d)


def relay_claims(*signatures):
    return claims(
        dkim=list(signatures),
        spf="fail",
        spf_domain="example.com",
        dmarc="fail",
        policy="reject",
        ip="203.0.113.40",
        helo="gw.relay.example",
        mail_from="boris@example.com",
    )


def relay_zone():
    return example_com().domain("relay.example", spf="v=spf1 ip4:203.0.113.0/24 -all").ptr(
        "203.0.113.40", "gw.relay.example"
    )


def changed(edit, *, signer=sign_dkimpy, canonicalization="relaxed/relaxed", ident, mail=None, headers=SIGNED_LETTER):
    """A letter, signed, edited by the gateway, delivered."""
    mail = signer(
        mail or letter(),
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization=canonicalization,
        headers=headers,
    )
    claim = dkim_claim("example.com", "sel1", "fail", "differ", "match", header_edit=ident)
    return dict(message=arrived(through_gateway(edit(mail))), zone=relay_zone(), claims=relay_claims(claim))


@sample(
    "160-subject-tag-proven",
    "A gateway puts [EXTERNAL] in front of a Subject with encoded words, and writes them anew in doing so.",
    "dkim=fail (signature did not verify), dmarc=fail, although nobody touched the text.",
    "proven: without the tag, and with the words as the sender wrote them, the header is the signed one; the gateway's administrator marks mail without changing the Subject.",
)
def subject_tag_proven():
    mail = letter(subject="=?UTF-8?Q?Re=3A_Protokoll_f=C3=BCr_Donnerstag?=")

    def edit(octets):
        words = base64.b64encode("Re: Protokoll für Donnerstag".encode()).decode()
        old = "=?UTF-8?Q?Re=3A_Protokoll_f=C3=BCr_Donnerstag?="
        return replaced(octets, "Subject: " + old, f"Subject: [EXTERNAL] =?utf-8?B?{words}?=")

    return changed(edit, mail=mail, ident="subject-tag")


LIST_POST = dict(to="gardeners@lists.example.org", subject="pruning the old pear tree")


@sample(
    "161-from-rewritten-by-list",
    "A mailing list puts its own address into From, the author's into Reply-To, a tag into the Subject, and does not sign.",
    "The author's signature fails; the list's domain has no DMARC policy, so the post arrives.",
    "the author's signature covers another From, Reply-To and Subject: all three are shown with what stood there; the list signs its posts with its own domain.",
)
def from_rewritten_by_list():
    mail = sign_dkimpy(
        letter(**LIST_POST), "example.com", "sel1", "rsa2048", T - 93, headers=SIGNED_LETTER
    )
    mail = receivers.postfix(
        mail,
        Delivery(T - 90, rcpt="gardeners@lists.example.org", **SENDER),
        by="lists.example.org",
        results=False,
        received_spf=False,
        return_path=False,
    )
    mail = replaced(
        mail,
        "From: Boris Example <boris@example.com>",
        "From: Boris Example via Gardeners <gardeners@lists.example.org>",
    )
    mail = replaced(mail, "Subject: pruning", "Subject: [gardeners] pruning")
    mail = replaced(mail, "MIME-Version:", "Reply-To: Boris Example <boris@example.com>\nMIME-Version:")
    mail = top(
        "List-Id: Gardeners <gardeners.lists.example.org>\nList-Post: <mailto:gardeners@lists.example.org>\n"
        "Precedence: list\n",
        mail,
    )
    d = Delivery(
        T,
        ip="198.51.100.77",
        helo="lists.example.org",
        mail_from="gardeners-bounces@lists.example.org",
        dkim=("fail (signature did not verify)",),
        dmarc="none",
        policy="none",
        header_from="lists.example.org",
    )
    zone = (
        Zone()
        .domain("lists.example.org", spf="v=spf1 ip4:198.51.100.77 -all")
        .ptr("198.51.100.77", "lists.example.org")
        .domain("example.com", spf="v=spf1 ip4:192.0.2.0/24 -all", dmarc="v=DMARC1; p=reject")
        .txt("sel1._domainkey.example.com", key_record("rsa2048"))
    )
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", "differ", "match", header_edit="set-list")],
            spf="pass",
            spf_domain="lists.example.org",
            dmarc="none",
            ip="198.51.100.77",
            helo="lists.example.org",
            mail_from="gardeners-bounces@lists.example.org",
        ),
    )


@sample(
    "162-date-comment-dropped",
    "A gateway that parses and writes every field anew drops the comment in brackets behind the Date.",
    "dkim=fail (signature did not verify); nothing that a person reads has changed.",
    "proven: with the comment back, the header is the signed one; the gateway's administrator lets it pass header fields through as they are.",
)
def date_comment_dropped():
    mail = replaced(letter(), "+0100\r\n", "+0100 (CET)\r\n")
    return changed(lambda octets: replaced(octets, " (CET)", ""), mail=mail, ident="date-reformatted")


@sample(
    "163-reply-to-added",
    "The sender signs Reply-To although the letter has none; a forwarding service adds one.",
    "dkim=fail (signature did not verify), dmarc=fail.",
    "proven: without the Reply-To the header is the signed one; the forwarder leaves Reply-To alone or signs with a domain of its own.",
)
def reply_to_added():
    def edit(octets):
        return replaced(octets, "To: Anna Sample", "Reply-To: helpdesk@relay.example\nTo: Anna Sample")

    return changed(
        edit,
        signer=lambda *a, **o: sign_opendkim(*a, oversign=["From", "Reply-To"], **o),
        ident="reply-to-added",
        headers=["From", "To", "Subject", "Date", "Message-ID"],
    )


@sample(
    "164-recipients-reformatted",
    "A gateway writes the names in To and Cc with quotation marks; they were signed without.",
    "dkim=fail (signature did not verify); the addresses are the same.",
    "proven: without the quotation marks the header is the signed one; the gateway's administrator lets it pass address fields through as they are.",
)
def recipients_reformatted():
    mail = letter(to="Anna Sample <anna@recipient.example>, Carl Copy <carl@recipient.example>\nCc: Dora Dean <dora@example.net>")

    def edit(octets):
        for name in ("Anna Sample", "Carl Copy", "Dora Dean"):
            octets = replaced(octets, f"{name} <", f'"{name}" <')
        return octets

    return changed(edit, mail=mail, ident="recipients-reformatted")


@sample(
    "165-message-id-replaced",
    "The letter is sent through a relay that gives every message an identifier of its own and keeps the old one in X-Google-Original-Message-ID.",
    "dkim=fail (signature did not verify), dmarc=fail.",
    "proven: with the former Message-ID the header is the signed one; the sender signs at the relay, after the change.",
)
def message_id_replaced():
    def edit(octets):
        return replaced(
            octets,
            "Message-ID: <c0ffee42-1@example.com>",
            "X-Google-Original-Message-ID: <c0ffee42-1@example.com>\nMessage-ID: <6920c1f2.5d0a@mx.relay.example>",
        )

    return changed(edit, ident="message-id-replaced")


@sample(
    "166-refolded-simple",
    "OpenDKIM signs with c=simple; a virus scanner joins the two lines of the Subject.",
    "dkim=fail (signature did not verify) for long Subjects only.",
    "proven: with the line break back, the header is the signed one; the sender's mail administrator signs with c=relaxed.",
)
def refolded_simple():
    subject = "Re: minutes of Thursday and what was said about the budget of the\n travel committee"
    return changed(
        lambda octets: replaced(octets, "of the\r\n travel", "of the travel"),
        signer=sign_opendkim,
        canonicalization="simple/simple",
        mail=letter(subject=subject),
        ident="refolded",
        headers=["From", "To", "Subject", "Date", "Message-ID"],
    )


@sample(
    "167-duplicate-field",
    "A ticket system adds a second Subject below the one that was signed.",
    "dkim=fail (signature did not verify); some mail programs show one Subject, some the other.",
    "proven: without the lower Subject the header is the signed one; the ticket system's operator replaces no field of mail that it passes on.",
)
def duplicate_field():
    return changed(
        lambda octets: replaced(octets, "MIME-Version:", "Subject: [Ticket 4711] received\nMIME-Version:"),
        ident="duplicate-field",
    )


@sample(
    "168-random-edit",
    "Somebody changed a word in the Subject; nothing in the message tells which.",
    "dkim=fail (signature did not verify), dmarc=fail.",
    "the key fits and the header is another one than was signed; no known change explains it, so what was changed stays open.",
)
def random_edit():
    return changed(lambda octets: replaced(octets, "minutes of Thursday", "minutes of Tuesday"), ident=None)


def sign_with_line_end(message, domain, selector, key, t, **options):
    """dkimpy with one error put in: the header input ends in CRLF (RFC 6376 3.7 forbids it)."""
    right = dkim.hash_headers

    def wrong(hasher, *arguments):
        signed = right(hasher, *arguments)
        hasher.update(b"\r\n")
        return signed

    with mock.patch("dkim.hash_headers", wrong):
        return sign_dkimpy(message, domain, selector, key, t, **options)


@sample(
    "169-signer-hashes-line-end",
    "Home-made signing software hashes a line end behind its own field; nothing was changed on the way.",
    "dkim=fail (signature did not verify) at every receiver, from the first day.",
    "proven: hashed with that line end, the header has the signed digest; the operator of the signing software repairs it, nobody on the way can.",
)
def signer_hashes_line_end():
    return changed(lambda octets: octets, signer=sign_with_line_end, ident="signer-line-end")
