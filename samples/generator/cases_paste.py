"""Samples 130-139: headers that copying damaged. The letter is signed before that happens."""
import re

from . import receivers
from .receivers import Delivery
from .sample import SIGNED, T, claims, dkim_claim, example_com, newsletter, sample
from .signing import sign_dkimpy, sign_opendkim

SENDER = dict(ip="192.0.2.25", helo="out.example.com", mail_from="bounce@example.com")


def signed(signer=sign_dkimpy, subject="Your winter catalogue is here", **options):
    options.setdefault("headers", SIGNED)
    return signer(newsletter(subject=subject), "example.com", "sel1", "rsa2048", T - 3, **options)


def headers_of(mail):
    """The header section as lines without their ends."""
    return mail.partition(b"\r\n\r\n")[0].decode().split("\r\n")


def lost_folding(lines):
    return [line.lstrip(" \t") for line in lines]


def text(lines):
    return "\n".join(lines).encode() + b"\n"


def pasted(original, damaged, **more):
    """Evidence: the damaged text, and the letter as it was for the tools that judge the claims."""
    return dict(
        message=damaged,
        checked=original,
        zone=example_com(),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "untestable", "match", "untestable")],
            spf="pass",
            spf_domain="example.com",
            dmarc="pass",
            policy="reject",
            headline="proven",
            **SENDER,
        ),
        **more,
    )


@sample(
    "130-paste-lost-folding",
    "Gmail's headers were copied into a form that drops white space at the start of lines.",
    "The user pastes them: continuation lines stand at the margin, also those of h=.",
    "proven: the lines are put together again, and the header signature of example.com verifies over the repaired text; nobody has to act.",
)
def paste_lost_folding():
    mail = receivers.gmail(receivers.submission(signed(), T - 2), Delivery(T))
    return pasted(mail, text(lost_folding(headers_of(mail))))


@sample(
    "131-paste-double-spaced",
    "A mail program copied each line as a paragraph: an empty line stands behind every line.",
    "Other tools see a single field and a long body.",
    "proven: the empty lines are taken out, and the header signature of example.com verifies over the repaired text; nobody has to act.",
)
def paste_double_spaced():
    mail = receivers.postfix(signed(sign_opendkim, canonicalization="relaxed/relaxed"), Delivery(T))
    return pasted(mail, text([part for line in headers_of(mail) for part in (line, "")]))


@sample(
    "132-paste-quoted",
    "A colleague answered below the headers that somebody had sent him; they are quoted with '> '.",
    "The user pastes the whole answer.",
    "proven: the words around and the marks are taken off, and the header signature of example.com verifies over the repaired text; nobody has to act.",
)
def paste_quoted():
    mail = receivers.exim(signed(), Delivery(T))
    lines = ["Boris wrote on 22 November:", ""] + ["> " + line for line in headers_of(mail)]
    return pasted(mail, text(lines + ["", "Looks fine to me.", "-- ", "Anna"]))


@sample(
    "133-paste-gmail-table",
    "The whole page of Gmail's 'Show original' was copied, with the table above the source.",
    "The table's rows look like fields: a second From, To and Subject.",
    "proven: the table is left out, and the header signature of example.com verifies over the repaired text; nobody has to act.",
)
def paste_gmail_table():
    mail = receivers.gmail(receivers.submission(signed(), T - 2), Delivery(T))
    table = [
        "Original Message",
        "",
        "Message ID\t<20261121090200.8f1b2c@example.com>",
        "Created at:\tSat, Nov 21, 2026 at 10:02 AM (Delivered after 5 seconds)",
        "From:\tExample Shop <news@example.com> Using Letterpress 4.2",
        "To:\tAnna Sample <anna@recipient.example>",
        "Subject:\tYour winter catalogue is here",
        "SPF:\tPASS with IP 192.0.2.25 Learn more",
        "DKIM:\t'PASS' with domain example.com Learn more",
        "DMARC:\t'PASS' Learn more",
        "",
        "",
        "Download Original\tCopy to clipboard",
    ]
    return pasted(mail, text(table + lost_folding(headers_of(mail))))


