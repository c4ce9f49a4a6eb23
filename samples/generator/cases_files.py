"""Samples 120-125 and 128: what exports, mail stores and masking make of a message that was in order."""
from . import receivers
from .cases_dkim import AGENT, agent_zone
from .cases_dkim import _identity as identity
from .mail import body_of, multipart, part, replaced, with_body
from .receivers import Delivery
from .sample import HTML, SIGNED, T, TEXT, claims, dkim_claim, letter, newsletter, sample
from .signing import sign_dkimpy, sign_opendkim


def delivered(mail, receiver=receivers.postfix):
    return receiver(mail, Delivery(T, **AGENT))


def claimed(header, body, headline, *, result="fail", dmarc="fail"):
    return claims(
        dkim=[dkim_claim("example.com", "sel1", result, header, body)],
        spf="pass",
        spf_domain="mailer.example",
        dmarc=dmarc,
        policy="reject",
        headline=headline,
        **identity(),
    )


def rebuilt(mail, boundary):
    """The same letter with its MIME structure written anew by another program."""
    entity = multipart(
        [part(TEXT, "text/plain", "utf-8", "base64"), part(HTML, "text/html", "utf-8", "base64")], boundary
    )
    fields, _, body = entity.partition("\n\n")
    old = mail.partition(b"Content-Type: ")[2].partition(b"\r\n\r\n")[0].decode()
    mail = replaced(mail, "Content-Type: " + old.replace("\r\n", "\n"), fields)
    return with_body(mail, body.replace("\n", "\r\n").encode())


@sample(
    "120-rebuilt-by-export",
    "The letter passed on arrival; the file was saved from a mailbox program, which wrote the MIME structure anew.",
    "dkim=pass in the message, and every tool says that the body hash does not match.",
    "this copy was rebuilt after delivery, so its body cannot be checked; the recipient takes the original from the server.",
)
def rebuilt_by_export():
    mail = delivered(sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED))
    return dict(
        message=rebuilt(mail, "_000_DM6PR08MB1234A5B6C7D8E9F0DM6PR08MB1234namp_"),
        zone=agent_zone(),
        claims=claimed("differ", "differ", "rebuilt-copy"),
    )


@sample(
    "121-masked-addresses",
    "The recipient masked the addresses before passing the file to support.",
    "dkim=pass in the message; verifiers say that the signature does not verify.",
    "signed fields hold placeholders, so this copy cannot be checked; the recipient checks the original file.",
)
def masked_addresses():
    mail = delivered(sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED))
    mail = replaced(mail, "To: Anna Sample <anna@recipient.example>", "To: XXXX XXXXXX <xxxx@xxxxxxxxx.xxxxxxx>")
    mail = replaced(mail, "Delivered-To: anna@recipient.example", "Delivered-To: xxxx@xxxxxxxxx.xxxxxxx")
    mail = replaced(mail, "Original-To: anna@recipient.example", "Original-To: xxxx@xxxxxxxxx.xxxxxxx")
    return dict(message=mail, zone=agent_zone(), claims=claimed("differ", "match", "altered-copy"))


@sample(
    "122-mbox-escapes",
    "The letter was taken out of an mbox archive, where lines that begin with From are marked, and shortened by hand.",
    "dkim=pass in the message; the body hash does not match.",
    "lines of this copy are marked as in an mbox file, so it cannot be checked; the recipient exports the letter anew.",
)
def mbox_escapes():
    text = (
        "Hello Anna,\n\nhere is the plan for next week.\n\n"
        "From Monday to Wednesday the room is taken by the auditors.\n"
        "From Thursday on it is ours again.\n\nPlease tell the others.\n\nRegards,\nBoris\n"
    )
    mail = sign_dkimpy(letter(subject="Rooms", text=text), "example.com", "sel1", "rsa2048", T - 25)
    mail = delivered(mail)
    mail = replaced(mail, "\nFrom Monday", "\n>From Monday")
    mail = replaced(mail, "\nFrom Thursday on it is ours again.", "\n>From Thursday on it is ours.")
    return dict(
        message=b"From bounce@example.com Sat Nov 21 09:02:05 2026\r\n" + mail,
        zone=agent_zone(),
        claims=claimed("match", "differ", "altered-copy"),
    )


@sample(
    "123-fields-of-a-store",
    "A mail program's store has added its own fields to the letter.",
    "Fields nobody sent: X-Mozilla-Status, X-UIDL, X-Keywords.",
    "proven: fields that the signature does not name change nothing; nobody has to act.",
)
def fields_of_a_store():
    mail = delivered(sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED))
    store = (
        b"X-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n"
        b"X-UIDL: 00000a1b5f3c2d10\r\nX-Keywords: catalogue\r\n"
    )
    return dict(
        message=store + mail,
        zone=agent_zone(),
        claims=claimed("match", "match", "proven", result="pass", dmarc="pass"),
    )


@sample(
    "124-store-field-signed",
    "The signer lists Status among the signed fields, and the recipient's mail store writes such a field.",
    "dkim=pass in the message; verifiers say that the signature does not verify.",
    "the store's own field is signed, so this copy cannot be checked; the platform takes Status out of h=.",
)
def store_field_signed():
    mail = sign_opendkim(
        letter(),
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/relaxed",
        headers=["From", "To", "Subject", "Date", "Message-ID"],
        oversign=["Status"],
    )
    mail = replaced(delivered(mail), "\nUser-Agent: ", "\nStatus: RO\nUser-Agent: ")
    return dict(message=mail, zone=agent_zone(), claims=claimed("differ", "match", "altered-copy"))


@sample(
    "125-rebuilt-by-archive",
    "An archive built on Python read the letter in and wrote it out again; LF line ends, a byte order mark in front.",
    "dkim=pass in the message; the body hash does not match.",
    "this copy was rebuilt after delivery; the recipient asks the archive for the original octets.",
)
def rebuilt_by_archive():
    mail = delivered(sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED))
    mail = rebuilt(mail, "===============2718281828459045235==")
    return dict(
        message=b"\xef\xbb\xbf" + mail.replace(b"\r\n", b"\n"),
        zone=agent_zone(),
        claims=claimed("differ", "differ", "rebuilt-copy"),
    )


@sample(
    "128-rebuilt-by-readpst",
    "The letter was taken out of an Outlook data file with readpst, which keeps the header and writes the parts anew.",
    "dkim=pass in the message; the body hash does not match.",
    "the boundary is one that readpst writes, so this copy was probably rebuilt; the recipient takes the original from the server.",
)
def rebuilt_by_readpst():
    mail = delivered(sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED))
    return dict(
        message=rebuilt(mail, "--boundary-LibPST-iamunique-928963397_-_-").replace(b"\r\n", b"\n"),
        zone=agent_zone(),
        claims=claimed("differ", "differ", "rebuilt-copy"),
    )
