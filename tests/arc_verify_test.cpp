// Whole ARC chains: what the octets prove and what a validator must conclude (RFC 8617 5.2). The
// rows stand in data/make_arc_vectors.py; each names the points it proves.
#include "arc/verify.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/arc_vectors.h"

using namespace indicia;
using namespace indicia::arc;

namespace {

constexpr std::int64_t judged_at = 1'790'000'000;

dns::Answers answers() {
  dns::Answers table;
  for (const auto& key : arc_vectors::keys) {
    const auto status = dns::parse_status(key.record);
    dns::Answer answer{.question = {std::string(key.name), dns::RecordType::txt},
                       .status = status.value_or(dns::Status::ok)};
    if (!status) answer.records = {dns::Record{.strings = {std::string(key.record)}}};
    table.add(answer);
  }
  table.set_default_nxdomain();
  return table;
}

message::Message parsed(std::string_view text) {
  return message::parse_message(text, {0, text.size(), 1}, {});
}

struct Judged {
  Examined examined;
  Chain chain;
};

// `message` must outlive the result.
Judged judge(const message::Message& message, const dkim::BodyInput& body,
             const Limits& limits = {}, dkim::KeyCache* cache = nullptr) {
  const dns::Answers table = answers();
  Judged judged;
  judged.examined = arc::examine(message, body, limits.arc_sets);
  dns::Inquiry inquiry(table, limits.questions, false);
  judged.chain = verify(judged.examined, inquiry, judged_at, limits, cache);
  return judged;
}

Judged judge(const message::Message& message) {
  return judge(message, {message.body, true, false});
}

std::string describe(const Verdict& verdict) {
  return std::string(to_string(verdict.result)) + " " +
         std::string(arc::to_string(verdict.cause.reason)) + " " +
         std::to_string(verdict.cause.instance);
}

std::string describe(const Judged& judged) {
  std::string text = describe(judged.chain.verdict) + " ";
  const auto& oldest = judged.chain.oldest_pass;
  text += oldest ? std::to_string(*oldest) : "-";
  for (std::size_t i = 0; i < judged.chain.sets.size(); ++i) {
    const VerifiedSet& set = judged.chain.sets[i];
    text += " | ";
    text += judged.examined.sets[i].seal ? to_string(set.seal.reason) : "-";
    text += " ";
    text += set.signature ? to_string(set.message_signature.reason) : "-";
  }
  return text;
}

std::string_view row(std::string_view what) {
  for (const auto& candidate : arc_vectors::rows) {
    if (candidate.what == what) return candidate.message;
  }
  BOOST_FAIL("no row " << what);
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arc_verify)

BOOST_AUTO_TEST_CASE(table) {
  dkim::KeyCache cache;
  for (const auto& row : arc_vectors::rows) {
    BOOST_TEST_CONTEXT(row.what) {
      // A block of exactly the size, so that sanitizers see any read beyond it.
      const std::vector<char> octets(row.message.begin(), row.message.end());
      const message::Message message = parsed({octets.data(), octets.size()});
      BOOST_TEST(describe(judge(message)) == row.expected);
      const Judged cached = judge(message, {message.body, true, false}, {}, &cache);
      BOOST_TEST(describe(cached) == row.expected);
      const Verdict& verdict = cached.chain.verdict;
      BOOST_TEST((verdict.causes.empty() ? Cause{} == verdict.cause
                                         : verdict.causes.front() == verdict.cause));
    }
  }
}

// Any single changed octet of what the seals cover: never a pass (A8).
BOOST_AUTO_TEST_CASE(no_changed_octet_passes_unnoticed) {
  const std::string text(row("A1 A8 two sets"));
  const std::size_t end = text.find("From:");
  std::size_t passes = 0;
  for (std::size_t i = 0; i < end; ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const message::Message message = parsed(changed);
    const Judged judged = judge(message);
    if (judged.chain.verdict.result == Result::pass) ++passes;
  }
  BOOST_TEST(passes == 0U);
}

// Seals need no body; the newest message signature does.
BOOST_AUTO_TEST_CASE(headers_only) {
  const message::Message good = parsed(row("A1 A8 two sets"));
  BOOST_TEST(describe(judge(good, {})) ==
             "untestable body_missing 2 - | none body_missing | none body_missing");
  const message::Message bad = parsed(row("A8 the newest ARC-Authentication-Results changed"));
  BOOST_TEST(describe(judge(bad, {}).chain.verdict) == "fail seal_fails 2");
}

// A7 A11: every cause is listed, the decisive one first, in the order of RFC 8617 5.2.
BOOST_AUTO_TEST_CASE(all_causes) {
  const message::Message message = parsed(row("A5 no ARC-Message-Signature"));
  const Judged judged = judge(message);
  const std::vector<Cause> expected = {{Reason::signature_missing, 2}, {Reason::seal_fails, 2}};
  BOOST_TEST((judged.chain.verdict.causes == expected));
}

// What a host saw before newer sets were added.
BOOST_AUTO_TEST_CASE(shorter_chains) {
  const message::Message message = parsed(row("A7 body changed between two sets"));
  const Judged judged = judge(message);
  const auto up_to = [&](unsigned newest) {
    return describe(arc::judge(judged.examined, judged.chain.sets, newest));
  };
  BOOST_TEST(up_to(2) == "pass none 0");
  BOOST_TEST(up_to(1) == "fail signature_fails 1");  // its body is no longer here
  BOOST_TEST(up_to(0) == "none no_sets 0");
}

BOOST_AUTO_TEST_CASE(limits_reached) {
  const message::Message message = parsed(row("A1 A8 three sets"));
  Limits limits;
  limits.arc_sets = 2;
  BOOST_TEST(describe(judge(message, {message.body, true, false}, limits)) ==
             "untestable over_limit 0 0 | none none | none none");
  // Fields were left out: of the chain nothing can be told, nor that there is none.
  for (std::size_t fields : {std::size_t{1}, std::size_t{6}}) {
    Limits few;
    few.fields = fields;
    const message::Message cut = message::parse_message(row("A1 A8 three sets"), {0, 0, 1}, few);
    const Judged judged = judge(cut, {cut.body, true, false}, few);
    BOOST_TEST((judged.chain.verdict.result == Result::untestable));
    BOOST_TEST((judged.chain.verdict.cause == Cause{Reason::over_limit, 0}));
    BOOST_TEST(!judged.chain.oldest_pass.has_value());
  }
  limits.arc_sets = 50;
  limits.rsa_bits_least = 2'048;
  BOOST_TEST(describe(judge(message, {message.body, true, false}, limits)) ==
             "untestable key_out_of_limits 3 - | key_out_of_limits key_out_of_limits | none none | "
             "key_out_of_limits key_out_of_limits");
}

// A14: the keys are those of DKIM, asked for ARC, and no other verdict needs them.
BOOST_AUTO_TEST_CASE(keys_asked) {
  const message::Message message = parsed(row("A14 domains and selectors of one set may differ"));
  const dns::Answers none;
  dns::Inquiry inquiry(none, 200, false);
  const Examined examined = arc::examine(message, {message.body, true, false}, 50);
  const Chain chain = verify(examined, inquiry, judged_at, {}, nullptr);
  BOOST_TEST(describe(chain.verdict) == "untestable key_not_asked 1");
  BOOST_REQUIRE_EQUAL(inquiry.open().size(), 2U);
  BOOST_TEST(inquiry.open()[0].question.name == "s1._domainkey.one.example");
  BOOST_TEST(inquiry.open()[1].question.name == "s2._domainkey.two.example");
  for (const dns::OpenQuestion& open : inquiry.open()) {
    BOOST_TEST(!open.required);
    BOOST_TEST((open.purpose == dns::Purpose::arc_key));
  }
}

// A13: the payload behind the instance.
BOOST_AUTO_TEST_CASE(results_are_decoded) {
  const message::Message message = parsed(row("A1 A8 two sets"));
  const Examined examined = arc::examine(message, {}, 50);
  const message::AuthenticationResults& results = examined.sets[1].results.results;
  BOOST_TEST(results.authserv_id == "mx.two.example");
  BOOST_REQUIRE_EQUAL(results.results.size(), 2U);
  BOOST_TEST(results.results[1].method == "dmarc");
  BOOST_TEST(results.results[1].property("header", "from")->value == "example.com");
}

// Which of two readings of a field without c= is shown.
BOOST_AUTO_TEST_CASE(readings_without_canonicalization) {
  const message::Message simple = parsed(row("A9 c= absent means simple/simple"));
  BOOST_TEST(judge(simple).chain.sets[0].signature->signature.canonicalization == "simple/simple");
  const message::Message relaxed =
      parsed(row("A9 c= absent, signed relaxed as the published suite has it"));
  const Judged judged = judge(relaxed);
  BOOST_TEST(judged.chain.sets[0].signature->signature.canonicalization == "relaxed/relaxed");
}

// Fifty sets that cover long lists over many fields, with bodies to hash.
BOOST_AUTO_TEST_CASE(hostile_chains_stay_linear) {
  std::string text;
  for (int i = 1; i <= 50; ++i) {
    const std::string n = std::to_string(i);
    text += "ARC-Seal: i=" + n + "; cv=pass; a=rsa-sha256; d=one.example; s=s1; b=AAAA\r\n";
    text += "ARC-Message-Signature: i=" + n + "; a=rsa-sha256; d=one.example; s=s1; l=" + n +
            "; c=relaxed/relaxed; bh=AAAA; b=AAAA; h=from";
    for (int k = 0; k < 500; ++k) text += ":x";
    text += "\r\nARC-Authentication-Results: i=" + n + "; mx.example; dkim=pass header.b=AAAA\r\n";
  }
  for (int i = 0; i < 9'000; ++i) text += "X: " + std::to_string(i) + "\r\n";
  text += "From: a@example.com\r\n\r\n" + std::string(1'000'000, 'x') + "\r\n";
  const message::Message message = parsed(text);
  const Judged judged = judge(message);
  BOOST_TEST(judged.chain.sets.size() == 50U);
  BOOST_TEST((judged.chain.verdict.result == Result::fail));
}

BOOST_AUTO_TEST_SUITE_END()
