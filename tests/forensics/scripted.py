"""Edits of gateways whose software cannot be run here, written after what they are known to do; and small
accidents.  Each is a function from a message to a message; None where it has nothing to do."""
import base64
import quopri
import re
import urllib.parse

CRLF = b"\r\n"
BANNER_TEXT = (
    b"CAUTION: This email originated from outside of the organization. Do not click links\r\n"
    b"or open attachments unless you recognize the sender.\r\n\r\n"
)
BANNER_HTML = (
    b'<div style="background-color:#FFEB9C;border:1px solid;padding:2pt">CAUTION: This email originated from '
    b"outside of the organization.</div>\r\n"
)
FOOTER = (
    b'\r\n-- \r\nYou received this message because you are subscribed to the Google Groups "Team" group.\r\n'
    b"To unsubscribe from this group and stop receiving emails from it, send an email to\r\n"
    b"team+unsubscribe@lists.example.org.\r\n"
)
LINK = re.compile(rb"https?://[^\s\"'<>]+")


def split(message):
    header, _, body = message.partition(b"\r\n\r\n")
    return re.split(rb"\r\n(?![ \t])", header), body


def join(fields, body):
    return CRLF.join(fields) + b"\r\n\r\n" + body


def name_of(field):
    return field.partition(b":")[0].strip().lower()


def field_edit(name, edit):
    """The first field of that name changed by edit(value); the value has its leading space."""

    def through(message):
        fields, body = split(message)
        for i, field in enumerate(fields):
            if name_of(field) == name.lower().encode():
                written, _, value = field.partition(b":")
                changed = edit(value)
                if changed is None or changed == value:
                    return None
                fields[i] = written + b":" + changed
                return join(fields, body)
        return None

    return through


def body_edit(edit):
    def through(message):
        fields, body = split(message)
        changed = edit(body)
        return None if changed is None or changed == body else join(fields, changed)

    return through


def leaf_edit(kind, edit):
    """Every text leaf of that subtype, decoded, changed and encoded again as mail programs do."""

    def one(entity):
        header, separator, content = entity.partition(b"\r\n\r\n")
        if not re.search(rb"(?im)^content-type:\s*text/" + kind, header):
            return entity
        encoding = re.search(rb"(?im)^content-transfer-encoding:\s*([\w-]+)", header)
        encoding = encoding.group(1).lower() if encoding else b"7bit"
        if encoding == b"base64":
            text = base64.b64decode(content).replace(b"\r\n", b"\n").replace(b"\n", CRLF)
            changed = edit(text)
            coded = base64.encodebytes(changed).replace(b"\n", CRLF)
        elif encoding == b"quoted-printable":
            changed = edit(quopri.decodestring(content.replace(CRLF, b"\n")).replace(b"\n", CRLF))
            coded = quopri.encodestring(changed.replace(CRLF, b"\n")).replace(b"\n", CRLF)
        else:
            coded = edit(content)
        return header + separator + coded

    def entities(message):
        boundary = re.search(rb'(?i)boundary="?([^"\s;]+)', message.partition(b"\r\n\r\n")[0])
        if not boundary:
            return one(message)
        header, separator, body = message.partition(b"\r\n\r\n")
        delimiter = b"--" + boundary.group(1)
        pieces = re.split(rb"(?m)(^" + re.escape(delimiter) + rb"(?:--)?[ \t]*\r\n)", body)
        for i in range(2, len(pieces), 2):
            if not pieces[i - 1].startswith(delimiter + b"--"):
                pieces[i] = entities(pieces[i])
        return header + separator + b"".join(pieces)

    def through(message):
        changed = entities(message)
        return None if changed == message else changed

    return through


def both(*edits):
    def through(message):
        changed = message
        for edit in edits:
            changed = edit(changed) or changed
        return None if changed == message else changed

    return through


def safelinks(text):
    ampersand = b"&amp;" if b"<html" in text else b"&"
    data = b"05%7C02%7Cbob%40example.org%7C0123456789abcdef%7C0%7C0%7C638000000000000000"

    def rewritten(match):
        link = urllib.parse.quote(match.group(0).replace(b"&amp;", b"&"), safe="").encode()
        parameters = ampersand.join((b"url=" + link, b"data=" + data, b"sdata=Zm9vYmFy%3D", b"reserved=0"))
        return b"https://eur01.safelinks.protection.outlook.com/?" + parameters

    return LINK.sub(rewritten, text)


