"""Samples 180-189: gateways that rewrite links or write the same text anew, and what was signed."""
import base64
import email.quoprimime
import quopri
import urllib.parse

from . import receivers
from .mail import attachment, body_of, crlf, message, multipart, part, replaced, with_body
from .receivers import Delivery
from .sample import HTML, SIGNED, TEXT, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import sign_dkimpy, sign_opendkim

GATEWAY = dict(ip="203.0.113.40", helo="gw.relay.example", mail_from="boris@example.com")


def through_gateway(mail, header="match", headline="signed-then-changed"):
    """The message as its gateway hands it on; the return path is checked against the gateway's address."""
    mail = receivers.postfix(
        mail,
        Delivery(T - 9, mail_from="boris@example.com"),
        by="gw.relay.example",
        results=False,
        received_spf=False,
        return_path=False,
    )
    d = Delivery(T, **GATEWAY, spf="fail", dkim=("fail (body hash did not verify)",), dmarc="fail", disposition="reject")
    return dict(
        message=receivers.postfix(mail, d),
        zone=example_com().ptr("203.0.113.40", "gw.relay.example"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "fail", header, "differ")],
            spf="fail",
            spf_domain="example.com",
            dmarc="fail",
            policy="reject",
            headline=headline,
            ip=GATEWAY["ip"],
            helo=GATEWAY["helo"],
            mail_from=GATEWAY["mail_from"],
        ),
    )


def quoted(text):
    """Quoted-printable by another encoder than that of mail.part."""
    octets = text.encode().decode("latin-1")
    return email.quoprimime.body_encode(octets)


def safe_link(url, ampersand="&"):
    inner = urllib.parse.quote(url, safe="")
    rest = ["data=05%7C02%7Canna%40recipient.example%7C8f1b2c%7C0%7C639", "sdata=Qm9yaXM%3D", "reserved=0"]
    return ampersand.join([f"https://eur05.safelinks.protection.outlook.com/?url={inner}"] + rest)


@sample(
    "180-links-safelinks",
    "The recipient's gateway leads every link of a signed letter through Safe Links and encodes both texts anew.",
    "The mailbox shows dkim=fail (body hash did not verify) for a letter whose sender did nothing wrong.",
    "signed, then changed: proven, the links are shown as they were signed; the gateway's operator verifies before rewriting.",
)
def links_safelinks():
    text, html = TEXT, HTML
    boundary = "----=_Part_4711_1203.8f1b2c"
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 25, headers=SIGNED)
    link = "https://shop.example.com/winter?c=2026w47"
    text = text.replace(link, safe_link(link))
    for link in (
        "https://trk.example.com/c/8f1b2c?u=https%3A%2F%2Fshop.example.com%2Fwinter",
        "https://shop.example.com/u/8f1b2c",
    ):
        html = html.replace(f'href="{link}"', f'href="{safe_link(link, "&amp;")}"')
    body = f"--{boundary}\n"
    for kind, content in (("text/plain", text), ("text/html", html)):
        body += f'Content-Type: {kind}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        body += quoted(content) + f"--{boundary}" + ("\n" if kind == "text/plain" else "--\n")
    return through_gateway(with_body(mail, crlf(body)))


