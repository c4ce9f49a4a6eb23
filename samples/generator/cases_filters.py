"""Samples 140-157: what anti-spam filters wrote on arrival, and who decided.

The sentences under "FILTERS says" are those that the program's FILTERS section must hold.
"""
from . import receivers
from .cases_receivers import HELD, delivered, russian
from .mail import date, top
from .receivers import Delivery
from .sample import SIGNED, T, claims, example_com, letter, newsletter, sample
from .signing import sign_dkimpy


def signed(**more):
    return sign_dkimpy(newsletter(**more), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)


def changed(octets, *pairs):
    """Words of the receiver's fields replaced; each must be there."""
    for old, new in pairs:
        old, new = (text.replace("\n", "\r\n").encode() for text in (old, new))
        assert old in octets, old
        octets = octets.replace(old, new, 1)
    return octets


def microsoft(*pairs, consumer=False, delivery="", **levels):
    """Exchange Online with other words in its report and a mailbox delivery field."""

    def receive(octets, d):
        octets = receivers.microsoft(octets, d, consumer=consumer, **levels)
        if delivery:
            octets = changed(
                octets,
                ("X-Microsoft-Antispam: BCL", f"X-Microsoft-Antispam-Mailbox-Delivery:\n\t{delivery}\nX-Microsoft-Antispam: BCL"),
            )
        return changed(octets, *pairs)

    return receive


def outcome(receive, mail, d, dkim, *, headline, filters, **more):
    out = delivered(receive, mail, d, dkim, **more)
    out["claims"]["headline"] = headline
    out["filters"] = filters
    return out


JUNK = "ucf:0;jmr:0;auth:0;dest:J;OFR:SpamFilterAuthJ;ENG:(910001)(944506478);"


@sample(
    "140-microsoft-junk",
    "A bulk letter passes SPF, DKIM and DMARC at Microsoft 365, and the content filter puts it into Junk.",
    "In the Junk Email folder.",
    "filed-as-spam: authentication is not the cause; the sender looks at content and reputation.",
)
def microsoft_junk():
    return outcome(
        microsoft(scl=5, sfv="SPM", cat="SPM", bcl=0, delivery=JUNK),
        signed(),
        Delivery(T),
        HELD,
        headline="filed-as-spam",
        filters=[
            "Microsoft marked the message as spam (SFV:SPM, CAT:SPM, SCL:5, compauth=pass, reason=100).",
            "It was put into the junk folder (dest:J, OFR:SpamFilterAuthJ).",
            "Decided by: the content filter, by content and reputation.",
            "sender: Check links and their domains, subject, HTML, attachments and the reputation of the address;",
        ],
    )


@sample(
    "141-microsoft-quarantine",
    "Microsoft 365 held a letter in quarantine, and an administrator let it go.",
    "The letter came hours later, in the inbox.",
    "proven; a note says that it was in quarantine and that the first verdict is no longer visible.",
)
def microsoft_quarantine():
    return outcome(
        microsoft(scl=1, sfv="SKQ", cat="NONE", delivery="ucf:0;jmr:0;auth:0;dest:I;ENG:(910001);"),
        signed(),
        Delivery(T),
        HELD,
        headline="proven",
        filters=[
            "Microsoft held the message in quarantine, and it was released (SFV:SKQ, SCL:1, compauth=pass, reason=100).",
            "It was put into the inbox (dest:I).",
            "Decided by: whoever released it from quarantine.",
            "receiver's administrator: Look up in the quarantine why it was held; the sender can only ask for that.",
        ],
    )


@sample(
    "142-microsoft-bulk",
    "A bulk letter without one-click unsubscription exceeds Microsoft's bulk limit.",
    "In the Junk Email folder, although everything is authenticated.",
    "filed-as-spam: too many complaints; the sender works on consent and unsubscription.",
)
def microsoft_bulk():
    mail = newsletter().replace(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b"")
    mail = sign_dkimpy(mail, "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return outcome(
        microsoft(("SRV:;", "SRV:BULK;"), scl=6, sfv="SPM", cat="BULK", bcl=7, delivery=JUNK),
        mail,
        Delivery(T),
        HELD,
        headline="filed-as-spam",
        filters=[
            "Microsoft marked the message as bulk mail (SFV:SPM, CAT:BULK, SCL:6, compauth=pass, reason=100, BCL:7).",
            "It was put into the junk folder (dest:J, OFR:SpamFilterAuthJ).",
            "Decided by: the bulk limit; too many recipients complain about this sender.",
            "sender: Write to people who confirmed, make leaving easy, drop inactive addresses;",
        ],
    )


