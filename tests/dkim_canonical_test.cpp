// Canonical fields and bodies, and their hashes (RFC 6376 3.4).
#include "dkim/canonical.h"

#include <boost/test/unit_test.hpp>

#include "crypto/crypto.h"
#include "dkim/body.h"
#include "text.h"

using namespace indicia;
using namespace indicia::dkim;

BOOST_AUTO_TEST_SUITE(dkim_canonical)

namespace {

constexpr Canonicalization simple = Canonicalization::simple;
constexpr Canonicalization relaxed = Canonicalization::relaxed;

std::string canonical_field(std::string_view text, Canonicalization canonicalization) {
  const message::Message message = message::parse_message(text, {0, text.size(), 1}, {});
  BOOST_REQUIRE(message.fields.size() == 1);
  std::string out;
  append_canonical(out, message.fields.front(), canonicalization);
  return out;
}

// The definition, octet by octet, against which the fast paths are compared.
std::string slow_relaxed(std::string_view body) {
  std::string out;
  std::string line;
  std::size_t empty_lines = 0;
  const auto end_line = [&] {
    std::string kept;
    for (const char c : line) {
      if (!is_wsp(c)) {
        kept += c;
      } else if (!kept.ends_with(' ')) {
        kept += ' ';
      }
    }
    if (kept.ends_with(' ')) kept.pop_back();
    line.clear();
    if (kept.empty()) {
      ++empty_lines;
      return;
    }
    for (; empty_lines > 0; --empty_lines) out += "\r\n";
    out += kept + "\r\n";
  };
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\n') {
      if (line.ends_with('\r')) line.pop_back();
      end_line();
    } else {
      line += body[i];
    }
  }
  if (!line.empty()) end_line();
  return out;
}

std::string slow_simple(std::string_view body) {
  std::string out;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\n' && (i == 0 || body[i - 1] != '\r')) out += '\r';
    out += body[i];
  }
  while (out.ends_with("\r\n")) out.resize(out.size() - 2);
  return out + "\r\n";
}

std::string hash_of(std::string_view body, Canonicalization canonicalization,
                    std::optional<std::uint64_t> length = {}, Hash hash = Hash::sha256) {
  return encode_base64(hash_body(body, {{hash, canonicalization, length}}).front().digest);
}

}  // namespace

struct FieldRow {
  std::string_view what;
  std::string_view text;
  std::string_view simple;
  std::string_view relaxed;
};

const FieldRow field_rows[] = {
    {"RFC 6376 3.4.5 first field, D26", "A: X\r\n", "A: X", "a:X"},
    {"RFC 6376 3.4.5 second field, D25, D26", "B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  ", "b:Y Z"},
    {"D27 empty", "X-Empty:\r\n", "X-Empty:", "x-empty:"},
    {"D27 only white space and folding", "X-Empty: \t\r\n \r\n", "X-Empty: \t\r\n ", "x-empty:"},
    {"D26 white space before the text and at its end", "S:  \t a  \r\n", "S:  \t a  ", "s:a"},
    {"D26 a fold alone becomes one space", "S: a\r\n b", "S: a\r\n b", "s:a b"},
    {"D26 a colon in the value keeps its spaces", "S: a : b", "S: a : b", "s:a : b"},
    {"D24 bare LF", "S: a\n b\n", "S: a\r\n b", "s:a b"},
    {"D24 bare CR is content", "S: a\rb\r\n", "S: a\rb", "s:a\rb"},
    {"D30 no-break space is content", "S:\xC2\xA0 x \xC2\xA0", "S:\xC2\xA0 x \xC2\xA0",
     "s:\xC2\xA0 x \xC2\xA0"},
};

BOOST_AUTO_TEST_CASE(fields) {
  for (const FieldRow& row : field_rows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(canonical_field(row.text, simple) == row.simple);
      BOOST_TEST(canonical_field(row.text, relaxed) == row.relaxed);
    }
  }
}

// D34, D35: the signature field with the value of b= left out.
BOOST_AUTO_TEST_CASE(signature_field) {
  const std::string_view text = "DKIM-Signature: v=1; b = ab=\r\n cd ; bh=ef\r\n";
  const message::Message message = message::parse_message(text, {0, text.size(), 1}, {});
  const message::Field& field = message.fields.front();
  const Signature signature = parse_signature(field.value);
  std::string out;
  append_canonical_without(out, field, signature.b_offset, signature.b_length, simple);
  BOOST_TEST(out == "DKIM-Signature: v=1; b =; bh=ef");
  out.clear();
  append_canonical_without(out, field, signature.b_offset, signature.b_length, relaxed);
  BOOST_TEST(out == "dkim-signature:v=1; b =; bh=ef");
}

