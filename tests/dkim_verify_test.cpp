// Whole signatures: what the octets prove and what a verifier must conclude (RFC 6376 6.1). The
// rows stand in data/dkim_rows.py; each names the points it proves.
#include "dkim/verify.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "data/dkim_vectors.h"
#include "text.h"

using namespace indicia;
using namespace indicia::dkim;

BOOST_AUTO_TEST_SUITE(dkim_verify)

namespace {

constexpr std::int64_t judged_at = 1'790'000'000;

dns::Answers answers() {
  dns::Answers table;
  std::map<std::string, dns::Answer> by_name;
  for (const auto& key : dkim_vectors::keys) {
    std::string name(key.selector);
    if (name.find("._domainkey.") == std::string::npos) name += "._domainkey.example.com";
    dns::Answer& answer = by_name[name];
    answer.question = {name, dns::RecordType::txt};
    answer.status = *dns::parse_status(key.status);
    if (answer.status != dns::Status::ok) continue;
    // D39: character-strings of one record are joined with nothing between.
    dns::Record record;
    for (std::size_t at = 0; at < key.record.size(); at += 100) {
      record.strings.emplace_back(key.record.substr(at, 100));
    }
    answer.records.push_back(record);
  }
  for (auto& [name, answer] : by_name) table.add(answer);
  return table;
}

struct Judged {
  std::vector<Examined> examined;
  std::vector<Verification> verified;
};

// `text` must outlive the result.
Judged judge(const message::Message& message, const BodyInput& body, KeyCache* cache = nullptr,
             const Limits& limits = {}) {
  static const dns::Answers table = answers();
  Judged judged;
  judged.examined = examine(message, body, limits.signatures);
  dns::Inquiry inquiry(table, limits.questions, false);
  for (const Examined& examined : judged.examined) {
    judged.verified.push_back(verify(examined, inquiry, judged_at, limits, cache));
  }
  return judged;
}

std::string describe(const Verification& v, bool with_block) {
  std::string out(to_string(v.result));
  out += ' ';
  out += to_string(v.reason);
  out += ' ';
  out += to_string(v.header_signature);
  out += ' ';
  out += to_string(v.body_hash);
  if (with_block) {
    out += ' ';
    out += to_string(v.block);
  }
  return out;
}

message::Message parsed(std::string_view text) {
  return message::parse_message(text, {0, text.size(), 1}, {});
}

std::string_view row(std::string_view what) {
  for (const auto& candidate : dkim_vectors::rows) {
    if (candidate.what == what) return candidate.message;
  }
  BOOST_FAIL("no row " << what);
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  KeyCache cache;
  for (const auto& row : dkim_vectors::rows) {
    BOOST_TEST_CONTEXT(row.what) {
      // A block of exactly the size, so that sanitizers see any read beyond it.
      const std::vector<char> octets(row.message.begin(), row.message.end());
      const message::Message message = parsed({octets.data(), octets.size()});
      const BodyInput body{message.body, true, false};
      const bool with_block = std::count(row.expected.begin(), row.expected.end(), ' ') == 4;
      const Judged judged = judge(message, body);
      BOOST_REQUIRE(!judged.verified.empty());
      const Verification& v = judged.verified.front();
      BOOST_TEST(describe(v, with_block) == row.expected);
      BOOST_TEST(((v.reasons.empty() ? Reason::none : v.reasons.front()) == v.reason));
      // With a cache, first and second use: the same.
      for (int use = 0; use < 2; ++use) {
        const Verification again = judge(message, body, &cache).verified.front();
        BOOST_TEST(describe(again, true) == describe(v, true));
      }
    }
  }
}

// Any single changed octet of a signed message: never a pass where the octets do not verify.
BOOST_AUTO_TEST_CASE(no_changed_octet_passes_unnoticed) {
  const std::string text(row("simple/simple, every octet signed"));
  const message::Message whole = parsed(text);
  BOOST_REQUIRE((judge(whole, {whole.body, true, false}).verified.front().result == Result::pass));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const message::Message message = parsed(changed);
    const Judged judged = judge(message, {message.body, message.has_body, false});
    for (const Verification& v : judged.verified) {
      BOOST_TEST((v.result != Result::pass), "octet " << i);
    }
  }
}

BOOST_AUTO_TEST_CASE(headers_only) {
  const message::Message message = parsed(row("relaxed/relaxed, RSA 1024"));
  const Judged none = judge(message, {});
  BOOST_TEST(describe(none.verified.front(), true) ==
             "untestable body_missing match untestable match");
  BOOST_TEST(none.examined.front().computed_body_hash.empty());
  const message::Message changed = parsed(row("D38 header changed"));
  BOOST_TEST(describe(judge(changed, {}).verified.front(), false) ==
             "fail signature_mismatch differ untestable");
}

