#!/usr/bin/env python3
"""Where the octets of a WebAssembly module are: sections, then code by library and by function.

Usage: sizes.py MODULE.wasm [functions to list]

Names need a module linked with --profiling-funcs (see README.md); each group's gzip size is that of its
function bodies alone, so the groups do not add up exactly to the module's.
"""
import re
import subprocess
import sys
import zlib

SECTIONS = ("custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element",
            "code", "data", "count", "tag")

# The first pattern that a demangled name matches decides its group.
GROUPS = (
    ("nlohmann", r"nlohmann"),
    ("mimetic", r"mimetic"),
    ("core", r"indicia"),
    ("C++ library: streams and locale", r"std::__2::(basic_(i|o|io|if|of|f|string)stream|basic_(stream|file|string)buf|"
     r"locale|ctype|num_|codecvt|numpunct|ios_base)"),
    ("C++ library: demangler", r"demangle|__cxa_demangle"),
    ("C++ library", r"std::|operator (new|delete)|__cxx|__cxa|_Unwind|typeinfo"),
    ("libpsl", r"^_?psl_|LookupStringInFixedSet|vector_"),
)


def leb(octets, at):
    value = shift = 0
    while True:
        octet = octets[at]
        at += 1
        value |= (octet & 0x7F) << shift
        shift += 7
        if octet < 0x80:
            return value, at


def sections(module):
    at = 8
    while at < len(module):
        kind = module[at]
        size, at = leb(module, at + 1)
        yield kind, module[at:at + size]
        at += size


def function_names(custom):
    size, at = leb(custom, 0)
    if custom[at:at + size] != b"name":
        return {}
    at += size
    names = {}
    while at < len(custom):
        kind = custom[at]
        size, at = leb(custom, at + 1)
        end = at + size
        if kind == 1:
            count, at = leb(custom, at)
            for _ in range(count):
                index, at = leb(custom, at)
                length, at = leb(custom, at)
                names[index] = custom[at:at + length].decode()
                at += length
        at = end
    return names


def bodies(code):
    count, at = leb(code, 0)
    for _ in range(count):
        size, start = leb(code, at)
        yield code[at:start + size]
        at = start + size


def imported_functions(section):
    count, at = leb(section, 0)
    functions = 0
    for _ in range(count):
        for _ in range(2):
            length, at = leb(section, at)
            at += length
        kind = section[at]
        at += 1
        if kind == 0:
            functions += 1
            _, at = leb(section, at)
        elif kind == 3:
            at += 2
        elif kind == 4:
            _, at = leb(section, at + 1)
        else:
            at += 1 if kind == 1 else 0
            flags, at = leb(section, at)
            _, at = leb(section, at)
            if flags & 1:
                _, at = leb(section, at)
    return functions


def gzip_size(octets):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return len(packer.compress(octets) + packer.flush())


def demangled(names):
    text = "\n".join(re.sub(r"^\$", "", name) for name in names)
    filtered = subprocess.run(["c++filt"], input=text, capture_output=True, text=True, check=True).stdout
    return filtered.rstrip("\n").split("\n")


def group_of(name):
    for group, pattern in GROUPS:
        if re.search(pattern, name):
            return group
    return "C: OpenSSL and musl"


def main():
    with open(sys.argv[1], "rb") as file:
        module = file.read()
    listed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print(f"{len(module):9} {gzip_size(module):9} gzip  the module")
    names, first, code = {}, 0, b""
    for kind, content in sections(module):
        print(f"{len(content):9} {gzip_size(content):9} gzip  section {SECTIONS[kind]}")
        if kind == 0:
            names.update(function_names(content))
        elif kind == 2:
            first = imported_functions(content)
        elif kind == 10:
            code = content
    if not names:
        return
    found = list(bodies(code))
    plain = demangled([names.get(first + i, "") for i in range(len(found))])
    groups = {}
    for name, body in zip(plain, found):
        groups.setdefault(group_of(name), []).append(body)
    print()
    for group, content in sorted(groups.items(), key=lambda item: -sum(map(len, item[1]))):
        octets = b"".join(content)
        print(f"{len(octets):9} {gzip_size(octets):9} gzip  {len(content):5} functions  {group}")
    print()
    for name, body in sorted(zip(plain, found), key=lambda item: -len(item[1]))[:listed]:
        print(f"{len(body):9} {gzip_size(body):9} gzip  {name[:150]}")


if __name__ == "__main__":
    main()
