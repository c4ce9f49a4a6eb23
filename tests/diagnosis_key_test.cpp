// Which findings the facts about a signature's key and about the file give: each rule where it
// holds and where it nearly does (dkim-forensics 6, 7, 8).
#include <boost/test/unit_test.hpp>

#include "diagnosis/diagnose.h"
#include "report/facts.h"

using namespace indicia;
using namespace dkim;

BOOST_AUTO_TEST_SUITE(diagnosis_key)

namespace {

// One signature of example.com, aligned; DMARC failed. A row changes what it is about.
struct Made {
  message::Field field{.name = "DKIM-Signature", .location = {10, 20, 2}};
  std::vector<Examined> examined{1};
  Facts facts;

  Made() {
    examined[0].field = &field;
    examined[0].signature.domain = examined[0].signature.domain_ascii = "example.com";
    examined[0].signature.selector = examined[0].signature.selector_ascii = "sel";
    examined[0].signature.signature = std::string(256, 'x');
    auto evidence = std::make_shared<MessageEvidence>();
    evidence->input = std::make_shared<const std::string>();
    facts.evidence = std::move(evidence);
    facts.dmarc.author_domain = "example.com";
    facts.dmarc.rfc9989.result = Result::fail;
    facts.dmarc.rfc9989.reason = dmarc::Reason::nothing_passed;
    DkimFact& fact = facts.dkim.emplace_back();
    fact.examined = &examined[0];
    fact.alignment = dmarc::Alignment::strict;
    fact.verification.key_name = "sel._domainkey.example.com";
    fact.verification.body_hash = BodyHash::match;
  }

  Verification& verification() { return facts.dkim.front().verification; }

  void no_key() {
    verification().reason = Reason::no_key;
    verification().result = Result::permerror;
    verification().key_response.status = dns::Status::nxdomain;
  }
  void record(const std::string& text, Reason reason = Reason::key_syntax) {
    verification().reason = reason;
    verification().result = result_of(reason);
    verification().key_response.status = dns::Status::ok;
    verification().keys.push_back(parse_key_record(text));
    verification().used_key = 0;
  }
  LenientKey& lenient(std::string_view fault, bool read) {
    record("v=DKIM1");
    LenientKey& key = verification().lenient.emplace();
    key.reading.faults = {fault};
    if (read) key.reading.record = "v=DKIM1; p=AAAA";
    return key;
  }
  void opened(HeaderSignature header, Block block, BlockDetail detail = BlockDetail::none) {
    record("v=DKIM1; p=AAAA", Reason::key_mismatch);
    verification().keys[0].bits = 2048;
    verification().header_signature = header;
    verification().block = block;
    verification().block_detail = detail;
  }
  Neighbour& neighbour(NeighbourKind kind, HeaderSignature header) {
    no_key();
    Neighbour& one = verification().neighbours.emplace_back();
    one.kind = kind;
    one.name = "near.example.com";
    one.holds_key = true;
    one.opened.header_signature = header;
    return one;
  }
  FileFact& sign(std::string_view ident, std::string_view explains) {
    FileFact& fact = facts.file.emplace_back();
    fact.sign.ident = ident;
    fact.sign.count = 1;
    fact.explains = explains;
    return fact;
  }
  void recorded_pass() {
    facts.comparison.push_back({.method = "dkim",
                                .recorded = "pass",
                                .trusted = true,
                                .agrees = false,
                                .reason = "key_changed_since",
                                .signature = 0});
  }

