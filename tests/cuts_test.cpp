// All single cuts in one pass against cutting and hashing anew, and attempts that share what they
// have in common against attempts made afresh.
#include "forensics/cuts.h"

#include <boost/test/unit_test.hpp>

#include "forensics/body_probe.h"
#include "signed_body.h"

using namespace indicia;
using namespace indicia::forensics;

BOOST_AUTO_TEST_SUITE(cuts)

namespace {

dkim::Signature signature_over(std::string_view text, const signed_body::Signing& signing) {
  const std::string field = signed_body::field(text, signing);
  return dkim::parse_signature(std::string_view(field).substr(15));
}

std::optional<std::size_t> cut_of(std::string_view body, const dkim::Signature& signature,
                                  std::span<const BodyReplacement> replacements = {}) {
  Search search;
  Meter meter{Budget{}};
  BodyProbe probe(body, signature, meter, search);
  return find_cut(probe, replacements);
}

std::string made(std::string_view body, const std::vector<BodyReplacement>& replacements) {
  std::string out;
  std::size_t at = 0;
  for (const BodyReplacement& one : replacements) {
    out += body.substr(at, one.offset - at);
    out += one.text;
    at = one.offset + one.length;
  }
  return out + std::string(body.substr(at));
}

}  // namespace

struct Row {
  std::string_view what;
  std::string_view body;
  std::string_view sent;
  std::size_t end;  // of what is kept
};

const Row rows[] = {
    {"behind the first line", "a\r\nb\r\nc\r\n", "a\r\n", 3},
    {"LF", "a\nb\nc\n", "a\n", 2},
    {"RFC 6376 3.4.3 blank lines behind it do not count", "a\r\n\r\n\r\nb\r\n", "a\r\n", 3},
    {"RFC 6376 3.4.3 nor those that were signed", "a\r\nb\r\n", "a\r\n\r\n\r\n", 3},
    {"blank lines before it count", "\r\n\r\na\r\nb\r\n", "\r\n\r\na\r\n", 7},
    {"the signed text had no line end", "a\r\nb", "a", 3},
    {"a bare CR ends no line", "a\rb\r\nc\r\n", "a\rb\r\n", 5},
    {"nothing is cut", "a\r\nb\r\n", "a\r\nb\r\n", 6},
    {"nothing is cut, no line end", "a\r\nb", "a\r\nb", 4},
};

BOOST_AUTO_TEST_CASE(places) {
  for (const Row& row : rows) {
    for (const std::string_view canonicalization : {"relaxed", "simple"}) {
      BOOST_TEST_CONTEXT(row.what << ", " << canonicalization) {
        const auto end =
            cut_of(row.body, signature_over(row.sent, {.canonicalization = canonicalization}));
        BOOST_TEST_REQUIRE(end.has_value());
        BOOST_TEST(*end == row.end);
      }
    }
  }
  // White space at a line's end, and lines of white space: relaxed alone drops them.
  const std::string_view body = "a  b \r\n \t\r\nc\r\n";
  BOOST_TEST(*cut_of(body, signature_over("a b\r\n", {})) == 7U);
  BOOST_TEST(!cut_of(body, signature_over("a b\r\n", {.canonicalization = "simple"})).has_value());
  BOOST_TEST(*cut_of(body, signature_over("a  b \r\n \t\r\n", {.canonicalization = "simple"})) ==
             11U);
  BOOST_TEST(!cut_of("a\r\nb\r\n", signature_over("x", {})).has_value());
}

// With l= no more than that many octets are hashed.
BOOST_AUTO_TEST_CASE(length) {
  const std::string_view body = "aa\r\nbb\r\ncc\r\n";
  BOOST_TEST(*cut_of(body, signature_over("aa\r\nbb\r\n", {.length = 100})) == 8U);
  BOOST_TEST(*cut_of(body, signature_over("aa\r\nbb\r\n", {.length = 6})) == 8U);
  BOOST_TEST(*cut_of(body, signature_over("aa\r\n", {.length = 2})) == 4U);
  BOOST_TEST(!cut_of(body, signature_over("aa\r\nx", {.length = 5})).has_value());
}

