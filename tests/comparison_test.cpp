// Recorded verdicts beside recomputed ones (RFC 8601), and what findings and headline make of them.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "analysis.h"
#include "dmarc_zone.h"
#include "report/gather.h"

using namespace indicia;
using namespace std::string_literals;

namespace {

struct Ours {
  std::string domain;
  std::string selector;
  std::string signature;  // octets
  Result result;
  dkim::Reason reason = dkim::Reason::none;
};

// Two signatures of one domain, two of domains one beneath the other.
const std::vector<Ours> signatures = {
    {"example.com", "a", "first signature", Result::pass},
    {"example.com", "b", "second signature", Result::fail, dkim::Reason::body_hash_mismatch},
    {"example.net", "s", "third signature", Result::pass},
    {"mail.example.net", "s", "fourth signature", Result::fail, dkim::Reason::signature_mismatch},
    {"example.org", "s", "fifth signature", Result::permerror, dkim::Reason::no_key},
};

// Facts as gather() leaves them, with SPF pass for bounce.example.com from 192.0.2.1.
struct Made {
  std::vector<dkim::Examined> examined;
  Facts facts;

  Made(std::string_view results, std::string_view from, Result dmarc, std::string_view mail_from) {
    auto evidence = std::make_shared<MessageEvidence>();
    for (const Ours& ours : signatures) {
      dkim::Examined& one = examined.emplace_back();
      one.signature.domain = one.signature.domain_ascii = ours.domain;
      one.signature.selector = ours.selector;
      one.signature.signature = ours.signature;
    }
    for (std::size_t i = 0; i < examined.size(); ++i) {
      DkimFact& fact = facts.dkim.emplace_back();
      fact.examined = &examined[i];
      fact.verification.result = signatures[i].result;
      fact.verification.reason = signatures[i].reason;
    }
    evidence->records.authentication_results.push_back(
        {.results = message::parse_authentication_results(results),
         .location = {},
         .trusted = true,
         .writer = "mx.example.org",
         .field_name = "Authentication-Results"});
    facts.evidence = evidence;
    facts.dmarc.author_domain = from;
    facts.dmarc.rfc9989.result = dmarc;
    facts.spf.query = spf::make_query(*parse_ip("192.0.2.1"), mail_from, "helo.example.com");
    facts.spf.identity = mail_from.empty() ? "helo" : "mailfrom";
    facts.spf.result = Result::pass;
  }

