"""What each program does to a message, and what Indicia must find of it.

A Row names an editor and, for each half of a signature that it breaks, what is found: rules of a pattern over
"MESSAGE COLUMN-WORDS" and the idents that are a right answer there, or missing("why it cannot be found").
The first rule that fits decides.  A case found although listed as missing fails too: its rule is stale.
"""
import dataclasses
import fnmatch

import editors


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
    header: list = dataclasses.field(default_factory=list)  # [(pattern, Wanted)]
    body: list = dataclasses.field(default_factory=list)
    scripted: bool = False


def key(case, half):
    """ "plain rsa relaxed few" for the header, "plain relaxed" for the body."""
    if half == "body":
        return f"{case.message} {case.canonicalization('body')}"
    return f"{case.message} {case.signer.algorithm} {case.canonicalization('header')} {case.signer.header_set}"


def expected(case, half):
    text = key(case, half)
    for pattern, wanted in getattr(case.row, half):
        if any(fnmatch.fnmatchcase(text, p) for p in pattern.split("|")):
            wanted.used += 1
            return wanted
    return missing("no rule in cases.py")


def unused():
    return [
        f"{row.name}: no case fits the rule {pattern!r}"
        for row in ROWS
        for half in (row.header, row.body)
        for pattern, wanted in half
        if not wanted.used
    ]


def anything():
    return [("*", found("?"))]


def scripted(name, what, variant, header=(), body=()):
    return Row(name, editors.script, variant, what, list(header), list(body), True)