// Nothing but white space after the header section: a match counts, a difference does not.
BOOST_AUTO_TEST_CASE(doubtful_body) {
  const message::Message empty = parsed(row("D29 empty body, relaxed"));
  BOOST_TEST(describe(judge(empty, {"\r\n \r\n", true, true}).verified.front(), false) ==
             "pass none match match");
  const message::Message full = parsed(row("relaxed/relaxed, RSA 1024"));
  BOOST_TEST(describe(judge(full, {"\r\n", true, true}).verified.front(), false) ==
             "untestable body_missing match untestable");
  const message::Message cut = parsed(row("D14 l= of the whole body"));
  BOOST_TEST(describe(judge(cut, {"", true, true}).verified.front(), false) ==
             "untestable body_missing match untestable");
  // D14: bh= is of the empty body, so the body is not missing and l= is beyond it.
  std::string text(row("D29 empty body, relaxed"));
  text.insert(text.find(" bh="), " l=5;");
  const message::Message beyond = parsed(text);
  const Judged judged = judge(beyond, {"\r\n", true, true});
  BOOST_TEST((judged.examined.front().body_hash == BodyHash::match));
  BOOST_TEST(judged.examined.front().body_length_too_large);
}

BOOST_AUTO_TEST_CASE(facts_beside_the_verdict) {
  const message::Message tail = parsed(row("D14 l= and text added behind"));
  const Judged judged = judge(tail, {tail.body, true, false});
  BOOST_TEST(judged.examined.front().unsigned_octets == 8);
  BOOST_TEST(judged.examined.front().body_octets == 33);

  const message::Message two = parsed(row("D37 an unsigned second From above"));
  const Judged duplicate = judge(two, {two.body, true, false});
  BOOST_REQUIRE(duplicate.examined.front().unsigned_duplicates.size() == 1);
  BOOST_TEST(duplicate.examined.front().unsigned_duplicates.front()->value ==
             " mallory@example.org");
  BOOST_TEST(duplicate.examined.front().signed_fields.size() == 4);

  const message::Message future = parsed(row("D17 t= beyond 32 bits, far in the future"));
  const Judged later = judge(future, {future.body, true, false});
  BOOST_TEST(later.verified.front().timestamp_in_future);
  BOOST_TEST(*later.examined.front().signature.timestamp == 99'999'999'999U);

  const message::Message test_key = parsed(row("D45 t=y"));
  BOOST_TEST(judge(test_key, {test_key.body, true, false}).verified.front().testing);

  const message::Message expired = parsed(row("D18 expired and changed"));
  const Verification v = judge(expired, {expired.body, true, false}).verified.front();
  BOOST_TEST(v.expired_at_judging);
  BOOST_TEST((v.reasons == std::vector{Reason::body_hash_mismatch, Reason::expired}));

  const message::Message changed = parsed(row("D38 header changed"));
  const Judged opened = judge(changed, {changed.body, true, false});
  BOOST_TEST(opened.verified.front().recovered_digest.size() == 32);
  BOOST_TEST((opened.verified.front().recovered_digest != opened.examined.front().header_digest));

  const message::Message several = parsed(row("D50 D51 several records, the last one fits"));
  const Verification chosen = judge(several, {several.body, true, false}).verified.front();
  BOOST_TEST(chosen.keys.size() == 3);
  // Sorted, whatever the order of the answer.
  BOOST_TEST((chosen.keys[0].record < chosen.keys[1].record));
  BOOST_TEST((chosen.keys[1].record < chosen.keys[2].record));
  BOOST_TEST(chosen.keys[*chosen.used_key].bits == 1024);
  BOOST_TEST(chosen.key_name == "several._domainkey.example.com");
}

// D22: each signature on its own; those beyond the limit are named, not verified.
BOOST_AUTO_TEST_CASE(several_signatures) {
  const std::string_view good = row("relaxed/relaxed, RSA 1024");
  const std::string_view bad = row("D38 header changed");
  const std::size_t end = bad.find("\r\nFrom:") + 2;
  const std::string text = std::string(bad.substr(0, end)) + std::string(good);
  const message::Message message = parsed(text);
  Limits limits;
  const Judged both = judge(message, {message.body, true, false}, nullptr, limits);
  BOOST_REQUIRE(both.verified.size() == 2);
  BOOST_TEST((both.verified[1].result == Result::pass));
  limits.signatures = 1;
  const Judged one = judge(message, {message.body, true, false}, nullptr, limits);
  BOOST_REQUIRE(one.verified.size() == 2);
  BOOST_TEST(describe(one.verified[1], false) ==
             "untestable too_many_signatures untestable untestable");
}

// Which fields h= means cannot be told where some were left out; the body can, and the field
// itself.
BOOST_AUTO_TEST_CASE(header_beyond_a_limit) {
  const auto judged = [](std::string_view text) {
    Limits limits;
    limits.fields = 2;
    const message::Message message = message::parse_message(text, {0, 0, 1}, limits);
    const Judged one = judge(message, {message.body, true, false});
    BOOST_TEST(one.examined.front().signed_fields.empty());
    BOOST_TEST(one.verified.front().key_name.empty());
    return describe(one.verified.front(), false);
  };
  BOOST_TEST(judged(row("relaxed/relaxed, RSA 1024")) == "untestable over_limit untestable match");
  BOOST_TEST(judged(row("D38 header changed")) == "untestable over_limit untestable match");
  BOOST_TEST(judged(row("D18 expired and changed")) == "fail body_hash_mismatch untestable differ");
}

BOOST_AUTO_TEST_CASE(questions) {
  const dns::Answers none;
  const message::Message message = parsed(row("relaxed/relaxed, RSA 1024"));
  const std::vector<Examined> examined = examine(message, {message.body, true, false}, 50);
  dns::Inquiry inquiry(none, 200, false);
  const Verification v = verify(examined.front(), inquiry, judged_at, {}, nullptr);
  BOOST_TEST(describe(v, false) == "untestable key_not_asked untestable match");
  BOOST_REQUIRE(inquiry.open().size() == 1);
  BOOST_TEST(inquiry.open().front().question.name == "s1024._domainkey.example.com");
  BOOST_TEST(inquiry.open().front().required);
  // A field that can never count asks for its key only for the truth beside the verdict.
  const message::Message faulty = parsed(row("D8 v=0.5"));
  const std::vector<Examined> other = examine(faulty, {faulty.body, true, false}, 50);
  dns::Inquiry second(none, 200, false);
  verify(other.front(), second, judged_at, {}, nullptr);
  BOOST_REQUIRE(second.open().size() == 1);
  BOOST_TEST(!second.open().front().required);
}

// D50: a name with very many keys costs no more than ten operations.
BOOST_AUTO_TEST_CASE(many_keys_at_one_name) {
  const message::Message message = parsed(row("relaxed/relaxed, RSA 1024"));
  dns::Answer answer{.question = {"s1024._domainkey.example.com", dns::RecordType::txt},
                     .status = dns::Status::ok};
  for (const auto& key : dkim_vectors::keys) {
    if (key.selector != "s2048") continue;
    answer.records.assign(1'000, dns::Record{.strings = {std::string(key.record)}});
  }
  dns::Answers table;
  table.add(answer);
  dns::Inquiry inquiry(table, 200, false);
  const std::vector<Examined> examined = examine(message, {message.body, true, false}, 50);
  const Verification v = verify(examined.front(), inquiry, judged_at, {}, nullptr);
  BOOST_TEST(v.keys.size() == 10);
  BOOST_TEST(v.keys_skipped);
  BOOST_TEST((v.reason == Reason::key_mismatch));
}

// A stricter limit than 1024 bits must not let a key through uncomputed.
BOOST_AUTO_TEST_CASE(keys_below_the_limit_are_not_computed) {
  const message::Message message = parsed(row("relaxed/relaxed, RSA 1024"));
  Limits limits;
  limits.rsa_bits_least = 2'048;
  BOOST_TEST(describe(judge(message, {message.body, true, false}, nullptr, limits).verified.front(),
                      true) == "untestable key_out_of_limits untestable match not_applicable");
}

BOOST_AUTO_TEST_CASE(no_signature) {
  const message::Message message = parsed("From: a@example.com\r\n\r\nbody\r\n");
  BOOST_TEST(judge(message, {message.body, true, false}).verified.empty());
}

// Ten thousand fields and a list of as many names: each field is looked up once per name.
BOOST_AUTO_TEST_CASE(long_header_lists_stay_linear) {
  std::string list = "from";
  std::string fields;
  for (int i = 0; i < 9'000; ++i) {
    list += ":x";
    fields += "X: " + std::to_string(i) + "\r\n";
  }
  const std::string text = "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1024; h=" + list +
                           "; bh=; b=\r\nFrom: a@example.com\r\n" + fields + "\r\n";
  const message::Message message = parsed(text);
  const Judged judged = judge(message, {message.body, true, false});
  BOOST_TEST(judged.examined.front().signed_fields.size() == 9'001);
}

BOOST_AUTO_TEST_SUITE_END()