  // "signature agrees reason" of the last result; - where there is none.
  std::string last() const {
    const Comparison one = compare_recorded(facts).back();
    return (one.signature ? std::to_string(*one.signature) : "-") + " " +
           (!one.agrees   ? "open"
            : *one.agrees ? "agrees"
                          : "differs") +
           " " + (one.reason.empty() ? "-" : std::string(one.reason));
  }
};

struct Row {
  std::string_view what;
  std::string_view results;  // after "mx.example.org; "
  std::string_view expected;
  Result dmarc = Result::pass;
  std::string_view mail_from = "a@bounce.example.com";
};

const Row rows[] = {
    // Which signature a result speaks of.
    {"header.b names it", "dkim=pass header.d=other.example header.b=Zmlyc3Qg", "0 agrees -"},
    {"header.b of no signature", "dkim=pass header.d=example.com header.b=AAAAAAAA",
     "- open not_recomputed"},
    {"domain and selector", "dkim=pass header.d=example.com header.s=b",
     "1 differs changed_after_check"},
    {"two of one domain, one passes: undecided", "dkim=pass header.d=example.com",
     "- open not_recomputed"},
    {"header.i equals a domain", "dkim=pass header.i=@mail.example.net",
     "3 differs changed_after_check"},
    {"header.i beneath a domain", "dkim=pass header.i=@news.example.net", "2 agrees -"},
    {"header.d is no identity", "dkim=pass header.d=news.example.net", "- open not_recomputed"},
    {"key gone", "dkim=pass header.d=example.org", "4 differs key_changed_since"},
    // RFC 8601 2.7.1: policy is a verified signature that the receiver refused.
    {"policy", "dkim=policy header.d=example.com header.s=a", "0 differs receiver_policy"},
    {"neutral", "dkim=neutral header.d=example.com header.s=a",
     "0 differs receiver_could_not_check"},
    {"failed, passes now", "dkim=fail header.d=example.com header.s=a", "0 differs passes_now"},
    {"temporary error", "dkim=temperror header.d=example.com header.s=a",
     "0 differs receiver_had_dns_error"},
    // SPF: one identity, one domain, one client.
    {"same", "spf=pass smtp.mailfrom=bounce.example.com", "- agrees -"},
    {"another domain", "spf=fail smtp.mailfrom=other.example", "- open not_recomputed"},
    {"HELO is another identity", "spf=fail smtp.helo=helo.example.com", "- open not_recomputed"},
    {"another client",
     "spf=fail (mx.example.org: domain of a@bounce.example.com does not designate "
     "198.51.100.9 as permitted sender) smtp.mailfrom=a@bounce.example.com",
     "- open not_recomputed"},
    {"the same client",
     "spf=fail (mx.example.org: domain of a@bounce.example.com does not "
     "designate 192.0.2.1 as permitted sender) smtp.mailfrom=a@bounce.example.com",
     "- differs passes_now"},
    // RFC 7208 2.4
    {"null sender", "spf=pass smtp.mailfrom=postmaster@helo.example.com", "- agrees -",
     Result::pass, ""},
    {"null sender, HELO", "spf=fail smtp.helo=helo.example.com", "- differs passes_now",
     Result::pass, ""},
    // DMARC
    {"unexplained", "dmarc=fail header.from=example.com", "- differs unexplained"},
    {"of another author", "dmarc=fail header.from=other.example", "- open not_recomputed"},
    {"best guess where no record stands", "dmarc=bestguesspass header.from=example.com",
     "- agrees -", Result::none},
    {"explained", "spf=fail smtp.mailfrom=bounce.example.com; dmarc=fail", "- differs passes_now"},
    {"a difference the other way explains nothing", "dkim=pass header.d=example.org; dmarc=fail",
     "- differs unexplained"},
    {"a lost key explains a lost pass", "dkim=pass header.d=example.org; dmarc=pass",
     "- differs key_changed_since", Result::fail},
};

const char received[] =
    "Received: from mail.example.net (mail.example.net [192.0.2.1]) by mx.example.org with ESMTPS "
    "id 1; Sat, 21 Nov 2026 09:00:00 +0000\r\n";

const Finding* find(const Report& report, std::string_view ident) {
  const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                  [&](const Finding& one) { return one.ident == ident; });
  return found == report.findings.end() ? nullptr : &*found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comparison)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    const std::string results = "mx.example.org; " + std::string(row.results);
    const Made made(results, "example.com", row.dmarc, row.mail_from);
    BOOST_TEST(made.last() == row.expected, row.what << ": " << made.last());
  }
}

BOOST_AUTO_TEST_CASE(a_pass_for_another_domain_is_no_failure_before_dmarc_is_known) {
  const std::string message =
      std::string(received) + "Return-Path: <a@example.net>\r\nFrom: a@example.com\r\n\r\nx\r\n";
  dns::Answers answers = dmarc_tests::zone("example.com servfail");
  answers.add({.question = {"example.net", dns::RecordType::txt},
               .status = dns::Status::ok,
               .records = {dns::Record{.strings = {"v=spf1 ip4:192.0.2.1 -all"}}}});
  const Report open = evaluate(examine(message, {}), answers);
  BOOST_TEST((open.facts.spf.result == Result::pass));
  const Finding* one = find(open, "spf-not-aligned");
  if (one != nullptr)
    BOOST_TEST((one->severity == Severity::warn || one->severity == Severity::info));

  dns::Answers failing = dmarc_tests::zone("example.com v=DMARC1; p=reject");
  failing.add(*answers.find({"example.net", dns::RecordType::txt}));
  const Report failed = evaluate(examine(message, {}), failing);
  BOOST_REQUIRE(find(failed, "spf-not-aligned") != nullptr);
  BOOST_TEST((find(failed, "spf-not-aligned")->severity == Severity::fail));
  // The client address is the receiver's word: no proof.
  BOOST_TEST((find(failed, "spf-not-aligned")->confidence == Confidence::certain));
}

