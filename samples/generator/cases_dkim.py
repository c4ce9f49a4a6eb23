"""Samples 30-49: what goes wrong between a signature and its key record."""
from . import receivers
from .mail import body_of, replaced, with_body
from .receivers import Delivery
from .sample import SIGNED, SPF, T, claims, dkim_claim, example_com, letter, newsletter, sample
from .signing import key_record, public_base64, sign_dkimpy, sign_opendkim

FROM_25 = dict(ip="192.0.2.25", helo="out.example.com", mail_from="bounce@example.com")
# A return path elsewhere, so that nothing but DKIM can align.
AGENT = dict(ip="198.51.100.17", helo="o17.mailer.example", mail_from="b-8f1b2c@mailer.example")


def agent_zone(**options):
    zone = example_com(ip=None, **options)
    return zone.domain("mailer.example", spf="v=spf1 ip4:198.51.100.0/24 -all").ptr(
        "198.51.100.17", "o17.mailer.example"
    )


def unproven(claim):
    return claims(dkim=[claim], spf="pass", spf_domain="mailer.example", dmarc="fail", policy="reject", **_identity())


def _identity():
    return dict(ip=AGENT["ip"], helo=AGENT["helo"], mail_from=AGENT["mail_from"])


def platform_letter(selector="sel1", key="rsa2048", signer=sign_dkimpy, **options):
    options.setdefault("headers", SIGNED)
    return signer(newsletter(), "example.com", selector, key, T - 3, **options)


@sample(
    "30-key-missing",
    "The platform signs with selector s2026b; the customer published the key under s2026a.",
    "dkim=permerror (no key), dmarc=fail, the letter was refused elsewhere.",
    "s2026b._domainkey.example.com does not exist (NXDOMAIN), and the key that made the signature stands under s2026a (proven); the DNS admin publishes it under the selector the platform uses.",
)
def key_missing():
    mail = platform_letter("s2026b")
    d = Delivery(T, **AGENT, dkim=("permerror (no key for signature)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(selector="s2026a"),
        zone_text=True,
        claims=unproven(dkim_claim("example.com", "s2026b", "permerror", "untestable", "match")),
    )


@sample(
    "31-key-rotated",
    "The platform still signs with the old private key; DNS holds a new public key of the same size.",
    "dkim=fail (signature did not verify), although the message is intact.",
    "key and signature do not belong together, the body hash holds; the platform or the DNS admin brings both to the same key.",
)
def key_rotated():
    mail = platform_letter()
    d = Delivery(T, **AGENT, dkim=("fail (signature did not verify)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(key="rsa2048-other"),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "key_mismatch", "match")),
    )


@sample(
    "32-key-rotated-size",
    "The signature was made with a 1024-bit key; DNS now holds a 2048-bit key.",
    "dkim=fail (signature did not verify).",
    "128 octets of signature cannot come from a 2048-bit key, so the key was replaced; the platform signs with the new key.",
)
def key_rotated_size():
    mail = platform_letter(key="rsa1024", signer=sign_opendkim, canonicalization="relaxed/relaxed")
    d = Delivery(T, **AGENT, dkim=("fail (signature did not verify)",), dmarc="fail")
    return dict(
        message=receivers.exim(mail, d),
        zone=agent_zone(key="rsa2048"),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "key_mismatch", "match")),
    )


@sample(
    "33-key-revoked",
    "The key record has an empty p=: the owner revoked the key, but the platform goes on signing with it.",
    "dkim=permerror (key revoked).",
    "example.com withdrew this key; the platform signs with the selector that is in force.",
)
def key_revoked():
    mail = platform_letter("old")
    zone = agent_zone(key=None).txt("old._domainkey.example.com", "v=DKIM1; k=rsa; p=")
    d = Delivery(T, **AGENT, dkim=("permerror (key revoked)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        zone_text=True,
        claims=unproven(dkim_claim("example.com", "old", "permerror", "untestable", "match")),
    )


@sample(
    "34-key-truncated",
    "The key was copied into DNS without its last three characters (213 of 216, QAB is missing).",
    "dkim=permerror (key syntax error).",
    "p= holds 213 characters, which no key has; the DNS admin copies the whole key.",
)
def key_truncated():
    mail = platform_letter("ak", key="rsa1024")
    whole = public_base64("rsa1024")
    assert len(whole) == 216 and whole.endswith("QAB")
    zone = agent_zone(key=None).txt("ak._domainkey.example.com", f"v=DKIM1; k=rsa; p={whole[:-3]}")
    d = Delivery(T, **AGENT, dkim=("permerror (bad key)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=unproven(dkim_claim("example.com", "ak", "permerror", "malformed", "match")),
    )


@sample(
    "35-key-malformed",
    "The key record lost its semicolons in a web form: 'v=DKIM1 k=rsa p=...'.",
    "dkim=permerror (key syntax error).",
    "the record has no usable p= tag because the tags are not separated; the DNS admin writes the semicolons.",
)
def key_malformed():
    mail = platform_letter(signer=sign_opendkim, canonicalization="relaxed/relaxed")
    zone = agent_zone(key=None).txt("sel1._domainkey.example.com", f"v=DKIM1 k=rsa p={public_base64('rsa2048')}")
    d = Delivery(T, **AGENT, dkim=("permerror (key syntax error)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=unproven(dkim_claim("example.com", "sel1", "permerror", "untestable", "match")),
    )


@sample(
    "36-key-several-records",
    "Two TXT records stand at the selector: a replaced key that nobody deleted, and the right one.",
    "Some receivers write pass, some fail, depending on the order in which DNS gives the records.",
    "proven with a warning: one of two keys fits; the DNS admin deletes the old record.",
)
def key_several_records():
    mail = platform_letter()
    zone = agent_zone(key=None).txt("sel1._domainkey.example.com", key_record("rsa2048-other"), key_record("rsa2048"))
    d = Delivery(T, **AGENT)
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match", checked_by="any of several records")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="pass",
            policy="reject",
            headline="proven",
            **_identity(),
        ),
    )


@sample(
    "37-key-1024",
    "The signature is right, but the key has only 1024 bits.",
    "Delivered.",
    "proven with a warning: 1024 bits are the least that receivers accept (RFC 8301); platform and DNS admin move to 2048 bits.",
)
def key_1024():
    mail = platform_letter(key="rsa1024")
    d = Delivery(T, **AGENT, bits=1024)
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(key="rsa1024"),
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="pass",
            policy="reject",
            headline="proven",
            **_identity(),
        ),
    )


