"""Samples 50-59: SPF records as people publish them.  The letters bear no signature that aligns."""
from . import receivers
from .receivers import Delivery
from .sample import SIGNED, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import sign_dkimpy


def spf_case(
    zone,
    *,
    spf,
    ip="192.0.2.25",
    helo="out.example.com",
    mail_from="bounce@example.com",
    dmarc=None,
    headline=None,
    mail=None,
    options=None,
    recorded=None,
    policy="quarantine",
    dkim=(),
    dkim_claims=(),
    receiver=receivers.postfix,
):
    result = dmarc or ("pass" if spf == "pass" else "fail")
    d = Delivery(
        T,
        ip=ip,
        helo=helo,
        mail_from=mail_from,
        spf=recorded or spf,
        dkim=dkim,
        dmarc=result,
        policy=policy,
        disposition="none" if result == "pass" else policy,
    )
    out = dict(
        message=receiver(mail or newsletter(), d),
        zone=zone,
        claims=claims(
            dkim=dkim_claims,
            spf=spf,
            spf_domain=mail_from.rpartition("@")[2],
            dmarc=result,
            policy=policy,
            headline=headline,
            ip=ip,
            helo=helo,
            mail_from=mail_from,
        ),
    )
    if options:
        out["options"] = options
    return out


QUARANTINE = "v=DMARC1; p=quarantine; rua=mailto:dmarc-reports@example.com"


@sample(
    "50-spf-include-chain",
    "SPF of example.com reaches the sending address through two includes.",
    "Delivered.",
    "proven: include:_spf.mailer.example, then include:_net2.mailer.example, matched ip4:192.0.2.0/26 with 4 of 10 look-ups; nobody has to act.",
)
def include_chain():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 a mx include:_spf.mailer.example ~all")
    zone.txt("_spf.mailer.example", "v=spf1 ip4:198.51.100.0/24 include:_net2.mailer.example ?all")
    zone.txt("_net2.mailer.example", "v=spf1 ip4:192.0.2.0/26 -all")
    return spf_case(zone, spf="pass", headline="proven") | {"zone_text": True}


@sample(
    "51-spf-too-many-lookups",
    "Every department added its service: the record needs eleven DNS look-ups, the sending address is in the last include.",
    "spf=permerror at the receiver, dmarc=fail.",
    "not proven: the eleventh look-up is a permanent error (RFC 7208 4.6.4); the DNS admin removes services that no longer send.",
)
def too_many_lookups():
    services = ["crm", "desk", "shop", "survey", "payroll", "events", "video", "forms", "status"]
    zone = example_com(
        key=None,
        dmarc=QUARANTINE,
        spf="v=spf1 mx " + " ".join(f"include:spf.{s}.example" for s in services) + " include:spf.mailer.example -all",
    )
    for i, service in enumerate(services):
        zone.txt(f"spf.{service}.example", f"v=spf1 ip4:198.51.100.{16 * i}/28 -all")
    zone.txt("spf.mailer.example", "v=spf1 ip4:192.0.2.0/24 -all")
    return spf_case(zone, spf="permerror")


@sample(
    "52-spf-two-records",
    "Two SPF records stand at example.com: the old one and one added for a new platform.",
    "spf=permerror, although each record alone would be right.",
    "not proven: more than one SPF record is a permanent error (RFC 7208 4.5); the DNS admin merges them into one.",
)
def two_records():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 ip4:192.0.2.0/24 -all")
    zone.txt("example.com", "v=spf1 include:spf.mailer.example ~all", "site-verification=7f3a90c1")
    zone.txt("spf.mailer.example", "v=spf1 ip4:198.51.100.0/24 -all")
    return spf_case(zone, spf="permerror") | {"zone_text": True}


@sample(
    "53-spf-redirect",
    "A brand's domain redirects to the company's SPF record.",
    "Delivered.",
    "proven: redirect=_spf.company.example matched ip4:192.0.2.0/24; nobody has to act.",
)
def redirect():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 redirect=_spf.company.example")
    zone.txt("_spf.company.example", "v=spf1 ip4:192.0.2.0/24 -all")
    return spf_case(zone, spf="pass", headline="proven")


