#!/usr/bin/env python3
"""Writes crypto_vectors.h: keys, and RSA signatures that open to blocks of every kind."""

import hashlib
import os
import sys

from vectors_common import DIGEST_INFO, EXPONENT, PRIMES, Ed25519, Rsa, b64, cxx

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


def main(path):
    out = ["// Written by make_crypto_vectors.py, then formatted by clang-format.", "#pragma once", "", "#include <string_view>", "",
           "namespace crypto_vectors {", ""]

    def constant(name, value):
        out.append(f"inline constexpr std::string_view {name} =\n    {cxx(value)};")

    for bits in sorted(PRIMES):
        constant(f"rsa{bits}_spki", b64(Rsa(bits).spki()))
    constant("rsa1024_pkcs1", b64(key.pkcs1()))
    constant("rsa1024_even_modulus", b64(key.spki(key.n - 1)))
    constant("rsa1024_exponent_one", b64(key.spki(e=1)))
    constant("rsa1024_exponent_even", b64(key.spki(e=EXPONENT - 1)))
    constant("rsa1024_exponent_33_bits", b64(key.spki(e=(1 << 32) + 1)))
    constant("rsa1024_exponent_34_bits", b64(key.spki(e=(1 << 33) + 1)))
    constant("rsa_9000_bits", b64(key.spki((1 << 8999) + 1)))
    constant("ed25519_raw", b64(Ed25519().raw()))
    constant("ed25519_spki", b64(Ed25519().spki()))
    constant("ed25519_signature", b64(Ed25519().sign(DIGEST)))
    constant("digest_sha256", b64(DIGEST))
    constant("modulus_as_signature", b64(key.n.to_bytes(128, "big")))
    out += ["", "// Signatures by the 1024-bit key.", "struct Block {", "  std::string_view name;",
            "  std::string_view signature;  // base64", "  std::string_view reads_as;", "};",
            "inline constexpr Block blocks[] = {"]
    for name, block, reads_as in rows():
        out.append(f'    {{"{name}",\n    {cxx(b64(key.seal(block)))},\n    "{reads_as}"}},')
    out += ["};", "", "}  // namespace crypto_vectors", ""]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "crypto_vectors.h"))
