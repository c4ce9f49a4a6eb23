"""Samples 100-119: keys that are published wrongly or elsewhere, and signers that go wrong."""
import base64
import datetime
import re

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from . import receivers
from .cases_dkim import AGENT, agent_zone, platform_letter, unproven
from .cases_dkim import _identity as identity
from .receivers import Delivery
from .sample import SIGNED, T, claims, dkim_claim, letter, newsletter, sample
from .signing import (
    encoded_emsa_pss,
    key_record,
    other_block,
    private_key,
    public_base64,
    sign_dkimpy,
    sign_opendkim,
)

NAME = "sel1._domainkey.example.com"
TAGS = "v=DKIM1; k=rsa; p="


HELD = dkim_claim("example.com", "sel1", "pass", "match", "match")


def proven(*dkim):
    return claims(
        dkim=dkim,
        spf="pass",
        spf_domain="mailer.example",
        dmarc="pass",
        policy="reject",
        headline="proven",
        **identity(),
    )


def broken(*texts, header="untestable", word="permerror (key syntax error)"):
    """A letter signed rightly, and what stands at the selector instead of the key record."""
    d = Delivery(T, **AGENT, dkim=(word,), dmarc="fail")
    return dict(
        message=receivers.postfix(platform_letter(), d),
        zone=agent_zone(key=None).txt(NAME, *texts),
        claims=unproven(dkim_claim("example.com", "sel1", "permerror", header, "match")),
    )


def lines(text, width=64):
    return [text[i : i + width] for i in range(0, len(text), width)]


@sample(
    "100-key-strings-swapped",
    "The two strings of a 2048-bit key were entered in the wrong order.",
    "dkim=permerror (key syntax error).",
    "in the other order the strings give the key that made the signature (proven); the DNS admin swaps them.",
)
def strings_swapped():
    whole = TAGS + public_base64("rsa2048")
    return broken([whole[255:], whole[:255]])


@sample(
    "101-key-quotes-in-value",
    "The record was copied out of a zone file with its quotes and backslashes.",
    "dkim=permerror at some receivers, pass at others.",
    "quotes and escapes are part of the value; without them it is the right key (proven); the DNS admin enters the plain text.",
)
def quotes_in_value():
    whole = public_base64("rsa2048")
    return broken(f'"v=DKIM1\\; k=rsa\\; p={whole[:216]}" "{whole[216:]}"')


@sample(
    "102-key-pem-lines",
    "The whole PEM file, with its BEGIN and END lines, was pasted behind p=.",
    "dkim=permerror (key syntax error).",
    "the armour lines are part of the value; the key between them is the right one (proven); the DNS admin leaves the lines out.",
)
def pem_lines():
    body = " ".join(lines(public_base64("rsa2048")))
    return broken(f"{TAGS}-----BEGIN PUBLIC KEY----- {body} -----END PUBLIC KEY-----", header="malformed")


@sample(
    "103-key-certificate",
    "The certificate of the mail server was published instead of the key in it.",
    "dkim=permerror (bad key).",
    "p= holds a certificate; its key made the signature (proven); the DNS admin publishes the key alone.",
)
def certificate():
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "out.example.com")])
    day = datetime.datetime(2026, 1, 1)
    key = private_key("rsa2048")
    made = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=4711,
        not_valid_before=day,
        not_valid_after=day.replace(year=2030),
    ).sign(key, hashes.SHA256())
    der = made.public_bytes(serialization.Encoding.DER)
    return broken(TAGS + base64.b64encode(der).decode(), header="malformed")


def missing(selector, zone, domain="example.com", *, message=None, **more):
    """A letter whose key is not where the signature points."""
    d = Delivery(T, **AGENT, dkim=("permerror (no key for signature)",), dmarc="fail", header_from=domain)
    return dict(
        message=receivers.postfix(message or platform_letter(selector), d),
        zone=zone,
        claims=unproven(dkim_claim(domain, selector, "permerror", "untestable", "match")),
        **more,
    )


@sample(
    "104-key-neighbour-doubled-domain",
    "The name was entered with the domain, and the zone's editor added the domain once more.",
    "dkim=permerror (no key), although the customer sees the record in the editor.",
    "the key that made the signature stands at sel1._domainkey.example.com.example.com (proven); the DNS admin enters the name without the domain.",
)
def doubled_domain():
    return missing("sel1", agent_zone(key=None).txt(NAME + ".example.com", key_record("rsa2048")))


@sample(
    "105-key-neighbour-selector",
    "The platform was moved to selector k2, and the customer published the key as k1.",
    "dkim=permerror (no key).",
    "the key that made the signature stands under selector k1 (proven); the DNS admin publishes it as k2 or the platform signs as k1.",
)
def neighbour_selector():
    zone = agent_zone(key=None).txt("k1._domainkey.example.com", key_record("rsa2048"))
    zone.txt("default._domainkey.example.com", key_record("rsa2048-other"))
    return missing("k2", zone)


