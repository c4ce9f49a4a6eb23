// What is replaced before a text leaves the user's hands, and what stays (ux.md 3.9).
#include "share/redactor.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

#include "analysis.h"
#include "share/redacted_message.h"

using namespace indicia;

BOOST_AUTO_TEST_SUITE(redactor)

namespace {

const std::string header =
    "Return-Path: <b-17=alice=example.com@bounce.mailer.example>\r\n"
    "Received: from pc7 (unknown [192.168.1.20]) by mx.example.org with ESMTPSA id 4Abc@1"
    " for <bob@example.org>; Sat, 21 Nov 2026 10:00:00 +0000\r\n"
    "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=alice@example.com\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=sel1; i=alice@example.com;\r\n"
    " h=from:to; bh=AAAA; b=BBBB\r\n"
    "From: \"Alice Example\" <alice@example.com>\r\n"
    "To: Bob <bob@example.org>,\r\n\t\"Carol C.\" <carol@example.net> (home)\r\n"
    "Subject: Invoice 4711 for\r\n Bob\r\n"
    "Message-ID: <20261121.1@example.com>\r\n"
    "References: <a.b@example.net>\r\n"
    "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n";

Evidence evidence_of(std::string_view octets) {
  return examine(std::string(octets), Options());
}

std::string redacted(std::string_view octets) {
  return share::redacted_message(evidence_of(octets));
}

struct Row {
  std::string_view text;
  std::string_view shown;
};

// Alice is r1: From comes first.
const Row texts[] = {
    {"SPF passed for alice@example.com", "SPF passed for r1@example.com"},
    {"ALICE@EXAMPLE.COM again", "r1@EXAMPLE.COM again"},
    {"smtp.mailfrom=alice@example.com", "smtp.mailfrom=r1@example.com"},
    {"id <20261121.1@example.com> stays", "id <20261121.1@example.com> stays"},
    {"from 192.168.1.20 to 203.0.113.7", "from 10.x to 203.0.113.7"},
    {"[10.0.0.1], fd12::1, 2001:db8::1", "[10.x], 10.x, 2001:db8::1"},
    {"172.16.0.9 and 100.64.1.1 and 127.0.0.1", "10.x and 10.x and 127.0.0.1"},
    {"\"Alice Example\" wrote", "\"[name]\" wrote"},
    {"the Subject \"Invoice 4711 for Bob\"", "the Subject \"[subject]\""},
    {"key sel1 of example.com", "key sel1 of example.com"},
    {"client x user=alice.login; superuser=yes", "client x user=user; superuser=yes"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(sentences) {
  const Evidence evidence = evidence_of(header + "\r\nbody\r\n");
  share::Redactor redactor(evidence.messages.front().get());
  for (const Row& row : texts) BOOST_TEST(redactor.text(row.text) == row.shown);
}

BOOST_AUTO_TEST_CASE(copy_of_a_header_beyond_a_limit) {
  Options options;
  options.limits.fields = 5;
  const std::string copy =
      share::redacted_message(examine(std::string(header) + "\r\nbody\r\n", options));
  BOOST_TEST(copy.find("Beyond a limit, and left out here: header fields, 5.") !=
             std::string::npos);
  BOOST_TEST(redacted(std::string(header) + "\r\nbody\r\n").find("left out") == std::string::npos);
}

// A server's answer quotes the message that it refused.
BOOST_AUTO_TEST_CASE(what_a_report_quotes_of_the_enclosed_message) {
  const Evidence evidence = evidence_of(
      "From: MAILER-DAEMON@mx.example.org\r\nSubject: x\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000"
      "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=B\r\n\r\n--B\r\n"
      "Content-Type: message/rfc822\r\n\r\nFrom: Dora Sample <dora@example.com>\r\n"
      "Subject: Merger of two firms\r\n\r\nx\r\n--B--\r\n");
  share::Redactor redactor(evidence.messages.front().get());
  BOOST_TEST(redactor.text("550 Dora Sample, \"Merger of two firms\", user=dora.s, login=") ==
             "550 [name], \"[subject]\", user=user, login=");
}

// One address is one number, wherever it stands.
BOOST_AUTO_TEST_CASE(the_same_address_is_the_same_number) {
  const Evidence evidence = evidence_of(header + "\r\n");
  share::Redactor redactor(evidence.messages.front().get());
  const std::string bob = redactor.text("bob@example.org");
  BOOST_TEST(redactor.text("to Bob@Example.ORG") ==
             "to " + bob.substr(0, bob.find('@')) + "@Example.ORG");
  BOOST_TEST(redactor.text("dave@example.org") != bob);
}

BOOST_AUTO_TEST_CASE(messages) {
  const std::string out = redacted(header + "\r\nHello Bob, call +49 30 1234567\r\n");
  for (const std::string_view gone : {"alice", "bob@", "carol", "Carol", "Invoice", "4711",
                                      "192.168", "Hello", "1234567", "(home)"}) {
    BOOST_TEST(out.find(gone) == std::string::npos, gone);
  }
  for (const std::string_view kept :
       {"<20261121.1@example.com>", "<a.b@example.net>", "d=example.com; s=sel1;", "id 4Abc@1",
        "by mx.example.org with ESMTPSA", "spf=pass", "@bounce.mailer.example",
        "Date: Sat, 21 Nov 2026 10:00:00 +0000"}) {
    BOOST_TEST(out.find(kept) != std::string::npos, kept);
  }
}

// The same fields in the same order, each on as many lines.
BOOST_AUTO_TEST_CASE(structure_stays) {
  for (const std::string_view line_end : {"\r\n", "\n"}) {
    std::string octets;
    for (const char c : header) {
      if (c == '\n') {
        octets += line_end;
      } else if (c != '\r') {
        octets += c;
      }
    }
    octets += line_end;
    const Evidence before = evidence_of(octets);
    const Evidence after = evidence_of(redacted(octets));
    const auto& fields = before.messages.front()->message.fields;
    const auto& shown = after.messages.front()->message.fields;
    BOOST_TEST_REQUIRE(fields.size() == shown.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      BOOST_TEST(fields[i].name == shown[i].name);
      BOOST_TEST(std::count(fields[i].raw.begin(), fields[i].raw.end(), '\n') ==
                 std::count(shown[i].raw.begin(), shown[i].raw.end(), '\n'));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_message) {
  BOOST_TEST(redacted("").empty());
}

BOOST_AUTO_TEST_CASE(hostile_fields_stay_linear) {
  for (const std::string_view unit : {"@", "<", "\"", "(", "a@b,", "a@", "=", "10.", ":", "%40"}) {
    std::string value;
    for (int i = 0; i < 100'000; ++i) value += unit;
    for (const std::string_view name :
         {"From", "To", "Received", "Subject", "X-Other", "DKIM-Signature"}) {
      const std::string out = redacted(std::string(name) + ": " + value + "\r\n\r\n");
      BOOST_TEST(out.size() <= 8 * value.size() + 2'000);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