@sample(
    "143-microsoft-spoof",
    "A letter that claims to be from example.com comes unsigned from a host that its SPF record does not list.",
    "In the Junk Email folder.",
    "not-proven: DMARC fails here as it did at Microsoft, whose spoof protection followed the policy.",
)
def microsoft_spoof():
    d = Delivery(
        T, ip="198.51.100.77", helo="vps77.example.net", dkim=(), spf="fail", dmarc="fail", disposition="reject"
    )
    return outcome(
        microsoft(scl=5, sfv="SPM", cat="SPOOF", delivery=JUNK),
        newsletter(),
        d,
        [],
        headline="not-proven",
        filters=[
            "Microsoft took the message for a forgery (SFV:SPM, CAT:SPOOF, SCL:5, compauth=fail, reason=000).",
            "It was put into the junk folder (dest:J, OFR:SpamFilterAuthJ).",
            "Decided by: the DMARC policy of the domain in From. DMARC recomputed here: fail.",
            "sender: Align SPF or DKIM with the domain in From for this stream of mail.",
        ],
    )


@sample(
    "144-outlook-com-blocked",
    "The owner of an Outlook.com mailbox has blocked the sender.",
    "In the Junk folder, whatever the letter says.",
    "filed-as-spam: the recipient's own list decided; nothing in the letter or in DNS can change it.",
)
def outlook_com_blocked():
    d = Delivery(T, rcpt="anna@outlook.example")
    return outcome(
        microsoft(
            ("OFR:SpamFilterAuthJ", "OFR:ExclusiveSettings"), consumer=True, scl=6, sfv="BLK", cat="NONE", bcl=0
        ),
        signed(),
        d,
        HELD,
        headline="filed-as-spam",
        filters=[
            "Microsoft stopped the message without judging it (SFV:BLK, SCL:6, compauth=pass, reason=100).",
            "It was put into the junk folder (dest:J, OFR:ExclusiveSettings).",
            "Decided by: the recipient's own list of blocked senders.",
            "recipient: Lift the block if the sender's mail is wanted; nobody else can, and until then the sender should not write again.",
        ],
    )


CPANEL = """X-Spam-Status: Yes, score=7.4
X-Spam-Score: 74
X-Spam-Bar: +++++++
X-Spam-Report: Spam detection software, running on the system "host1.receiver.example",
 has identified this incoming email as possible spam.  The original
 message has been attached to this so you can view it or label
 similar future email.  If you have any questions, see
 root\\@localhost for details.
 Content preview:  Hello Anna, the winter catalogue is here.
 Content analysis details:   (7.4 points, 5.0 required)
  pts rule name              description
 ---- ---------------------- --------------------------------------------------
  1.7 URIBL_BLACK            Contains an URL listed in the URIBL blacklist
                             [URIs: trk.example.com]
  0.0 URIBL_BLOCKED          ADMINISTRATOR NOTICE: The query to URIBL was
                             blocked.
 -0.0 SPF_PASS               SPF: sender matches SPF record
  3.5 BAYES_99               BODY: Bayes spam probability is 99 to 100%
                             [score: 0.9991]
  2.2 HTML_IMAGE_ONLY_08     BODY: HTML: images with 400-800 bytes of words
 -0.1 DKIM_VALID_AU          Message has a valid DKIM or DK signature from
                             author's domain
X-Spam-Flag: YES
"""


@sample(
    "145-spamassassin-cpanel",
    "SpamAssassin on a cPanel server counts a letter as spam; Exim adds its fields below the sender's.",
    "The subject is marked; the mailbox owner's filter moves it to a spam folder.",
    "treated-as-spam: likely, since the sender could write there too; the rules are ranked, and the refused list look-up is no cause.",
)
def spamassassin_cpanel():
    def receive(octets, d):
        octets = receivers.exim(octets, d, by="host1.receiver.example")
        header, _, body = octets.partition(b"\r\n\r\n")
        return header + b"\r\n" + CPANEL.replace("\n", "\r\n").encode() + b"\r\n" + body

    return outcome(
        receive,
        signed(),
        Delivery(T),
        HELD,
        headline="treated-as-spam",
        filters=[
            "SpamAssassin marked the message as spam (score 7.4, limit 5.0).",
            "These fields stand where the sender could write too, but they name the receiver's own host.",
            "Decided by: the sum of the rules' points against the site's limit.",
            "sender: Remove the causes with the most points first.",
            "3.5 BAYES_99:",
            "2.2 HTML_IMAGE_ONLY_08:",
            "1.7 URIBL_BLACK:",
        ],
    )