@sample(
    "181-links-urldefense-v3",
    "A gateway replaces the link in a signed plain letter by one of Proofpoint's URL Defense.",
    "The mailbox shows dkim=fail (body hash did not verify).",
    "signed, then changed: proven, the link as it was signed is decoded from the one that arrived; the gateway's operator verifies before rewriting.",
)
def links_urldefense():
    link = "https://shop.example.com/orders?id=4711&show=all#items"
    text = f"Hello Anna,\n\nyour order is at {link} now.\nIt leaves on Monday.\n\nRegards,\nBoris\n"
    mail = sign_opendkim(letter(text=text), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/relaxed")
    hidden = base64.urlsafe_b64encode(b"#").decode().rstrip("=")
    rewritten = f"https://urldefense.com/v3/__{link.replace('#', '*')}__;{hidden}!!AbCdEf12!GhIjKlMnOpQrStUv$ "
    return through_gateway(replaced(mail, link, rewritten))


UMLAUTS = (
    "Liebe Anna,\n\ndie Grüße aus Zürich sind angekommen, und für die schönen Fotos danke ich dir ganz besonders.\n"
    "Am 3. Dezember bin ich in München; vielleicht trifft man sich im Café am Gärtnerplatz?\n\nHerzliche Grüße\nBoris\n"
)


@sample(
    "182-8bit-to-quoted-printable",
    "A relay that cannot send 8-bit text onwards turns a signed 8bit letter into quoted-printable.",
    "The mailbox shows dkim=fail (body hash did not verify) although the text reads the same.",
    "signed, then changed: proven, the text was signed as 8bit; the sender encodes to seven bits before signing.",
)
def eight_bit():
    mail = sign_dkimpy(letter(text=UMLAUTS, cte="8bit"), "example.com", "sel1", "rsa2048", T - 25, headers=SIGNED)
    mail = replaced(mail, "Content-Transfer-Encoding: 8bit\n", "Content-Transfer-Encoding: quoted-printable\n")
    return through_gateway(with_body(mail, crlf(quoted(UMLAUTS))))


@sample(
    "183-base64-rewrapped",
    "A virus scanner unpacks a signed letter with an attachment and packs it again with shorter lines of base64.",
    "The mailbox shows dkim=fail (body hash did not verify); the attachment opens as ever.",
    "signed, then changed: proven, only the line breaks of the attachment's base64 differ; the scanner's operator hands on what came in.",
)
def base64_rewrapped():
    octets = b"%PDF-1.4\n" + bytes(range(256)) * 3
    boundary = "=-8f1b2c4711"
    fields = (
        "Message-ID: <c0ffee42-2@example.com>\nDate: Sat, 21 Nov 2026 10:01:34 +0100\n"
        "From: Boris Example <boris@example.com>\nTo: Anna Sample <anna@recipient.example>\nSubject: The invoice\n"
    )
    entity = multipart(
        [part("Hello Anna,\n\nhere is the invoice.\n", cte="7bit"), attachment(octets, "application/pdf", "invoice.pdf")],
        boundary,
        kind="mixed",
    )
    mail = sign_dkimpy(message(fields, entity), "example.com", "sel1", "rsa2048", T - 25, headers=SIGNED)
    flat = base64.b64encode(octets).decode()
    lines = "".join(flat[i : i + 64] + "\n" for i in range(0, len(flat), 64))
    return through_gateway(replaced(mail, base64.encodebytes(octets).decode(), lines))


@sample(
    "184-charset-transcoded",
    "A gateway converts the ISO-8859-1 text of a signed letter to UTF-8 and says so in the part's header.",
    "The mailbox shows dkim=fail (body hash did not verify) although the text reads the same.",
    "signed, then changed: proven, the text was signed in iso-8859-1; the sender writes UTF-8 in seven bits before signing.",
)
def charset_transcoded():
    def letter_in(charset):
        fields = (
            "Message-ID: <c0ffee42-3@example.com>\nDate: Sat, 21 Nov 2026 10:01:34 +0100\n"
            "From: Boris Example <boris@example.com>\nTo: Anna Sample <anna@recipient.example>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"
        )
        encode = quopri.encodestring(UMLAUTS.encode(charset)).decode()
        entity = (
            f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: quoted-printable\n\n" + encode
        )
        return message(fields, multipart([entity], "=-8f1b2c4711", kind="mixed"))

    mail = sign_dkimpy(letter_in("iso-8859-1"), "example.com", "sel1", "rsa2048", T - 25, headers=SIGNED)
    return through_gateway(with_body(mail, body_of(letter_in("utf-8"))))


@sample(
    "185-boundary-renamed",
    "A gateway rebuilds a signed letter with boundaries of its own; the signature copies the fields it signed (z=).",
    "The mailbox shows dkim=fail; the letter looks untouched.",
    "signed, then changed: the body is proven to be as signed but for the boundary that z= names; the gateway's operator hands on what came in.",
)
def boundary_renamed():
    mail = sign_opendkim(
        newsletter(),
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/relaxed",
        headers=SIGNED,
        copy_headers=True,
    )
    old, new = b"----=_Part_4711_1203.8f1b2c", b"_000_8f1b2c_gwrelayexample_"
    header, _, body = mail.partition(b"\r\n\r\n")
    header = header.replace(b'boundary="' + old + b'"', b'boundary="' + new + b'"')
    return through_gateway(header + b"\r\n\r\n" + body.replace(old, new), header="differ", headline=None)
