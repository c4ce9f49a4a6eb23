"""What people write, and how their mail systems sign it.

ORIGINALS holds unsigned messages as mail programs send them.  A Signer makes a signed message of one, by
dkimpy or libopendkim with the keys of samples/keys.  Every signature is made at one time, so that the same
run gives the same octets.
"""
import base64
import dataclasses
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "samples"))
from generator import mail, signing  # noqa: E402

SIGNED_AT = mail.at("2026-11-21 09:02:03")
DOMAIN = "example.com"

HTML = (
    '<html><head><meta charset="utf-8"><title>Deliveries</title></head>\n'
    '<body style="font-family:sans-serif">\n'
    "<p>Hello Robert,</p>\n"
    '<p>the lists are at <a href="https://www.example.com/lists/2026/?year=2026&amp;week=47">our site</a>,\n'
    'the form is <a href="https://forms.example.net/change">here</a>.</p>\n'
    "<p>Price for the café: 25 € per week.</p>\n"
    "<p>Alice</p>\n"
    "</body></html>\n"
)
PLAIN = (
    "Hello Robert,\n\nthe delivery for week 47 comes on Thursday between nine and eleven.\n"
    "The list is at https://www.example.com/lists/2026/?year=2026&week=47 and the form\n"
    "is at https://forms.example.net/change as before.\n\nColumns:\tdate\tamount\n\nRegards\nAlice\n"
)
RUSSIAN = (
    "Здравствуйте!\n\nПоставка за 47-ю неделю будет в четверг, с девяти до одиннадцати.\n"
    "Список: https://www.example.com/lists/2026/?week=47\n\nС уважением,\nАлиса\n"
)
LATIN = "Bonjour Robert,\n\nla livraison du café arrive jeudi à neuf heures, comme prévu.\n\nÀ bientôt\nAlice\n"
PICTURE = bytes(range(256)) * 3


def fields(subject="Deliveries in week 47", sender="Alice Example <alice@example.com>", extra=""):
    return (
        f"Date: {mail.date(SIGNED_AT - 3, '+0100')}\n"
        f"From: {sender}\n"
        f'To: "Team" <team@lists.example.org>\n'
        f"{extra}"
        f"Subject: {subject}\n"
        "Message-ID: <47.deliveries@mail.example.com>\n"
        "User-Agent: Mozilla Thunderbird\n"
    )


def text(body, charset="us-ascii", cte="7bit", kind="plain", parameters=""):
    if cte == "base64":  # canonical line ends inside (RFC 2045 6.8)
        body = body.replace("\n", "\r\n")
    return (
        f"Content-Type: text/{kind}; charset={charset}{parameters}\nContent-Transfer-Encoding: {cte}\n\n"
        + mail.encoded(body, charset, cte)
    )