  // The key's and the file's findings, with the severity's first letter and the confidence's.
  std::string found() const {
    std::string out;
    for (const Finding& finding : diagnosis::find_all(facts, "en")) {
      if (!finding.ident.starts_with("dkim-") && !finding.ident.starts_with("file-")) continue;
      out += (out.empty() ? "" : " ") + std::string(finding.ident) + ":" +
             to_string(finding.severity)[0] + to_string(finding.confidence)[0];
    }
    return out;
  }
};

struct Row {
  std::string_view what;
  std::string_view expected;
  void (*make)(Made&);
};

using HeaderSignature::differ;
using HeaderSignature::key_mismatch;
using HeaderSignature::match;

const Row rows[] = {
    // A record that is no key.
    {"lenient and proven", "dkim-key-written-wrongly:fp",
     [](Made& m) { m.lenient("key-quotes", true).opened.header_signature = match; }},
    {"lenient, another header: the key is proven all the same", "dkim-key-written-wrongly:fp",
     [](Made& m) { m.lenient("key-quotes", true).opened.header_signature = differ; }},
    {"lenient, not this signature's", "dkim-key-written-wrongly:fc",
     [](Made& m) { m.lenient("key-quotes", true).opened.header_signature = key_mismatch; }},
    {"lenient, several orders, none proven", "dkim-key-written-wrongly:fl",
     [](Made& m) { m.lenient("key-strings-order", true).reading.alternatives = {"p=BBBB"}; }},
    {"split over records", "dkim-key-split-records:fc",
     [](Made& m) { m.lenient("key-split-records", true); }},
    {"a private key, read", "dkim-key-private:fc",
     [](Made& m) { m.lenient("key-private", true).reading.private_key = true; }},
    {"a private key, cut off", "dkim-key-private:fc",
     [](Made& m) {
       LenientKey& key = m.lenient("key-private", false);
       key.reading.private_key = true;
       key.reading.length = {.octets = 10, .expected_octets = 20};
     }},
    {"cut off", "dkim-key-truncated:fc",
     [](Made& m) {
       m.record("v=DKIM1; p=AAAAA");
       m.verification().lenient.emplace().reading.length = {.octets = 10, .expected_octets = 20};
     }},
    {"as long as it should be", "dkim-key-malformed:fc",
     [](Made& m) {
       m.record("v=DKIM1; p=AAAAA");
       m.verification().lenient.emplace().reading.length = {.octets = 20, .expected_octets = 20};
     }},
    {"a key record without p=", "dkim-key-malformed:fc",
     [](Made& m) { m.record("v=DKIM1; k=rsa"); }},
    {"no p= in any record", "dkim-key-other-record:fc", [](Made& m) { m.record("v=spf1 -all"); }},
    {"the p= of another record", "dkim-key-other-record:fc",
     [](Made& m) { m.record("v=DMARC1; p=none"); }},
    {"a version in quotes is no other record", "dkim-key-truncated:fc",
     [](Made& m) {
       m.record("v=\"DKIM1\"; p=AAAAA");
       m.verification().lenient.emplace().reading.length = {.octets = 10, .expected_octets = 20};
     }},
    {"another record's version in front of a key that is not whole", "dkim-key-truncated:fc",
     [](Made& m) {
       m.record("v=other; p=AAAAA");
       m.verification().lenient.emplace().reading.length = {.octets = 10, .expected_octets = 20};
     }},
    {"no p= in one of two records", "dkim-key-malformed:fc dkim-several-keys:wc",
     [](Made& m) {
       m.record("v=spf1 -all");
       m.verification().keys.push_back(parse_key_record("p=AAAAA"));
     }},
    {"k= in capitals is read leniently: no restriction", "dkim-key-written-wrongly:fc",
     [](Made& m) {
       m.lenient("key-tag-case", true);
       m.verification().reason = Reason::key_type_mismatch;
     }},
    {"the type is another one", "dkim-key-restriction:fc",
     [](Made& m) { m.record("k=rsa2; p=AAAA", Reason::key_type_mismatch); }},
    // No record.
    {"missing", "dkim-key-missing:fc", [](Made& m) { m.no_key(); }},
    {"missing for 90 days", "dkim-key-missing:fc",
     [](Made& m) {
       m.no_key();
       m.facts.dkim[0].key_asked_after = 90 * 86'400;
     }},
    {"missing for longer: cannot be decided", "dkim-key-gone:wu",
     [](Made& m) {
       m.no_key();
       m.facts.dkim[0].key_asked_after = 90 * 86'400 + 1;
     }},
    {"a receiver saw it pass", "",
     [](Made& m) {
       m.no_key();
       m.recorded_pass();
     }},
    {"at the doubled name", "dkim-key-name-doubled:fp",
     [](Made& m) { m.neighbour(NeighbourKind::doubled_domain, match); }},
    {"at the doubled name, of another signature", "dkim-key-missing:fc",
     [](Made& m) { m.neighbour(NeighbourKind::doubled_domain, key_mismatch); }},
    {"at the alias' right target", "dkim-key-alias-doubled:fp",
     [](Made& m) { m.neighbour(NeighbourKind::alias_target, match); }},
    {"under another selector", "dkim-key-other-selector:fp",
     [](Made& m) { m.neighbour(NeighbourKind::other_selector, differ); }},
    {"at the parent domain", "dkim-key-other-name:fp",
     [](Made& m) { m.neighbour(NeighbourKind::parent_domain, match); }},
    {"without _domainkey", "dkim-key-other-name:fp",
     [](Made& m) { m.neighbour(NeighbourKind::no_domainkey, match); }},
    {"without a selector", "dkim-key-other-name:fp",
     [](Made& m) { m.neighbour(NeighbourKind::no_selector, match); }},
    {"proven elsewhere, however old", "dkim-key-name-doubled:wp",
     [](Made& m) {
       m.neighbour(NeighbourKind::doubled_domain, match);
       m.facts.dkim[0].key_asked_after = 365 * 86'400;
     }},
    {"an alias to nothing", "dkim-key-dangling-alias:fc",
     [](Made& m) {
       m.no_key();
       m.verification().key_response.aliases = {"gone.example"};
     }},
    // A key of another signature.
    {"other key or b= damaged", "dkim-key-mismatch:fc",
     [](Made& m) { m.opened(key_mismatch, Block::no_padding); }},
    {"the modulus has a small divisor", "dkim-key-damaged:fc",
     [](Made& m) {
       m.opened(key_mismatch, Block::no_padding);
       m.verification().keys[0].defects.push_back({"key-small-factor", 0, 0});
     }},
    {"a signature of another key size", "dkim-key-size-differs:fc",
     [](Made& m) {
       m.opened(key_mismatch, Block::wrong_size);
       m.examined[0].signature.signature.resize(128);
     }},
    {"a signature of no key size", "dkim-signature-cut:fc",
     [](Made& m) {
       m.opened(key_mismatch, Block::wrong_size);
       m.examined[0].signature.signature.resize(100);
     }},
    {"PSS of this header", "dkim-signature-scheme:fp",
     [](Made& m) { m.opened(key_mismatch, Block::no_padding, BlockDetail::pss); }},
    {"PSS of another header", "dkim-signature-scheme:fc",
     [](Made& m) { m.opened(key_mismatch, Block::no_padding, BlockDetail::pss_other); }},
    {"the bare digest of this header: nothing was changed", "dkim-signature-scheme:fp",
     [](Made& m) { m.opened(differ, Block::no_digest_info, BlockDetail::raw_digest); }},
    {"no DigestInfo", "dkim-signature-scheme:fc",
     [](Made& m) { m.opened(differ, Block::no_digest_info); }},
    {"another hash", "dkim-signature-other-hash:fc",
     [](Made& m) { m.opened(differ, Block::other_algorithm, BlockDetail::other_hash); }},
    {"another digest", "dkim-header-differs:fc",
     [](Made& m) { m.opened(differ, Block::other_digest); }},
    {"above the modulus", "dkim-key-mismatch:fc",
     [](Made& m) { m.opened(key_mismatch, Block::no_padding, BlockDetail::above_modulus); }},
    // Octets hold, rules refuse.
    {"refused by rule", "dkim-expired:fc dkim-octets-hold:ip",
     [](Made& m) {
       m.record("p=AAAA", Reason::expired);
       m.verification().header_signature = match;
     }},
    {"PKCS#1", "dkim-key-pkcs1:wc dkim-pass:op",
     [](Made& m) {
       m.record("p=AAAA", Reason::none);
       m.verification().result = Result::pass;
       m.verification().keys[0].defects.push_back({"key-bare-pkcs1", 0, 0});
     }},
    {"g=", "dkim-key-granularity:ic dkim-pass:op",
     [](Made& m) {
       m.record("p=AAAA", Reason::none);
       m.verification().result = Result::pass;
       m.verification().keys[0].defects.push_back({"key-granularity", 0, 0});
     }},
    {"five minutes ahead", "dkim-pass:op",
     [](Made& m) {
       m.record("p=AAAA", Reason::none);
       m.verification().result = Result::pass;
       m.verification().timestamp_in_future = true;
       m.examined[0].signature.timestamp = 300;
     }},
    {"more than five minutes ahead", "dkim-timestamp-in-future:wc dkim-pass:op",
     [](Made& m) {
       m.record("p=AAAA", Reason::none);
       m.verification().result = Result::pass;
       m.verification().timestamp_in_future = true;
       m.examined[0].signature.timestamp = 301;
     }},
    {"l= to the end of the body", "dkim-length-tag:ic dkim-pass:op",
     [](Made& m) {
       m.record("p=AAAA", Reason::none);
       m.verification().result = Result::pass;
       m.examined[0].signature.body_length = 10;
     }},
    {"l= beyond the body that was signed", "dkim-signature-syntax:fc dkim-octets-hold:ip",
     [](Made& m) {
       m.opened(match, Block::match);
       m.verification().reason = Reason::body_length_too_large;
       m.examined[0].body_length_too_large = true;
       m.examined[0].signature.body_length = 10;
     }},
    {"l= beyond a body that differs", "dkim-body-cut:fc dkim-body-differs:fc",
     [](Made& m) {
       m.opened(match, Block::match);
       m.verification().reason = Reason::body_length_too_large;
       m.verification().body_hash = BodyHash::differ;
       m.examined[0].body_length_too_large = true;
       m.examined[0].signature.body_length = 10;
       m.examined[0].body_octets = 7;
     }},
    {"l= beyond the body, and the header differs",
     "dkim-body-cut:fl dkim-body-and-header-differ:fc",
     [](Made& m) {
       m.opened(differ, Block::other_digest);
       m.verification().reason = Reason::body_length_too_large;
       m.verification().body_hash = BodyHash::differ;
       m.examined[0].body_length_too_large = true;
       m.examined[0].signature.body_length = 10;
     }},
    // The file.
    {"rebuilt", "file-rebuilt:wl dkim-body-differs:wc",
     [](Made& m) {
       m.opened(match, Block::match);
       m.verification().body_hash = BodyHash::differ;
       m.sign("exchange-boundary", "body");
       m.recorded_pass();
     }},
    {"such a boundary without a recorded pass", "dkim-body-differs:fc",
     [](Made& m) {
       m.opened(match, Block::match);
       m.verification().body_hash = BodyHash::differ;
       m.sign("exchange-boundary", "");
     }},
    {"masked fields", "dkim-header-differs:fc file-redacted:wl",
     [](Made& m) {
       m.opened(differ, Block::other_digest);
       m.sign("redacted", "header");
     }},
    {"masked fields that no signature covers", "dkim-header-differs:fc",
     [](Made& m) {
       m.opened(differ, Block::other_digest);
       m.sign("redacted", "");
     }},
    {"masked fields, recorded pass: no failure of the mail",
     "file-redacted:wl dkim-header-differs:wc",
     [](Made& m) {
       m.opened(differ, Block::other_digest);
       m.sign("redacted", "header");
       m.recorded_pass();
     }},
    {"a store's field is signed", "dkim-header-differs:fc file-store-field-signed:wl",
     [](Made& m) {
       m.opened(differ, Block::other_digest);
       m.sign("store-fields", "header");
     }},
    {"mbox marks", "dkim-body-differs:fc file-mbox-escapes:wl",
     [](Made& m) {
       m.opened(match, Block::match);
       m.verification().body_hash = BodyHash::differ;
       m.sign("mbox-escapes", "body");
     }},
};

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      Made made;
      row.make(made);
      BOOST_TEST(made.found() == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_fifth_signature_and_the_sixth) {
  Made made;
  made.record("p=AAAA", Reason::none);
  made.verification().result = Result::pass;
  const auto severity = [&] {
    for (const Finding& finding : diagnosis::find_all(made.facts, "en")) {
      if (finding.ident == "dkim-many-signatures") return std::string(to_string(finding.severity));
    }
    return std::string();
  };
  const DkimFact aligned = made.facts.dkim.front();
  DkimFact other = aligned;
  other.alignment = dmarc::Alignment::none;
  made.facts.dkim.insert(made.facts.dkim.begin(), 4, other);
  BOOST_TEST(severity() == "");
  made.facts.dkim.push_back(other);
  BOOST_TEST(severity() == "info");
  made.facts.dkim.insert(made.facts.dkim.begin(), other);
  BOOST_TEST(severity() == "warn");
}

BOOST_AUTO_TEST_SUITE_END()
