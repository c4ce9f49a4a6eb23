#!/usr/bin/env python3
"""Writes transfer_vectors.h: texts as the encoders of other programs write them, so that core/forensics/transfer.h
is held against what is really sent and not against itself.

Needs perl, openssl and coreutils; PHP, Ruby and JavaMail where their packages are unpacked:
    make_transfer_vectors.py [ROOT]     ROOT holds usr/bin/php8.2, usr/bin/ruby3.1 and
                                        usr/share/java/javax.mail.jar (Debian: php8.2-cli, ruby3.1,
                                        libmail-java with their libraries)
Without ROOT the rows of those three are kept from the file as it stands.
"""
import base64
import binascii
import email.quoprimime
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from vectors_common import cxx

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "transfer_vectors.h"


def lines():
    """Lines at every length around the limits, with escapes, blanks and special starts at every place."""
    rnd = random.Random(4711)
    out = ["", "short", ".", ". dot first", "..", "From here to there", "Fro", "=", "a=b", "tab\tinside", "blank at end ",
           "tab at end\t", " ", "\t", " leading", "two at end  ", "punctuation !\"#$@[\\]^`{|}~ done", "-- "]
    for n in range(69, 81):
        out += ["x" * n, "x" * (n - 1) + "=", "x" * (n - 2) + "=y", "x" * (n - 3) + "é", "x" * (n - 3) + "€z",
                "y" * (n - 1) + " ", "z" * (n - 4) + "é, z"]
    words = "the winter catalogue is here für Grüße aus Zürich, заказ №5 € = 100% https://example.com/?a=1&b=2 . ..".split()
    for n in (20, 30, 60):
        out.append(" ".join(rnd.choice(words) for _ in range(n)))
    out += ["é" * 40, "€" * 40, "заказ " * 12, "=" * 80, "x" * 500, "x " * 120, "\U0001f4e7" * 20 + "x"]
    return out


def run(command, octets, **more):
    return subprocess.run(command, input=octets, stdout=subprocess.PIPE, check=True, **more).stdout


def crlf(octets):
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def python_email(text):
    # body_encode takes the octets as characters, as email.charset does.
    return email.quoprimime.body_encode(text.decode("latin-1"), eol="\n").encode("latin-1")


def perl(module, call):
    script = f"use {module}; binmode STDIN; binmode STDOUT; local $/; my $t = <STDIN>; print {call};"
    return lambda text: run(["perl", "-e", script], text)


def java(root):
    source = """
import java.io.*; import com.sun.mail.util.QPEncoderStream;
public class Encode { public static void main(String[] a) throws Exception {
  QPEncoderStream out = new QPEncoderStream(System.out);
  out.write(System.in.readAllBytes()); out.flush(); } }"""

    def encode(text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "Encode.java"
            path.write_text(source)
            return run(["java", "-cp", f"{root}/usr/share/java/javax.mail.jar", str(path)], crlf(text))

    return encode


def encoders(root):
    out = {
        "Python quopri": lambda text: binascii.b2a_qp(text, quotetabs=False),
        "Python email": python_email,
        # MIME::QuotedPrint takes part in both: it is the plain case of lines that stay whole.
        "MIME::QuotedPrint": perl("MIME::QuotedPrint", "encode_qp($t)"),
    }
    if root:
        env = dict(os.environ, LD_LIBRARY_PATH=f"{root}/usr/lib/x86_64-linux-gnu")
        php = "echo quoted_printable_encode(stream_get_contents(STDIN));"
        out["PHP"] = lambda text: run([f"{root}/usr/bin/php8.2", "-n", "-r", php], crlf(text), env=env)
        ruby = "STDIN.binmode; STDOUT.binmode; print [STDIN.read].pack('M')"
        out["Ruby"] = lambda text: run([f"{root}/usr/bin/ruby3.1", "--disable-gems", "-e", ruby], text, env=env)
        out["JavaMail"] = java(root)
    return out


def base64_forms(octets):
    with tempfile.NamedTemporaryFile() as file:
        file.write(octets)
        file.flush()
        yield 76, base64.encodebytes(octets)
        yield 76, perl("MIME::Base64", "encode_base64($t)")(octets)
        yield 64, run(["openssl", "base64"], octets)
        for columns in (72, 60, 0):
            yield columns, run(["base64", "-w", str(columns), file.name], b"")


def kept(name):
    """The row of a program that is not at hand."""
    if not OUT.exists():
        sys.exit(f"no {name} here and no row to keep: give ROOT")
    match = re.search(r'    \{"' + re.escape(name) + r'",\n.*?\},\n', OUT.read_text(), re.S)
    return match.group()


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else None
    text = "".join(line + "\n" for line in lines()).encode()
    rows = []
    known = encoders(root)
    for name in ("Python quopri", "Python email", "MIME::QuotedPrint", "PHP", "Ruby", "JavaMail"):
        if name not in known:
            rows.append(kept(name))
            continue
        rows.append(f'    {{"{name}",\n     {cxx(crlf(known[name](text)), "     ")}}},\n')
    octets = bytes(random.Random(2045).randrange(256) for _ in range(301))
    forms = [f"    {{{columns},\n     {cxx(crlf(form), '     ')}}},\n" for columns, form in base64_forms(octets)]
    OUT.write_text(f"""// Generated by make_transfer_vectors.py; do not edit.
#pragma once

#include <cstddef>
#include <string_view>

namespace transfer_vectors {{

using namespace std::string_view_literals;

// clang-format off
// CRLF at the end of each line.
inline constexpr std::string_view text =
    {cxx(crlf(text))}sv;

struct QuotedPrintable {{
  std::string_view program;
  std::string_view encoded;
}};
inline constexpr QuotedPrintable quoted_printable[] = {{
{"".join(rows)}}};

inline constexpr std::string_view octets =
    {cxx(octets)}sv;

struct Base64 {{
  std::size_t columns;  // 0: one line
  std::string_view encoded;
}};
inline constexpr Base64 base64[] = {{
{"".join(forms)}}};
// clang-format on

}}  // namespace transfer_vectors
""")


if __name__ == "__main__":
    main()
