"""What each program does to a message, and what Indicia must find of it.

A Row names an editor and, for each half of a signature that it breaks, what is found: rules of a condition and the
idents that are a right answer there, or missing("why it cannot be found").  A condition is a pattern over the words
"MESSAGE ALGORITHM CANONICALIZATION HEADER-SET" for the header and "MESSAGE CANONICALIZATION" for the body, or a
function of the case.  The first rule that holds decides.  A case found although listed as missing fails too: its
rule is stale.
"""
import dataclasses
import fnmatch

import editors
import undo


@dataclasses.dataclass
class Wanted:
    idents: tuple = ()
    reason: str = ""
    used: int = 0

    def describe(self):
        return self.reason or " or ".join(self.idents)


def found(*idents):
    return Wanted(idents)


def missing(reason):
    return Wanted(reason=reason)


@dataclasses.dataclass(eq=False)
class Row:
    name: str  # of program and setting, as the table prints it
    tool: callable
    variant: str
    what: str  # what it does
    header: list = dataclasses.field(default_factory=list)  # [(condition, Wanted)]
    body: list = dataclasses.field(default_factory=list)
    scripted: bool = False


def key(case, half):
    """ "plain rsa relaxed few" for the header, "plain relaxed" for the body."""
    if half == "body":
        return f"{case.message} {case.canonicalization('body')}"
    return f"{case.message} {case.signer.algorithm} {case.canonicalization('header')} {case.signer.header_set}"


def holds(condition, case, half):
    if callable(condition):
        return condition(case)
    return any(fnmatch.fnmatchcase(key(case, half), pattern) for pattern in condition.split("|"))


def expected(case, half):
    for condition, wanted in getattr(case.row, half):
        if holds(condition, case, half):
            wanted.used += 1
            return wanted
    return missing("no rule in cases.py")


def unused():
    return [
        f"{row.name}: no case fits the rule for {wanted.describe()}"
        for row in ROWS
        for half in (row.header, row.body)
        for _, wanted in half
        if not wanted.used
    ]


def of(messages, rest="*"):
    """A pattern for several messages: of("plain reply", "rsa *")."""
    return "|".join(f"{message} {rest}" for message in messages.split())


def rules(*idents, but=()):
    """The idents, but for the conditions named before them."""
    excepted = [
        (condition, missing(wanted) if isinstance(wanted, str) else found(*wanted)) for condition, wanted in but
    ]
    return excepted + ([("*", found(*idents))] if idents else [])


def tag_in_signature(case):
    return b"[EXT]" in undo.signatures(undo.normalized(case.received))[0]


MULTIPART = "alternative attachment related"

# Why an edit is not found.
UNKNOWN = "What stood there is nowhere in the message, and no rule leads back to it."
REMOVED = "The parts are gone, and with them the octets that were signed."
ED25519 = (
    "An Ed25519 signature gives no digest back, so that each hypothesis costs a verification: few are tried, and "
    "no edits of several fields at once."
)
SPELLINGS = "The text is spelled anew in encoded words; for Ed25519 the spellings are too many to try."
SEVERAL_FIELDS = (
    "More fields are changed at once than the sets have: besides tag, From and Reply-To also Content-Type or "
    "Content-Transfer-Encoding, or the Subject is spelled anew."
)
CASE_AND_ENCODING = "The name of MIME-Version is in other letters and the encoding is changed: this pair is not tried."
REFOLDED_ALL = "Several fields and the signature field itself are folded anew."
SIGNER_FOLDING = "How the signer folded the field is not among the foldings that are tried."
RESPELLED_ALL = "Encoded words in two fields are spelled anew, or quotes are added besides."
LOST_PARAMETERS = "The parameters format and delsp are lost, and the encoding is changed."
REGENERATED = "The export writes the MIME fields and the boundaries anew, from what it kept of the texts."
REWRITTEN_MIME = "New boundaries, part fields in another order, and parts encoded anew: more than two edits."
TAG_IN_SIGNATURE = (
    'altermime takes a folded line " subject : ..." of h= for the Subject field and writes its tag into the '
    "signature field."
)
NESTED = (
    "A list wrapped the message up and its generator put an empty line after a nested multipart: two edits, and only "
    "with both does the signed Content-Type come to light."
)
PARTS_AND_TEXT = "Text is added, and the parts that hold it and others are encoded anew: more than two edits."
ESCAPED_AND_FOOTER = (
    "Text is added, and From lines are escaped among others that were quoted before: which ones is not tried together."
)
BOTH_PARTS = "Text is added to two parts at once: the pair is not tried in this form."
PART_FIELDS = "The Content-Type of a part is written with quotes around the charset: that form is not tried."
PARTS_AND_FRAME = "Parts are written anew, and an empty line stands after a nested multipart: the pair is not tried."
SEVERAL_PARTS = "Several parts are encoded anew, and their fields rewritten: more than two edits."
FILTERED = "The signed Content-Type is gone with the parts that the filter removed."