BOOST_AUTO_TEST_CASE(with_replacements) {
  const std::string_view body = "a\r\r\nb\r\r\nc\r\r\n";
  const std::vector<BodyReplacement> list = {{1, 1, ""}, {5, 1, ""}, {9, 1, ""}};
  BOOST_TEST(*cut_of(body, signature_over("a\r\nb\r\n", {}), list) == 8U);
  const std::string_view carriage_returns = "a\rb\rc\r";
  const std::vector<BodyReplacement> ends = {{1, 1, "\r\n"}, {3, 1, "\r\n"}, {5, 1, "\r\n"}};
  BOOST_TEST(*cut_of(carriage_returns, signature_over("a\r\nb\r\n", {}), ends) == 4U);
}

BOOST_AUTO_TEST_CASE(every_cut_of_random_bodies) {
  const std::string_view alphabet("ab \t\r\n\r\n", 8);
  std::uint32_t state = 3;
  const auto random = [&](std::uint32_t below) {
    state = state * 1'664'525U + 1'013'904'223U;
    return (state >> 16) % below;
  };
  for (int round = 0; round < 300; ++round) {
    std::string body(1 + random(50), 'x');
    for (char& c : body) {
      if (random(2) == 0) c = alphabet[random(8)];
    }
    for (const std::string_view canonicalization : {"relaxed", "simple"}) {
      for (std::size_t feed = 0; (feed = body.find('\n', feed)) != std::string::npos; ++feed) {
        const std::string sent = body.substr(0, feed + 1);
        if (sent.find_first_not_of(" \t\r\n") == std::string::npos) continue;
        const dkim::Signature signature =
            signature_over(sent, {.canonicalization = canonicalization});
        const auto end = cut_of(body, signature);
        BOOST_REQUIRE(end.has_value());
        BOOST_REQUIRE(dkim::hash_body(body.substr(0, *end),
                                      {{signature.hash, signature.body_canonicalization, {}}})
                          .front()
                          .digest == signature.body_hash);
      }
    }
  }
}

// Any sequence of attempts gives what each would give alone.
BOOST_AUTO_TEST_CASE(attempts_share_only_what_is_common) {
  const std::string body = "one\r\ntwo  three\r\n\r\nfour\r\n.five\r\n \r\nsix";
  const std::string long_text(100, 'z');
  const std::string_view texts[] = {"", "x", "\r\n", " ", long_text};
  std::uint32_t state = 11;
  const auto random = [&](std::size_t below) {
    state = state * 1'664'525U + 1'013'904'223U;
    return (state >> 16) % below;
  };
  const auto some_list = [&] {
    std::vector<BodyReplacement> list;
    std::size_t at = 0;
    for (std::size_t i = random(5); i > 0 && at <= body.size(); --i) {
      at += random(6);
      if (at > body.size()) break;
      const std::size_t length = std::min<std::size_t>(random(4), body.size() - at);
      list.push_back({at, length, texts[random(5)]});
      at += length;
    }
    return list;
  };
  for (const std::string_view canonicalization : {"relaxed", "simple"}) {
    for (int round = 0; round < 200; ++round) {
      const std::vector<BodyReplacement> wanted = some_list();
      const dkim::Signature signature =
          signature_over(made(body, wanted), {.canonicalization = canonicalization});
      Search search;
      Meter meter{Budget{}};
      BodyProbe probe(body, signature, meter, search);
      for (int i = 0; i < 30; ++i) {
        const std::vector<BodyReplacement> list = i == 29 ? wanted : some_list();
        const auto expected = dkim::hash_body(
            made(body, list), {{signature.hash, signature.body_canonicalization, {}}});
        BOOST_REQUIRE(probe.test(list) == (expected.front().digest == signature.body_hash));
      }
      BOOST_REQUIRE(search.tried == 30U);
    }
  }
}

// Replacements that overlap, go back or leave the body are no attempt.
BOOST_AUTO_TEST_CASE(malformed_replacements) {
  const std::string body = "abc\r\n";
  const dkim::Signature signature = signature_over("", {});
  Search search;
  Meter meter{Budget{}};
  BodyProbe probe(body, signature, meter, search);
  const std::vector<std::vector<BodyReplacement>> lists = {
      {{6, 0, ""}}, {{0, 6, ""}}, {{2, 1, ""}, {1, 1, ""}}, {{0, 3, ""}, {2, 1, ""}}};
  for (const auto& list : lists) BOOST_TEST(!probe.test(list));
  BOOST_TEST(search.tried == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