struct BodyRow {
  std::string_view what;
  std::string_view text;
  std::string_view simple;
  std::string_view relaxed;
};

const BodyRow body_rows[] = {
    {"RFC 6376 3.4.5", " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n"},
    {"D28 D29 empty", "", "\r\n", ""},
    {"D28 D29 one CRLF", "\r\n", "\r\n", ""},
    {"D28 D29 several CRLF", "\r\n\r\n\r\n", "\r\n", ""},
    {"D28 D29 no final CRLF", "x", "x\r\n", "x\r\n"},
    {"D29 no final CRLF and white space", "x \t", "x \t\r\n", "x\r\n"},
    {"D30 lines of white space", " \r\n\t\r\n", " \r\n\t\r\n", ""},
    {"D30 lines of white space in the middle and at the end", "a\r\n \t\r\nb\r\n \r\n",
     "a\r\n \t\r\nb\r\n \r\n", "a\r\n\r\nb\r\n"},
    {"D30 leading white space shrinks and stays", "  a\r\n", "  a\r\n", " a\r\n"},
    {"D30 form feed", "\f\r\n", "\f\r\n", "\f\r\n"},
    {"D24 bare LF", "a\nb  c\n\n\n", "a\r\nb  c\r\n", "a\r\nb c\r\n"},
    {"D24 LF and CRLF mixed", "a\r\nb\n\r\n\n", "a\r\nb\r\n", "a\r\nb\r\n"},
    {"D24 bare CR", "a\r \rb\r\r\n", "a\r \rb\r\r\n", "a\r \rb\r\r\n"},
    {"D24 CR at the very end", "a\r", "a\r\r\n", "a\r\r\n"},
    {"white space before a bare CR", "a  \rb", "a  \rb\r\n", "a \rb\r\n"},
    {"white space before CRLF and before LF", "a \t\r\nb \nc", "a \t\r\nb \r\nc\r\n",
     "a\r\nb\r\nc\r\n"},
    {"starts with LF", "\nx", "\r\nx\r\n", "\r\nx\r\n"},
    {"NUL is content", {"a\0 \0", 4}, {"a\0 \0\r\n", 6}, {"a\0 \0\r\n", 6}},
};

BOOST_AUTO_TEST_CASE(bodies) {
  for (const BodyRow& row : body_rows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(canonical_body(row.text, simple) == row.simple);
      BOOST_TEST(canonical_body(row.text, relaxed) == row.relaxed);
      BOOST_TEST(slow_simple(row.text) == row.simple);
      BOOST_TEST(slow_relaxed(row.text) == row.relaxed);
    }
  }
}

