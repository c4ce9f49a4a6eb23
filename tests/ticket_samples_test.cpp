// What leaves the user's hands, made of every sample: tickets within their size and without
// personal data, and case files that give the same report again.
#include <set>

#include "analysis.h"
#include "json/bundle.h"
#include "json/report.h"
#include "message/address.h"
#include "sample.h"
#include "share/redacted_message.h"
#include "share/ticket.h"
#include "text.h"

using namespace indicia;
using share::Format;

BOOST_AUTO_TEST_SUITE(ticket_samples)

namespace {

// Addresses in fields of the message that people read, without those that stand in Message-IDs.
std::set<std::string> addresses_in(const Evidence& evidence) {
  std::set<std::string> all;
  if (evidence.messages.empty()) return all;
  for (const message::Field& field : evidence.messages[evidence.selected]->message.fields) {
    for (const std::string_view name : {"From", "To", "Cc", "Reply-To", "Return-Path"}) {
      if (!equal_ignoring_case(field.name, name)) continue;
      for (const message::Mailbox& mailbox : message::parse_address_list(field.value).mailboxes) {
        if (!mailbox.local_part.empty() && !mailbox.domain.empty()) {
          all.insert(to_lower(mailbox.address()));
        }
      }
    }
  }
  return all;
}

void holds_no_address(const std::string& text, const std::set<std::string>& addresses) {
  const std::string lower = to_lower(text);
  for (const std::string& address : addresses) {
    BOOST_TEST(lower.find(address) == std::string::npos, address);
  }
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

BOOST_AUTO_TEST_CASE(tickets) {
  for (const auto& folder : sample_folders()) {
    const Sample sample = read_sample(folder);
    const Evidence evidence = examine(sample.message, sample.options);
    const Report report = conclude(evidence, sample.answers);
    const std::set<std::string> addresses = addresses_in(evidence);
    for (const Format format : {Format::markdown, Format::text, Format::reply}) {
      for (const std::string language : {"en", "ru"}) {
        BOOST_TEST_CONTEXT(folder.filename() << ", " << static_cast<int>(format) << language) {
          const std::string text = share::ticket(report, {format, true, language});
          BOOST_TEST(lines_of(text) < 60U);
          BOOST_TEST(text.size() < 16'000U);
          BOOST_TEST(text.ends_with('\n'));
          BOOST_TEST(is_utf8(text));
          holds_no_address(text, addresses);
          if (format == Format::reply) BOOST_TEST(lines_of(text) == 3U);
        }
      }
    }
    holds_no_address(share::redacted_message(evidence), addresses);
  }
}

// As it is, a ticket names what the redacted one hides.
BOOST_AUTO_TEST_CASE(without_redaction) {
  for (const auto& folder : sample_folders()) {
    if (folder.filename() != "21-list-footer-and-tag") continue;
    const Sample sample = read_sample(folder);
    const Report report = conclude(examine(sample.message, sample.options), sample.answers);
    const std::string open = share::ticket(report, {Format::text, false, ""});
    const std::string hidden = share::ticket(report, {Format::text, true, ""});
    BOOST_TEST(open.find("Pruning in November") != std::string::npos);
    BOOST_TEST(hidden.find("Pruning in November") == std::string::npos);
    BOOST_TEST(hidden.find("[subject]") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(case_files) {
  for (const auto& folder : sample_folders()) {
    BOOST_TEST_CONTEXT(folder.filename()) {
      const Sample sample = read_sample(folder);
      const Report report = conclude(examine(sample.message, sample.options), sample.answers);
      const std::string text = case_json(report);
      BOOST_TEST_REQUIRE(is_case(text));
      Case kept;
      BOOST_TEST_REQUIRE(read_case(text, kept) == "");
      BOOST_TEST(kept.octets == sample.message);
      dns::Answers answers;
      add_answers(kept.answers, answers);
      const std::string again = report_json(conclude(examine(kept.octets, kept.options), answers));
      BOOST_CHECK_MESSAGE(again == report_json(report), "another report from the case file");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
