// Received-SPF (RFC 7208 9.1) and client addresses in comments.
#include <boost/test/unit_test.hpp>

#include "message/auth_results.h"

using namespace indicia;
using namespace indicia::message;

BOOST_AUTO_TEST_SUITE(received_spf)

struct Row {
  std::string_view who;
  std::string_view text;
  std::string_view result;
  std::string_view client_ip;  // "-": absent
  std::string_view envelope_from;
  std::string_view helo;
  std::string_view identity;
  std::string_view receiver;
  std::string_view defects;
};

const Row rows[] = {
    {"Gmail",
     " pass (google.com: domain of bounce@example.com designates 192.0.2.25 as permitted sender) "
     "client-ip=192.0.2.25;",
     "pass", "192.0.2.25", "-", "-", "-", "-", ""},
    {"Microsoft 365",
     " Pass (protection.example: domain of example.com designates 192.0.2.25 as permitted sender) "
     "receiver=protection.example; client-ip=192.0.2.25; helo=out.example.com; pr=C",
     "pass", "192.0.2.25", "-", "out.example.com", "-", "protection.example", ""},
    {"Yahoo: address in the comment only",
     " pass (domain of example.com designates 192.0.2.25 as permitted sender)", "pass",
     "192.0.2.25", "-", "-", "-", "-", ""},
    {"iCloud",
     " pass (spf.example: x) receiver=spf.example; client-ip=192.0.2.25; helo=out.example.com; "
     "envelope-from=bounce@example.com",
     "pass", "192.0.2.25", "bounce@example.com", "out.example.com", "-", "spf.example", ""},
    {"Fastmail: nested comment, quoted value",
     " pass (example.com: Sender is authorized to use 'bounce@example.com' in 'mfrom' identity "
     "(mechanism 'ip4:192.0.2.0/24' matched)) receiver=mx.example; identity=mailfrom; "
     "envelope-from=\"bounce@example.com\"; helo=out.example.com; client-ip=2001:db8::25",
     "pass", "2001:db8::25", "bounce@example.com", "out.example.com", "mailfrom", "mx.example", ""},
    {"Postfix policy server",
     " Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.25; helo=out.example.com; "
     "envelope-from=bounce@example.com; receiver=<UNKNOWN>",
     "pass", "192.0.2.25", "bounce@example.com", "out.example.com", "mailfrom", "UNKNOWN", ""},
    {"folded, pairs separated by white space only",
     " softfail (x)\r\n client-ip=192.0.2.25\r\n envelope-from=<a@example.com> helo=[192.0.2.25]",
     "softfail", "192.0.2.25", "a@example.com", "[192.0.2.25]", "-", "-", ""},
    {"BATV in a bare value", "pass client-ip=192.0.2.25; envelope-from=prvs=1abc=u@example.com",
     "pass", "192.0.2.25", "prvs=1abc=u@example.com", "-", "-", "-", ""},
    {"null sender", "none client-ip=192.0.2.25; envelope-from=<>; helo=h.example", "none",
     "192.0.2.25", "", "h.example", "-", "-", ""},
    {"white space around equals (obsolete)", "fail (a) client-ip = 192.0.2.25 ; helo =h.example",
     "fail", "192.0.2.25", "-", "h.example", "-", "-", ""},
    {"result word missing", "client-ip=192.0.2.25; helo=h.example", "", "192.0.2.25", "-",
     "h.example", "-", "-", "received-spf-no-result"},
    {"stray words", "fail because helo=h.example", "fail", "-", "-", "h.example", "-", "-",
     "received-spf-stray-word"},
    {"unclosed comment", "pass (a; client-ip=192.0.2.25", "pass", "192.0.2.25", "-", "-", "-", "-",
     "received-spf-unclosed-comment"},
    {"first of two instances counts", "pass client-ip=192.0.2.25; client-ip=192.0.2.26", "pass",
     "192.0.2.25", "-", "-", "-", "-", ""},
    {"empty", "", "", "-", "-", "-", "-", "-", "received-spf-no-result"},
};

BOOST_AUTO_TEST_CASE(table) {
  const auto is = [](const std::optional<std::string>& got, std::string_view wanted) {
    BOOST_TEST(got.value_or("-") == wanted);
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.who) {
      const ReceivedSpf spf = parse_received_spf(row.text);
      BOOST_TEST(spf.result == row.result);
      is(spf.client_ip, row.client_ip);
      is(spf.envelope_from, row.envelope_from);
      is(spf.helo, row.helo);
      is(spf.identity, row.identity);
      is(spf.receiver, row.receiver);
      std::string defects;
      for (const Defect& defect : spf.defects) defects += defect.ident;
      BOOST_TEST(defects == row.defects);
    }
  }
}

BOOST_AUTO_TEST_CASE(comment_and_all_keys_are_kept) {
  const ReceivedSpf spf = parse_received_spf("Pass (a (b)) x-software=\"y z\"; PR=C (c)");
  BOOST_TEST(spf.comment == "a (b)");
  BOOST_TEST((spf.properties == std::vector<Property>{{"", "x-software", "y z"}, {"", "pr", "C"}}));
}

struct Comment {
  std::string_view text;
  std::string_view address;  // empty: none
};

const Comment comments[] = {
    {"mx.example: domain of b@example.com designates 192.0.2.25 as permitted sender", "192.0.2.25"},
    {"domain of transitioning b@example.com does not designate 192.0.2.25 as permitted sender",
     "192.0.2.25"},
    {"mx.example: 2001:db8::25 is neither permitted nor denied by best guess record for domain of "
     "b@example.com",
     "2001:db8::25"},
    {"mx.example: b@example.com does not designate permitted sender hosts", ""},
    {"mx.example: error in processing during lookup of b@example.com: DNS error", ""},
    {"sender IP is 192.0.2.25", "192.0.2.25"},
    {"sender ip is 2001:db8::25", "2001:db8::25"},
    {"sender IP is ", ""},
    {"domain of example.com designates 192.0.2.25 as permitted sender, rule=[ip4:192.0.2.0/24]",
     "192.0.2.25"},
    {"Sender is authorized to use 'b@example.com' in 'mfrom' identity (mechanism "
     "'ip4:192.0.2.0/24' "
     "matched)",
     ""},
    {"domain of example.com\r\n designates\r\n [192.0.2.25] as permitted sender", "192.0.2.25"},
    {"domain of \"x designates 198.51.100.1 as permitted sender\"@example.com designates "
     "192.0.2.25 "
     "as permitted sender",
     ""},  // a sender's words beside the receiver's: undecidable
    {"designates 192.0.2.256 as permitted sender", ""},
    {"192.0.2.25", ""},
    {"", ""},
};

BOOST_AUTO_TEST_CASE(client_addresses_in_comments) {
  for (const Comment& row : comments) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(client_ip_in_comment(row.text).value_or("") == row.address);
    }
  }
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_linear) {
  for (std::string_view piece : {"(", "\"", "a=b;", "=", "a ", "(a)", "designates 192.0.2.1 "}) {
    std::string text = "pass ";
    while (text.size() < (1U << 18)) text += piece;
    BOOST_TEST(parse_received_spf(text).result == "pass");
    client_ip_in_comment(text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