BOOST_AUTO_TEST_CASE(known_hashes) {
  BOOST_TEST(hash_of("", simple) == "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=", "D28");
  BOOST_TEST(hash_of("", relaxed) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "D29");
  BOOST_TEST(hash_of("", simple, {}, Hash::sha1) == "uoq1oCgLlTqpdDX/iUbLy7J1Wic=", "D28");
  BOOST_TEST(hash_of("", relaxed, {}, Hash::sha1) == "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "D29");
  BOOST_TEST(hash_of("x", relaxed, {}, Hash::unknown) == "");
  BOOST_TEST(hash_of("x", Canonicalization::unknown) == "");
}

// The vectorised search against the definition, on every length around its block size and with the
// octets that matter at every place.
BOOST_AUTO_TEST_CASE(fast_paths_agree_with_the_definition) {
  const std::string_view alphabet("ab \t\r\n\0\xC2", 8);
  std::uint32_t state = 1;
  const auto random = [&](std::uint32_t below) {
    state = state * 1'664'525U + 1'013'904'223U;
    return (state >> 16) % below;
  };
  for (std::size_t round = 0; round < 6'000; ++round) {
    const std::uint32_t rare = 1 + random(40);  // how seldom something happens
    std::string body(random(300), 'x');
    for (char& c : body) {
      if (random(rare) == 0) c = alphabet[random(8)];
    }
    if (round % 3 == 0) {
      for (std::size_t i = 75; i < body.size(); i += 77) body.replace(i, 2, "\r\n");
    }
    const std::vector<char> exact(body.begin(), body.end());  // for sanitizers
    const std::string_view view{exact.data(), exact.size()};
    BOOST_REQUIRE(canonical_body(view, relaxed) == slow_relaxed(body));
    BOOST_REQUIRE(canonical_body(view, simple) == slow_simple(body));
    BOOST_REQUIRE(hash_of(view, relaxed) == encode_base64(crypto::sha256(slow_relaxed(body))));
  }
}

// A body that comes in pieces, down to single octets, has the same canonical form.
BOOST_AUTO_TEST_CASE(pieces) {
  const std::string_view alphabet("ab \t\r\n\r\n", 8);
  std::uint32_t state = 7;
  const auto random = [&](std::uint32_t below) {
    state = state * 1'664'525U + 1'013'904'223U;
    return (state >> 16) % below;
  };
  for (std::size_t round = 0; round < 4'000; ++round) {
    std::string body(random(60), 'x');
    for (char& c : body) c = alphabet[random(8)];
    const std::uint32_t longest = 1 + random(9);
    for (const Canonicalization canonicalization : {simple, relaxed}) {
      CanonicalBody canonical(canonicalization);
      std::string out;
      const auto emit = [&](std::string_view span) { out += span; };
      for (std::string_view rest = body; !rest.empty();) {
        const std::string_view piece = rest.substr(0, random(longest + 1));
        canonical.feed(piece, emit);
        rest.remove_prefix(piece.size());
      }
      canonical.finish(emit);
      BOOST_REQUIRE(out == canonical_body(body, canonicalization));
    }
  }
}

// D14, D32: digests taken midway are the digests of the canonical prefix.
BOOST_AUTO_TEST_CASE(lengths) {
  const std::string body = "first  line \r\n\r\nsecond\tline\r\n\r\n";
  for (const Canonicalization canonicalization : {simple, relaxed}) {
    const std::string canonical = canonical_body(body, canonicalization);
    std::vector<BodyHashRequest> requests;
    for (std::size_t length = canonical.size() + 3; length-- > 0;) {
      requests.push_back({Hash::sha256, canonicalization, length});
      requests.push_back({Hash::sha1, canonicalization, length});
    }
    const std::vector<BodyHashed> hashed = hash_body(body, requests);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const std::string prefix = canonical.substr(0, static_cast<std::size_t>(*requests[i].length));
      BOOST_TEST((hashed[i].digest == (requests[i].hash == Hash::sha1 ? crypto::sha1(prefix)
                                                                      : crypto::sha256(prefix))));
      BOOST_TEST(hashed[i].octets == canonical.size());
    }
  }
  const std::string long_body(100'000, 'y');
  const std::string prefix = long_body.substr(0, 54'321);
  BOOST_TEST(hash_of(long_body, relaxed, 54'321) == encode_base64(crypto::sha256(prefix)));
}

BOOST_AUTO_TEST_CASE(large_bodies) {
  std::string blank_lines;
  for (int i = 0; i < 10'000; ++i) blank_lines += i % 2 == 0 ? "\r\n" : " \t \r\n";
  BOOST_TEST(hash_of("x\r\n" + blank_lines, relaxed) == hash_of("x", relaxed));
  std::string crlf;
  for (int i = 0; i < 10'000; ++i) crlf += "\r\n";
  BOOST_TEST(hash_of("x\r\n" + crlf, simple) == hash_of("x", simple));
  const std::string spaces(1U << 20, ' ');
  BOOST_TEST(hash_of(spaces, relaxed) == hash_of("", relaxed));
  BOOST_TEST(hash_of("a" + spaces + "b", relaxed) == hash_of("a b", relaxed));
  const std::string line(1U << 20, 'z');
  BOOST_TEST(hash_of(line, relaxed) == encode_base64(crypto::sha256(line + "\r\n")));
  std::string pairs;
  for (int i = 0; i < 1 << 19; ++i) pairs += "\t.";
  std::string expected = pairs + "\r\n";
  for (char& c : expected) c = c == '\t' ? ' ' : c;
  BOOST_TEST(hash_of(pairs, relaxed) == encode_base64(crypto::sha256(expected)));
}

BOOST_AUTO_TEST_SUITE_END()
