"""Signs messages with the two signers people really run, at a fixed time.

dkimpy is called as a library; libopendkim through ctypes, because its command-line
tester knows neither rsa-sha256 nor a fixed time.  RSA PKCS#1 v1.5 and Ed25519 are
deterministic, so the same message, key and time always give the same octets.
"""
import base64
import ctypes
import ctypes.util
import functools
import hashlib
import pathlib
import re
from unittest import mock

import dkim
from cryptography.hazmat.primitives import serialization

KEYS = pathlib.Path(__file__).resolve().parent.parent / "keys"


@functools.lru_cache(maxsize=None)
def private_pem(name):
    return (KEYS / f"test-only-{name}.pem").read_bytes()


@functools.lru_cache(maxsize=None)
def private_key(name):
    return serialization.load_pem_private_key(private_pem(name), password=None)


@functools.lru_cache(maxsize=None)
def public_base64(name):
    """The value of p= for the key: SubjectPublicKeyInfo for RSA, raw octets for Ed25519."""
    public = private_key(name).public_key()
    if name.startswith("ed25519"):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    else:
        raw = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(raw).decode()


def key_record(name, prefix="v=DKIM1; "):
    kind = "ed25519" if name.startswith("ed25519") else "rsa"
    return f"{prefix}k={kind}; p={public_base64(name)}"


def sign_dkimpy(
    message,
    domain,
    selector,
    key,
    t,
    *,
    canonicalization="relaxed/relaxed",
    headers=None,
    identity=None,
    length=False,
    algorithm=None,
):
    """Returns the message with a DKIM-Signature by dkimpy on top."""
    if algorithm is None:
        algorithm = "ed25519-sha256" if key.startswith("ed25519") else "rsa-sha256"
    if key.startswith("ed25519"):
        seed = private_key(key).private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        secret = base64.b64encode(seed)
    else:
        secret = private_pem(key)
    with mock.patch("dkim.time.time", lambda: t):
        signer = dkim.DKIM(message, signature_algorithm=algorithm.encode())
        field = signer.sign(
            selector.encode(),
            domain.encode(),
            secret,
            signature_algorithm=algorithm.encode(),
            identity=identity.encode() if identity else None,
            canonicalize=tuple(part.encode() for part in canonicalization.split("/")),
            include_headers=[h.encode() for h in headers] if headers else None,
            length=length,
        )
    return field + message