BOOST_AUTO_TEST_CASE(defects_name_their_own_line) {
  const Report report = evaluate(
      examine("From: a@example.com\r\nSubject: one\r\n two\r\n th\0ree\r\nDate: Sat, 21 Nov 2026 "
              "09:00:00 +0000\r\nMessage-ID: <1@example.com>\r\nno field at all\r\nTo: "
              "b@example.net\r\n\r\nx\r\n"s,
              {}),
      {});
  BOOST_REQUIRE(find(report, "message-nul") != nullptr);
  BOOST_TEST(find(report, "message-nul")->locations.front().line == 4U);
  BOOST_REQUIRE(find(report, "message-malformed-lines") != nullptr);
  BOOST_TEST(find(report, "message-malformed-lines")->locations.front().line == 7U);
}

BOOST_AUTO_TEST_CASE(who_can_look_into_a_wait) {
  const std::string late =
      "Received: from mx.example.org (mx.example.org [198.51.100.1]) by box.example.org with "
      "ESMTPS "
      "id 2; Sat, 21 Nov 2026 11:00:00 +0000\r\n" +
      std::string(received) +
      "Received: from app.example.net (app.example.net [192.0.2.7]) by mail.example.net with "
      "ESMTPS "
      "id 0; Sat, 21 Nov 2026 08:00:00 +0000\r\nFrom: a@example.com\r\n\r\nx\r\n";
  const Report report = evaluate(examine(late, {}), {});
  std::vector<Who> who;
  for (const Finding& one : report.findings) {
    if (one.ident == "path-long-delay") who.push_back(one.who);
  }
  // The wait inside of the receiver first; the other one any earlier host could have written.
  BOOST_REQUIRE_EQUAL(who.size(), 2U);
  BOOST_TEST((who[0] == Who::receiver_admin));
  BOOST_TEST((who[1] == Who::platform));
}

BOOST_AUTO_TEST_CASE(limits_reached_are_listed) {
  std::string message;
  for (int i = 1; i <= 3; ++i) {
    message +=
        "ARC-Seal: i=" + std::to_string(i) + "; a=rsa-sha256; cv=none; d=a.example; s=s; b=AA\r\n";
  }
  message += "From: a@example.com\r\n\r\nx\r\n";
  Options options;
  options.limits.arc_sets = 3;
  BOOST_TEST(evaluate(examine(message, options), {}).facts.limits.empty());
  options.limits.arc_sets = 2;
  const Report report = evaluate(examine(message, options), {});
  BOOST_REQUIRE_EQUAL(report.facts.limits.size(), 1U);
  BOOST_TEST(report.facts.limits.front() == "arc_sets");
}

BOOST_AUTO_TEST_CASE(authors_of_a_folded_field_are_located) {
  const Report report = evaluate(examine("From: a@example.com,\r\n b@example.net,\r\n "
                                         "c@example.com\r\nSubject: x\r\nDate: Sat, 21 Nov "
                                         "2026 09:00:00 +0000\r\n\r\nx\r\n",
                                         {}),
                                 {});
  const MessageEvidence& evidence = *report.facts.evidence;
  BOOST_REQUIRE_EQUAL(evidence.from.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(evidence.from[i].location.line == i + 1);
    BOOST_TEST(evidence.input->substr(evidence.from[i].location.offset, 2) ==
               std::string(1, static_cast<char>('a' + i)) + "@");
  }
  BOOST_TEST(evidence.author.domains.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