@sample(
    "134-paste-entities",
    "A ticket shows the headers as HTML; its source was copied, so that '<' reads '&lt;'.",
    "No address is recognised by other tools.",
    "proven: the entities are decoded, and the header signature of example.com verifies over the repaired text; nobody has to act.",
)
def paste_entities():
    mail = receivers.microsoft(signed(), Delivery(T))
    escaped = text(headers_of(mail))
    for character, entity in ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b'"', b"&quot;")):
        escaped = escaped.replace(character, entity)
    return pasted(mail, escaped)


@sample(
    "135-paste-wrapped-ticket",
    "A ticket system cut every line after 76 characters, in the middle of words, and the lines that follow stand at the margin.",
    "Addresses and the subject are torn apart.",
    "proven: the header digest inside the signature tells which lines were cut and which were folded; nobody has to act.",
)
def paste_wrapped_ticket():
    subject = "Your winter catalogue is here: boots, skates, sledges and also lanterns"
    mail = receivers.yahoo(signed(sign_opendkim, subject, canonicalization="relaxed/relaxed"), Delivery(T))
    lines = [part for line in lost_folding(headers_of(mail)) for part in re.findall(".{1,76}", line)]
    assert "erns" in lines
    return pasted(mail, text(lines))


@sample(
    "136-paste-utf16",
    "The headers were saved from Windows' editor as 'Unicode'.",
    "The file is UTF-16 with a byte order mark.",
    "proven: the text is read as UTF-8, and the header signature of example.com verifies over it; nobody has to act.",
)
def paste_utf16():
    mail = receivers.mail_ru(signed(), Delivery(T))
    return pasted(mail, "\ufeff".encode("utf-16-le") + "\r\n".join(headers_of(mail) + [""]).encode("utf-16-le"))


@sample(
    "137-paste-simple",
    "Folding is lost from a header that was signed with simple canonicalization, where the kind of white space counts.",
    "A verifier that guesses one space for each fold says that the header was changed.",
    "proven: folded with tabs, as the signer folds, the header signature of example.com verifies; nobody has to act.",
)
def paste_simple():
    mail = receivers.postfix(signed(sign_opendkim, canonicalization="simple/simple"), Delivery(T))
    return pasted(mail, text(lost_folding(headers_of(mail))))


@sample(
    "138-paste-with-body",
    "The whole source was copied from a web page, which lost white space at the start and at the end of every line.",
    "The body does not have the hash that was signed.",
    "proven: the header signature of example.com verifies over the repaired text; a body that was copied with it is no evidence of a change, so nothing is said of it.",
)
def paste_with_body():
    mail = receivers.gmail(receivers.submission(signed(), T - 2), Delivery(T))
    body = mail.partition(b"\r\n\r\n")[2].decode().split("\r\n")
    return pasted(mail, text(lost_folding(headers_of(mail)) + [""] + [line.strip() for line in body]))


@sample(
    "139-paste-redacted",
    "Before the headers were copied into a ticket, which drops white space, somebody replaced the recipient by 'xxx'.",
    "The signature covers To, so it cannot fit any more.",
    "proven by SPF alone: the signature does not fit the repaired text, and a damaged copy cannot tell whether the mail was changed on its way; whoever has the message gives it as a file.",
)
def paste_redacted():
    mail = receivers.gmail(receivers.submission(signed(), T - 2), Delivery(T))
    mail = mail.replace(b"To: Anna Sample <anna@recipient.example>", b"To: xxx@recipient.example")
    evidence = pasted(mail, text(lost_folding(headers_of(mail))))
    evidence["claims"]["dkim"][0]["header_signature"] = "differ"
    return evidence
