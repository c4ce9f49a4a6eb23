"""The programs that change messages on their way.  A tool is a function from jobs, [(variant, message)], to
messages in the same order; None stands for "nothing came out".  Each does its jobs in one go, since starting
Mailman or Postfix is what takes time."""
import email
import email.policy
import functools
import mailbox
import os
import pathlib
import random
import re
import subprocess
import tempfile

import scripted
import through_postfix

HERE = pathlib.Path(__file__).resolve().parent
UNPACKED = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "indicia/unpacked"
CRLF = b"\r\n"


def lf(octets):
    return octets.replace(CRLF, b"\n")


def crlf(octets):
    return octets.replace(CRLF, b"\n").replace(b"\n", CRLF)


def program(package, path):
    found = UNPACKED / package / path
    if not found.exists():
        raise RuntimeError(f"{found} is missing: run tools/install test unpack")
    return found


def run(command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, timeout=240, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: status {done.returncode}\n{done.stderr[-1500:].decode(errors='replace')}")
    return done.stdout


def each(edit):
    """A tool from a function (variant, message) -> message."""
    return lambda jobs: [edit(variant, message) for variant, message in jobs]


def through_folder(command):
    """A tool from a program that reads a folder of files NUMBER.VARIANT and writes another."""

    def tool(jobs):
        with tempfile.TemporaryDirectory(prefix="indicia-forensics-") as folder:
            source, target, work = (pathlib.Path(folder, name) for name in ("in", "out", "work"))
            for path in (source, target, work):
                path.mkdir()
            for i, (variant, message) in enumerate(jobs):
                (source / f"{i:05d}.{variant}").write_bytes(message)
            run(command(work) + [source, target])
            results = [target / f"{i:05d}.{variant}" for i, (variant, _) in enumerate(jobs)]
            return [path.read_bytes() if path.exists() else None for path in results]

    return tool


mailman3 = through_folder(
    lambda work: [
        "/usr/bin/python3",
        "-W",
        "ignore",
        HERE / "through_mailman.py",
        program("mailman3", "usr/lib/python3/dist-packages"),
        work,
    ]
)
mime_tools = through_folder(lambda work: ["/usr/bin/perl", HERE / "through_mime_tools.pl"])


def postfix(jobs):
    with tempfile.TemporaryDirectory(prefix="indicia-postfix-") as work:
        server = through_postfix.Postfix(program("postfix", "."), work)
        try:
            return server.run(jobs)
        finally:
            server.stop()


DISCLAIMER = b"This message is confidential and meant for its addressee only.\nExample Ltd, 1 Example Street\n"
DISCLAIMER_HTML = b"<p>This message is confidential and meant for its addressee only.</p>\n"
ALTERMIME = {
    "disclaimer": ["--disclaimer={}/text"],
    "disclaimer-html": ["--disclaimer={}/text", "--disclaimer-html={}/html"],
    "htmltoo": ["--disclaimer={}/text", "--htmltoo", "--force-into-b64"],
    "tag": ["--alter-header=Subject", "--alter-with=[EXT]", "--alter-mode=prefix"],
    "removeall": ["--removeall"],
}


@each
def altermime(variant, message):
    """Run the way a Postfix pipe runs it: on a file with the system's line ends."""
    with tempfile.TemporaryDirectory(prefix="indicia-altermime-") as folder:
        pathlib.Path(folder, "text").write_bytes(DISCLAIMER)
        pathlib.Path(folder, "html").write_bytes(DISCLAIMER_HTML)
        path = pathlib.Path(folder, "message")
        path.write_bytes(lf(message))
        options = [option.format(folder) for option in ALTERMIME[variant]]
        run([program("altermime", "usr/bin/altermime"), f"--input={path}", *options])
        return crlf(path.read_bytes())


@each
def reformime(variant, message):
    """maildrop's MIME rewriter: -r7 for a relay without 8BITMIME, -r8 back again."""
    return crlf(run([program("maildrop", "usr/bin/reformime"), f"-{variant}"], input=lf(message)))


@each
def formail(variant, message):
    """A mailbox file as procmail leaves it: a From_ line, >From and LF."""
    return run([program("procmail", "usr/bin/formail")], input=lf(message))


@each
def python_mailbox(variant, message):
    """Stored in an mbox by Python's mailbox and taken out again; what was escaped stays so."""
    with tempfile.TemporaryDirectory(prefix="indicia-mbox-") as folder:
        box = mailbox.mbox(pathlib.Path(folder, "box"))
        key = box.add(lf(message))
        box.flush()
        octets = box.get_bytes(key)
        box.close()
        return crlf(octets)


def reencode(cte):
    def edit(octets):
        message = email.message_from_bytes(octets, policy=email.policy.SMTP.clone(max_line_length=998))
        for part in message.walk():
            if part.get_content_maintype() == "text":
                kind, charset = part.get_content_subtype(), part.get_content_charset("us-ascii")
                text = part.get_content()
                part.set_content(text, subtype=kind, charset=charset, cte=cte)
        return message.as_bytes()

    return edit


PYTHON = {
    "compat32": lambda octets: crlf(email.message_from_bytes(octets).as_bytes()),
    "smtp": lambda octets: email.message_from_bytes(octets, policy=email.policy.SMTP).as_bytes(),
    "refold": lambda octets: email.message_from_bytes(
        octets, policy=email.policy.SMTP.clone(refold_source="all")
    ).as_bytes(),
    "7bit": lambda octets: email.message_from_bytes(octets, policy=email.policy.SMTP.clone(cte_type="7bit")).as_bytes(),
    "base64": reencode("base64"),
    "qp": reencode("quoted-printable"),
}


@each
def python_email(variant, message):
    random.seed(1)
    return PYTHON[variant](message)


@each
def script(variant, message):
    return SCRIPTED[variant](message)


SCRIPTED = {
    "external-tag": scripted.field_edit("Subject", lambda v: b" [EXTERNAL]" + v),
    "external-banner": scripted.both(
        scripted.leaf_edit(rb"plain", lambda text: scripted.BANNER_TEXT + text),
        scripted.leaf_edit(rb"html", lambda text: re.sub(rb"(<body[^>]*>)", rb"\1" + scripted.BANNER_HTML, text, 1)),
    ),
    "safelinks": scripted.both(
        scripted.leaf_edit(rb"plain", scripted.safelinks), scripted.leaf_edit(rb"html", scripted.safelinks)
    ),
    "urldefense-v2": scripted.both(
        scripted.leaf_edit(rb"plain", scripted.urldefense_v2), scripted.leaf_edit(rb"html", scripted.urldefense_v2)
    ),
    "urldefense-v3": scripted.both(
        scripted.leaf_edit(rb"plain", scripted.urldefense_v3), scripted.leaf_edit(rb"html", scripted.urldefense_v3)
    ),
    "google-groups": scripted.google_groups,
    "pixel": scripted.leaf_edit(
        rb"html",
        lambda text: text.replace(
            b"</body>", b'<img src="https://track.example.net/o/47.gif" width="1" height="1" alt=""></body>'
        ),
    ),
    "strip-blanks": scripted.body_edit(lambda body: re.sub(rb"[ \t]+(?=\r\n)", b"", body)),
    "expand-tabs": scripted.body_edit(
        lambda body: CRLF.join(line.expandtabs(8) for line in body.split(CRLF)) if b"\t" in body else None
    ),
    "latin1": scripted.latin1,
    "crcrlf": scripted.body_edit(lambda body: body.replace(CRLF, b"\r" + CRLF)),
    "dot-stuffed": scripted.body_edit(lambda body: re.sub(rb"(?m)^\.", b"..", body)),
    "reply-to": scripted.append_field(b"Reply-To: team@lists.example.org"),
    "second-subject": scripted.append_field(b"Subject: Win a prize"),
    "message-id": scripted.replace_message_id,
    "date-comment": scripted.field_edit("Date", lambda v: v + b" (CET)"),
    "unquoted-to": scripted.field_edit("To", lambda v: v.replace(b'"', b"")),
    "unquoted-boundary": scripted.field_edit(
        "Content-Type", lambda v: re.sub(rb'boundary="([\w.-]+)"', rb"boundary=\1", v)
    ),
    "unfold": scripted.unfold,
    "refold-signature": scripted.refold_signature,
    "reword": scripted.both(
        scripted.leaf_edit(rb"plain", scripted.reword), scripted.leaf_edit(rb"html", scripted.reword)
    ),
    "reword-subject": scripted.field_edit(
        "Subject", lambda v: re.sub(rb"Deliveries|Invoice|Minutes|Newsletter", b"Payments", v)
    ),
    "redacted": scripted.field_edit("From", lambda v: re.sub(rb"[\w.]+@", b"[redacted]@", v)),
}
