"""Samples 60-69: DMARC policies, where they stand, and where RFC 7489 and RFC 9989 part."""
from . import receivers
from .receivers import Delivery
from .sample import SIGNED, SPF, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import key_record, sign_dkimpy, sign_opendkim
from .zone import Zone

STRANGER = dict(ip="203.0.113.9", helo="host9.provider.example", mail_from="x@provider.example")


def stranger_zone(zone):
    """The host that sends without any right to the name; its own mail is in order."""
    return zone.domain("provider.example", spf="v=spf1 ip4:203.0.113.0/28 -all").ptr(
        "203.0.113.9", "host9.provider.example"
    )


def spoof(sender, domain, policy, zone, dmarc="fail", disposition=None, headline=None, receiver=receivers.postfix):
    mail = letter(
        sender=sender,
        subject="Invoice 20261121",
        ident="a81b@host9.provider.example",
        text="Please find the invoice in our portal.\n",
    )
    d = Delivery(
        T, **STRANGER, dkim=(), dmarc=dmarc, policy=policy, disposition=disposition or policy, header_from=domain
    )
    return dict(
        message=receiver(mail, d),
        zone=zone,
        claims=claims(
            spf="pass",
            spf_domain="provider.example",
            dmarc=dmarc,
            policy=policy if dmarc not in ("none", "permerror") else None,
            headline=headline,
            ip=STRANGER["ip"],
            helo=STRANGER["helo"],
            mail_from=STRANGER["mail_from"],
        ),
    )


@sample(
    "60-dmarc-subdomain-policy",
    "Mail in the name of an existing subdomain without a record of its own; the domain says p=none; sp=reject.",
    "Refused by some receivers, although the domain says p=none.",
    "the policy for subdomains is sp=reject; nobody at example.com sent this, nobody has to act.",
)
def subdomain_policy():
    zone = example_com(key=None, ip=None, dmarc="v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com")
    zone.domain("billing.example.com")
    return spoof("Billing <billing@billing.example.com>", "billing.example.com", "reject", stranger_zone(zone))


@sample(
    "61-dmarc-nonexistent-subdomain",
    "Mail in the name of a subdomain that does not exist; the domain says np=reject (RFC 9989).",
    "Receivers that know np= refuse it, older ones apply sp=none.",
    "wire.example.com does not exist (NXDOMAIN), so np=reject holds; by RFC 7489 it would be sp=none; nobody has to act.",
)
def nonexistent_subdomain():
    zone = example_com(key=None, ip=None, dmarc="v=DMARC1; p=quarantine; sp=none; np=reject; rua=mailto:d@example.com")
    return spoof("Treasury <pay@wire.example.com>", "wire.example.com", "reject", stranger_zone(zone))


@sample(
    "62-dmarc-monitoring",
    "A forged letter; example.com publishes p=none, so receivers only report it.",
    "dmarc=fail, and the letter is in the inbox all the same.",
    "the policy p=none asks for no action; the DNS admin of example.com goes on to quarantine when its own mail passes.",
)
def monitoring():
    zone = example_com(key=None, ip=None, dmarc="v=DMARC1; p=none; rua=mailto:d@example.com")
    return spoof("Accounts <accounts@example.com>", "example.com", "none", stranger_zone(zone))


@sample(
    "63-dmarc-no-record",
    "example.com signs and has SPF but publishes no DMARC record.",
    "dkim=pass, spf=pass, dmarc=none; bulk mail like this is deferred by Gmail.",
    "no policy: both checks pass for example.com, receivers decide on their own; the DNS admin publishes v=DMARC1; p=none first.",
)
def no_record():
    mail = sign_opendkim(newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed")
    d = Delivery(T, dmarc="none", policy="none")
    return dict(
        message=receivers.postfix(mail, d),
        zone=example_com(dmarc=None),
        zone_text=True,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="example.com",
            dmarc="none",
            headline="no-policy",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="bounce@example.com",
        ),
    )


@sample(
    "64-dmarc-several-records",
    "Two DMARC records stand at _dmarc.example.com: the old p=none and a new p=reject.",
    "dmarc=none although two policies are published.",
    "no policy: several records are all discarded (RFC 9989 4.10, RFC 7489 6.6.3); the DNS admin deletes one.",
)
def several_records():
    zone = example_com(key=None, ip=None, dmarc="v=DMARC1; p=none; rua=mailto:d@example.com")
    zone.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:d@example.com")
    return spoof(
        "Accounts <accounts@example.com>",
        "example.com",
        "none",
        stranger_zone(zone),
        dmarc="none",
        headline="policy-unusable",
    )


@sample(
    "190-dmarc-policy-misspelt",
    "The policy of the DMARC record is misspelt, p=rejct, and the record names no address for reports.",
    "dmarc=permerror or none although a policy is published.",
    "the record cannot be applied (RFC 9989 4.10.1); the DNS admin corrects p=.",
)
def policy_misspelt():
    return spoof(
        "Accounts <accounts@example.com>",
        "example.com",
        "none",
        stranger_zone(example_com(key=None, ip=None, dmarc="v=DMARC1; p=rejct")),
        dmarc="permerror",
        headline="policy-unusable",
    )


