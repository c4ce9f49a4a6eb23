// Zone-file text and pasted dig output (RFC 1035 5).
#include "dns/zone.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "dns/dig.h"
#include "dns/escape.h"

using namespace indicia::dns;

namespace {

// "example.com TXT 300 ok [v=spf1][ -all]"
std::string line_of(const Answer& answer) {
  std::string out = answer.question.name + ' ' + std::string(to_string(answer.question.type)) +
                    ' ' + std::to_string(answer.ttl) + ' ' + std::string(to_string(answer.status));
  for (const Record& record : answer.records) {
    out += ' ';
    if (answer.question.type == RecordType::mx) out += std::to_string(record.preference) + '>';
    out += record.data;
    for (const std::string& string : record.strings) out += '[' + to_text_form(string) + ']';
  }
  return out;
}

std::vector<std::string> lines_of(const std::vector<Answer>& answers) {
  std::vector<std::string> out;
  for (const Answer& answer : answers) out.push_back(line_of(answer));
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(zone)

BOOST_AUTO_TEST_CASE(zone_text) {
  const struct {
    const char* name;
    const char* text;
    Lines expected;
  } rows[] = {
      {"absolute names without an origin",
       "example.com. 300 IN TXT \"v=spf1 -all\"\n",
       {"example.com TXT 300 ok [v=spf1 -all]"}},
      {"no final dot, no origin", "Example.COM TXT \"a\"", {"example.com TXT 0 ok [a]"}},
      {"origin and TTL",
       "$ORIGIN example.com.\n$TTL 1h30m\n@ A 192.0.2.1\nwww A 192.0.2.2\n",
       {"example.com A 5400 ok 192.0.2.1", "www.example.com A 5400 ok 192.0.2.2"}},
      {"relative origin",
       "$ORIGIN test.\n$ORIGIN sub\na A 192.0.2.1\n",
       {"a.sub.test A 0 ok 192.0.2.1"}},
      {"TTL and class in either order",
       "a.test. IN 5 A 192.0.2.1\nb.test. 6 IN A 192.0.2.1\n",
       {"a.test A 5 ok 192.0.2.1", "b.test A 6 ok 192.0.2.1"}},
      {"the last TTL holds on, RFC 1035 5.1",
       "a.test. 5 A 192.0.2.1\nb.test. A 192.0.2.1\n",
       {"a.test A 5 ok 192.0.2.1", "b.test A 5 ok 192.0.2.1"}},
      {"blank owner",
       "a.test. A 192.0.2.1\n\tTXT x\n  MX 10 mx.test.\n",
       {"a.test A 0 ok 192.0.2.1", "a.test TXT 0 ok [x]", "a.test MX 0 ok 10>mx.test"}},
      {"parentheses and comments",
       "k._domainkey.test. TXT ( \"v=DKIM1; k=rsa; \" ; first ( part\n   \"p=AB\"\n \"CD\" ) ; "
       "end\n"
       "b.test. A 192.0.2.1 ; last",
       {"k._domainkey.test TXT 0 ok [v=DKIM1; k=rsa; ][p=AB][CD]", "b.test A 0 ok 192.0.2.1"}},
      {"strings side by side", "a.test. TXT \"x\"\"y\" z\n", {"a.test TXT 0 ok [x][y][z]"}},
      {"escapes in strings",
       R"(a.test. TXT "a\"b\\c\059d\255" e\ f)",
       {R"(a.test TXT 0 ok [a"b\\c;d\255][e f])"}},
      {"empty string", "a.test. TXT \"\"", {"a.test TXT 0 ok []"}},
      {"escapes in names", R"(a\.b.test. A 192.0.2.1)", {R"(a\046b.test A 0 ok 192.0.2.1)"}},
      {"escaped final dot is no root",
       "$ORIGIN test.\na\\. A 192.0.2.1",
       {R"(a\046.test A 0 ok 192.0.2.1)"}},
      {"wildcard", "*.test. MX 0 .", {"*.test MX 0 ok 0>"}},
      {"RRsets",
       "a.test. 60 A 192.0.2.1\nb.test. AAAA 2001:DB8:0::1\na.test. 30 A 192.0.2.2\n"
       "A.TEST. A 192.0.2.1\n",
       {"a.test A 30 ok 192.0.2.1 192.0.2.2", "b.test AAAA 60 ok 2001:db8::1"}},
      {"CRLF",
       "a.test. A 192.0.2.1\r\n A 192.0.2.2\r\n\r\n",
       {"a.test A 0 ok 192.0.2.1 192.0.2.2"}},
      {"SOA",
       "$TTL 60\ntest. SOA ns.test. admin.test. ( 2026112101 1h 10m 1w 5m )\n",
       {"test SOA 60 ok ns.test. admin.test. 2026112101 3600 600 604800 300"}},
      {"owner that looks like a type",
       "txt.test. A 192.0.2.1\nmx A 192.0.2.1",
       {"txt.test A 0 ok 192.0.2.1", "mx A 0 ok 192.0.2.1"}},
      {"SPF type", "a.test. SPF \"v=spf1\"", {"a.test SPF 0 ok [v=spf1]"}},
      {"nothing", " \n; only a comment\n", {}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const ZoneText zone = parse_zone(row.text);
      BOOST_TEST(lines_of(zone.answers) == row.expected, boost::test_tools::per_element());
      for (const TextError& error : zone.errors) BOOST_ERROR(error.what);
    }
  }
}

BOOST_AUTO_TEST_CASE(unknown_types_are_listed) {
  const ZoneText zone = parse_zone(
      "test. DNSKEY 257 3 8 AwEAAQ==\n\ntest. CAA 0 issue \"ca.test\"\ntest. CH TXT \"x\"\n"
      "test. A \\# 4 c0000201\ntest. A 192.0.2.1\n");
  BOOST_TEST(zone.errors.empty());
  BOOST_REQUIRE(zone.skipped.size() == 4U);
  BOOST_TEST((zone.skipped[0] == SkippedRecord{1, "test", "DNSKEY"}));
  BOOST_TEST((zone.skipped[1] == SkippedRecord{3, "test", "CAA"}));
  BOOST_TEST((zone.skipped[2] == SkippedRecord{4, "test", "TXT"}));
  BOOST_TEST((zone.skipped[3] == SkippedRecord{5, "test", "A \\#"}));
  BOOST_TEST(lines_of(zone.answers).at(0) == "test A 0 ok 192.0.2.1");
}

BOOST_AUTO_TEST_CASE(apexes) {
  const ZoneText zone =
      parse_zone("example.com. SOA . . 1 2 3 4 5\n. SOA . . 1 2 3 4 5\na.test. A 192.0.2.1\n");
  BOOST_TEST(zone.apexes == (Lines{"example.com", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(mistakes_name_their_line_and_reading_goes_on) {
  const struct {
    const char* text;  // its second line is wrong
    const char* what;
  } rows[] = {
      {"\na.test. TXT \"open\n", "a quoted string has no closing quotation mark"},
      {"\na.test. TXT v=DKIM1; p=AB\n",
       "a semicolon outside quotation marks ends the text of this record"},
      {"\na.test. A 192.0.2.256\n", "\"192.0.2.256\" is not an IPv4 address"},
      {"\na.test. AAAA 192.0.2.1\n", "\"192.0.2.1\" is not an IPv6 address"},
      {"\na.test. MX mx.test.\n", "a record of type MX has 1 values instead of 2"},
      {"\na.test. MX 70000 mx.test.\n", "\"70000\" is not a preference"},
      {"\na.test. CNAME a..b.\n", "\"a..b.\" is not a DNS name"},
      {"\na..test. A 192.0.2.1\n", "\"a..test.\" is not a DNS name"},
      {"\na.test.\n", "the record of \"a.test\" has no type"},
      {"\na.test. \"TXT\" x\n", "the record of \"a.test\" has no type"},
      {"\nExample v=spf1 -all\n", "\"v=spf1\" is not a record type"},
      {"\n A 192.0.2.1\n", "the first record names no owner"},
      {"\na.test. TXT )\n", "a closing parenthesis has no opening one"},
      {"\na.test. TXT\n", "a record of type TXT has no text"},
      {"\n$INCLUDE other.zone\n", "the directive $INCLUDE is not carried out"},
      {"\n$TTL x\n", "$TTL has no usable value"},
      {"\na.test. SOA ns.test. admin.test. x 1 1 1 1\n", "\"x\" is not a number of an SOA record"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const ZoneText zone = parse_zone(std::string(row.text) + "good.test. A 192.0.2.9\n");
      BOOST_REQUIRE(zone.errors.size() == 1U);
      BOOST_TEST(zone.errors[0].what == row.what);
      BOOST_TEST(zone.errors[0].line == 2U);
      BOOST_TEST(!zone.errors[0].remedy.empty());
      BOOST_REQUIRE(zone.answers.size() == 1U);
      BOOST_TEST(zone.answers[0].question.name == "good.test");
    }
  }
  const ZoneText open =
      parse_zone("a.test. A 192.0.2.1\nb.test. TXT ( \"x\"\nc.test. A 192.0.2.1\n");
  BOOST_REQUIRE(open.errors.size() == 1U);
  BOOST_TEST(open.errors[0].what == "an opening parenthesis is never closed");
  BOOST_TEST(open.errors[0].line == 2U);
  const ZoneText long_string = parse_zone("a.test. TXT " + std::string(256, 'x'));
  BOOST_TEST(long_string.errors.at(0).what ==
             "a string of 256 octets is longer than the 255 that one string can have");
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "a.test. A x\n";
  BOOST_TEST(parse_zone(many).errors.size() == 20U);
}

BOOST_AUTO_TEST_CASE(hostile_zone_text_ends) {
  for (const std::string& text :
       {std::string(100'000, '('), std::string(100'000, '"'), std::string(100'000, '\\'),
        std::string(100'000, ';'), std::string(100'000, '.'), std::string(100'000, '\0'),
        "a TXT " + std::string(100'000, '\xFF'), "a.test. TXT \"" + std::string(9, '\\'),
        std::string("$"), std::string("\\"), std::string("\""), std::string("a TXT \\")}) {
    parse_zone(text);
    parse_dig(text);
    parse_dig("; <<>> " + text);
    parse_dig(";; ->>HEADER<<- status: NOERROR\n;; QUESTION SECTION:\n;" + text);
    parse_dig_short(text, {"a.test", RecordType::txt});
    BOOST_TEST(text.size() > 0U);
  }
}

BOOST_AUTO_TEST_CASE(dig_replies) {
  constexpr const char* full = R"(
; <<>> DiG 9.18.28-1~deb12u2-Debian <<>> +dnssec TXT s._domainkey.example.com @192.0.2.53
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 55012
;; flags: qr rd ra ad; QUERY: 1, ANSWER: 3, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232
;; QUESTION SECTION:
;s._domainkey.example.com.	IN	TXT

;; ANSWER SECTION:
s._domainkey.example.com. 300	IN	CNAME	key.example.net.
key.example.net.	60	IN	TXT	"v=DKIM1; k=rsa; " "p=AB"
key.example.net.	60	IN	RRSIG	TXT 13 3 60 20261201000000 20261101000000 1 example.net. AA==

;; Query time: 12 msec
;; SERVER: 192.0.2.53#53(192.0.2.53) (UDP)
;; WHEN: Sat Nov 21 14:03:00 UTC 2026
;; MSG SIZE  rcvd: 100
)";
  constexpr const char* nxdomain = R"(;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 0

;; QUESTION SECTION:
;none.example.com.		IN	TXT

;; AUTHORITY SECTION:
example.com.		900	IN	SOA	ns.example.com. admin.example.com. 1 3600 600 604800 300

;; Query time: 1 msec
)";
  constexpr const char* kdig = R"(;; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: 24283
;; Flags: qr aa rd; QUERY: 1; ANSWER: 0; AUTHORITY: 1; ADDITIONAL: 0

;; QUESTION SECTION:
;; empty.example.com.  		IN	TXT

;; AUTHORITY SECTION:
example.com.        	100	IN	SOA	ns.example.com. admin.example.com. 1 3600 600 604800 300

;; Received 80 B
;; Time 2026-11-21 14:03:00 UTC
;; From 192.0.2.54@53(UDP) in 0.1 ms
)";
  const std::string servfail =
      ";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1\n;; QUESTION SECTION:\n"
      ";broken.test.			IN	A\n";
  const std::string bogus =
      ";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1\n; EDE: 6 (DNSSEC Bogus)\n"
      ";; QUESTION SECTION:\n;bogus.test.			IN	A\n";
  const struct {
    const char* name;
    std::string text;
    Lines expected;
  } rows[] = {
      {"alias and text",
       full,
       {"s._domainkey.example.com CNAME 300 ok key.example.net",
        "key.example.net TXT 60 ok [v=DKIM1; k=rsa; ][p=AB]"}},
      {"no such name", nxdomain, {"none.example.com TXT 300 nxdomain"}},
      {"no such record, kdig", kdig, {"empty.example.com TXT 100 nodata"}},
      {"server failure", servfail, {"broken.test A 0 servfail"}},
      {"validation failure", bogus, {"bogus.test A 0 bogus"}},
      {"several",
       std::string(full) + nxdomain + kdig + servfail,
       {"s._domainkey.example.com CNAME 300 ok key.example.net",
        "key.example.net TXT 60 ok [v=DKIM1; k=rsa; ][p=AB]", "none.example.com TXT 300 nxdomain",
        "empty.example.com TXT 100 nodata", "broken.test A 0 servfail"}},
      {"with words around",
       std::string("Hello,\n\nthis is what I see (on my server):\n") + nxdomain + "\nRegards\n",
       {"none.example.com TXT 300 nxdomain"}},
      {"timeout",
       "; <<>> DiG 9.18.28 <<>> MX example.com @192.0.2.1\n;; global options: +cmd\n"
       ";; connection timed out; no servers could be reached\n",
       {"example.com MX 0 timeout"}},
      {"refused",
       "; <<>> DiG 9.18.28 <<>> -x 192.0.2.25\n;; communications error to 192.0.2.1#53: connection "
       "refused\n;; no servers could be reached\n",
       {"25.2.0.192.in-addr.arpa PTR 0 servfail"}},
      {"command and short lines",
       "$ dig +short TXT s._domainkey.example.com\nkey.example.net.\n\"v=DKIM1; \" \"p=AB\"\n"
       "user@host:~$ dig example.com mx +short\n10 mx.example.com.\n0 .\n",
       {"s._domainkey.example.com CNAME 0 ok key.example.net",
        "key.example.net TXT 0 ok [v=DKIM1; ][p=AB]", "example.com MX 0 ok 10>mx.example.com 0>"}},
      {"command and answer section",
       "# kdig +noall +answer A example.com\nexample.com. 5 IN A 192.0.2.1\n",
       {"example.com A 5 ok 192.0.2.1"}},
      {"other types are left out",
       ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; QUESTION SECTION:\n"
       ";example.com. IN CAA\n",
       {}},
      {"multiline",
       ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; QUESTION SECTION:\n"
       ";test. IN SOA\n\n;; ANSWER SECTION:\ntest. 60 IN SOA ns.test. admin.test. (\n"
       "\t\t\t1          ; serial\n\t\t\t2 ; refresh\n3 4\n5          ; minimum (5 seconds)\n)\n",
       {"test SOA 60 ok ns.test. admin.test. 1 2 3 4 5"}},
      {"CRLF",
       ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\r\n;; QUESTION SECTION:\r\n"
       ";a.test.\tIN\tA\r\n\r\n",
       {"a.test A 0 nxdomain"}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(looks_like_dig(row.text));
      const DigText dig = parse_dig(row.text);
      BOOST_TEST(lines_of(dig.answers) == row.expected, boost::test_tools::per_element());
      for (const TextError& error : dig.errors) BOOST_ERROR(error.what);
    }
  }
  const DigText dig = parse_dig(full);
  BOOST_TEST((dig.answers.at(0).dnssec == Dnssec::secure));
  BOOST_TEST((dig.answers.at(0).provenance == indicia::Provenance::supplied));
  BOOST_TEST(dig.answers.at(0).resolver == "192.0.2.53");
  BOOST_TEST(dig.answers.at(0).asked_at == 1'795'269'780);
  BOOST_TEST(parse_dig(kdig).answers.at(0).resolver == "192.0.2.54");
  BOOST_TEST(!looks_like_dig("example.com. TXT \"dig this\"\n"));
}

BOOST_AUTO_TEST_CASE(dig_mistakes) {
  const DigText bad = parse_dig(
      ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; QUESTION SECTION:\n"
      ";a.test. IN A\n;; ANSWER SECTION:\na.test. 1 IN A 192.0.2\n");
  BOOST_REQUIRE(bad.errors.size() == 1U);
  BOOST_TEST(bad.errors[0].line == 5U);
  const DigText no_question =
      parse_dig("\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n");
  BOOST_REQUIRE(no_question.errors.size() == 1U);
  BOOST_TEST(no_question.errors[0].line == 2U);
  BOOST_TEST(no_question.answers.empty());
  const DigText long_label = parse_dig(";; ->>HEADER<<- status: NOERROR\n;; QUESTION SECTION:\n;" +
                                       std::string(64, 'a') + ".example. IN TXT\n");
  BOOST_TEST(long_label.errors.size() == 1U);
  BOOST_TEST(long_label.answers.empty());
}

BOOST_AUTO_TEST_CASE(short_lines) {
  const struct {
    Question question;
    const char* text;
    Lines expected;
  } rows[] = {
      {{"A.test.", RecordType::txt},
       "\"v=spf1 -all\"\n\"other\"\n",
       {"a.test TXT 0 ok [v=spf1 -all] [other]"}},
      {{"a.test", RecordType::a},
       "b.test.\nc.test.\n192.0.2.1\n192.0.2.2\n",
       {"a.test CNAME 0 ok b.test", "b.test CNAME 0 ok c.test",
        "c.test A 0 ok 192.0.2.1 192.0.2.2"}},
      {{"a.test", RecordType::txt}, "b.test.\n", {"a.test CNAME 0 ok b.test"}},
      {{"test", RecordType::ns}, "ns1.test.\nns2.test.\n", {"test NS 0 ok ns1.test ns2.test"}},
      {{"1.2.0.192.in-addr.arpa", RecordType::ptr},
       "1.0-3.2.0.192.in-addr.arpa.\nmail.test.\n",
       {"1.2.0.192.in-addr.arpa CNAME 0 ok 1.0-3.2.0.192.in-addr.arpa",
        "1.0-3.2.0.192.in-addr.arpa PTR 0 ok mail.test"}},
      {{"a.test", RecordType::txt},
       ";; connection timed out; no servers could be reached\n",
       {"a.test TXT 0 timeout"}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const DigText dig = parse_dig_short(row.text, row.question);
      BOOST_TEST(lines_of(dig.answers) == row.expected, boost::test_tools::per_element());
      BOOST_TEST(dig.errors.empty());
    }
  }
  const DigText empty = parse_dig_short("\n", {"a.test", RecordType::txt});
  BOOST_TEST(empty.answers.empty());  // +short prints nothing for three different things
  BOOST_TEST(empty.errors.at(0).what == "dig +short printed no record");
}

BOOST_AUTO_TEST_CASE(text_form) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  BOOST_TEST(from_text_form(to_text_form(all)) == all);
  BOOST_TEST(to_text_form("a\\b\n\"\xC3\xA9") == "a\\\\b\\010\"\\195\\169");
  BOOST_TEST(from_text_form("\\300\\1\\") == "3001\\");
}

BOOST_AUTO_TEST_SUITE_END()
