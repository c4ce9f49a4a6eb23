#!/usr/bin/env python3
"""Checks which source file may include and call what: the dependencies of the core point one way, each
third-party library stands behind one file, the core neither does I/O nor asks for the time, and no two headers
define a type of one name.
Usage: layering_test.py SOURCE_DIRECTORY. Checks itself on made-up violations first."""

import os
import re
import sys

# Files of core/ itself that every folder may include.
BASE = {"ip_address.h", "location.h", "options.h", "result.h", "text.h"}

# Folder of the core -> folders of the core it may include besides itself and BASE. A value "folder/file.h"
# admits that one header.
CORE = {
    "": set(),  # the files of BASE
    "message": set(),
    "dns": set(),
    "crypto": set(),
    "dkim": {"message", "dns", "crypto"},
    "arc": {"message", "dns", "crypto", "dkim"},
    "spf": {"message", "dns", "crypto"},
    "dmarc": {"message", "dns", "dkim", "spf", "arc"},
    "forensics": {"message", "crypto", "dkim"},
    "trace": {"message"},
    "antispam": {"message"},
    "report": {"message", "dns", "crypto", "dkim", "arc", "spf", "dmarc", "trace", "antispam",
               "forensics", "diagnosis/finding.h"},
    "diagnosis": {"report/facts.h", "report/filter_text.h"},
    "analysis": {"message", "dns", "crypto", "dkim", "arc", "spf", "dmarc", "trace", "antispam", "forensics",
                 "report", "diagnosis"},
    "share": {"message", "dns", "crypto", "dkim", "arc", "spf", "dmarc", "trace", "antispam", "forensics",
              "report", "diagnosis", "analysis.h"},
    "json": {"message", "dns", "crypto", "dkim", "arc", "spf", "dmarc", "trace", "antispam", "forensics",
             "report", "diagnosis", "analysis.h"},
}

# What the front ends may include of the core, besides their own folder.
FRONT = {"cli", "wasm"}
FRONT_MAY = BASE | {"analysis.h", "dns/observed.h", "dns/wire.h", "dns/zone.h", "json", "share"}

# Third-party header -> the files that may include it.
LIBRARIES = [
    (r"openssl/", {"core/crypto/crypto.cpp", "wasm/openssl_rest.cpp"}),
    (r"mimetic/", {"core/message/mime.cpp"}),
    (r"libpsl\.h", {"core/dmarc/public_suffix.cpp"}),
    (r"nlohmann/", {"core/json/nlohmann.h"}),
    (r"unbound\.h", {"cli/resolver.cpp"}),
    (r"CLI/", {"cli/arguments.cpp"}),
]
# Libraries that only one front end uses, in as many files as it likes.
FRONT_LIBRARIES = [(r"fmt/", "cli/"), (r"emscripten", "wasm/")]

# The standard headers of the core: what both toolchains have and what neither does I/O, nor reads a clock or
# the environment, nor starts threads, nor depends on a locale.
STANDARD = set("""algorithm array bit cassert charconv climits compare concepts cstddef cstdint cstring deque
    exception functional initializer_list iterator limits list map memory new numeric optional queue set span
    stack stdexcept string string_view tuple type_traits unordered_map unordered_set utility variant
    vector""".split())
# A library that takes its data as a FILE* gets one over memory.
STANDARD_EXTRA = {"core/dmarc/public_suffix.cpp": {"cstdio", "stdio.h"}}

# Words that may not stand in the core's code: calls into the outer world, locale functions, floating point.
CALLS = set("""getenv secure_getenv setenv system popen fopen freopen fread fwrite printf fprintf puts putchar
    socket connect time clock clock_gettime gettimeofday localtime gmtime mktime strftime rand srand sleep usleep
    isspace isalpha isdigit isalnum isupper islower ispunct isprint iscntrl isxdigit tolower toupper strtod
    strtol strtoul atoi atof stod stof stoi stol strcasecmp setlocale exit abort""".split())
WORDS = {"float", "double", "thread_local", "cout", "cerr", "cin"}

# Characters that make source read otherwise than it compiles.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                   re.S)


def code_of(text):
    """The text without comments and the contents of literals; lines keep their numbers."""
    return TOKEN.sub(lambda m: '""' + "\n" * m.group().count("\n"), text)


def unit_of(path):
    """The row of CORE that a path below core/ belongs to."""
    folder = path.split("/")[0] if "/" in path else ""
    return "analysis" if folder == "" and path not in BASE and path.replace(".cpp", ".h") not in BASE else folder