ROWS = [
    Row(
        "Mailman 3, footer",
        editors.mailman3,
        "footer",
        "appends its footer; wraps what is not plain text",
        header=anything(),
        body=anything(),
    ),
    Row("Mailman 3, prefix", editors.mailman3, "prefix", "tags the subject", header=anything(), body=anything()),
    Row(
        "Mailman 3, prefix, footer, From",
        editors.mailman3,
        "prefix+footer+dmarc",
        "as both, and From becomes the list's with the author in Reply-To",
        header=anything(),
        body=anything(),
    ),
    Row(
        "Mailman 3, text in front",
        editors.mailman3,
        "header",
        "puts its text before the message's",
        header=anything(),
        body=anything(),
    ),
    Row(
        "Mailman 3, Reply-To", editors.mailman3, "replyto", "adds its own Reply-To", header=anything(), body=anything()
    ),
    Row(
        "Mailman 3, content filter",
        editors.mailman3,
        "filter",
        "keeps the plain text alone",
        header=anything(),
        body=anything(),
    ),
    Row(
        "altermime, disclaimer",
        editors.altermime,
        "disclaimer",
        "appends a disclaimer to the first text",
        body=anything(),
    ),
    Row(
        "altermime, disclaimer in HTML",
        editors.altermime,
        "disclaimer-html",
        "appends one to text and HTML",
        body=anything(),
    ),
    Row("altermime, --htmltoo", editors.altermime, "htmltoo", "the same, also in base64", body=anything()),
    Row("altermime, subject", editors.altermime, "tag", "tags the subject", header=anything()),
    Row("altermime, --removeall", editors.altermime, "removeall", "removes attachments", body=anything()),
    Row("Postfix, relay", editors.postfix, "relay", "breaks lines of more than 998 octets", body=anything()),
    Row(
        "Postfix, next hop without 8BITMIME",
        editors.postfix,
        "7bit",
        "turns 8bit into quoted-printable",
        header=anything(),
        body=anything(),
    ),
    Row(
        "Postfix, header_checks REPLACE", editors.postfix, "tag", "tags the subject", header=anything(), body=anything()
    ),
    Row(
        "Postfix, header_checks IGNORE",
        editors.postfix,
        "drop",
        "drops Message-ID and MIME-Version",
        header=anything(),
        body=anything(),
    ),
    Row("Postfix, body_checks PREPEND", editors.postfix, "banner", "puts a line before the first", body=anything()),
    Row(
        "Postfix, sender_canonical_maps",
        editors.postfix,
        "masquerade",
        "rewrites the author's domain",
        header=anything(),
        body=anything(),
    ),
    Row(
        "maildrop, reformime -r7",
        editors.reformime,
        "r7",
        "turns 8bit into quoted-printable, writes MIME fields anew",
        header=anything(),
        body=anything(),
    ),
    Row(
        "maildrop, reformime -r8",
        editors.reformime,
        "r8",
        "turns quoted-printable into 8bit, writes MIME fields anew",
        header=anything(),
        body=anything(),
    ),
    Row("formail", editors.formail, "", "stores in a mailbox: LF, From_ line, >From", body=anything()),
    Row("Python mailbox", editors.python_mailbox, "", "stores in an mbox and takes out again", body=anything()),
    Row("Python email, compat32", editors.python_email, "compat32", "parses and writes", body=anything()),
    Row("Python email, SMTP", editors.python_email, "smtp", "parses and writes, folding long fields", body=anything()),
    Row(
        "Python email, refold_source",
        editors.python_email,
        "refold",
        "parses and writes, folding all fields anew",
        header=anything(),
        body=anything(),
    ),
    Row(
        "Python email, cte_type 7bit",
        editors.python_email,
        "7bit",
        "turns 8bit into quoted-printable or base64",
        header=anything(),
        body=anything(),
    ),
    Row(
        "Python email, set_content base64",
        editors.python_email,
        "base64",
        "writes text parts as base64",
        header=anything(),
        body=anything(),
    ),
    Row(
        "Python email, set_content quoted-printable",
        editors.python_email,
        "qp",
        "writes text parts as quoted-printable",
        header=anything(),
        body=anything(),
    ),
    Row("Perl MIME::Tools, rebuild", editors.mime_tools, "rebuild", "parses and writes", body=anything()),
    Row(
        "Perl MIME::Tools, boilerplate",
        editors.mime_tools,
        "boilerplate",
        "appends a line to text and HTML",
        body=anything(),
    ),
    Row(
        "Perl MIME::Tools, subject",
        editors.mime_tools,
        "tag",
        "tags the subject, parses and writes",
        header=anything(),
        body=anything(),
    ),
    Row("Email::Outlook::Message", editors.mime_tools, "msg", "exports from .msg", header=anything(), body=anything()),
    scripted("External tag", "[EXTERNAL] before the subject", "external-tag", header=anything()),
    scripted("External banner", "CAUTION text in front of text and HTML", "external-banner", body=anything()),
    scripted("Microsoft Safe Links", "rewrites links", "safelinks", body=anything()),
    scripted("Proofpoint URL Defense v2", "rewrites links", "urldefense-v2", body=anything()),
    scripted("Proofpoint URL Defense v3", "rewrites links", "urldefense-v3", body=anything()),
    scripted("Google Groups", "tag, From via the group, footer", "google-groups", header=anything(), body=anything()),
    scripted("Tracking pixel", "an image before </body>", "pixel", body=anything()),
    scripted("Blanks stripped", "at the ends of lines", "strip-blanks", body=anything()),
    scripted("Tabs expanded", "to eight columns", "expand-tabs", body=anything()),
    scripted("Charset changed", "UTF-8 to Windows-1252", "latin1", header=anything(), body=anything()),
    scripted("CR CR LF", "line ends converted twice", "crcrlf", body=anything()),
    scripted("Dots doubled", "dot-stuffing not undone", "dot-stuffed", body=anything()),
    scripted("Reply-To added", "by a list", "reply-to", header=anything()),
    scripted("Second Subject", "below the signed one", "second-subject", header=anything()),
    scripted(
        "Message-ID replaced",
        "by a sending service, the old one kept in X-Original-Message-ID",
        "message-id",
        header=anything(),
    ),
    scripted("Date with a comment", "(CET) added", "date-comment", header=anything()),
    scripted("Quotes of a name lost", "in To", "unquoted-to", header=anything()),
    scripted("Quotes of the boundary lost", "in Content-Type", "unquoted-boundary", header=anything()),
    scripted("Unfolded", "all fields but the signature", "unfold", header=anything()),
    scripted("Signature refolded", "one tag a line", "refold-signature", header=anything()),
    scripted("A word changed", "inside a sentence", "reword", body=anything()),
    scripted("Subject changed", "a word", "reword-subject", header=anything()),
    scripted("Author redacted", "[redacted]@ in From", "redacted", header=anything()),
]