def urldefense_v2(text):
    def rewritten(match):
        link = match.group(0).replace(b"&amp;", b"&")
        coded = urllib.parse.quote(link, safe="").replace("_", "%5F").replace("-", "%2D")
        coded = coded.replace("%2F", "_").replace("%", "-").encode()
        ampersand = b"&amp;" if b"<html" in text else b"&"
        return (
            b"https://urldefense.proofpoint.com/v2/url?u="
            + coded
            + ampersand
            + ampersand.join(
                (b"d=DwMFaQ", b"c=euGZstcaTDllvimEN8b7jXrwqOf-v5A_CdpgnVfiiMM", b"r=abc", b"m=def", b"s=ghi", b"e=")
            )
        )

    return LINK.sub(rewritten, text)


def urldefense_v3(text):
    def rewritten(match):
        link = match.group(0)
        special = re.findall(rb"[^A-Za-z0-9:/.\-_~?=&;]", link)
        coded = re.sub(rb"[^A-Za-z0-9:/.\-_~?=&;]", b"*", link)
        table = base64.urlsafe_b64encode(b"".join(special)).rstrip(b"=")
        return b"https://urldefense.com/v3/__" + coded + b"__;" + table + b"!!Ab1-cd!xyz0123456789$"

    return LINK.sub(rewritten, text)


def google_groups(message):
    """A group's post as Google sends it to members of domains with a DMARC policy."""
    fields, body = split(message)
    sender = next(f for f in fields if name_of(f) == b"from").partition(b":")[2].strip()
    name = sender.partition(b"<")[0].strip(b' "')
    address = re.search(rb"<(.*?)>", sender).group(1)
    fields = [
        b"From: '" + name + b"' via Team <team@lists.example.org>" if name_of(f) == b"from" else f for f in fields
    ]
    fields = [re.sub(rb"^(Subject:\s*)(?!.*\[Team\])", rb"\1[Team] ", f) for f in fields]
    fields += [
        b"X-Original-Sender: " + address,
        b"X-Original-From: " + sender,
        b"Reply-To: " + sender,
        b"Precedence: list",
        b"Mailing-list: list team@lists.example.org; contact team+owners@lists.example.org",
        b"List-ID: <team.lists.example.org>",
        b"X-Google-Group-Id: 123456789012",
        b"List-Post: <https://groups.example.org/group/team/post>, <mailto:team@lists.example.org>",
    ]
    return leaf_edit(rb"plain", lambda text: text + FOOTER)(join(fields, body)) or join(fields, body)


def insert_field(field):
    return lambda message: field + CRLF + message


def append_field(field):
    def through(message):
        header, separator, body = message.partition(b"\r\n\r\n")
        return header + CRLF + field + separator + body

    return through


def replace_message_id(message):
    fields, body = split(message)
    original = next(f for f in fields if name_of(f) == b"message-id").partition(b":")[2]
    fields = [
        b"Message-ID: <010f0193-0000@eu-west-1.mailer.example>" if name_of(f) == b"message-id" else f for f in fields
    ]
    return join(fields + [b"X-Original-Message-ID:" + original], body)


def unfold(message):
    fields, body = split(message)
    return join([f if name_of(f) == b"dkim-signature" else f.replace(CRLF, b"") for f in fields], body)


def refold_signature(message):
    fields, body = split(message)
    fields = [
        b"DKIM-Signature: " + re.sub(rb";\s*", b";\r\n\t", re.sub(rb"\s+", b" ", f.partition(b":")[2].strip()))
        if name_of(f) == b"dkim-signature"
        else f
        for f in fields
    ]
    return join(fields, body)


def latin1(message):
    if b"utf-8" not in message.lower() or b"\r\nContent-Transfer-Encoding: 8bit" not in message:
        return None
    fields, body = split(message)
    try:
        body = body.decode("utf-8").encode("windows-1252")
    except UnicodeError:
        return None
    return join([re.sub(rb"(?i)charset=\"?utf-8\"?", b"charset=windows-1252", f) for f in fields], body)


def reword(text):
    """One word inside a sentence: what no search can find."""
    for old, new in (
        (b"Thursday", b"Monday"),
        (b"Price for", b"Cost of"),
        (b"Bonjour", b"Salut"),
        ("Поставка".encode(), "Доставка".encode()),
        (b"Yes", b"No"),
        (b"paragraph", b"section"),
    ):
        if old in text:
            return text.replace(old, new, 1)
    return text
