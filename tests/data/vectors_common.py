"""Test keys and encodings shared by the generators of fixed vectors in this folder. The keys are made for the
tests and protect nothing; signatures made with them are deterministic, so the generators' output is too."""

import base64
import re

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

EXPONENT = 65537
PRIMES = {
    512: (0xf1b97ef6521db1717b5bf001fed60a1d600a61a4b2f53aa926febbf6979dc14d,
         0xeeab4157ccf15186a538bbb99e93037de65a1f077c01b2710159a5484f251d99),
    1024: (0xf19b48f4c1bc442af9dc3d9f208e453dfe05e8d3db7ba825fdb86616cdc3e41d86dfac6525a231be639d558d1ed3eedd7c8b4955b0709adb0845586f1c76f3e3,
         0xdff17e9554dd3ad48f48f85ecd6791b3baf5be4aef57464d7b214b3b6e4d79f14920fd7eeded354da124ab9aa0130034175a2325a8b510c70bb5cfd48630f595),
    2048: (0xf5e371eab69eac7fed05d69501d3ce32e928d78b5c82d0c70bbae87737c73071326cc7cc8158a8d89ddff574da83e77e37995494c2735c784c5bc7a113e12c40f5f454c6dce5c618ee867bcd33a05d4723f6a5c6d97b4c939d2de69abc7f73f040fddd63c476392eaab2684030a4d52b738caf44658d34fc8db179073689f311,
         0xd34c9a5b83717bfcc148dab6ef5f721acb0ef343c6c4cc6501d236c2c26a92c736911139b30d68c940ddf77c6d3d5586e8dadf7d1fe832f2b324cb724d5985a78aeabe633b88f3a9b80fcfab5605ab787975418e7e2051168f1ae9593ea14effe576c2b0f1b1ab555c11b869c1e21afd32fe93a99a858b25326383240f962813),
    4096: (0xd65d1633a421fb5186e37b7ca636b39851a0459b113c448b4717682e9523a65fe72a8113bcef44b35b71191d10f6a477735cd515309175746ff7609c5a967d02d04b77a859da115d76645adff829c898b398da6d14be796d8f44c1b15b85e21041ffafdf07198a49ee701ed8a79c60154fd34b557d47346732ec9a175aece5b5e2b872cd3ad23acd4b826d809f337417af046974e0961c5bd2aab45d4177a6b7c12a9fd575db03f9458bc18a94f048bc34ea8e5cef07e8888207f358046497bd4a86ed40329272d3951cfa0362f20c91b243ce010aa10301a32e9e9d6ae95996c5a7e5b6a7d6308b3b9816dd57e9df523780c0785151c8009e3feddf55f9f801,
         0xee9badf300e4a0d36fb615fee4fd1c6eb46826235f37a224b346bdf2d6b2efa2806293fd747ac28f500f49148923aaa3b257417f322a9517e42976dc9d2a2fccff0b9176576b5894e38e9b05b6478965cd55ac7ca30b0c30cd7fe4abd531bfaedbd4c13d61ceb9057b6ae9eb42515c95f39b01a55d0943e3f336be695c11e7e3deb462b47b586e65b6c576f5df1ce72b3dbf9c13e6b2bbc545d700eec1a38844ebf2e157e167b3c640c08a05f98b8ff2fc6d0fb4c73440a06ecef9737c01e013eebac33c445e8f503c6583944a05a88ab11edf9ebaea0114164f7c5207d41609a1773b7b79221d229b47433e6697c280cfd8a6d9ac55412a86e1d75d43d7476b),
}
ED25519_SEED = bytes(range(32))

# DigestInfo without the digest (RFC 8017 9.2 note 1).
DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else (lambda b: bytes([0x80 | len(b)]) + b)(
        size.to_bytes((size.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + content


def der_integer(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


class Rsa:
    def __init__(self, bits):
        p, q = PRIMES[bits]
        self.p, self.q, self.n = p, q, p * q
        self.d = pow(EXPONENT, -1, (p - 1) * (q - 1))
        self.octets = (self.n.bit_length() + 7) // 8

    def private(self):
        p, q, d = self.p, self.q, self.d
        numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p),
                                        rsa.RSAPublicNumbers(EXPONENT, self.n))
        return numbers.private_key()

    def pkcs1(self, n=None, e=EXPONENT):
        return der(0x30, der_integer(n or self.n) + der_integer(e))

    def spki(self, n=None, e=EXPONENT):
        algorithm = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
        return der(0x30, algorithm + der(3, b"\0" + self.pkcs1(n, e)))

    def seal(self, block):
        """block^d mod n: the signature that opens to this block."""
        assert len(block) == self.octets
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.octets, "big")

    def block(self, content, padding=None):
        """00 01 FF..FF 00 content, of the modulus' length."""
        fill = self.octets - 3 - len(content)
        return b"\0\1" + (padding if padding is not None else b"\xff" * fill) + b"\0" + content

    def sign(self, hash_name, digest):
        return self.seal(self.block(DIGEST_INFO[hash_name] + digest))


class Ed25519:
    def __init__(self):
        self.key = Ed25519PrivateKey.from_private_bytes(ED25519_SEED)

    def raw(self):
        return self.key.public_key().public_bytes_raw() if hasattr(
            self.key.public_key(), "public_bytes_raw") else _raw(self.key.public_key())

    def spki(self):
        return bytes.fromhex("302a300506032b6570032100") + self.raw()

    def sign(self, message):
        return self.key.sign(message)


def _raw(public_key):
    from cryptography.hazmat.primitives import serialization
    return public_key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def b64(octets):
    return base64.b64encode(octets).decode()


def cxx(octets, indent="    ", width=88):
    """A C++ expression of adjacent string literals for these octets."""
    if isinstance(octets, str):
        octets = octets.encode()
    pieces, piece = [], ""
    for i, octet in enumerate(octets):
        c = chr(octet)
        if c == "\n":
            piece += "\\n"
        elif c == "\r":
            piece += "\\r"
        elif c == "\t":
            piece += "\\t"
        elif c in '"\\':
            piece += "\\" + c
        elif 32 <= octet < 127:
            piece += c
        else:
            piece += f"\\{octet:03o}"
        if octet == 10 or len(piece) >= width:
            pieces.append(piece)
            piece = ""
    if piece or not pieces:
        pieces.append(piece)
    return ("\n" + indent).join(f'"{p}"' for p in pieces)


# Canonical forms (RFC 6376 3.4), by regular expressions over whole strings.
def relax(name, value):
    value = re.sub(r"\r\n(?=[ \t])", "", value)
    return name.strip(" \t").lower() + ":" + re.sub(r"[ \t]+", " ", value).strip(" ")


def header(name, value, mode):
    return relax(name, value) if mode == "relaxed" else name + ":" + value


def canonical_body(body, mode):
    lines = body.split("\r\n")
    if mode == "relaxed":
        lines = [re.sub(r"[ \t]+", " ", line).rstrip(" ") for line in lines]
    while lines and lines[-1] == "":
        lines.pop()
    if not lines:
        return "" if mode == "relaxed" else "\r\n"
    return "\r\n".join(lines) + "\r\n"


def octets(text):
    return text.encode("utf-8", "surrogateescape")
