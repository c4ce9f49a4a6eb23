// Containers (RFC 4155), reports (RFC 6522, RFC 3464, RFC 5965).
#include "message/container.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

std::string joined(const Container& container) {
  std::string out(container.kind);
  for (const Repair& repair : container.repairs) out += " +" + std::string(repair.ident);
  for (const Defect& defect : container.defects) out += " !" + std::string(defect.ident);
  return out;
}

// The octets of each message, line ends as "|".
std::string messages(const Container& container) {
  std::string out;
  for (const ContainedMessage& found : container.messages) {
    out += "{";
    for (char c : found.message.octets) {
      if (c != '\r') out += c == '\n' ? '|' : c;
    }
    out += "}@" + std::to_string(found.location.line);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(container)

struct Row {
  std::string_view what;
  std::string_view input;
  std::string_view kind;  // kind, +repairs, !defects
  std::string_view messages;
};

constexpr std::string_view from_line = "From a@example.com Sat Nov 21 09:02:04 2026\n";

const Row rows[] = {
    {"message", "Subject: x\n\nbody\n", "message", "{Subject: x||body|}@1"},
    {"headers", "Subject: x\nTo: y\n", "headers", "{Subject: x|To: y|}@1"},
    {"message with an empty body", "Subject: x\n\n", "message", "{Subject: x||}@1"},
    {"byte order mark", "\xEF\xBB\xBFSubject: x\n\nb", "message +utf8-bom", "{Subject: x||b}@1"},
    {"empty lines first", "\r\n\r\nSubject: x\r\n\r\nb", "message +leading-empty-lines",
     "{Subject: x||b}@3"},
    {"From_ line before one message", "From a@example.com Sat\nSubject: x\n\nb\n",
     "message +mbox-from-line", "{Subject: x||b|}@2"},
    {"obsolete field name is no From_ line", "From : a@example.com\nTo: b\n", "headers",
     "{From : a@example.com|To: b|}@1"},
    {"UTF-16", "\xFF\xFES\0u\0", "unknown !container-utf16", "{\xFF\xFES}@1"},
    {"UTF-16 without a mark", std::string_view("S\0u\0b\0j\0e\0c\0t\0:\0", 16),
     "unknown !container-utf16", ""},
    {"prose", "Dear all,\nplease note: nothing here.\n", "unknown",
     "{Dear all,|please note: nothing here.|}@1"},
    {"source text", "#include <x>\nint main() {\n  default: return;\n}\n", "unknown", ""},
    {"HTTP", "HTTP/1.1 200 OK\nDate: x\nServer: y\nContent-Type: text/html\n\nb", "unknown", ""},
    {"fields between lines of prose", "one\ntwo\nthree\nSubject: x\nfour\nfive\n", "unknown", ""},
    {"two shared names", "From: a@example.com\nTo: b@example.com\n", "headers", ""},
    {"one shared name", "To: do\n", "unknown", ""},
    {"binary", std::string_view("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "unknown", ""},
    {"empty", "", "unknown", "{}@1"},
    {"empty lines alone", "\n\n\n", "unknown", "{|||}@1"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Container found = open_container(row.input, {});
      BOOST_TEST(joined(found) == row.kind);
      if (!row.messages.empty()) BOOST_TEST(messages(found) == row.messages);
      BOOST_TEST(!found.messages.empty());
    }
  }
}

// Whether this is mail does not depend on a limit: the names of all fields count.
BOOST_AUTO_TEST_CASE(header_beyond_a_limit) {
  Limits limits;
  limits.fields = 3;
  limits.header_octets = 30;
  for (std::string_view header :
       {"X-1: y\nX-2: y\nX-3: y\nReceived: z\n", "Subject: 12345678901234567890123\n"}) {
    const std::string octets = std::string(header) + "\nbody\n";
    BOOST_TEST(open_container(octets, limits).kind == "message");
    BOOST_TEST(open_container(header, limits).kind == "headers");
  }
  BOOST_TEST(open_container("one\ntwo\nthree\nSubject: x\nfour\nfive\n", limits).kind == "unknown");
}

BOOST_AUTO_TEST_CASE(mbox) {
  const std::string line(from_line);
  const std::string input = line + "Subject: a\n\nFrom here on\n>From there\n\nFrom me to you\n\n" +
                            line + "Subject: b\n\nx\nFrom 10:30 on, no empty line before\n\n\n" +
                            line + "Subject: c\n";
  const Container found = open_container(input, {});
  BOOST_TEST(joined(found) == "mbox +mbox-from-line");
  BOOST_TEST(messages(found) ==
             "{Subject: a||From here on|>From there||From me to you|}@2"
             "{Subject: b||x|From 10:30 on, no empty line before||}@10"
             "{Subject: c|}@17");
  for (const ContainedMessage& one : found.messages) {
    BOOST_TEST(input.substr(one.location.offset, one.location.length) == one.message.octets);
    BOOST_TEST(one.message.fields.at(0).location.offset == one.location.offset);
    BOOST_TEST(one.message.fields.at(0).location.line == one.location.line);
  }
}

BOOST_AUTO_TEST_CASE(mbox_limit) {
  std::string input;
  for (int i = 0; i < 101; ++i) input += std::string(from_line) + "Subject: x\n\nb\n\n";
  const Container found = open_container(input, {});
  BOOST_TEST(found.messages.size() == 100);
  BOOST_TEST(joined(found) == "mbox +mbox-from-line !container-too-many-messages");
}

constexpr std::string_view bounce =
    "From: mailer@example.org\nContent-Type: multipart/report; report-type=delivery-status;\n"
    " boundary=b\n\n--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; mx.example.org\nArrival-Date: x\n\n"
    "Final-Recipient: rfc822; u@example.net\nAction: failed\nDiagnostic-Code: smtp; 550\n 5.7.1 "
    "no\n"
    "\nFinal-Recipient: rfc822; v@example.net\n\n--b\n";

BOOST_AUTO_TEST_CASE(bounce_with_message) {
  const std::string input =
      std::string(bounce) + "Content-Type: message/rfc822\n\nSubject: mine\n\nbody\n--b--\n";
  const Container found = open_container(input, {});
  BOOST_TEST(found.kind == "bounce");
  BOOST_REQUIRE(found.report.has_value());
  BOOST_TEST(found.report->type == "delivery-status");
  BOOST_REQUIRE(found.report->groups.size() == 3);
  BOOST_TEST(*find_status(found.report->groups[0], "reporting-mta") == "dns; mx.example.org");
  BOOST_TEST(*find_status(found.report->groups[1], "diagnostic-code") == "smtp; 550 5.7.1 no");
  BOOST_TEST((find_status(found.report->groups[2], "action") == nullptr));
  BOOST_REQUIRE(found.messages.size() == 2);
  const ContainedMessage& mine = found.messages[1];
  BOOST_TEST(mine.enclosed);
  BOOST_TEST(!mine.headers_only);
  BOOST_TEST(mine.message.octets == "Subject: mine\n\nbody");
  BOOST_TEST(mine.message.body == "body");
  BOOST_TEST(input.substr(mine.location.offset, mine.location.length) == mine.message.octets);
  BOOST_TEST(mine.message.fields.at(0).location.line == mine.location.line);
}

BOOST_AUTO_TEST_CASE(bounce_with_headers) {
  const std::string input =
      std::string(bounce) +
      "Content-Type: text/rfc822-headers\n\nSubject: mine\nTo: u@example.net\n--b--\n";
  const Container found = open_container(input, {});
  BOOST_TEST(found.kind == "bounce");
  BOOST_REQUIRE(found.messages.size() == 2);
  BOOST_TEST(found.messages[1].headers_only);
  BOOST_TEST(!found.messages[1].message.has_body);
  BOOST_TEST(found.messages[1].message.octets == "Subject: mine\nTo: u@example.net");
}

BOOST_AUTO_TEST_CASE(bounce_with_encoded_headers_or_nothing) {
  const Container encoded =
      open_container(std::string(bounce) +
                         "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n"
                         "U3ViamVjdDogeA==\n--b--\n",
                     {});
  BOOST_TEST(joined(encoded) == "bounce !container-encoded-headers");
  BOOST_TEST(encoded.messages.size() == 1);
  const Container nothing = open_container(std::string(bounce) + "\nx\n--b--\n", {});
  BOOST_TEST(nothing.kind == "bounce");
  BOOST_TEST(nothing.messages.size() == 1);
}

BOOST_AUTO_TEST_CASE(complaint) {
  const std::string input =
      "From: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report; "
      "boundary=b\n\n"
      "--b\n\nA complaint.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
      "Source-IP: 192.0.2.25\n--b\nContent-Type: message/rfc822\n\nSubject: mine\n\nbody\n--b--\n";
  const Container found = open_container(input, {});
  BOOST_TEST(found.kind == "complaint");
  BOOST_REQUIRE(found.report.has_value());
  BOOST_TEST(*find_status(found.report->groups.at(0), "source-ip") == "192.0.2.25");
  BOOST_TEST(found.messages.at(1).message.body == "body");
}

BOOST_AUTO_TEST_CASE(a_receipt_is_no_bounce) {
  const Container found = open_container(
      "From: a@example.org\nContent-Type: multipart/report; report-type=disposition-notification; "
      "boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nX: y\n--b--\n",
      {});
  BOOST_TEST(found.kind == "message");
  BOOST_TEST(!found.report.has_value());
}

BOOST_AUTO_TEST_CASE(hostile_status_stays_linear) {
  std::string text;
  while (text.size() < (1U << 20)) text += "A: 1\n\n";
  BOOST_TEST(parse_status_fields(text).size() == 200);
  std::string one;
  while (one.size() < (1U << 20)) one += "A: 1\n";
  BOOST_TEST(parse_status_fields(one).at(0).size() == 200);
}

BOOST_AUTO_TEST_SUITE_END()