RSPAMD = """X-Rspamd-Server: mx
X-Rspamd-Action: add header
X-Spamd-Result: default: False [8.40 / 15.00];
\tBAYES_SPAM(5.10)[100.00%];
\tURIBL_BLACK(7.50)[trk.example.com:url];
\tR_SPF_FAIL(1.00)[-all:c];
\tDMARC_POLICY_ALLOW(-0.50)[example.com,reject];
\tR_DKIM_ALLOW(-0.20)[example.com:s=sel1];
\tWHITELIST_DKIM(-4.00)[example.com:D:+];
\tHAS_LIST_UNSUB(-0.01)[];
\tURIBL_BLOCKED(0.00)[];
\tMY_SITE_RULE(-0.49)[]
X-Spam: Yes
"""


@sample(
    "146-rspamd",
    "Rspamd behind a relay marks a letter: a link is listed, and SPF was checked against the relay's address.",
    "In the spam folder of a mailbox at a small company.",
    "treated-as-spam: the link and the Bayes filter count most; the filter saw another SPF result than there was.",
)
def rspamd():
    return outcome(
        lambda octets, d: top(RSPAMD, receivers.postfix(octets, d)),
        signed(),
        Delivery(T),
        HELD,
        headline="treated-as-spam",
        filters=[
            "Rspamd marked the message as spam (score 8.40, refused from 15.00).",
            "Decided by: the sum of the rules' points against the site's limit.",
            "sender: Remove the causes with the most points first.",
            "7.50 URIBL_BLACK:",
            "5.10 BAYES_SPAM:",
        ],
    )


def behind_proofpoint(octets, d):
    """Proofpoint in front of Microsoft 365, whose rule takes everything from the gateway."""
    gateway = Delivery(d.t + 3, ip="203.0.113.148", helo="mx0a-00000000.pphosted.com", mail_from=d.mail_from, spf="softfail")
    octets = top(
        f"Received: from pps.filterd (m0000000.ppops.net [127.0.0.1])\n\tby mx0a-00000000.pphosted.com (8.18.1.2/8.18.1.2) with ESMTP id {d.token('p', 15)}\n\tfor <{d.rcpt}>; {date(d.t + 1, '+0000', 'GMT')}\n"
        f"Authentication-Results: ppops.net; spf=pass smtp.mailfrom={d.mail_from};\n dkim=pass header.d=example.com header.s=sel1;\n dmarc=pass policy=reject header.from=example.com\n"
        f"Received: from {d.helo} ({d.reverse} [{d.ip}])\n\tby mx0a-00000000.pphosted.com (PPS) with ESMTPS id {d.token('q', 10)}-1\n"
        f"\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT)\n\tfor <{d.rcpt}>; {date(d.t, '+0000', 'GMT')}\n"
        "X-Proofpoint-Spam-Details: rule=inbound_notspam policy=inbound score=12 priorityscore=1501\n"
        " suspectscore=0 bulkscore=12 phishscore=0 malwarescore=0 adultscore=0 clxscore=1015\n"
        " mlxscore=12 mlxlogscore=999 spamscore=0 classifier=spam adjust=0 reason=mlx scancount=1\n"
        " engine=8.19.0-2510240000 definitions=main-2611210078\n",
        octets,
    )
    return changed(
        receivers.microsoft(octets, gateway, scl=-1, sfv="SKN"),
        ("compauth=pass reason=100", "compauth=none reason=451"),
    )


@sample(
    "147-proofpoint-microsoft",
    "Proofpoint takes the letter for Microsoft 365, where a rule skips filtering for what the gateway passed on.",
    "Inbox.",
    "proven; Proofpoint held it for clean, and Microsoft's inbox is the rule's doing, not a proof of quality.",
)
def proofpoint_microsoft():
    return outcome(
        behind_proofpoint,
        signed(),
        Delivery(T),
        HELD,
        headline="proven",
        filters=[
            "Microsoft let the message in without judging it (SFV:SKN, SCL:-1, compauth=none, reason=451).",
            "Decided by: a mail flow rule of the recipient's organisation.",
            "Nothing to do; it is no proof of good content.",
            "Proofpoint held the message for clean (rule=inbound_notspam).",
        ],
    )