def long_line(octets):
    """HTML as templates give it: everything in one line."""
    row = '<tr><td class="name">Thursday delivery</td><td class="sum">25 boxes</td></tr>'
    return "<html><body><table>" + row * (octets // len(row)) + "</table></body></html>\n"


ALTERNATIVE = mail.multipart(
    [mail.part(PLAIN), mail.part(HTML, "text/html")],
    "------------pL9sXk2Qe7",
    preamble="This is a multi-part message in MIME format.\n",
)


def encoded_words(text, room):
    """Base64 words on lines of at most 76 characters, the first of them with less room."""
    words = []
    while text:
        size = max(n for n in range(1, len(text) + 1) if len(text[:n].encode()) <= (room - 12) // 4 * 3)
        words.append(f"=?UTF-8?B?{base64.b64encode(text[:size].encode()).decode()}?=")
        text, room = text[size:], 75
    return "\n ".join(words)


ORIGINALS = {
    "plain": mail.message(fields(), text(PLAIN)),
    "reply": mail.message(
        fields(
            "Re: [Team] Deliveries in week 47",
            extra="Cc: Bob Example <bob@example.org>,\n carol@example.net\n"
            "In-Reply-To: <46@lists.example.org>\n"
            "References: <45@lists.example.org>\n <46@lists.example.org>\n",
        ),
        text("> Is Thursday fine?\n\nYes, it is.\n\n-- \nAlice Example\nExample Deliveries\n"),
    ),
    "text8bit": mail.message(
        fields(encoded_words("Поставка за 47-ю неделю и перенос на следующую", 67)), text(RUSSIAN, "utf-8", "8bit")
    ),
    "html8bit": mail.message(fields(), text(HTML, "utf-8", "8bit", "html")),
    "quoted": mail.message(
        fields("=?utf-8?Q?Livraison_du_caf=C3=A9?=", "=?utf-8?q?Andr=C3=A9?= Example <andre@example.com>"),
        text(LATIN, "utf-8", "quoted-printable"),
    ),
    "base64": mail.message(fields("Lieferung Woche 47"), text(LATIN * 4, "utf-8", "base64")),
    "alternative": mail.message(fields(), ALTERNATIVE),
    "attachment": mail.message(
        fields("Invoice 4711"),
        mail.multipart(
            [text(PLAIN), mail.attachment(PICTURE, "application/pdf", "invoice-4711.pdf")], "=_b41d2c9a7f", "mixed"
        ),
    ),
    "related": mail.message(
        fields("Newsletter"),
        mail.multipart(
            [
                mail.multipart([mail.part(PLAIN), mail.part(HTML, "text/html")], "=_inner-0001"),
                mail.attachment(PICTURE, "image/png", "logo.png"),
            ],
            "=_outer-0001",
            "related",
        ),
    ),
    "long": mail.message(fields("Your table"), text(long_line(3000), kind="html")),
    "fromlines": mail.message(
        fields("Minutes"),
        text("Minutes of Thursday.\n\nFrom now on we start at nine.\n.profile is a file.\n\nFrom Alice\n"),
    ),
    "fromquote": mail.message(
        fields("Re: Minutes"), text("It said:\n\n>From now on we start at nine.\n\nFrom me: fine.\n")
    ),
    "flowed": mail.message(
        fields(),
        text(
            "This paragraph is flowed: every line but its last one \nends with a space, and a reader "
            "joins them \nagain.\n\n From the start of a line it is stuffed.\n\n-- \nAlice\n",
            parameters="; format=flowed; delsp=no",
        ),
    ),
}

# Which fields senders sign.  Names twice are over-signed: one more could not be added unseen.
TYPICAL = "From To Cc Subject Date Message-ID MIME-Version Content-Type Content-Transfer-Encoding".split()
FEW = "From Subject Date Message-ID".split()
OVERSIGNED = TYPICAL + ["Reply-To"]
HEADER_SETS = {
    "typical": (TYPICAL, []),
    "few": (FEW, []),
    "oversigned": (OVERSIGNED, "From To Cc Subject Reply-To".split()),
}


@dataclasses.dataclass(frozen=True)
class Signer:
    tool: str  # dkimpy or opendkim
    key: str  # file of samples/keys
    canonicalization: str
    header_set: str

    @property
    def selector(self):
        return f"{self.key}-key"

    @property
    def algorithm(self):
        return "ed25519" if self.key == "ed25519" else "rsa"

    def sign(self, message):
        names, twice = HEADER_SETS[self.header_set]
        if self.tool == "dkimpy":
            present = {
                f.partition(b":")[0].strip().lower().decode()
                for f in signing.unfold_fields(message.partition(b"\r\n\r\n")[0])
            }
            listed = [n for n in names if n.lower() in present] + twice
            return signing.sign_dkimpy(
                message,
                DOMAIN,
                self.selector,
                self.key,
                SIGNED_AT,
                canonicalization=self.canonicalization,
                headers=listed,
            )
        return signing.sign_opendkim(
            message,
            DOMAIN,
            self.selector,
            self.key,
            SIGNED_AT,
            canonicalization=self.canonicalization,
            headers=names,
            oversign=twice or None,
        )

    def __str__(self):
        return f"{self.tool} {self.key} {self.canonicalization} {self.header_set}"


# The four columns of the table, each with its header and body canonicalization alike, and the mixed pairs.
# Tools, key sizes and header sets go round over the messages; see signers_for.
COLUMNS = {
    "rsa relaxed": ("relaxed/relaxed",),
    "rsa simple": ("simple/simple",),
    "ed25519 relaxed": ("relaxed/relaxed",),
    "ed25519 simple": ("simple/simple",),
    "rsa mixed": ("relaxed/simple", "simple/relaxed"),
}
RSA_KEYS = ("rsa1024", "rsa2048", "rsa4096")


def signers_for(message_index):
    """One signer for each column; which tool, key size and header set depends on the message's index."""
    tools, sets = ("dkimpy", "opendkim"), tuple(HEADER_SETS)
    for i, (column, canonicalizations) in enumerate(COLUMNS.items()):
        n = message_index + i
        key = "ed25519" if column.startswith("ed25519") else RSA_KEYS[n % 3]
        canonicalization = canonicalizations[message_index // 2 % len(canonicalizations)]
        # libopendkim 2.11 folds an Ed25519 signature after it hashed it: no simple header of its verifies.
        tool = "dkimpy" if column == "ed25519 simple" else tools[n % 2]
        yield column, Signer(tool, key, canonicalization, sets[(n // 2) % len(sets)])


def key_answers():
    """The answers file for Indicia: every key at its name."""
    return {
        "schema": "indicia-answers/1",
        "default": "nxdomain",
        "answers": [
            {
                "name": f"{key}-key._domainkey.{DOMAIN}",
                "type": "TXT",
                "status": "ok",
                "records": [signing.key_record(key)],
            }
            for key in (*RSA_KEYS, "ed25519")
        ],
    }