def include_problem(path, header, quoted):
    """Why the file may not include the header, or None."""
    for pattern, files in LIBRARIES:
        if re.match(pattern, header):
            return None if path in files else "may be included by %s only" % ", ".join(sorted(files))
    for pattern, folder in FRONT_LIBRARIES:
        if re.match(pattern, header):
            return None if path.startswith(folder) else "belongs to %s" % folder
    top, _, rest = path.partition("/")
    folder = header.split("/")[0] if "/" in header else ""
    if top in FRONT:
        if not quoted or header in FRONT_MAY or folder in FRONT_MAY or folder == "" and not is_core_root(header):
            return None
        return "is deeper in the core than %s may reach" % top
    if not quoted:
        if header in STANDARD | STANDARD_EXTRA.get(path, set()):
            return None
        return "is not among the core's standard headers"
    unit = unit_of(rest)
    if unit not in CORE:
        return "stands in folder %s, which has no row in this test" % unit
    target = unit_of(header)
    if header in BASE or target == unit or target in CORE[unit] or header in CORE[unit]:
        return None
    return "is not below %s" % (unit or "the base files")


def is_core_root(header):
    return header == "analysis.h" or header in BASE


def problems(path, text):
    """The violations of one file as (line, sentence); path is relative to the source directory."""
    found = []
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', text, re.M):
        header, quoted = match.group(2), match.group(1) == '"'
        why = include_problem(path, header, quoted)
        if why:
            found.append((line_of(text, match.start()), "includes %s, which %s" % (header, why)))
    for match in INVISIBLE.finditer(text):
        found.append((line_of(text, match.start()), "contains the invisible U+%04X" % ord(match.group())))
    if path.startswith("core/"):
        code = code_of(text)
        for match in re.finditer(r"(?<![\w.>])(?:(?<!:)::|std::)?\b(\w+)\s*\(", code):
            before = code[:match.start()].rstrip()
            if match.group(1) in CALLS and not before.endswith("::"):
                found.append((line_of(code, match.start()), "calls %s" % match.group(1)))
        for match in re.finditer(r"\b(%s)\b" % "|".join(sorted(WORDS)), code):
            found.append((line_of(code, match.start()), "uses %s" % match.group(1)))
        for match in re.finditer(r"^[ \t]*(?:inline +)?static +(?!const|constexpr|inline const)[^()\n]*[;={]", code, re.M):
            found.append((line_of(code, match.start()), "has a mutable static object"))
    return found


def types_of(text):
    """The types a header defines outside of other types: (namespace and name, line)."""
    code = code_of(text)
    namespaces = [(match.start(), match.group(1)) for match in re.finditer(r"^namespace ([\w:]*) ?\{", code, re.M)]
    for match in re.finditer(r"^(?:struct|class)\s+(\w+)[^;{()=]*\{", code, re.M):
        before = [name for start, name in namespaces if start < match.start()]
        yield "::".join([*before[-1:], match.group(1)]), line_of(code, match.start())


def repeated_types(headers):
    """Types of one name in two headers: the linker takes the members of either for both (the one-definition
    rule), and what then happens depends on what was inlined."""
    first = {}
    for path, text in headers:
        for name, line in types_of(text):
            if name in first:
                yield path, line, "defines %s, as %s does" % (name, first[name])
            else:
                first[name] = path


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


