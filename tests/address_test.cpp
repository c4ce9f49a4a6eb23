// Mailboxes and groups with the forms that hide an address (RFC 5322 3.4, 4.4; RFC 6532; RFC 6854).
#include "message/address.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

struct Row {
  std::string_view what;
  std::string_view text;
  std::string_view expected;  // group/name/comment/local/domain per mailbox
  std::string_view defects;
};

const Row rows[] = {
    {"bare", "user@example.com", "|||user|example.com\n", ""},
    {"angle", "A User <user@example.com>", "|A User||user|example.com\n", ""},
    {"quoted name", R"("User, A" <user@example.com>)", "|User, A||user|example.com\n", ""},
    {"comment as name", "user@example.com (A User)", "||A User|user|example.com\n", ""},
    {"list", "a@example.com, B <b@example.net>", "|||a|example.com\n|B||b|example.net\n", ""},
    {"encoded words stay", "=?utf-8?Q?A=40B?= <a@example.com>",
     "|=?utf-8?Q?A=40B?=||a|example.com\n", ""},
    {"RFC 6532", "Джо <джо@пример.example>", "|Джо||джо|пример.example\n", ""},
    {"not UTF-8", "J\xF6 <a@example.com>", "|J\xF6||a|example.com\n", "address-invalid-utf8 "},
    {"folded", "A\r\n User\r\n <user@\r\n example.com>", "|A User||user|example.com\n", ""},
    // M1: zero or several domains.
    {"M1 group without a domain (RFC 6854)", "Nobody:;", "", ""},
    {"M1 two mailboxes", "a@example.com, b@example.net", "|||a|example.com\n|||b|example.net\n",
     ""},
    {"M1 empty", "", "", ""},
    {"M1 group with members", "Team: a@example.com, B <b@example.net>;, c@example.org",
     "Team|||a|example.com\nTeam|B||b|example.net\n|||c|example.org\n", ""},
    {"group, no comma after it", "T: a@example.com; b@example.net",
     "T|||a|example.com\n|||b|example.net\n", ""},
    {"group never ended", "T: a@example.com", "T|||a|example.com\n", "address-unterminated-group "},
    // M4: what must not confuse the extraction of the domain.
    {"M4 address in the quoted name", R"("boss@example.org" <evil@example.com>)",
     "|boss@example.org||evil|example.com\n", ""},
    {"M4 address in the unquoted name", "boss@example.org <evil@example.com>",
     "|boss@example.org||evil|example.com\n", "address-unquoted-phrase "},
    {"M4 angle in the quoted name", R"("<boss@example.org>" <evil@example.com>)",
     "|<boss@example.org>||evil|example.com\n", ""},
    {"M4 at sign in a quoted local part", R"("boss@example.org"@example.com)",
     "|||boss@example.org|example.com\n", ""},
    {"M4 escaped quote", R"("a\"@example.org <b@example.org>" <c@example.com>)",
     "|a\"@example.org <b@example.org>||c|example.com\n", ""},
    {"M4 comment with an address", "(boss@example.org) evil@example.com",
     "||boss@example.org|evil|example.com\n", ""},
    {"M4 comment inside", "evil(boss)@(x@example.org)example.com", "||boss|evil|example.com\n", ""},
    {"M4 nested comment", "(a (b <c@example.org>) \\) d) <evil@example.com>",
     "||a (b <c@example.org>) ) d|evil|example.com\n", ""},
    {"M4 two angles", "<good@example.com> <evil@example.net>",
     "|||good|example.com\n|||evil|example.net\n", "address-missing-comma "},
    {"M4 two bare addresses", "good@example.com evil@example.net",
     "|||good|example.com\n|||evil|example.net\n", "address-missing-comma "},
    {"M4 several at signs", "<a@example.org@example.com>", "|||a@example.org|example.com\n",
     "address-several-at "},
    {"M4 source route", "<@example.org,@example.net:a@example.com>", "|||a|example.com\n",
     "address-source-route "},
    {"M4 route without address", "<@example.com>", "||||example.com\n",
     "address-empty-local-part "},
    {"M4 angle never closed", "A <a@example.com, b@example.net",
     "|A||a|example.com\n|||b|example.net\n", "address-unterminated-angle "},
    {"M4 quote never closed", R"("A <a@example.com>)", "|\"A||a|example.com\n",
     "address-unterminated-quote "},
    {"M4 comment never closed", "(A <a@example.com>", "|(A||a|example.com\n",
     "address-unterminated-comment "},
    {"double angle", "<<a@example.com>>", "|||a|example.com\n", "address-double-angle "},
    {"text after", "<a@example.com> A", "|A||a|example.com\n", "address-text-after-angle "},
    {"no angle", "A User user@example.com", "|A User||user|example.com\n",
     "address-missing-angle "},
    // RFC 5322 4.4.
    {"space around dots and at", "a . b @ example . com", "|||a.b|example.com\n", ""},
    {"quoted words with dots", R"("a b" . c@example.com)", "|||a b.c|example.com\n", ""},
    {"empty elements", "a@example.com,, ,b@example.net", "|||a|example.com\n|||b|example.net\n",
     "address-empty-element address-empty-element "},
    {"dots in the name", "A. B. User <a@example.com>", "|A. B. User||a|example.com\n", ""},
    {"literal", "a@[192.0.2.1], b@[IPv6:2001:db8::1]",
     "|||a|[192.0.2.1]\n|||b|[IPv6:2001:db8::1]\n", ""},
    {"literal never closed", "a@[192.0.2.1", "|||a|[192.0.2.1\n",
     "address-unterminated-literal address-bad-domain "},
    {"bracket in the name", "[list] A <a@example.com>", "|[list] A||a|example.com\n", ""},
    // No address.
    {"no domain", "root", "|||root|\n", "address-no-domain "},
    {"words", "no address here", "|no address here|||\n", "address-no-address "},
    {"empty angle", "A <>", "|A|||\n", "address-empty-angle "},
    {"only a comment", "(nobody)", "", ""},
    {"semicolon as comma", "a@example.com; b@example.net", "|||a|example.com\n|||b|example.net\n",
     "address-semicolon "},
    {"bad domain", "a@example..com", "|||a|example..com\n", "address-bad-domain "},
    {"space in the local part", "<a b@example.com>", "|||a b|example.com\n",
     "address-space-in-local-part "},
    {"URI", "<https://example.com/x?y@z>", "|||https://example.com/x?y|z\n", ""},
};

