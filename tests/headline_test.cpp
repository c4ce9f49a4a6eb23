// The headline and the reply built on it: every verdict has a headline without a hole, and who has
// to act is never somebody whom the headline does not speak of.
#include <boost/test/unit_test.hpp>

#include "analysis.h"
#include "diagnosis/delivery_report.h"
#include "diagnosis/diagnose.h"
#include "diagnosis/rules.h"
#include "dmarc_zone.h"
#include "share/ticket.h"
#include "text.h"

using namespace indicia;

BOOST_AUTO_TEST_SUITE(headline)

namespace {

constexpr std::string_view nobody = "Nobody has to act";
constexpr std::string_view unknown = "Who has to act cannot be told";

// A blank where a value should stand.
bool has_hole(std::string_view text) {
  for (std::string_view hole : {"  ", " . ", " ,", " :", " ;", "{", " - ", ": -"}) {
    if (text.find(hole) != std::string_view::npos) return true;
  }
  return text.starts_with(' ') || text.ends_with(' ') || text.ends_with(" .");
}

void is_whole(const Headline& headline) {
  BOOST_TEST(!headline.ident.empty());
  BOOST_TEST(!headline.text.empty());
  for (const std::string& text : {headline.text, headline.because, headline.so, headline.also}) {
    BOOST_TEST(!has_hole(text), text);
  }
}

std::string reply(const Report& report) {
  return share::ticket(report, {share::Format::reply, false, ""});
}

Report judge(const std::string& message, const dns::Answers& answers, std::string_view language) {
  Options options;
  options.language = language;
  return evaluate(examine(message, options), answers);
}

std::string plain(const std::string& from) {
  return from + "Subject: x\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\n\r\nx\r\n";
}

std::string report_on(const std::string& groups) {
  return "From: MAILER-DAEMON@mx.example.net\r\nTo: a@example.com\r\nSubject: x\r\n"
         "Date: Sat, 21 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: "
         "multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n\r\ntext\r\n"
         "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net"
         "\r\n\r\n" +
         groups + "\r\n--B--\r\n";
}

struct Row {
  std::string_view what;
  std::string message;
  std::string_view zone;  // dmarc_zone.h; empty: nothing was asked
  std::string_view ident;
  std::string_view reply;  // stands in it
};

const std::string from_one = plain("From: a@example.com\r\n");

const Row rows[] = {
    {"p= is no policy", from_one, "example.com v=DMARC1; p=rejct", "policy-unusable",
     "DNS administrator"},
    {"sp= is no policy", from_one, "example.com v=DMARC1; p=reject; sp=foo", "policy-unusable",
     "DNS administrator"},
    {"several records", from_one, "example.com v=DMARC1; p=none|example.com v=DMARC1; p=reject",
     "policy-unusable", "exactly one record"},
    {"no record", from_one, "example.net v=DMARC1; p=none", "no-policy", "Publish v=DMARC1"},
    {"nothing asked", from_one, "", "cannot-tell", unknown},
    {"a broken signature, nothing asked",
     "DKIM-Signature: v=1; a=rsa-sha256; d=example.com\r\n" + from_one, "", "cannot-tell", unknown},
    {"name servers fail", from_one, "example.com servfail", "cannot-tell", unknown},
    {"a group in From", plain("From: Undisclosed:;\r\n"), "", "no-author-domain", "sender"},
    {"two From fields", "From: b@example.net\r\n" + from_one, "", "no-author-domain", "sender"},
    {"two domains in From", plain("From: a@example.com, b@example.net\r\n"), "", "no-author-domain",
     "sender"},
    {"no message", "hello\r\n", "", "not-a-message", unknown},
    // Delivery reports: nobody is advised about the reporting host's own mail.
    {"unknown user",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
               "Remote-MTA: dns; mx.example.org\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n"),
     "", "bounced", "Check the recipient's address"},
    {"mailbox full",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\nStatus: 4.2.2\r\n"), "",
     "bounced", "Who has to act: recipient"},
    {"not authenticated",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\nStatus: 5.7.26 (a)\r\n"
               "Diagnostic-Code: smtp; 550-5.7.26 no\r\n"),
     "", "bounced", "for want of authentication"},
    {"status in the answer alone",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\n"
               "Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n"),
     "", "bounced", "Check the recipient's address"},
    {"nothing but the recipient",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\n"), "", "bounced",
     "The report gives no reason"},
    {"not even that", report_on("Action: failed\r\n"), "", "bounced", unknown},
    {"a host without an answer",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\nStatus: 5.0.0\r\n"
               "Remote-MTA: dns; mx.example.org\r\n"),
     "", "bounced", unknown},
    {"delayed",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: delayed\r\nStatus: 4.4.1\r\n"),
     "", "delayed", "goes on trying"},
    {"delivered",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: delivered\r\nStatus: 2.0.0\r\n"),
     "", "delivered", nobody},
    {"the worst of several",
     report_on("Final-Recipient: rfc822; b@example.net\r\nAction: delivered\r\n\r\n"
               "Final-Recipient: rfc822; c@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
     "", "bounced", "c@example.net"},
};

