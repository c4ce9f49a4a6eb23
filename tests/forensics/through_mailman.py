"""GNU Mailman 3 as a filter: through_mailman.py MAILMAN WORK IN OUT, run in a process of its own because
Mailman changes Python's email package for the whole process.

IN holds files named NUMBER.VARIANT.  Each goes through the handlers of Mailman's own posting pipeline that
change a message, then through its decoration, and is written as its delivery writes it.
"""
import email
import email.generator
import io
import pathlib
import random
import sys

HANDLERS = ("mime-delete", "cleanse", "cleanse-dkim", "cook-headers", "subject-prefix", "rfc-2369", "dmarc")

CONFIGURATION = """
[mailman]
layout: here
site_owner: postmaster@example.org
[paths.here]
var_dir: {0}/var
bin_dir: {0}/var
[mta]
incoming: mailman.mta.null.NullMTA
[logging.root]
level: critical
[archiver.prototype]
enable: no
"""


def start(work):
    (work / "mailman.cfg").write_text(CONFIGURATION.format(work))
    from mailman.core.initialize import initialize

    initialize(str(work / "mailman.cfg"))


def settings(variant, mlist, work):
    """The list's configuration for one variant; what is not named here is Mailman's default."""
    from mailman.interfaces.mailinglist import DMARCMitigateAction, ReplyToMunging
    from mailman.interfaces.template import ITemplateManager
    from zope.component import getUtility

    words = variant.split("+")
    mlist.subject_prefix = "[Team] " if "prefix" in words else ""
    mlist.dmarc_mitigate_unconditionally = "dmarc" in words
    mlist.dmarc_mitigate_action = (
        DMARCMitigateAction.munge_from if "dmarc" in words else DMARCMitigateAction.no_mitigation
    )
    mlist.reply_goes_to_list = ReplyToMunging.point_to_list if "replyto" in words else ReplyToMunging.no_munging
    mlist.filter_content = mlist.collapse_alternatives = "filter" in words
    mlist.convert_html_to_plaintext = False
    manager = getUtility(ITemplateManager)
    empty, front = work / "empty.txt", work / "front.txt"
    empty.write_text("")
    front.write_text("Posted to the team's list; replies go to the author.\n\n")
    for name, wanted, uri in (
        ("list:member:regular:footer", "footer" not in words, empty.as_uri()),
        ("list:member:regular:header", "header" in words, front.as_uri()),
    ):
        manager.delete(name, mlist.list_id)
        if wanted:
            manager.set(name, mlist.list_id, uri)


def post(mlist, octets):
    from mailman.config import config
    from mailman.email.message import Message

    message = email.message_from_bytes(octets, Message)
    data = {"original_sender": message.sender, "recipients": {"bob@example.org"}}
    for name in HANDLERS:
        config.handlers[name].process(mlist, message, data)
    config.handlers["decorate"].process(mlist, message, data)
    # As smtplib.SMTP.send_message writes it, which Mailman's delivery calls.
    out = io.BytesIO()
    email.generator.BytesGenerator(out).flatten(message, linesep="\r\n")
    return out.getvalue()


def main():
    mailman, work, source, target = (pathlib.Path(a).resolve() for a in sys.argv[1:])
    sys.path.insert(0, str(mailman))
    start(work)
    from mailman.app.lifecycle import create_list
    from mailman.interfaces.domain import IDomainManager
    from mailman.interfaces.pipeline import DiscardMessage, RejectMessage
    from zope.component import getUtility

    getUtility(IDomainManager).add("lists.example.org")
    mlist = create_list("team@lists.example.org")
    mlist.display_name = "Team"
    previous = None
    for path in sorted(source.iterdir(), key=lambda p: (p.suffix, p.stem)):
        variant = path.suffix[1:]
        if variant != previous:
            settings(variant, mlist, work)
            previous = variant
        random.seed(path.stem)  # boundaries come from it
        try:
            (target / path.name).write_bytes(post(mlist, path.read_bytes()))
        except (DiscardMessage, RejectMessage) as error:
            print(f"{path.name}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