std::string shown(const AddressList& list) {
  std::string out;
  for (const Mailbox& m : list.mailboxes) {
    out += m.group + "|" + m.display_name + "|" + m.comment + "|" + m.local_part + "|" + m.domain +
           "\n";
  }
  return out;
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const Defect& defect : defects) out += std::string(defect.ident) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(address)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const AddressList list = parse_address_list(row.text);
      BOOST_TEST(shown(list) == row.expected);
      BOOST_TEST(idents(list.defects) == row.defects);
      for (const Mailbox& mailbox : list.mailboxes) {
        BOOST_TEST(mailbox.offset + mailbox.length <= row.text.size());
      }
      for (const Defect& defect : list.defects) {
        BOOST_TEST(defect.offset + defect.length <= row.text.size());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(groups_are_listed_even_when_empty) {
  const AddressList list = parse_address_list("A:;, \"B, b\": x@example.com;, C :;");
  BOOST_TEST(list.groups.size() == 3);
  BOOST_TEST(list.groups.at(1) == "B, b");
  BOOST_TEST(list.mailboxes.at(0).group == "B, b");
  BOOST_TEST(list.defects.empty());
}

BOOST_AUTO_TEST_CASE(where_a_mailbox_stands) {
  const std::string_view text = " a@example.com , B <b@example.net> (c)";
  const AddressList list = parse_address_list(text);
  BOOST_TEST(text.substr(list.mailboxes.at(0).offset, list.mailboxes.at(0).length) ==
             "a@example.com");
  BOOST_TEST(text.substr(list.mailboxes.at(1).offset, list.mailboxes.at(1).length) ==
             "B <b@example.net>");
}

BOOST_AUTO_TEST_CASE(address_text) {
  struct TextRow {
    std::string_view local_part;
    std::string_view domain;
    std::string_view text;
  };
  const TextRow text_rows[] = {
      {"user", "example.com", "user@example.com"},
      {"a.b+c=d", "example.com", "a.b+c=d@example.com"},
      {"джо", "example.com", "джо@example.com"},
      {"a b", "example.com", "\"a b\"@example.com"},
      {"a\"\\", "example.com", "\"a\\\"\\\\\"@example.com"},
      {"a..b", "example.com", "\"a..b\"@example.com"},
      {".a", "example.com", "\".a\"@example.com"},
      {"a@example.org", "example.com", "\"a@example.org\"@example.com"},
      {"", "example.com", "@example.com"},
      {"root", "", "root"},
      {"", "", ""},
  };
  for (const TextRow& row : text_rows) {
    Mailbox mailbox;
    mailbox.local_part = row.local_part;
    mailbox.domain = row.domain;
    BOOST_TEST(mailbox.address() == row.text);
  }
}

BOOST_AUTO_TEST_CASE(paths) {
  struct PathRow {
    std::string_view text;
    std::string_view address;
    std::string_view defects;
  };
  const PathRow path_rows[] = {
      {"<>", "", ""},
      {" < > ", "", ""},
      {"", "", ""},
      {" <bounce@example.com>", "bounce@example.com", ""},
      {"bounce@example.com", "bounce@example.com", ""},
      {"(comment) <bounce@example.com> (x)", "bounce@example.com", ""},
      {"<@example.org:bounce@example.com>", "bounce@example.com", "address-source-route "},
      {"<\"a@b\"@example.com>", "\"a@b\"@example.com", ""},
      {"<SRS0=HHH=TT=example.org=user@example.com>", "SRS0=HHH=TT=example.org=user@example.com",
       ""},
      {"<MAILER-DAEMON>", "MAILER-DAEMON", "address-no-domain "},
      {"<bounce@example.com", "bounce@example.com", "address-unterminated-angle "},
      {"<bounce@example.com> x", "bounce@example.com", "address-text-after-angle "},
  };
  for (const PathRow& row : path_rows) {
    BOOST_TEST_CONTEXT(row.text) {
      Defects defects;
      BOOST_TEST(parse_path(row.text, defects).address() == row.address);
      BOOST_TEST(idents(defects) == row.defects);
    }
  }
}

// Sizes that a quadratic search or an unbounded copy would make felt; the counts are the check.
BOOST_AUTO_TEST_CASE(hostile_sizes) {
  const std::size_t size = 1U << 20;
  struct SizeRow {
    std::string_view unit;
    std::size_t mailboxes;
  };
  const SizeRow size_rows[] = {
      {",", 0},   {"a,", 10'000}, {"a ", 1},   {"(", 1},     {"\"", 1},  {"a@b ", 10'000},
      {"<", 1},   {"<>", 10'000}, {"@", 1},    {"a@[", 1},   {"a:", 1},  {"a:;", 0},
      {"\\(", 1}, {"((a)", 1},    {"\"(", 1},  {"\r\n ", 0}, {"@a:", 1}, {"<@a,", 1},
      {";", 0},   {".", 1},       {"a@b@", 1},
  };
  for (const SizeRow& row : size_rows) {
    BOOST_TEST_CONTEXT(row.unit) {
      std::string text;
      while (text.size() < size) text += row.unit;
      const AddressList list = parse_address_list(text);
      BOOST_TEST(list.mailboxes.size() == row.mailboxes);
      BOOST_TEST(list.defects.size() <= 101);
      Defects defects;
      parse_path(text, defects);
      BOOST_TEST(defects.size() <= 101);
    }
  }
  // A long group name and a long comment are not copied to every member.
  std::string members = std::string(size / 2, 'g') + ":";
  while (members.size() < size) members += "a@b,";
  const AddressList group = parse_address_list(members);
  BOOST_TEST(group.mailboxes.back().group.size() == 1'000);
  std::string run = "(" + std::string(size / 2, 'c') + ")";
  while (run.size() < size) run += " a@b";
  const AddressList bare = parse_address_list(run);
  BOOST_TEST(bare.mailboxes.size() == 10'000);
  BOOST_TEST(bare.mailboxes.back().comment.empty());
}

BOOST_AUTO_TEST_SUITE_END()