@sample(
    "65-dmarc-record-only-below",
    "The only DMARC record stands at the subdomain in From; the signature is by the parent domain.",
    "Receivers on RFC 7489 write dmarc=pass, those on RFC 9989 dmarc=fail.",
    "by the tree walk news.example.com is an organization of its own and d=example.com does not align; the DNS admin publishes a record at _dmarc.example.com.",
)
def record_only_below():
    mail = sign_dkimpy(
        newsletter(sender='"Example Shop" <shop@news.example.com>'),
        "example.com",
        "sel1",
        "rsa2048",
        T - 3,
        headers=SIGNED,
    )
    zone = stranger_zone(example_com(dmarc=None, ip=None)).domain(
        "news.example.com", dmarc="v=DMARC1; p=reject; rua=mailto:d@example.com"
    )
    d = Delivery(T, **STRANGER, header_from="news.example.com")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="provider.example",
            dmarc="fail",
            policy="reject",
            rfc7489="pass",
            ip=STRANGER["ip"],
            helo=STRANGER["helo"],
            mail_from=STRANGER["mail_from"],
        ),
    )


@sample(
    "66-dmarc-private-suffix",
    "A hosting company signs for its customer's name; the public suffix list names the hosting domain as a private suffix.",
    "Receivers on RFC 7489 write dmarc=none, those on RFC 9989 dmarc=pass.",
    "proven by RFC 9989, not by RFC 7489: without psd= the hosting domain is the organization of its customers; the hosting company's DNS admin publishes psd=y if customers are strangers to each other.",
)
def private_suffix():
    mail = sign_opendkim(
        letter(sender="Alice <post@alice.hosting.example>", ident="8821@alice.hosting.example"),
        "hosting.example",
        "h1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/relaxed",
    )
    zone = stranger_zone(
        Zone()
        .domain("hosting.example", spf=SPF, dmarc="v=DMARC1; p=quarantine; rua=mailto:d@hosting.example")
        .domain("alice.hosting.example")
        .txt("h1._domainkey.hosting.example", key_record("rsa2048"))
    )
    psl = (
        "// Public suffix list of this sample: the reserved names only.\n// ===BEGIN ICANN DOMAINS===\ncom\nexample\n"
        "// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\nhosting.example\n// ===END PRIVATE DOMAINS===\n"
    )
    d = Delivery(T, **STRANGER, dmarc="none", policy="none", header_from="alice.hosting.example")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        options={"public_suffix_list": psl},
        claims=claims(
            dkim=[dkim_claim("hosting.example", "h1", "pass", "match", "match")],
            spf="pass",
            spf_domain="provider.example",
            dmarc="pass",
            policy="quarantine",
            rfc7489="none",
            ip=STRANGER["ip"],
            helo=STRANGER["helo"],
            mail_from=STRANGER["mail_from"],
        ),
    )


@sample(
    "67-dmarc-public-suffix-domain",
    "A registry for cities publishes psd=y; a city without a record of its own is forged in From.",
    "Refused by receivers that know RFC 9989.",
    "the record of the public suffix domain city.example asks for reject; nobody has to act, the city should publish its own record.",
)
def public_suffix_domain():
    zone = (
        Zone()
        .txt("_dmarc.city.example", "v=DMARC1; p=reject; psd=y; rua=mailto:d@city.example")
        .a("city.example", "203.0.113.80")
        .domain("riverton.city.example", spf="v=spf1 ip4:192.0.2.0/24 -all")
    )
    return spoof("Town hall <mayor@riverton.city.example>", "riverton.city.example", "reject", stranger_zone(zone))


@sample(
    "68-dmarc-strict",
    "The record asks for strict alignment (adkim=s; aspf=s); platform and bounce name use subdomains.",
    "spf=pass, dkim=pass, dmarc=fail, all for names under example.com.",
    "unaligned: mail.example.com and bounce.example.com are not example.com, and strict alignment wants equality; the DNS admin drops the strict tags or the platform signs with d=example.com.",
)
def strict():
    mail = sign_dkimpy(newsletter(), "mail.example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    zone = example_com(key=None, dmarc="v=DMARC1; p=quarantine; adkim=s; aspf=s; rua=mailto:d@example.com")
    zone.txt("sel1._domainkey.mail.example.com", key_record("rsa2048"))
    zone.mx("bounce.example.com", "mx.example.com").txt("bounce.example.com", SPF)
    d = Delivery(
        T, mail_from="b-8f1b2c@bounce.example.com", dmarc="fail", policy="quarantine", disposition="quarantine"
    )
    return dict(
        message=receivers.gmail(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("mail.example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="bounce.example.com",
            dmarc="fail",
            policy="quarantine",
            headline="unaligned",
            ip="192.0.2.25",
            helo="out.example.com",
            mail_from="b-8f1b2c@bounce.example.com",
        ),
    )


@sample(
    "69-dmarc-testing",
    "The record says p=reject; t=y (testing, RFC 9989): one step down, so quarantine.",
    "dmarc=fail; in the spam folder although the policy says reject.",
    "t=y lowers reject to quarantine; the DNS admin of example.com removes t=y when its own mail passes.",
)
def testing():
    zone = example_com(key=None, ip=None, dmarc="v=DMARC1; p=reject; t=y; rua=mailto:d@example.com")
    return spoof(
        "Accounts <accounts@example.com>", "example.com", "reject", stranger_zone(zone), disposition="quarantine"
    )