LONG_LINES = rules("long-lines-broken")

# What Mailman's decoration does, with text at the end or in front; alone, or with the other edits of a list.
DECORATED_HEADER = dict(
    but=[
        (of("related"), NESTED),
        (of("text8bit quoted", "ed25519 *"), ED25519),
        (of("text8bit quoted"), ("set-rebuilt",)),
        (of("html8bit alternative long"), ("field-of-body",)),
    ]
)
DECORATED_BODY = [
    (of("related"), NESTED),
    (of("text8bit quoted base64"), ("footer-and-encoding", "banner-and-encoding")),
    (of("fromlines"), ("footer-and-from-lines", "banner-and-from-lines")),
    (of("fromquote"), ESCAPED_AND_FOOTER),
    (of("html8bit alternative long"), ("wrapped",)),
    (of("attachment"), ("part-added",)),
]
# Python's generator, which Mailman uses, on messages with a nested multipart or lines that begin with "From ".
GENERATED_BODY = rules(
    but=[(of("related"), ("multipart-frame",)), (of("fromlines fromquote"), ("from-lines-escaped",))]
)


def mailman(name, variant, what, header, body):
    return Row(f"Mailman 3, {name}", editors.mailman3, variant, what, header, body)


def altermime(name, variant, what, header=(), body=()):
    return Row(f"altermime, {name}", editors.altermime, variant, what, list(header), list(body))


def postfix(name, variant, what, header=(), body=()):
    return Row(f"Postfix, {name}", editors.postfix, variant, what, list(header), list(body))


def reformime(variant, what, header, body):
    return Row(f"maildrop, reformime -{variant}", editors.reformime, variant, what, header, body)


def python(name, variant, what, header=(), body=()):
    return Row(f"Python email, {name}", editors.python_email, variant, what, list(header), list(body))


def mime_tools(name, variant, what, header=(), body=()):
    return Row(f"Perl MIME::Tools, {name}", editors.mime_tools, variant, what, list(header), list(body))


def scripted(name, what, variant, header=(), body=()):
    return Row(name, editors.script, variant, what, list(header), list(body), True)


def encoded_anew(same):
    """Rules for the header where text parts are encoded anew; one kind of message keeps its encoding."""
    return rules(
        "set-rebuilt",
        but=[
            (of(same), ("content-type-rewritten",)),
            ("* ed25519 *", ED25519),
            (of("flowed"), LOST_PARAMETERS),
        ],
    )


