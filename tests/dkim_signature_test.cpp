// The tags of a DKIM-Signature field (RFC 6376 3.5); verdicts stand in dkim_verify_test.cpp.
#include "dkim/signature.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::dkim;

BOOST_AUTO_TEST_SUITE(dkim_signature)

namespace {

std::string idents(const indicia::Defects& defects) {
  std::string out;
  for (const auto& defect : defects) {
    if (!out.empty()) out += ' ';
    out += defect.ident;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_tag) {
  const std::string_view value =
      " v=1; a=ed25519-sha256; c=relaxed/simple; d=Example.COM; i=a=3Bb=40@News.example.com;\r\n"
      " q=dns/txt; s=2026.Sel; t=1700000000; x=1700086400; l=00042;\r\n"
      " h=From : To:\r\n\tfrom; z=From:A=20<a@example.com>|Subject:=7Cx; new=1;\r\n"
      " bh=47DEQpj8HBSa+/TImW+5JCeu\r\n QeRkm5NMpJWZG3hSuFU=; b=YWJj";
  const Signature s = parse_signature(value);
  BOOST_TEST(idents(s.defects) == "");
  BOOST_TEST(s.version == "1");
  BOOST_TEST(s.algorithm == "ed25519-sha256");
  BOOST_TEST((s.key_type == KeyType::ed25519 && s.hash == Hash::sha256), "D9");
  BOOST_TEST((s.header_canonicalization == Canonicalization::relaxed), "D10");
  BOOST_TEST((s.body_canonicalization == Canonicalization::simple), "D10");
  BOOST_TEST(s.domain == "Example.COM");
  BOOST_TEST(s.domain_ascii == "example.com", "D11");
  BOOST_TEST(*s.identity == "a;b@@News.example.com", "D12 D20");
  BOOST_TEST(s.identity_domain_ascii == "news.example.com");
  BOOST_TEST((s.signed_headers == std::vector<std::string>{"From", "To", "from"}), "D13");
  BOOST_TEST(*s.body_length == 42U, "D14");
  BOOST_TEST(s.selector_ascii == "2026.sel", "D16");
  BOOST_TEST(*s.timestamp == 1'700'000'000U, "D17");
  BOOST_TEST(*s.expiration == 1'700'086'400U, "D18");
  BOOST_TEST((s.copied_headers == std::vector<std::string>{"From:A <a@example.com>", "Subject:|x"}),
             "D19");
  BOOST_TEST((s.unknown_tags == std::vector<std::string>{"new"}), "D4");
  BOOST_TEST(s.body_hash.size() == 32, "D5 D21");
  BOOST_TEST(s.signature == "abc");
  BOOST_TEST(value.substr(s.b_offset, s.b_length) == "YWJj", "D35");
}

BOOST_AUTO_TEST_CASE(defaults) {
  const Signature s = parse_signature("v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=; b=");
  BOOST_TEST((s.header_canonicalization == Canonicalization::simple), "D10");
  BOOST_TEST((s.body_canonicalization == Canonicalization::simple), "D10");
  BOOST_TEST(!s.identity, "D12");
  BOOST_TEST(s.identity_domain_ascii == "example.com", "D12");
  BOOST_TEST(!s.body_length, "D14");
  BOOST_TEST(s.query_methods == "dns/txt", "D15");
  BOOST_TEST(!s.timestamp);
  BOOST_TEST(!s.expiration);
}

struct Row {
  std::string_view what;
  std::string_view tags;     // besides the required ones
  std::string_view defects;  // idents
};

const Row rows[] = {
    {"D23 RFC 6651 and RFC 6541", "r=y; atps=example.net; atpsh=sha256", ""},
    {"D9 case of the algorithm", "a=Rsa-Sha256",
     "tag-list-duplicate-tag"},  // the first a= counts; see the table of verdicts for the case
    {"D10 case", "c=Relaxed/relaxed", "signature-unknown-canonicalization signature-letter-case"},
    {"D10 three parts", "c=relaxed/relaxed/simple", "signature-unknown-canonicalization"},
    {"D12 no at sign", "i=example.com", "signature-bad-identity"},
    {"D12 outside", "i=@example.org", "signature-identity-outside-domain"},
    {"D14 sign", "l=+1", "signature-bad-number"},
    {"D14 empty", "l=", "signature-bad-number"},
    {"D14 hexadecimal", "l=0x10", "signature-bad-number"},
    {"D15 unknown method only", "q=dns", "signature-unknown-query-method"},
    {"D17 thirteen digits", "t=1000000000000", "signature-bad-number"},
    {"D18 equal times", "t=5; x=5", "signature-expires-before-timestamp"},
    {"D19 z= without a colon", "z=From", "signature-bad-copied-header"},
    {"D20 z= with a bad escape", "z=From:=ZZ", "signature-bad-copied-header"},
    {"D20 lower-case hexadecimal is accepted", "z=From:=2d", ""},
    {"D1 no equals sign", "nonsense", "tag-list-no-equals"},
};

BOOST_AUTO_TEST_CASE(defects) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const std::string value =
          "v=1; a=rsa-sha256; d=example.com; s=s; h=from; "
          "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=YWJj; " +
          std::string(row.tags);
      BOOST_TEST(idents(parse_signature(value).defects) == row.defects);
    }
  }
}

// The required tags, one left out at a time; then all in the reverse order.
BOOST_AUTO_TEST_CASE(required_tags_in_any_order) {
  const std::string_view tags[] = {
      "v=1",    "a=rsa-sha256",  "b=YWJj", "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "h=from", "d=example.com", "s=s"};
  for (std::string_view left_out : tags) {
    BOOST_TEST_CONTEXT("D7 without " << left_out) {
      std::string value;
      for (std::string_view tag : tags) {
        if (tag != left_out) value += std::string(tag) + ";";
      }
      const std::string found = idents(parse_signature(value).defects);
      BOOST_TEST(found.find("signature-missing-tag") != std::string::npos);
    }
  }
  std::string reversed;
  for (std::string_view tag : tags) reversed.insert(0, std::string(tag) + ";");
  BOOST_TEST(parse_signature(reversed).defects.empty(), "D6");
  BOOST_TEST(parse_signature(reversed).domain == "example.com", "D6");
}

BOOST_AUTO_TEST_CASE(body_length_beyond_64_bits) {
  const Signature s = parse_signature("l=" + std::string(76, '9'));
  BOOST_TEST(*s.body_length == ~std::uint64_t{0}, "D14");
}

BOOST_AUTO_TEST_CASE(dkim_quoted_printable) {
  bool valid = true;
  BOOST_TEST(
      decode_dkim_quoted_printable("a=3D\r\n b\tc=C3=A9\xC3\xA9", valid) == "a=bc\xC3\xA9\xC3\xA9",
      "D20 octets above 127 as in RFC 8616");
  BOOST_TEST(valid);
  BOOST_TEST(decode_dkim_quoted_printable("a=", valid) == "a=");
  BOOST_TEST(!valid);
  valid = true;
  BOOST_TEST(decode_dkim_quoted_printable("=4", valid) == "=4");
  BOOST_TEST(!valid);
}

BOOST_AUTO_TEST_CASE(hostile_values_stay_linear) {
  std::string colons(1U << 20, ':');
  BOOST_TEST(parse_signature("h=from" + colons).signed_headers.size() == 1);
  BOOST_TEST(parse_signature("z=" + std::string(1U << 20, '|')).copied_headers.size() ==
             (1U << 20) + 1);
  BOOST_TEST(parse_signature(std::string(1U << 20, ';')).defects.size() >= 7);
  BOOST_TEST(parse_signature("i=" + std::string(1U << 20, '@')).identity->size() == 1U << 20);
}

BOOST_AUTO_TEST_SUITE_END()