@sample(
    "106-key-dangling-cname",
    "The selector is a CNAME to a platform that was left and does not serve the key any more.",
    "dkim=permerror (no key).",
    "the chain of CNAMEs ends at a name that does not exist; the DNS admin compares the target or removes the CNAME.",
)
def dangling_cname():
    zone = agent_zone(key=None).cname(NAME, "sel1.dkim.oldmailer.example")
    zone.cname("sel1.dkim.oldmailer.example", "key17.oldmailer.example")
    return missing("sel1", zone)


@sample(
    "107-key-private-published",
    "The private key was published instead of the public one.",
    "dkim=permerror (bad key).",
    "the private key is known to everybody now; the DNS admin and the platform replace the pair at once.",
)
def private_published():
    der = private_key("rsa1024").private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    result = broken(TAGS + base64.b64encode(der).decode(), header="malformed")
    d = Delivery(T, **AGENT, dkim=("permerror (bad key)",), dmarc="fail")
    result["message"] = receivers.postfix(platform_letter(key="rsa1024"), d)
    return result


@sample(
    "108-key-split-over-records",
    "The editor takes 255 characters at most, so the customer made two TXT records of the key.",
    "dkim=permerror (key syntax error).",
    "two records give the right key only when joined, which no receiver does (proven); the DNS admin makes one record of two strings.",
)
def split_over_records():
    whole = TAGS + public_base64("rsa2048")
    return broken(whole[255:], whole[:255])


@sample(
    "109-key-at-parent-domain",
    "Letters are signed for news.example.com, and the key was published in example.com.",
    "dkim=permerror (no key).",
    "the key that made the signature stands at sel1._domainkey.example.com, where nobody looks (proven); the DNS admin publishes it below news.example.com.",
)
def parent_domain():
    mail = newsletter(sender='"Example Shop" <shop@news.example.com>')
    mail = sign_dkimpy(mail, "news.example.com", "sel1", "rsa2048", T - 3, headers=SIGNED)
    return missing("sel1", agent_zone().domain("news.example.com"), "news.example.com", message=mail)


@sample(
    "110-key-alias-doubled",
    "The CNAME's target was entered without its final dot, so the zone's name was added to it.",
    "dkim=permerror (no key).",
    "the key that made the signature stands at the target without the added example.com (proven); the DNS admin corrects the target.",
)
def alias_doubled():
    zone = agent_zone(key=None).cname(NAME, "sel1.dkim.mailer.example.example.com")
    zone.txt("sel1.dkim.mailer.example", key_record("rsa2048"))
    return missing("sel1", zone)


@sample(
    "111-key-gone-long-ago",
    "A letter from an archive, eight months old; its receiver recorded nothing, and the key is not published any more.",
    "'no key' in every tool.",
    "cannot be decided now: keys are replaced, so the missing key says nothing about the letter; nobody has to act.",
)
def gone_long_ago():
    d = Delivery(T, **AGENT)
    result = missing("sel1", agent_zone(key=None), options={"evaluated_at": "2027-07-20T08:00:00Z"})
    result["message"] = receivers.postfix(platform_letter(), d, results=False, received_spf=False)
    result["claims"]["headline"] = "key-gone"
    return result


def resigned(encode, header, result="fail", word="fail (signature did not verify)", **options):
    """A letter whose signature is the encoding of the right digest by another scheme."""
    mail = other_block(platform_letter(**options), "rsa2048", encode)
    d = Delivery(T, **AGENT, dkim=(word,), dmarc="fail")
    return dict(
        message=receivers.postfix(mail, d),
        zone=agent_zone(),
        claims=unproven(dkim_claim("example.com", "sel1", result, header, "match")),
    )


@sample(
    "112-signature-pss",
    "A home-made signer calls its library with the padding of RSA-PSS.",
    "dkim=fail (signature did not verify) at every receiver.",
    "the key opens the signature and it holds this header's digest, but in an encoding that DKIM does not have (proven); the platform's developers choose PKCS #1 v1.5.",
)
def signature_pss():
    return resigned(encoded_emsa_pss, "key_mismatch")


@sample(
    "113-signature-cut",
    "A gateway shortens long fields, and the end of b= is lost.",
    "dkim=fail (signature did not verify).",
    "b= has a length that no key gives, so the field was cut; whoever runs the gateway lets long fields through.",
)
def signature_cut():
    mail = platform_letter()
    field = re.search(rb"\A(DKIM-Signature:.*?)\r\n(?=[^ \t])", mail, re.S).group(1)
    cut = field.rpartition(b"\r\n")[0]
    cut = cut[: -(len(b"".join(cut.partition(b" b=")[2].split())) % 4) or None]
    d = Delivery(T, **AGENT, dkim=("fail (signature did not verify)",), dmarc="fail")
    return dict(
        message=receivers.postfix(mail.replace(field, cut), d),
        zone=agent_zone(),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "key_mismatch", "match")),
    )


