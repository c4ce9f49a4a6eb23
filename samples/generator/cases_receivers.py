"""Samples 70-81: the same kind of letter as each mailbox provider delivers it."""
from . import receivers
from .mail import attachment, date, message, multipart, part, word
from .receivers import Delivery
from .sample import SIGNED, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import sign_dkimpy, sign_opendkim

RUSSIAN_TEXT = """Здравствуйте, Анна!

Зимний каталог уже на сайте. Заказы, оформленные до 6 декабря,
приедут к праздникам, а доставка от 3000 ₽ бесплатна.

    https://shop.example.com/winter

До встречи, магазин «Пример»
"""
RUSSIAN_HTML = """<html><body>
<h1>Зимний каталог уже на сайте</h1>
<p>Здравствуйте, Анна!</p><p>Заказы, оформленные до <b>6 декабря</b>, приедут к праздникам.</p>
<p><a href="https://trk.example.com/c/77aa01">Открыть каталог</a> | <a href="https://shop.example.com/u/77aa01">Отписаться</a></p>
</body></html>
"""


def russian(charset, cte, encoding):
    text = RUSSIAN_TEXT.replace("₽", "руб.") if charset != "utf-8" else RUSSIAN_TEXT
    return newsletter(
        sender=word("Магазин «Пример»" if charset == "utf-8" else "Магазин Пример", charset, encoding)
        + " <news@example.com>",
        to=word("Анна", charset, encoding) + " <anna@recipient.example>",
        subject=word("Зимний каталог: доставка бесплатна до 6 декабря", charset, encoding),
        text=text if charset == "utf-8" else text.replace("«", '"').replace("»", '"'),
        html=RUSSIAN_HTML,
        charset=charset,
        cte=cte,
        ident="20261121.77aa01",
    )


def delivered(receive, mail, d, dkim, **options):
    return dict(
        message=receive(mail, d),
        zone=options.pop("zone", None) or example_com(),
        **options,
        claims=claims(
            dkim=dkim,
            spf=d.spf,
            spf_domain=d.domain,
            dmarc=d.dmarc,
            policy=d.policy,
            headline="proven" if d.dmarc == "pass" else None,
            ip=d.ip,
            helo=d.helo,
            mail_from=d.mail_from,
        ),
    )


HELD = [dkim_claim("example.com", "sel1", "pass", "match", "match")]


@sample(
    "70-gmail",
    "A bulk letter as Gmail shows it under 'Show original'.",
    "Inbox, tab Promotions; everything passed.",
    "proven: recorded by mx.google.com and confirmed here; nobody has to act.",
)
def gmail():
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    mail = receivers.submission(mail, T - 2)
    return delivered(receivers.gmail, mail, Delivery(T), HELD)