# path, text, the sentence expected (a part of it), or "" where nothing may be found
SELF_TEST = [
    ("core/message/field.cpp", '#include "dns/answers.h"\n', "not below message"),
    ("core/message/field.cpp", '#include "message/date.h"\n#include "text.h"\n#include <string>\n', ""),
    ("core/dns/wire.cpp", '#include "message/field.h"\n', "not below dns"),
    ("core/crypto/crypto.h", "#include <openssl/evp.h>\n", "core/crypto/crypto.cpp, wasm/openssl_rest.cpp only"),
    ("core/crypto/crypto.cpp", "#include <openssl/evp.h>\n", ""),
    ("core/dkim/verify.cpp", '#include "spf/check_host.h"\n', "not below dkim"),
    ("core/dkim/verify.cpp", '#include "diagnosis/finding.h"\n', "not below dkim"),
    ("core/dkim/verify.cpp", '#include "analysis.h"\n', "not below dkim"),
    ("core/spf/macro.cpp", '#include "json/json.h"\n', "not below spf"),
    ("core/diagnosis/rules.cpp", '#include "report/facts.h"\n', ""),
    ("core/diagnosis/rules.cpp", '#include "dns/answers.h"\n', "not below diagnosis"),
    ("core/text.cpp", '#include "message/field.h"\n', "not below the base files"),
    ("core/analysis.cpp", '#include "json/json.h"\n', "not below analysis"),
    ("core/analysis.cpp", '#include "report/report.h"\n', ""),
    ("core/novelty/x.cpp", '#include "text.h"\n', "no row"),
    ("core/json/report.cpp", "#include <nlohmann/json.hpp>\n", "core/json/nlohmann.h only"),
    ("core/spf/macro.cpp", "#include <ctime>\n", "standard headers"),
    ("core/spf/macro.cpp", "#include <regex>\n", "standard headers"),
    ("core/spf/macro.cpp", "# include <iostream>\n", "standard headers"),
    ("core/spf/macro.cpp", "#include <sys/socket.h>\n", "standard headers"),
    ("core/spf/macro.cpp", "#include <thread>\n", "standard headers"),
    ("core/spf/macro.cpp", "#include <fmt/format.h>\n", "belongs to cli/"),
    ("core/dmarc/public_suffix.cpp", "#include <cstdio>\n#include <libpsl.h>\n", ""),
    ("core/dmarc/record.cpp", "#include <cstdio>\n", "standard headers"),
    ("core/spf/macro.cpp", "auto t = std::time(nullptr);\n", "calls time"),
    ("core/spf/macro.cpp", "auto t = ::time(nullptr);\n", "calls time"),
    ("core/spf/macro.cpp", "if (isspace(c)) {}\n", "calls isspace"),
    ("core/spf/macro.cpp", "// time(now) is not asked\nauto a = hop.time(); auto b = trace::time(hop);\n", ""),
    ("core/spf/macro.cpp", "const char* p = getenv(\"HOME\");\n", "calls getenv"),
    ("core/spf/macro.cpp", "text = \"getenv(x) double\"; other = R\"(float)\"; c = '\"'; d = 1'000;\n", ""),
    ("core/spf/macro.cpp", "double ratio = 0;\n", "uses double"),
    ("core/spf/macro.cpp", "static int counter = 0;\n", "mutable static"),
    ("core/spf/macro.cpp", "static std::string last;\n", "mutable static"),
    ("core/spf/macro.cpp", "static const int rows[] = {1};\nstatic constexpr int n = 3;\nstatic int f(int);\n", ""),
    ("core/spf/macro.cpp", "// \u202e hidden\n", "U+202E"),
    ("cli/main.cpp", '#include "spf/check_host.h"\n', "deeper in the core"),
    ("cli/main.cpp", '#include "report/report.h"\n', "deeper in the core"),
    ("cli/main.cpp", '#include "analysis.h"\n#include "json/json.h"\n#include "settle.h"\n#include <iostream>\n', ""),
    ("cli/resolver.cpp", '#include <unbound.h>\n#include "dns/wire.h"\n', ""),
    ("cli/settle.cpp", "#include <unbound.h>\n", "cli/resolver.cpp only"),
    ("wasm/abi.cpp", '#include "dkim/verify.h"\n', "deeper in the core"),
    ("wasm/abi.cpp", '#include "analysis.h"\n#include "json/json.h"\n', ""),
]


# Headers by path, the sentence expected of the second, or "".
TYPES_SELF_TEST = [
    ({"core/a.h": "namespace indicia::a {\nstruct Change {\n};\n}\n",
      "core/b.h": "namespace indicia::a {\nclass Change final : public X {\n};\n}\n"},
     "defines indicia::a::Change, as core/a.h does"),
    ({"core/a.h": "namespace indicia::a {\nstruct Change {\n};\n}\n",
      "core/b.h": "namespace indicia::b {\nstruct Change {\n};\n}\n"}, ""),
    ({"core/a.h": "namespace indicia::a {\nstruct Change;\n}\n",
      "core/b.h": "namespace indicia::a {\nstruct Change {\n  struct Inner {};\n};\n// struct Other {\n}\n"}, ""),
]


def self_test():
    failures = 0
    for headers, expected in TYPES_SELF_TEST:
        got = [sentence for _, _, sentence in repeated_types(headers.items())]
        if got != ([expected] if expected else []):
            failures += 1
            print("self-test: %r: expected %r, got %r" % (headers, expected, got))
    for path, text, expected in SELF_TEST:
        got = [sentence for _, sentence in problems(path, text)]
        good = not got if expected == "" else len(got) == 1 and expected in got[0]
        if not good:
            failures += 1
            print("self-test: %s %r: expected %r, got %r" % (path, text, expected, got))
    return failures


def main():
    root = sys.argv[1]
    failures = self_test()
    seen = {"core": 0, "cli": 0, "wasm": 0}
    headers = []
    for top in seen:
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if not name.endswith((".h", ".cpp")):
                    continue
                path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
                seen[top] += 1
                with open(os.path.join(root, path), encoding="utf-8") as file:
                    text = file.read()
                for line, sentence in problems(path, text):
                    failures += 1
                    print("%s:%d: %s" % (path, line, sentence))
                if name.endswith(".h"):
                    headers.append((path, text))
    for path, line, sentence in repeated_types(headers):
        failures += 1
        print("%s:%d: %s" % (path, line, sentence))
    for top, count in seen.items():
        if not count:
            failures += 1
            print("no source file found in %s/" % top)
    print("%d self-test rows, %d files, %d violations" %
          (len(SELF_TEST) + len(TYPES_SELF_TEST), sum(seen.values()), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
