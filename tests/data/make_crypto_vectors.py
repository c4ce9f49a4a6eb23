#!/usr/bin/env python3
"""Writes crypto_vectors.h: keys, and RSA signatures that open to blocks of every kind."""

import base64
import datetime
import hashlib
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vectors_common import DIGEST_INFO, ED25519_SEED, EXPONENT, PRIMES, Ed25519, Rsa, b64, cxx

DIGEST = hashlib.sha256(b"indicia").digest()
SHA1 = hashlib.sha1(b"indicia").digest()
SHA512 = hashlib.sha512(b"indicia").digest()
NO_NULL = bytes.fromhex("302f300b0609608648016503040201" + "0420")
key = Rsa(1024)


def rows():
    info = DIGEST_INFO["sha256"] + DIGEST
    yield "sha256", key.block(info), "sha256"
    yield "sha1", key.block(DIGEST_INFO["sha1"] + SHA1), "sha1"
    yield "sha512", key.block(DIGEST_INFO["sha512"] + SHA512), "sha512"
    yield "no_null", key.block(NO_NULL + DIGEST), "sha256-no-null"
    yield "raw_digest", key.block(DIGEST), "raw"
    yield "digest_too_long", key.block(info + b"\0"), "raw"
    yield "digest_too_short", key.block(info[:-1]), "raw"
    yield "short_padding", b"\0\1" + b"\xff" * 7 + b"\0" + info + b"\0" * (128 - 10 - len(info)), "unpadded"
    yield "eight_padding", b"\0\1" + b"\xff" * 8 + b"\0" + info + b"\0" * (128 - 11 - len(info)), "raw"
    yield "wrong_padding", key.block(info, b"\xff" * 40 + b"\xfe" + b"\xff" * 33), "unpadded"
    yield "encryption_block", b"\0\2" + key.block(info)[2:], "unpadded"
    yield "only_padding", b"\0\1" + b"\xff" * 126, "unpadded"
    yield "no_digest", b"\0\1" + b"\xff" * 125 + b"\0", "raw"


def pss(content, digest, salt):
    """EMSA-PSS-ENCODE (RFC 8017 9.1.1) with SHA-256 for a modulus of whole octets."""
    hashed = hashlib.sha256(bytes(8) + digest + salt).digest()
    size = key.octets - 33
    data = bytes(size - len(salt) - 1) + b"\1" + salt
    mask = b"".join(hashlib.sha256(hashed + i.to_bytes(4, "big")).digest() for i in range(size // 32 + 1))[:size]
    masked = bytes(a ^ b for a, b in zip(data, mask))
    return bytes([masked[0] & 0x7F]) + masked[1:] + hashed + content


def pss_rows():
    other = hashlib.sha256(b"another").digest()
    yield "salt of 32 octets", pss(b"\xbc", DIGEST, bytes(range(32))), "match"
    yield "no salt", pss(b"\xbc", DIGEST, b""), "match"
    yield "longest salt", pss(b"\xbc", DIGEST, bytes(range(94))), "match"
    yield "another digest", pss(b"\xbc", other, bytes(range(32))), "other_digest"
    yield "another digest, longest salt: nothing to believe", pss(b"\xbc", other, bytes(range(94))), "no"
    yield "another trailer", pss(b"\xcc", DIGEST, bytes(range(32))), "no"
    yield "the padding of DKIM", key.block(DIGEST_INFO["sha256"] + DIGEST), "no"
    yield "zeros with the trailer", bytes(127) + b"\xbc", "no"


def certificate():
    """Self-signed, as a web server has one; PKCS#1 v1.5 signatures do not vary."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.com")])
    day = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.private().public_key(),
                                      serial_number=1, not_valid_before=day, not_valid_after=day.replace(year=2030))
    return builder.sign(key.private(), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def private(form):
    return key.private().private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())


def ssh_string(octets):
    return len(octets).to_bytes(4, "big") + octets


def ssh(public):
    return base64.b64decode(public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).split()[1])


def private_ssh(public):
    """OpenSSH's PROTOCOL.key: encrypted, so that what follows the public half tells nothing."""
    head = b"openssh-key-v1\0" + ssh_string(b"aes256-ctr") + ssh_string(b"bcrypt") + ssh_string(bytes(24))
    return head + (1).to_bytes(4, "big") + ssh_string(ssh(public)) + ssh_string(bytes(64))


def main(path):
    out = ["// Written by make_crypto_vectors.py, then formatted by clang-format.", "#pragma once", "", "#include <string_view>", "",
           "namespace crypto_vectors {", ""]

    def constant(name, value):
        out.append(f"inline constexpr std::string_view {name} =\n    {cxx(value)};")

    for bits in sorted(PRIMES):
        constant(f"rsa{bits}_spki", b64(Rsa(bits).spki()))
    constant("rsa1024_pkcs1", b64(key.pkcs1()))
    constant("rsa1024_private_pkcs1", b64(private(serialization.PrivateFormat.TraditionalOpenSSL)))
    constant("rsa1024_private_pkcs8", b64(private(serialization.PrivateFormat.PKCS8)))
    constant("rsa1024_certificate", b64(certificate()))
    constant("rsa1024_ssh", b64(ssh(key.private().public_key())))
    constant("rsa1024_private_ssh", b64(private_ssh(key.private().public_key())))
    constant("rsa1024_small_factor", b64(key.spki((key.n // 3 | 1) * 3)))
    constant("rsa1024_even_modulus", b64(key.spki(key.n - 1)))
    constant("rsa1024_exponent_one", b64(key.spki(e=1)))
    constant("rsa1024_exponent_even", b64(key.spki(e=EXPONENT - 1)))
    constant("rsa1024_exponent_33_bits", b64(key.spki(e=(1 << 32) + 1)))
    constant("rsa1024_exponent_34_bits", b64(key.spki(e=(1 << 33) + 1)))
    constant("rsa_9000_bits", b64(key.spki((1 << 8999) + 1)))
    constant("ed25519_raw", b64(Ed25519().raw()))
    constant("ed25519_spki", b64(Ed25519().spki()))
    constant("ed25519_private", b64(bytes.fromhex("302e020100300506032b657004220420") + ED25519_SEED))
    constant("ed25519_ssh", b64(ssh(Ed25519PublicKey.from_public_bytes(Ed25519().raw()))))
    constant("ed25519_signature", b64(Ed25519().sign(DIGEST)))
    constant("digest_sha256", b64(DIGEST))
    constant("modulus_as_signature", b64(key.n.to_bytes(128, "big")))
    out += ["", "// Signatures by the 1024-bit key.", "struct Block {", "  std::string_view name;",
            "  std::string_view signature;  // base64", "  std::string_view reads_as;", "};",
            "inline constexpr Block blocks[] = {"]
    for name, block, reads_as in rows():
        out.append(f'    {{"{name}",\n    {cxx(b64(key.seal(block)))},\n    "{reads_as}"}},')
    out += ["};", "", "// Signatures by the same key that open to EMSA-PSS encodings.", "inline constexpr Block pss_blocks[] = {"]
    for name, block, reads_as in pss_rows():
        out.append(f'    {{"{name}",\n    {cxx(b64(key.seal(block)))},\n    "{reads_as}"}},')
    out += ["};", "", "}  // namespace crypto_vectors", ""]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "crypto_vectors.h"))