@sample(
    "38-key-512",
    "An old server signs with a 512-bit key; the signature is mathematically right.",
    "Gmail writes dkim=policy (weak key) and dmarc=fail.",
    "keys below 1024 bits are refused (RFC 8301 3.2), anybody can compute the private key; the platform makes a new key.",
)
def key_512():
    mail = platform_letter(key="rsa512", signer=sign_opendkim, canonicalization="relaxed/relaxed")
    d = Delivery(T, **AGENT, dkim=("policy (weak key)",), dmarc="fail", bits=512)
    return dict(
        message=receivers.gmail(mail, d),
        zone=agent_zone(key="rsa512"),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "match", "match", checked_by="policy of RFC 8301")),
    )


@sample(
    "39-rsa-sha1",
    "An old OpenDKIM signs with rsa-sha1; the signature is mathematically right.",
    "dkim=fail or policy, dmarc=fail.",
    "rsa-sha1 is refused since RFC 8301 although header and body match; the server's admin sets rsa-sha256.",
)
def rsa_sha1():
    mail = platform_letter(signer=sign_opendkim, algorithm="rsa-sha1", canonicalization="relaxed/simple")
    d = Delivery(T, **AGENT, dkim=("policy (sha1 not accepted)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "match", "match", checked_by="policy of RFC 8301")),
    )


@sample(
    "40-body-length-tail",
    "The signature covers a counted part of the body (l=); a list appended its footer behind it.",
    "dkim=pass, and text that nobody signed under the letter.",
    "proven with a warning: 165 octets follow the signed part and could have been written by anybody; the signer drops l=.",
)
def body_length_tail():
    plain = letter(to="gardeners@lists.example.org", subject="Pruning in November")
    mail = sign_dkimpy(
        plain,
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/simple",
        length=True,
        headers=["From", "To", "Subject", "Date", "Message-ID"],
    )
    from .cases_basic import FOOTER

    mail = with_body(mail, body_of(mail) + FOOTER.replace("\n", "\r\n").encode())
    d = Delivery(T, ip="198.51.100.77", helo="lists.example.org", mail_from="gardeners-bounces@lists.example.org")
    from .cases_basic import list_zone

    return dict(
        message=receivers.postfix(mail, d),
        zone=list_zone(),
        claims=claims(
            dkim=[
                dkim_claim(
                    "example.com", "sel1", "pass", "match", "match", unsigned_octets=len(FOOTER) + FOOTER.count("\n")
                )
            ],
            spf="pass",
            spf_domain="lists.example.org",
            dmarc="pass",
            policy="quarantine",
            headline="proven",
            ip="198.51.100.77",
            helo="lists.example.org",
            mail_from="gardeners-bounces@lists.example.org",
        ),
    )


@sample(
    "41-expired-at-arrival",
    "The signature was valid for one hour (x=) and the letter waited three hours in the platform's queue.",
    "dkim=fail (signature expired).",
    "header and body match, but the signature had expired two hours before arrival; the platform signs at delivery or allows days.",
)
def expired_at_arrival():
    mail = newsletter(t=T - 3 * 3600)
    mail = sign_opendkim(
        mail, "example.com", "sel1", "rsa2048", T - 3 * 3600, canonicalization="relaxed/relaxed", lifetime=3600
    )
    mail = receivers.submission(mail, T - 3 * 3600, host="o17.mailer.example", client="queue3.mailer.example")
    d = Delivery(T, **AGENT, dkim=("fail (signature expired)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "match", "match", checked_by="expiry at arrival")),
    )


@sample(
    "42-expired-only-now",
    "The signature was valid for seven days; the message is examined three weeks after it arrived.",
    "dkim=pass on arrival; verifiers that look at today's clock say expired.",
    "proven: expiry is judged at arrival (21 November), when the signature was in force; nobody has to act.",
)
def expired_only_now():
    mail = sign_opendkim(
        newsletter(), "example.com", "sel1", "rsa2048", T - 3, canonicalization="relaxed/relaxed", lifetime=7 * 86400
    )
    d = Delivery(T, **AGENT)
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(),
        options={"evaluated_at": "2026-12-12T10:00:00Z"},
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="pass",
            policy="reject",
            headline="proven",
            **_identity(),
        ),
    )