// A pass, computed here or recorded by a trusted receiver, and nothing less.
bool is_ok_for_a_reason(const Headline& headline) {
  return headline.severity != Severity::ok || headline.ident == "proven" ||
         headline.ident == "recorded-pass";
}

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const dns::Answers answers =
          row.zone.empty() ? dns::Answers() : dmarc_tests::zone(row.zone, true);
      const Report report = judge(row.message, answers, "en");
      is_whole(report.headline);
      is_whole(judge(row.message, answers, "ru").headline);
      BOOST_TEST(report.headline.ident == row.ident);
      BOOST_TEST(is_ok_for_a_reason(report.headline));
      const std::string text = reply(report);
      BOOST_TEST(text.find(row.reply) != std::string::npos, text);
      BOOST_TEST((row.reply == nobody) == (text.find(nobody) != std::string::npos), text);
      for (const Finding& one : report.findings) {
        if (report.evidence.report) BOOST_TEST(one.ident != "dkim-none");
        for (const std::string& said : {one.title, one.seen, one.fix}) {
          BOOST_TEST((!has_hole(said) && said.find("d= and") == std::string::npos), said);
        }
      }
    }
  }
}

// Whatever DMARC comes to, there is a headline, and it names who sent the message or says nothing.
BOOST_AUTO_TEST_CASE(no_verdict_without_a_headline) {
  const Report base = judge(from_one, {}, "en");
  for (int result = 0; result <= static_cast<int>(Result::untestable); ++result) {
    for (int reason = 0; reason <= static_cast<int>(dmarc::Reason::identifier_untestable);
         ++reason) {
      Facts facts = base.facts;
      facts.dmarc.rfc9989.result = static_cast<Result>(result);
      facts.dmarc.rfc9989.reason = static_cast<dmarc::Reason>(reason);
      BOOST_TEST_CONTEXT(result << " " << reason) {
        const Headline one = diagnosis::choose_headline(base.evidence, facts, "en");
        BOOST_TEST(!one.ident.empty());
        BOOST_TEST(!one.text.empty());
        const bool says_pass = one.ident == "proven";
        BOOST_TEST(says_pass == (facts.dmarc.rfc9989.result == Result::pass));
        BOOST_TEST(is_ok_for_a_reason(one));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(lines_of_a_reply) {
  struct {
    std::string_view answer;
    std::string_view joined;
  } const replies[] = {
      {"", ""},
      {"550 5.1.1 no such user", "550 5.1.1 no such user"},
      {"550-5.1.1 no such user 550 5.1.1 see the page", "550 5.1.1 no such user see the page"},
      {"550-5.7.26 a, 550-5.7.26 b 550 5.7.26 c", "550 5.7.26 a, b c"},
      {"550-5.1.1 no such user", "550 5.1.1 no such user"},
      {"550-no such user 550 see the page", "550 no such user see the page"},
      {"550 5.1.1 ask 550 5.1.1 again", "550 5.1.1 ask 550 5.1.1 again"},  // one line
      {"connection timed out", "connection timed out"},
      {"550-", "550 "},
  };
  for (const auto& row : replies) {
    BOOST_TEST_CONTEXT(row.answer) {
      BOOST_TEST(diagnosis::joined_reply(row.answer) == row.joined);
    }
  }
}

namespace {

// Two hops an hour apart and a signature made `signed_before` seconds before the first one.
bool attested(bool earlier_trusted, bool later_trusted, std::optional<int> signed_before,
              dkim::HeaderSignature half = dkim::HeaderSignature::match) {
  constexpr std::int64_t start = 1'795'250'000;
  auto evidence = std::make_shared<MessageEvidence>();
  evidence->path.border = 0;
  for (int i = 0; i < 2; ++i) {
    trace::Hop& hop = evidence->path.hops.emplace_back();
    hop.received.date = message::Date{};
    hop.received.date->seconds = start + i * 3'600;
    hop.delay_kind = i == 0 ? trace::Delay::first : trace::Delay::known;
    hop.delay_seconds = i * 3'600;
    hop.trusted = i == 0 ? earlier_trusted : later_trusted;
  }
  dkim::Examined examined;
  Facts facts;
  facts.evidence = evidence;
  if (signed_before) {
    examined.signature.timestamp = static_cast<std::uint64_t>(start - *signed_before);
    DkimFact& fact = facts.dkim.emplace_back();
    fact.examined = &examined;
    fact.verification.header_signature = half;
  }
  return diagnosis::is_wait_attested(facts, 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(waits) {
  BOOST_TEST(attested(true, true, std::nullopt));
  BOOST_TEST(!attested(false, true, std::nullopt));  // the border: the other time is a stranger's
  BOOST_TEST(!attested(false, false, std::nullopt));
  BOOST_TEST(attested(false, true, 5));
  BOOST_TEST(attested(false, true, -60));  // clocks
  BOOST_TEST(!attested(false, true, -1'800));
  BOOST_TEST(!attested(false, true, 5, dkim::HeaderSignature::differ));
}

BOOST_AUTO_TEST_SUITE_END()