@sample(
    "148-mail-ru-spam",
    "Mail.ru counts an authenticated Russian letter as probable spam.",
    "In the spam folder.",
    "treated-as-spam: the words of the filter are X-Spam and X-Mras; the report is in Russian.",
)
def mail_ru_spam():
    mail = sign_dkimpy(russian("utf-8", "base64", "b"), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return outcome(
        lambda octets, d: changed(
            receivers.mail_ru(octets, d), ("X-Spam: undefined", "X-Spam: MrasProbableSpam"), ("X-Mras: Ok", "X-Mras: PROBABLE_SPAM")
        ),
        mail,
        Delivery(T),
        HELD,
        headline="treated-as-spam",
        options={"language": "ru"},
        filters=[
            "Mail.ru (VK) пометил письмо как спам (X-Spam: MrasProbableSpam).",
            "Решил: фильтр содержимого, по содержимому и репутации.",
            "отправитель: Проверьте ссылки и их домены, тему, HTML, вложения и репутацию адреса;",
        ],
    )


@sample(
    "149-gmail-silent",
    "A bulk letter at Gmail, seen by 'Show original' from the spam folder.",
    "In Spam; Gmail's banner gives the only reason there is.",
    "proven: Gmail writes no verdict into the header, so the folder cannot be told from here.",
)
def gmail_silent():
    return outcome(
        receivers.gmail,
        signed(),
        Delivery(T),
        HELD,
        headline="proven",
        filters=[
            "Google writes no spam verdict, score or folder into the header: only authentication can be seen here.",
        ],
    )


FORGED = """X-Spam-Status: No, score=-9.9 required=5.0 tests=BAYES_00 autolearn=ham version=4.0.1
X-Spam-Flag: NO
X-Forefront-Antispam-Report: CIP:192.0.2.25;SCL:-1;SFV:SKA;CAT:NONE;DIR:INB;
"""


@sample(
    "150-forged-all-clear",
    "A sender put good verdicts of two filters into its own letter; the receiver uses neither.",
    "Inbox.",
    "proven; the copies are shown as claims that may be forged and decide nothing.",
)
def forged_all_clear():
    mail = sign_dkimpy(top(FORGED, newsletter()), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return outcome(
        receivers.postfix,
        mail,
        Delivery(T),
        HELD,
        headline="proven",
        filters=[
            "SpamAssassin held the message for clean (score -9.9, limit 5.0). The sender could have written this: it may be forged and decides nothing.",
            "Microsoft let the message in without judging it (SFV:SKA, SCL:-1). The sender could have written this: it may be forged and decides nothing.",
        ],
    )


@sample(
    "151-microsoft-custom-setting",
    "An organisation at Microsoft 365 marks every letter with remote images as spam.",
    "In the Junk Email folder.",
    "filed-as-spam: one optional setting decided; its administrator can switch it off, or the images go.",
)
def microsoft_custom_setting():
    return outcome(
        microsoft(
            ("X-Microsoft-Antispam: BCL", "X-CustomSpam: Image links to remote sites\nX-Microsoft-Antispam: BCL"),
            scl=5, sfv="SPM", cat="SPM", delivery=JUNK,
        ),
        signed(),
        Delivery(T),
        HELD,
        headline="filed-as-spam",
        filters=[
            "Decided by: an optional setting that the recipient's administrator switched on (Image links to remote sites).",
            "sender: Drop the named trait, or ask the recipient's administrator to switch the setting off.",
        ],
    )


@sample(
    "152-microsoft-phishing",
    "Microsoft 365 takes an authenticated letter for phishing, with high confidence.",
    "In quarantine; downloaded from there.",
    "treated-as-spam: a threat verdict that allow lists do not lift; the account and the linked sites need a look.",
)
def microsoft_phishing():
    return outcome(
        microsoft(scl=8, sfv="SPM", cat="HPHSH"),
        signed(),
        Delivery(T),
        HELD,
        headline="treated-as-spam",
        filters=[
            "Microsoft took the message for phishing (SFV:SPM, CAT:HPHSH, SCL:8, compauth=pass, reason=100).",
            "Decided by: the protection against malware and high-confidence phishing; allow lists usually do not lift it.",
            "sender: Check the sending account, the linked sites and the attachments;",
        ],
    )


OUTBOUND = """X-OutGoing-Spam-Status: Yes, score=6.1
X-Get-Message-Sender-Via: host9.example.com: authenticated_id: news@example.com
X-AntiAbuse: Primary Hostname - host9.example.com
"""


@sample(
    "153-outbound-filter",
    "The hoster that sends a letter has scanned it on the way out and did not like it.",
    "Inbox; nothing to see.",
    "proven; a note says that the sending side's own filter objected, which is its opinion and may be forged.",
)
def outbound_filter():
    mail = sign_dkimpy(top(OUTBOUND, newsletter()), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return outcome(
        receivers.postfix,
        mail,
        Delivery(T),
        HELD,
        headline="proven",
        filters=[
            "cPanel marked the message as spam (score 6.1).",
            "That is the sending side's own opinion, not the recipient's.",
        ],
    )


@sample(
    "154-spoof-unexplained",
    "Microsoft 365 takes an authenticated letter for spoofed: its copy of the key record was old.",
    "In the Junk Email folder.",
    "filed-as-spam: DMARC passes here with the records supplied, and Microsoft's composite check failed; compare the records of that day.",
)
def spoof_unexplained():
    return outcome(
        microsoft(
            ("compauth=pass reason=100", "compauth=fail reason=001"), scl=5, sfv="SPM", cat="SPOOF", delivery=JUNK
        ),
        signed(),
        Delivery(T),
        HELD,
        headline="filed-as-spam",
        filters=[
            "Microsoft took the message for a forgery (SFV:SPM, CAT:SPOOF, SCL:5, compauth=fail, reason=001).",
            "Decided by: the protection against spoofing; From was not believed. DMARC recomputed here: pass.",
            "sender: Align SPF or DKIM with the domain in From.",
        ],
    )


SPAMASSASSIN = """X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on mx.receiver.example
X-Spam-Level: *****
X-Spam-Status: Yes, score=5.6 required=5.0 tests=DMARC_NONE=0.9,RDNS_NONE=0.8,
\tSPF_NONE=0.001,HTML_MESSAGE=0.001,MISSING_MID=0.1,BAYES_95=3.0,TVD_SPACE_RATIO=0.8
\tautolearn=no autolearn_force=no version=4.0.1
"""


@sample(
    "155-spamassassin-unauthenticated",
    "A personal letter without any signature from a host without SPF; SpamAssassin on the receiver counts it as spam.",
    "Marked as spam.",
    "not-proven: authentication comes first, then content; the rules are ranked.",
)
def spamassassin_unauthenticated():
    d = Delivery(T, ip="198.51.100.77", helo="vps77.example.net", dkim=(), spf="softfail", dmarc="fail", policy="none")
    return outcome(
        lambda octets, one: top(SPAMASSASSIN, receivers.postfix(octets, one)),
        letter(),
        d,
        [],
        headline="not-proven",
        zone=example_com(key=None, spf="v=spf1 ip4:192.0.2.0/24 ~all", dmarc="v=DMARC1; p=none"),
        filters=[
            "SpamAssassin marked the message as spam (score 5.6, limit 5.0).",
            "3.0 BAYES_95:",
            "0.9 DMARC_NONE:",
        ],
    )


@sample(
    "156-filter-field-cut",
    "The header was copied from a mail program that cut a long line: Rspamd's symbols end in the middle of a word.",
    "The copy looks complete.",
    "proven; what is left of the field is read, and a note says that it was cut.",
)
def filter_field_cut():
    cut = "X-Spamd-Result: default: False [-3.70 / 15.00];\n\tBAYES_HAM(-3.00)[99.99%];\n\tR_SPF_ALLOW(-0.20)[+ip4:192.0.2\n"
    return outcome(
        lambda octets, d: top(cut, receivers.postfix(octets, d)),
        signed(),
        Delivery(T),
        HELD,
        headline="proven",
        filters=["Rspamd held the message for clean (score -3.70, usual limit for marking 6, refused from 15.00)."],
    )


@sample(
    "157-microsoft-clean-in-junk",
    "Microsoft's content filter let a letter pass, and the mailbox's own filtering put it into Junk.",
    "In the Junk Email folder, although every field calls it clean.",
    "put-into-junk: no verdict speaks against the message; the recipient changes a setting.",
)
def microsoft_clean_in_junk():
    return outcome(
        microsoft(scl=1, sfv="NSPM", cat="NONE", delivery=JUNK),
        signed(),
        Delivery(T),
        HELD,
        headline="put-into-junk",
        filters=[
            "Microsoft held the message for clean (SFV:NSPM, SCL:1, compauth=pass, reason=100).",
            "It was put into the junk folder (dest:J, OFR:SpamFilterAuthJ).",
            "Decided by: the filtering at the mailbox, which chose the junk folder; why is not written down.",
            "recipient: Mark the message as not junk; the sender can only ask for that.",
        ],
    )