@sample(
    "43-two-from-fields",
    "A second From field was put above the signed one, so that programs show another sender than the one who signed.",
    "The reader sees Example Bank; dkim=pass for example.com.",
    "two From fields, DMARC cannot be evaluated (RFC 9989); the recipient treats it as an attack, the receiver refuses such mail.",
)
def two_from_fields():
    mail = sign_opendkim(letter(), "example.com", "sel1", "rsa2048", T - 25, canonicalization="relaxed/relaxed")
    mail = replaced(mail, "\nFrom: Boris Example", "\nFrom: Example Bank <service@bank.example>\nFrom: Boris Example")
    d = Delivery(T, **AGENT, dmarc="permerror", header_from="bank.example", policy="none")
    zone = agent_zone().domain("bank.example", spf="v=spf1 -all", dmarc="v=DMARC1; p=reject")
    # dkimpy adds a From to h= by itself and so refuses; RFC 6376 5.4.2 takes the lowest one, which is the signed one.
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "sel1", "pass", "match", "match", checked_by="RFC 6376 5.4.2")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="none",
            **_identity(),
        ),
    )


@sample(
    "44-wildcard-instead-of-key",
    "No key is published; a wildcard TXT record answers for every name with the SPF text.",
    "dkim=permerror (key syntax error).",
    "what stands at the selector is an SPF record from a wildcard, not a key; the DNS admin publishes the key and drops the wildcard.",
)
def wildcard_instead_of_key():
    mail = platform_letter("nov26")
    zone = agent_zone(key=None).txt("*.example.com", SPF)
    d = Delivery(T, **AGENT, dkim=("permerror (bad key record)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=unproven(dkim_claim("example.com", "nov26", "permerror", "untestable", "match")),
    )


@sample(
    "45-key-by-cname",
    "The selector is a CNAME to the platform's zone, and the platform's key there carries t=y (testing).",
    "Delivered.",
    "proven with a warning: the key still says it is a test; the platform removes t=y.",
)
def key_by_cname():
    mail = platform_letter("plat1", key="rsa2048-platform")
    zone = agent_zone(key=None).cname("plat1._domainkey.example.com", "example-com.dkim.mailer.example")
    zone.txt("example-com.dkim.mailer.example", key_record("rsa2048-platform", "v=DKIM1; t=y; "))
    d = Delivery(T, **AGENT)
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=claims(
            dkim=[dkim_claim("example.com", "plat1", "pass", "match", "match")],
            spf="pass",
            spf_domain="mailer.example",
            dmarc="pass",
            policy="reject",
            headline="proven",
            **_identity(),
        ),
    )


@sample(
    "46-copied-fields",
    "The signature keeps copies of the signed fields (z=); the display name in From was rewritten on the way.",
    "dkim=fail (signature did not verify).",
    "z= shows that From was 'Boris Example' when it was signed; the relay that adds '(external)' to names stops doing so.",
)
def copied_fields():
    mail = sign_opendkim(
        letter(),
        "example.com",
        "sel1",
        "rsa2048",
        T - 25,
        canonicalization="relaxed/simple",
        headers=["From", "To", "Subject", "Date", "Message-ID"],
        copy_headers=True,
    )
    mail = replaced(mail, "\nFrom: Boris Example <", '\nFrom: "Boris Example (external)" <')
    d = Delivery(T, **AGENT, dkim=("fail (signature did not verify)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "differ", "match")),
    )


@sample(
    "47-from-not-at-signer",
    "The signature names i=@news.example.com while the key has t=s, which forbids subdomains.",
    "Receivers disagree: some ignore the flag, some write permerror.",
    "the key's own restriction refuses this signature (RFC 6376 3.6.1); the DNS admin removes t=s or the platform signs with d=news.example.com.",
)
def from_not_at_signer():
    mail = sign_dkimpy(
        newsletter(sender='"Example Shop" <shop@news.example.com>'),
        "example.com",
        "sel1",
        "rsa2048",
        T - 3,
        identity="@news.example.com",
        headers=SIGNED,
    )
    zone = agent_zone(key=None).txt("sel1._domainkey.example.com", key_record("rsa2048", "v=DKIM1; t=s; "))
    zone.domain("news.example.com")
    d = Delivery(T, **AGENT, dkim=("permerror (domain mismatch)",), dmarc="fail", header_from="news.example.com")
    return dict(
        message=receivers.postfix(mail, d),
        zone=zone,
        claims=unproven(dkim_claim("example.com", "sel1", "permerror", "match", "match", checked_by="t=s of the key")),
    )