@sample(
    "114-signature-other-hash",
    "The signer writes a=rsa-sha256 and signs with SHA-1.",
    "dkim=fail (signature did not verify).",
    "the opened signature names SHA-1; the platform's developers make a= and the hash agree.",
)
def signature_other_hash():
    info = bytes.fromhex("3021300906052b0e03021a05000414")
    return resigned(lambda digest, size: padded(info + digest[:20], size), "differ")


def padded(content, size):
    return b"\0\1" + b"\xff" * (size - 3 - len(content)) + b"\0" + content


@sample(
    "115-timestamp-in-future",
    "The signing server's clock is two hours ahead.",
    "Delivered; some receivers refuse the signature.",
    "proven with a warning: t= lies after the arrival; the platform sets the clock.",
)
def timestamp_in_future():
    mail = sign_dkimpy(newsletter(), "example.com", "sel1", "rsa2048", T + 7200, headers=SIGNED)
    return dict(
        message=receivers.postfix(mail, Delivery(T, **AGENT)),
        zone=agent_zone(),
        claims=proven(HELD),
    )


@sample(
    "116-many-signatures",
    "Each of six hosts of the platform signs the letter; the customer's signature is the lowest.",
    "dmarc=pass at some receivers, fail at those that check the first five signatures.",
    "proven with a warning: the signature that counts is the seventh from the top; the platform signs once.",
)
def many_signatures():
    mail = sign_dkimpy(letter(), "example.com", "sel1", "rsa2048", T - 25)
    zone = agent_zone()
    for i in range(1, 7):
        mail = sign_dkimpy(mail, "mailer.example", f"m{i}", "rsa2048-platform", T - 20 + i)
        zone.txt(f"m{i}._domainkey.mailer.example", key_record("rsa2048-platform"))
    held = [dkim_claim("mailer.example", f"m{i}", "pass", "match", "match") for i in range(6, 0, -1)]
    return dict(
        message=receivers.postfix(mail, Delivery(T, **AGENT, dkim=("pass",) * 7)),
        zone=zone,
        claims=proven(*held, HELD),
    )


@sample(
    "117-old-tags",
    "A set-up from the days of RFC 4871: the key record has g=, and the signature limits itself by l=.",
    "Delivered.",
    "proven with remarks: g= is out of use, and l= lets anybody append text; the DNS admin and the platform drop both.",
)
def old_tags():
    mail = sign_dkimpy(letter(), "example.com", "sel1", "rsa2048", T - 25, length=True)
    zone = agent_zone(key=None).txt(NAME, key_record("rsa2048", "v=DKIM1; g=boris; "))
    return dict(
        message=receivers.postfix(mail, Delivery(T, **AGENT)),
        zone=zone,
        claims=proven(HELD),
    )


@sample(
    "118-key-damaged-character",
    "One character of the key was changed while it was typed in.",
    "dkim=fail (signature did not verify).",
    "the modulus has a small divisor, which no RSA key has, so the key is damaged; the DNS admin copies it again.",
)
def damaged_character():
    whole = public_base64("rsa2048")
    for at in range(100, 300):
        damaged = whole[:at] + ("A" if whole[at] != "A" else "B") + whole[at + 1 :]
        der = base64.b64decode(damaged)
        modulus = int.from_bytes(der[33 : 33 + 256], "big")
        if any(modulus % small == 0 for small in (3, 5, 7)):
            break
    d = Delivery(T, **AGENT, dkim=("fail (signature did not verify)",), dmarc="fail")
    return dict(
        message=receivers.postfix(platform_letter(), d),
        zone=agent_zone(key=None).txt(NAME, TAGS + damaged),
        claims=unproven(dkim_claim("example.com", "sel1", "fail", "key_mismatch", "match")),
    )


@sample(
    "119-key-pkcs1",
    "The key was published as RSAPublicKey (PKCS #1), as the wording of the standard has it.",
    "dkim=pass at some receivers, permerror at others.",
    "proven with a warning: not every receiver reads this form; the DNS admin publishes SubjectPublicKeyInfo.",
)
def pkcs1():
    der = private_key("rsa2048").public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.PKCS1
    )
    return dict(
        message=receivers.postfix(platform_letter(), Delivery(T, **AGENT)),
        zone=agent_zone(key=None).txt(NAME, TAGS + base64.b64encode(der).decode()),
        claims=proven(HELD),
    )


@sample(
    "126-key-never-published",
    "The platform was set up for the domain, and nobody entered the key that it showed.",
    "dkim=permerror (no key).",
    "nothing stands at the key's name, no DKIM key of the domain exists, and the letter is a day old; the DNS admin publishes the key.",
)
def never_published():
    return missing("plat7", agent_zone(key=None))


@sample(
    "127-key-ssh",
    "The public key was taken from a file of OpenSSH, with its type and its comment.",
    "dkim=permerror (key syntax error).",
    "p= holds a key of SSH, and it is the right one (proven); the DNS admin publishes the same key as DKIM writes it.",
)
def ssh_key():
    public = private_key("rsa2048").public_key()
    line = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
    return broken(f"{TAGS}{line} postmaster@example.com", header="malformed")