ROWS = [
    mailman(
        "footer",
        "footer",
        "appends its footer; wraps what is not plain text",
        rules("content-type-rewritten", **DECORATED_HEADER),
        rules("footer-appended", but=DECORATED_BODY),
    ),
    mailman(
        "prefix",
        "prefix",
        "tags the subject",
        rules("subject-tag", but=[(of("text8bit", "ed25519 *"), SPELLINGS), (of("reply"), ("subject-marks",))]),
        GENERATED_BODY,
    ),
    mailman(
        "prefix, footer, From",
        "prefix+footer+dmarc",
        "as both, and From becomes the list's with the author in Reply-To",
        rules(
            "set-list",
            but=[
                ("* ed25519 *", ED25519),
                (of("related", "rsa * typical"), NESTED),
                (of("reply text8bit"), SEVERAL_FIELDS),
                (of("html8bit alternative attachment long", "rsa *"), ("set-list",)),
                ("* typical|* oversigned", ("set-list-rebuilt",)),
            ],
        ),
        rules("footer-appended", but=DECORATED_BODY),
    ),
    mailman(
        "text in front",
        "header",
        "puts its text before the message's",
        rules("content-type-rewritten", **DECORATED_HEADER),
        rules("banner-in-text", but=DECORATED_BODY),
    ),
    mailman("Reply-To", "replyto", "adds its own Reply-To", rules("reply-to-added"), GENERATED_BODY),
    mailman(
        "content filter",
        "filter",
        "keeps the plain text alone",
        rules(but=[(of("alternative"), FILTERED)]),
        rules(but=[(of("alternative related"), REMOVED), (of("fromlines fromquote"), ("from-lines-escaped",))]),
    ),
    altermime(
        "disclaimer",
        "disclaimer",
        "appends a disclaimer to the first text",
        body=rules(
            "footer-appended", but=[(of(MULTIPART), ("footer-in-part",)), (of("html8bit long"), ("html-block-added",))]
        ),
    ),
    altermime(
        "disclaimer in HTML",
        "disclaimer-html",
        "appends one to text and HTML",
        body=rules(
            "footer-appended",
            but=[
                (of("alternative related"), BOTH_PARTS),
                (of("attachment"), ("footer-in-part",)),
                (of("html8bit long"), ("html-block-added",)),
            ],
        ),
    ),
    altermime(
        "--htmltoo",
        "htmltoo",
        "the same, also in base64",
        body=rules(
            "footer-appended",
            but=[
                (of("base64"), ("footer-and-encoding",)),
                (of("alternative related"), BOTH_PARTS),
                (of("attachment"), ("footer-in-part",)),
                (of("html8bit long"), ("html-block-added",)),
            ],
        ),
    ),
    altermime(
        "subject",
        "tag",
        "tags the subject",
        header=rules("subject-tag", but=[(tag_in_signature, TAG_IN_SIGNATURE)]),
    ),
    altermime("--removeall", "removeall", "removes attachments", body=rules(but=[("*", REMOVED)])),
    postfix("relay", "relay", "breaks lines of more than 998 octets", body=LONG_LINES),
    postfix(
        "next hop without 8BITMIME",
        "7bit",
        "turns 8bit into quoted-printable",
        header=rules("field-of-body", "transfer-encoding-changed"),
        body=rules("transfer-encoding", but=[(of("long"), ("long-lines-broken",))]),
    ),
    postfix("header_checks REPLACE", "tag", "tags the subject", header=rules("subject-tag"), body=LONG_LINES),
    postfix(
        "header_checks IGNORE",
        "drop",
        "drops Message-ID and MIME-Version",
        header=rules(but=[("*", UNKNOWN)]),
        body=LONG_LINES,
    ),
    postfix(
        "body_checks PREPEND",
        "banner",
        "puts a line before the greeting",
        body=rules("banner-in-text", but=[(of("long"), ("long-lines-broken",))]),
    ),
    postfix(
        "sender_canonical_maps",
        "masquerade",
        "rewrites the author's domain",
        header=rules(but=[("*", UNKNOWN)]),
        body=LONG_LINES,
    ),
    reformime(
        "r7",
        "turns 8bit into quoted-printable, writes MIME fields anew",
        rules(
            "name-case",
            but=[
                (of(MULTIPART), REWRITTEN_MIME),
                (of("text8bit html8bit long", "* simple *"), CASE_AND_ENCODING),
                (of("text8bit html8bit long", "* relaxed *"), ("field-of-body", "transfer-encoding-changed")),
            ],
        ),
        rules("transfer-encoding", but=[(of(MULTIPART), REWRITTEN_MIME)]),
    ),
    reformime(
        "r8",
        "turns quoted-printable into 8bit, writes MIME fields anew",
        rules(
            "name-case",
            but=[
                (of(MULTIPART), REWRITTEN_MIME),
                (of("quoted", "* simple *"), CASE_AND_ENCODING),
                (of("quoted", "* relaxed *"), ("field-of-body", "transfer-encoding-changed")),
            ],
        ),
        rules("transfer-encoding", but=[(of(MULTIPART), REWRITTEN_MIME)]),
    ),
    Row(
        "formail",
        editors.formail,
        "",
        "stores in a mailbox: LF, a From_ line, `>From`",
        body=rules("from-lines-escaped"),
    ),
    Row(
        "Python mailbox",
        editors.python_mailbox,
        "",
        "stores in an mbox and takes out again",
        body=rules("from-lines-escaped"),
    ),
    python("compat32", "compat32", "parses and writes", body=rules("multipart-frame")),
    python("SMTP", "smtp", "parses and writes, folding long fields", body=rules("multipart-frame")),
    python(
        "refold_source",
        "refold",
        "parses and writes, folding all fields anew",
        header=rules(
            "content-type-rewritten",
            but=[
                (of("related fromquote", "rsa simple few"), ("signature-refolded",)),
                ("* simple *", REFOLDED_ALL),
                (of("quoted", "* few"), ("subject-marks", "encoding-changed")),
                (of("quoted"), RESPELLED_ALL),
                (of("text8bit", "ed25519 *"), SPELLINGS),
                (of("text8bit"), ("subject-marks", "encoding-changed")),
            ],
        ),
        body=rules(but=[(of("related"), PARTS_AND_FRAME), ("*", PART_FIELDS)]),
    ),
    python(
        "cte_type 7bit",
        "7bit",
        "turns 8bit into quoted-printable or base64",
        header=rules("set-rebuilt", but=[("* ed25519 *", ED25519)]),
        body=rules("transfer-encoding", but=[(of("related"), ("multipart-frame",))]),
    ),
    python(
        "set_content base64",
        "base64",
        "writes text parts as base64",
        header=encoded_anew("base64"),
        body=rules("transfer-encoding", but=[(of(MULTIPART), SEVERAL_PARTS), (of("base64"), ("encoded-lines",))]),
    ),
    python(
        "set_content quoted-printable",
        "qp",
        "writes text parts as quoted-printable",
        header=encoded_anew("quoted"),
        body=rules("transfer-encoding", but=[(of(MULTIPART), SEVERAL_PARTS)]),
    ),
    mime_tools(
        "rebuild",
        "rebuild",
        "parses and writes",
        body=rules("encoded-lines", but=[(of("related"), PARTS_AND_FRAME)]),
    ),
    mime_tools(
        "boilerplate",
        "boilerplate",
        "appends a line to text and HTML",
        body=rules(
            "footer-appended",
            but=[
                (of("base64"), ("footer-and-encoding",)),
                (of(MULTIPART), PARTS_AND_TEXT),
                (of("html8bit long"), ("html-block-added",)),
            ],
        ),
    ),
    mime_tools(
        "subject",
        "tag",
        "tags the subject, parses and writes",
        header=rules("subject-tag"),
        body=rules("encoded-lines", but=[(of("related"), PARTS_AND_FRAME)]),
    ),
    Row(
        "Email::Outlook::Message",
        editors.mime_tools,
        "msg",
        "exports from .msg",
        header=rules(
            but=[
                (of("text8bit", "ed25519 relaxed *"), ("content-type-rewritten",)),
                (of("quoted base64", "rsa relaxed *"), ("set-rebuilt",)),
                (of("related fromquote text8bit", "rsa simple few"), ("signature-refolded",)),
                ("*", REGENERATED),
            ],
        ),
        body=rules("transfer-encoding", but=[(of(MULTIPART), REGENERATED)]),
    ),
    scripted("External tag", "[EXTERNAL] before the subject", "external-tag", rules("subject-tag")),
    scripted(
        "External banner",
        "CAUTION text in front of text and HTML",
        "external-banner",
        body=rules(
            "banner-in-text",
            but=[
                (of("alternative related"), ("banners-in-parts",)),
                (of("base64"), ("banner-and-encoding",)),
                (of("html8bit long"), ("banner-in-html",)),
            ],
        ),
    ),
    scripted("Microsoft Safe Links", "rewrites links", "safelinks", body=rules("links-rewritten")),
    scripted("Proofpoint URL Defense v2", "rewrites links", "urldefense-v2", body=rules("links-rewritten")),
    scripted("Proofpoint URL Defense v3", "rewrites links", "urldefense-v3", body=rules("links-rewritten")),
    scripted(
        "Google Groups",
        "tag, From via the group, footer",
        "google-groups",
        header=rules(
            "set-list",
            "set-group",
            but=[
                (of("reply", "* typical") + "|" + of("reply", "* few"), ("from-rewritten",)),
                ("* ed25519 *", ED25519),
            ],
        ),
        body=rules("footer-appended", but=[(of(MULTIPART), ("footer-in-part",)), (of("base64"), ("footer-and-encoding",))]),
    ),
    scripted("Tracking pixel", "an image at the end of the HTML", "pixel", body=rules("html-image-added")),
    scripted("Blanks stripped", "at the ends of lines", "strip-blanks", body=rules("trailing-white-space-lost")),
    scripted("Tabs expanded", "to eight columns", "expand-tabs", body=rules("tabs-changed")),
    scripted(
        "Charset changed",
        "UTF-8 to Windows-1252",
        "latin1",
        rules("field-of-body", "content-type-rewritten"),
        rules("charset-changed"),
    ),
    scripted(
        "CR CR LF",
        "line ends converted twice",
        "crcrlf",
        body=rules("line-ends-changed", but=[(of("base64"), ("line-ends-changed", "encoded-lines"))]),
    ),
    scripted("Dots doubled", "dot-stuffing not undone", "dot-stuffed", body=rules("dots-doubled")),
    scripted("Reply-To added", "by a list", "reply-to", rules("reply-to-added")),
    scripted("Second Subject", "below the signed one", "second-subject", rules("duplicate-field")),
    scripted(
        "Message-ID replaced",
        "by a sending service, the old one kept in X-Original-Message-ID",
        "message-id",
        rules("message-id-replaced"),
    ),
    scripted("Date with a comment", "(CET) added", "date-comment", rules("date-reformatted")),
    scripted(
        "Quotes of a name lost",
        "in To",
        "unquoted-to",
        rules("recipients-reformatted"),
    ),
    scripted("Quotes of the boundary lost", "in Content-Type", "unquoted-boundary", rules("content-type-rewritten")),
    scripted(
        "Unfolded",
        "all fields but the signature",
        "unfold",
        rules(
            "content-type-rewritten",
            "refolded",
            but=[(of("text8bit"), ("subject-marks", "refolded"))],
        ),
    ),
    scripted(
        "Signature refolded",
        "one tag a line",
        "refold-signature",
        rules(
            but=[
                (of("alternative", "rsa * typical"), ("signature-refolded",)),
                (of("text8bit related fromquote", "rsa * few"), ("signature-refolded",)),
                ("*", SIGNER_FOLDING),
            ],
        ),
    ),
    scripted("A word changed", "inside a sentence", "reword", body=rules(but=[("*", UNKNOWN)])),
    scripted("Subject changed", "a word", "reword-subject", rules(but=[("*", UNKNOWN)])),
    scripted("Author redacted", "[redacted]@ in From", "redacted", rules(but=[("*", UNKNOWN)])),
]