@sample(
    "54-spf-macro",
    "SPF asks a name made of the client address and the sender's local part (exists: with macros).",
    "Delivered.",
    "proven: with leave to ask personal names, 25.2.0.192.boris._spf.example.com exists; nobody has to act.",
)
def macro():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 exists:%{ir}.%{l}._spf.%{d} -all")
    zone.a("25.2.0.192.boris._spf.example.com", "127.0.0.2")
    return spf_case(
        zone,
        spf="pass",
        headline="proven",
        mail=letter(),
        mail_from="boris@example.com",
        options={"personal_names": True},
    )


@sample(
    "55-spf-softfail",
    "The shop moved to a new server whose address is not in SPF; the record ends in ~all.",
    "The letter is in the spam folder.",
    "not proven: 203.0.113.9 is not in the SPF record of example.com (softfail) and nothing is signed; the DNS admin adds the address.",
)
def softfail():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 ip4:192.0.2.0/24 ~all", ip="203.0.113.9")
    return spf_case(zone, spf="softfail", ip="203.0.113.9", receiver=receivers.gmail)


@sample(
    "56-spf-typo",
    "The SPF record says ipv4: instead of ip4:.",
    "spf=permerror.",
    "not proven: 'ipv4' is not a mechanism, so the whole record is an error (RFC 7208 4.6); the DNS admin writes ip4:.",
)
def typo():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 ipv4:192.0.2.0/24 include:spf.mailer.example -all")
    zone.txt("spf.mailer.example", "v=spf1 ip4:198.51.100.0/24 -all")
    return spf_case(zone, spf="permerror")


@sample(
    "57-spf-void-lookups",
    "SPF still names three hosts that were switched off; the right address stands behind them.",
    "Some receivers write permerror, some pass.",
    "not proven: the third empty look-up is a permanent error where the limit of RFC 7208 4.6.4 is kept; the DNS admin removes the dead names.",
)
def void_lookups():
    zone = example_com(
        key=None,
        dmarc=QUARANTINE,
        spf="v=spf1 a:old1.example.com a:old2.example.com a:old3.example.com ip4:192.0.2.0/24 -all",
    )
    return spf_case(zone, spf="permerror")


@sample(
    "58-spf-fail-explained",
    "Somebody without any right to the name sends as example.com; the record ends in -all and explains itself (exp=).",
    "dmarc=fail; the letter is in the spam folder.",
    "not proven: nothing of example.com authenticated this letter, it may be forged; nobody at example.com has to act, the recipient distrusts it.",
)
def fail_explained():
    zone = example_com(key=None, dmarc=QUARANTINE, spf="v=spf1 ip4:192.0.2.0/24 exp=why.%{d} -all")
    zone.txt("why.example.com", "%{i} is not allowed to send for %{d}")
    zone.a("host9.provider.example", "203.0.113.9")
    mail = letter(
        sender="Accounts <accounts@example.com>",
        subject="Changed bank details",
        ident="3f9a@host9.provider.example",
        text="Dear Anna,\n\nour bank account has changed. Please use the new one for the\nopen invoice.\n\nAccounts\n",
    )
    return spf_case(
        zone, spf="fail", ip="203.0.113.9", helo="host9.provider.example", mail_from="accounts@example.com", mail=mail
    )


@sample(
    "59-spf-none-signed",
    "The bounce name has no SPF record at all, but the letter is signed by example.com.",
    "spf=none, dkim=pass, dmarc=pass; Outlook.com refuses bulk mail like this.",
    "proven: the aligned signature is enough for DMARC; the DNS admin publishes SPF at bounce.example.com because some receivers want both.",
)
def none_signed():
    zone = example_com(dmarc=QUARANTINE)
    zone.mx("bounce.example.com", "mx.example.com")
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return spf_case(
        zone,
        spf="none",
        mail=mail,
        mail_from="b-8f1b2c@bounce.example.com",
        dmarc="pass",
        headline="proven",
        dkim=("pass",),
        dkim_claims=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
    )