def encoded_emsa_pss(digest, size):
    """RFC 8017 9.1.1 with SHA-256 and a fixed salt of 32 octets."""
    salt = bytes(range(32))
    hashed = hashlib.sha256(bytes(8) + digest + salt).digest()
    data = bytes(size - 33 - 33) + b"\1" + salt
    mask = b"".join(hashlib.sha256(hashed + i.to_bytes(4, "big")).digest() for i in range(size // 32 + 1))
    masked = bytes(a ^ b for a, b in zip(data, mask))
    return bytes([masked[0] & 0x7F]) + masked[1:] + hashed + b"\xbc"


def other_block(message, key, encode):
    """Puts another signature into the topmost DKIM-Signature: that of encode(digest, octets of the modulus)
    instead of PKCS #1 v1.5.  b= is not signed, so the digest stays the same; the folding is kept."""
    numbers = private_key(key).private_numbers()
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    size = (n.bit_length() + 7) // 8
    start = re.search(rb"[;\s]b=", message).end()
    end = start + re.search(rb"\r\n(?![ \t])", message[start:]).start()
    old = message[start:end]
    opened = pow(int.from_bytes(base64.b64decode(re.sub(rb"\s", b"", old)), "big"), e, n).to_bytes(size, "big")
    block = int.from_bytes(encode(opened[-32:], size), "big")
    new = iter(base64.b64encode(pow(block, numbers.d, n).to_bytes(size, "big")))
    return message[:start] + bytes(c if c in b" \t\r\n" else next(new) for c in old) + message[end:]


def seal_arc(message, domain, selector, key, authserv_id, t, headers):
    """Returns the message with one more ARC set by dkimpy on top.

    dkimpy reads the results to record from the newest Authentication-Results field of authserv_id."""
    with mock.patch("dkim.time.time", lambda: t):
        sealer = dkim.ARC(message)
        # RFC 8617 4.1.2: a message signature should cover the DKIM signatures that are there.
        sealer.should_not_sign = set(sealer.should_not_sign) - {b"dkim-signature"}
        fields = sealer.sign(
            selector.encode(),
            domain.encode(),
            private_pem(key),
            authserv_id.encode(),
            include_headers=[h.encode() for h in headers],
            timestamp=t,
        )
    if not fields:
        raise RuntimeError(f"no Authentication-Results of {authserv_id} to seal")
    return b"".join(fields) + message


class OpenDkim:
    """The few calls of libopendkim that sign a message (opendkim/dkim.h)."""

    SETOPT, FLAGS, FIXEDTIME, SIGNHDRS, OVERSIGNHDRS, SIGNATURETTL, MINKEYBITS = 1, 0, 8, 4, 5, 11, 14
    SIGNLEN, ZTAGS = 0x4, 0x10
    CANON = {"simple": 0, "relaxed": 1}
    ALGORITHM = {"rsa-sha1": 0, "rsa-sha256": 1, "ed25519-sha256": 2}

    def __init__(self):
        self.library = ctypes.CDLL(ctypes.util.find_library("opendkim") or "libopendkim.so.11")
        self.library.dkim_init.restype = ctypes.c_void_p
        self.library.dkim_sign.restype = ctypes.c_void_p
        self.library.dkim_geterror.restype = ctypes.c_char_p

    def option(self, lib, option, value):
        status = self.library.dkim_options(
            ctypes.c_void_p(lib), self.SETOPT, option, ctypes.byref(value), ctypes.c_size_t(ctypes.sizeof(value))
        )
        if status != 0:
            raise RuntimeError(f"dkim_options({option}) gave {status}")

    def names(self, lib, option, names):
        array = (ctypes.c_char_p * (len(names) + 1))(*[n.encode() for n in names], None)
        status = self.library.dkim_options(
            ctypes.c_void_p(lib), self.SETOPT, option, array, ctypes.c_size_t(ctypes.sizeof(ctypes.c_void_p))
        )
        if status != 0:
            raise RuntimeError(f"dkim_options({option}) gave {status}")

    def sign(
        self,
        message,
        domain,
        selector,
        key,
        t,
        *,
        canonicalization="relaxed/simple",
        algorithm=None,
        headers=None,
        oversign=None,
        length=-1,
        lifetime=None,
        copy_headers=False,
    ):
        """Returns the message with a DKIM-Signature by libopendkim on top."""
        if algorithm is None:
            algorithm = "ed25519-sha256" if key.startswith("ed25519") else "rsa-sha256"
        lib = self.library.dkim_init(None, None)
        try:
            self.option(lib, self.FIXEDTIME, ctypes.c_uint64(t))
            self.option(lib, self.MINKEYBITS, ctypes.c_uint(512))
            flags = (self.SIGNLEN if length >= 0 else 0) | (self.ZTAGS if copy_headers else 0)
            self.option(lib, self.FLAGS, ctypes.c_uint(flags))
            if lifetime is not None:
                self.option(lib, self.SIGNATURETTL, ctypes.c_uint64(lifetime))
            if headers:
                self.names(lib, self.SIGNHDRS, headers)
            if oversign:
                self.names(lib, self.OVERSIGNHDRS, oversign)
            header, _, body = message.partition(b"\r\n\r\n")
            return self._field(lib, header, body, domain, selector, key, canonicalization, algorithm, length) + message
        finally:
            self.library.dkim_close(ctypes.c_void_p(lib))

    def _field(self, lib, header, body, domain, selector, key, canonicalization, algorithm, length):
        status = ctypes.c_int()
        head, tail = canonicalization.split("/")
        handle = self.library.dkim_sign(
            ctypes.c_void_p(lib),
            b"sample",
            None,
            private_pem(key),
            selector.encode(),
            domain.encode(),
            self.CANON[head],
            self.CANON[tail],
            self.ALGORITHM[algorithm],
            ctypes.c_ssize_t(length),
            ctypes.byref(status),
        )
        if not handle:
            raise RuntimeError(f"dkim_sign gave {status.value}")
        handle = ctypes.c_void_p(handle)

        def check(what, result):
            if result != 0:
                raise RuntimeError(f"{what} gave {result}: {self.library.dkim_geterror(handle)}")

        try:
            for field in unfold_fields(header):
                check("dkim_header", self.library.dkim_header(handle, field, ctypes.c_size_t(len(field))))
            check("dkim_eoh", self.library.dkim_eoh(handle))
            if body:
                check("dkim_body", self.library.dkim_body(handle, body, ctypes.c_size_t(len(body))))
            check("dkim_eom", self.library.dkim_eom(handle, None))
            text, size = ctypes.c_char_p(), ctypes.c_size_t()
            check(
                "dkim_getsighdr_d",
                self.library.dkim_getsighdr_d(
                    handle, ctypes.c_size_t(len("DKIM-Signature: ")), ctypes.byref(text), ctypes.byref(size)
                ),
            )
            # The library folds with LF alone or CRLF depending on the release; messages have CRLF.
            value = text.value.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            return b"DKIM-Signature: " + value + b"\r\n"
        finally:
            self.library.dkim_free(handle)


def unfold_fields(header):
    """The fields of a header section, each with its folding, without the final CRLF."""
    fields = []
    for line in header.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += b"\r\n" + line
        elif line:
            fields.append(line)
    return fields


@functools.lru_cache(maxsize=None)
def opendkim():
    return OpenDkim()


def sign_opendkim(message, domain, selector, key, t, **options):
    return opendkim().sign(message, domain, selector, key, t, **options)