@sample(
    "71-microsoft-365",
    "A bulk letter in a Microsoft 365 mailbox, with no authserv-id in Authentication-Results.",
    "Inbox; SCL 1.",
    "proven: the client address comes from CIP and from the border Received; nobody has to act.",
)
def microsoft_365():
    mail = sign_opendkim(newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed")
    return delivered(receivers.microsoft, mail, Delivery(T), HELD)


@sample(
    "72-outlook-com",
    "The same in a personal Outlook.com mailbox; there the platform's return path is not aligned and the filter was strict.",
    "In the Junk folder, SCL 5.",
    "filed-as-spam: the aligned signature passed; the Junk folder was the filter's decision (SCL 5), so the sender looks at content and reputation, not at DNS.",
)
def outlook_com():
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    zone = (
        example_com(ip=None)
        .domain("mailer.example", spf="v=spf1 ip4:198.51.100.0/24 -all")
        .ptr("198.51.100.17", "o17.mailer.example")
    )
    d = Delivery(
        T,
        ip="198.51.100.17",
        helo="o17.mailer.example",
        mail_from="b-8f1b2c@mailer.example",
        rcpt="anna@outlook.example",
    )
    out = delivered(
        lambda m, x: receivers.microsoft(m, x, consumer=True, scl=5, sfv="SPM", cat="SPM", bcl=6),
        mail,
        d,
        HELD,
        zone=zone,
    )
    out["claims"]["headline"] = "filed-as-spam"
    return out


@sample(
    "73-yahoo",
    "A letter in a Yahoo mailbox: the border is written as 'from 192.0.2.25 (EHLO ...)'.",
    "Inbox.",
    "proven: recorded by Yahoo and confirmed here; nobody has to act.",
)
def yahoo():
    mail = sign_opendkim(
        newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed", oversign=["From"]
    )
    return delivered(receivers.yahoo, mail, Delivery(T), HELD)


@sample(
    "74-yandex",
    "A Russian letter in a Yandex mailbox: UTF-8 in base64, results with smtp.mail and rule=[...].",
    "Inbox.",
    "proven: recorded by Yandex and confirmed here; nobody has to act; the report is in Russian.",
)
def yandex():
    mail = sign_dkimpy(russian("utf-8", "base64", "b"), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return delivered(receivers.yandex, mail, Delivery(T), HELD, options={"language": "ru"})


@sample(
    "75-mail-ru",
    "A Russian letter in KOI8-R in a Mail.ru mailbox; the sender has SPF but does not sign.",
    "Inbox.",
    "proven: SPF passed for example.com and is aligned; the sender should also sign; the report is in Russian.",
)
def mail_ru():
    d = Delivery(T, dkim=(), helo="out.example.com")
    return delivered(
        receivers.mail_ru,
        russian("koi8-r", "quoted-printable", "b"),
        d,
        [],
        options={"language": "ru"},
        zone=example_com(key=None),
    )


@sample(
    "76-icloud",
    "A letter in an iCloud mailbox: one Authentication-Results per check, below the border's Received.",
    "Inbox.",
    "proven: the results below the border are iCloud's own; nobody has to act.",
)
def icloud():
    mail = sign_opendkim(newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed")
    return delivered(receivers.icloud, mail, Delivery(T, rcpt="anna@icloud.example"), HELD)


@sample(
    "77-fastmail",
    "A German letter in Latin-1 in a Fastmail mailbox, with dkim2=none among the results.",
    "Inbox.",
    "proven: recorded by messagingengine.com and confirmed here; nobody has to act.",
)
def fastmail():
    text = "Liebe Anna,\n\ndie Grüße aus Köln kommen verspätet – das Paket läge längst bei dir,\nwäre die Straße nicht gesperrt.\n\nBoris\n".replace(
        "–", "-"
    )
    mail = letter(
        subject=word("Grüße aus Köln", "iso-8859-1", "q"), text=text, charset="iso-8859-1", cte="quoted-printable"
    )
    mail = sign_dkimpy(
        mail,
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        headers=[
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
        ],
    )
    mail = receivers.submission(mail, T - 20, client="laptop.example.com", user="boris")
    return delivered(receivers.fastmail, mail, Delivery(T, mail_from="boris@example.com"), HELD)


@sample(
    "78-exim",
    "A letter with an attachment on a self-hosted Exim; HELO and reverse name differ.",
    "Inbox.",
    "proven: the address stands in Exim's '([ip]:port helo=name)'; nobody has to act.",
)
def exim():
    pdf = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    mail = message(
        f"From: Boris Example <boris@example.com>\nTo: Anna Sample <anna@recipient.example>\nSubject: Plan of the garden\n"
        f"Date: {date(T - 30, '+0100')}\nMessage-ID: <plan-3@example.com>\n",
        multipart(
            [
                part("Hello Anna,\n\nthe plan is attached.\n\nBoris\n", cte="7bit", charset="us-ascii"),
                attachment(pdf, "application/pdf", "plan.pdf"),
            ],
            "b1_garden_20261121",
            "mixed",
            preamble="This is a multi-part message in MIME format.\n",
        ),
    )
    mail = sign_opendkim(mail, "example.com", "sel1", "rsa2048", T - 25, canonicalization="simple/simple")
    d = Delivery(T, rdns="host25.example.net", mail_from="boris@example.com")
    zone = example_com(ip=None).ptr("192.0.2.25", "host25.example.net")
    return delivered(receivers.exim, mail, d, HELD, zone=zone)


@sample(
    "79-proofpoint",
    "A Proofpoint gateway stands before the company's Exchange; its host is the border, not the Exchange server.",
    "Inbox.",
    "proven: SPF is judged for 192.0.2.25 at mx0a-00000000.pphosted.com, not for the gateway's own address; nobody has to act.",
)
def proofpoint():
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa4096", T - 3, headers=SIGNED)
    return delivered(receivers.proofpoint, mail, Delivery(T, bits=4096), HELD, zone=example_com(key="rsa4096"))


@sample(
    "80-mimecast",
    "A Mimecast gateway took the letter and wrote its results.",
    "Inbox.",
    "proven: recorded by relay.mimecast.com and confirmed here; nobody has to act.",
)
def mimecast():
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return delivered(receivers.mimecast, mail, Delivery(T), HELD)


@sample(
    "81-japanese",
    "A Japanese letter in ISO-2022-JP (seven-bit escape sequences) and long folded fields.",
    "Inbox.",
    "proven: escape sequences in the body are octets like any other to the body hash; nobody has to act.",
)
def japanese():
    text = "佐藤様\n\n会議の議事録を受け取りました。\n次回は十二月三日です。\n\n例 太郎\n".encode("iso-2022-jp").decode("ascii")
    mail = letter(
        sender=word("例 太郎", "iso-2022-jp") + " <taro@example.com>",
        subject=word("Re: 議事録について", "iso-2022-jp"),
        text=text,
        charset="iso-2022-jp",
        ident="jp-1@example.com",
        more="References: <a1-0000000000000000000000000000001@example.com>\n <a2-0000000000000000000000000000002@example.com>\n\t<a3@example.com>\n",
    )
    mail = sign_opendkim(mail, "example.com", "sel1", "rsa2048", T - 25, canonicalization="simple/relaxed")
    return delivered(receivers.postfix, mail, Delivery(T, mail_from="taro@example.com"), HELD)
