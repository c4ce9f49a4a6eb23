// Public vectors for dates, addresses and Received fields, and a corpus of odd messages. Where a
// vector and the RFCs differ, the table says why; a difference that is not in the table fails, and
// so does an entry that no longer differs.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "message/address.h"
#include "message/auth_results.h"
#include "message/date.h"
#include "message/encoded_word.h"
#include "message/field.h"
#include "message/received.h"
#include "message/tag_list.h"
#include "suites/json_file.h"
#include "text.h"
#include "trace/identity.h"

using namespace indicia;

namespace {

const suites::Suite mail_parser{"mail-parser", "https://github.com/stalwartlabs/mail-parser"};
const suites::Suite mikel_mail{"mikel-mail", "https://github.com/mikel/mail"};

struct Difference {
  std::size_t vector;    // index in the file
  std::string_view key;  // what differs
  std::string_view ours;
  std::string_view argument;
};

const std::vector<Difference> date_differences = {
    {10, "date", "-",
     "RFC 5322 3.3: the month is a name; 20 11 could be a month and a day just as well"},
    {12, "date", "-", "RFC 5322 3.3: six numbers are no date"},
    {28, "date", "-",
     "a whole Received field; parse_received takes what follows the semicolon (RFC 5322 3.6.7)"},
    {30, "date", "1997-07-10T14:53:31Z",
     "RFC 5322 4.3: EST5EDT is no zone of the list, so it counts as -0000"},
};
const std::vector<Difference> address_differences = {
    {8, "list", "|Pete (A nice ) chap)|pete@silly.test\n",
     "the first comment stands for a name; comments in the angle are no part of it (RFC 5322 3.4)"},
    {9, "list", "|Pete chap) (A nice   )|pete@silly.test\n",
     "RFC 5322 2.2.3: unfolded first, the backslash quotes the blank, so the comment ends before "
     "'chap'"},
    {10, "list",
     "A Group|Chris Jones (Chris's host.)|c@public.example\nA Group||joe@example.org\nA Group|John "
     "(my dear friend)|jdoe@one.test\n",
     "a comment is no part of a group's name (RFC 5322 3.4), and one behind the last group is no "
     "mailbox"},
    {11, "list", "Hidden recipients||\n",
     "comments are no part of a group's name and make no mailbox (RFC 5322 3.4)"},
    {13, "list", "|Mary Smith|mary@example.net\n||jdoe@test.example\n",
     "RFC 5322 4.4: a route is ignored, and white space around dots is no part of the domain"},
    {14, "list", "|John Doe (comment)|jdoe@machine.example\n",
     "RFC 5322 4.4: white space around dots is no part of the domain"},
    {37, "list", "|Web Archive|\"http://www.host.com/list/archive/\"\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {38, "list", "||\"mailto:archive\"@host.com?subject=index%20list\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {39, "list", "|Postings are Moderated|\"mailto:moderator\"@host.com\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {40, "list",
     "|Use this command to join the list|\"mailto:list-manager\"@host.com?body=subscribe%20list\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {41, "list",
     "||\"http://www.host.com/"
     "list.cgi?cmd=sub&lst=list\"\n||\"mailto:list-manager\"@host.com?body=subscribe%20list\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {43, "list", "|FTP|\"ftp://ftp.host.com/list.txt\"\n||\"mailto:list\"@host.com?subject=help\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {44, "list", "||\"http://www.host.com/list/\"\n||\"mailto:list-info\"@host.com\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {45, "list",
     "|Use this command to get off the "
     "list|\"mailto:list-manager\"@host.com?body=unsubscribe%20list\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {46, "list",
     "||\"http://www.host.com/"
     "list.cgi?cmd=unsub&lst=list\"\n||\"mailto:list-request\"@host.com?subject=unsubscribe\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
    {47, "list", "|Contact Person for Help|\"mailto:listmom\"@host.com\n",
     "a URI is no addr-spec (RFC 5322 3.4.1); List-* fields have a grammar of their own (RFC 2369 "
     "2), and ':' in a local part needs quotes"},
};
const std::vector<Difference> received_differences = {
    {0, "from_reverse", "unknown",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {2, "ident", "uXDGrn@SYT0/k", "the user's name goes on to the comma"},
    {5, "from_reverse", "localhost",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {10, "id", "52/92-02454-89FBA054", "RFC 5321 4.4: the id is one string; '/' does not end it"},
    {11, "ident", "smarter", "Exim on a local pipe: the word outside is the local user"},
    {12, "from_ip", "218.19.142.229",
     "Exim without a reverse name: the literal is the observed address"},
    {13, "from_reverse", "eclectic.kluge.net", "Exim: the name outside is the verified one"},
    {13, "ident", "[W9VcNxE2vKxgWHD05PJbLzIHSxcmZQ/O]", "the whole ident value, brackets included"},
    {15, "from_reverse", "unknown",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {19, "from_ip", "213.123.174.21",
     "RFC 5321 4.1.3: the only address in the field; no comment contradicts it"},
    {20, "from_reverse", "mx10.topofferz.net",
     "qmail: the name outside is the one looked up, HELO stands in the comment"},
    {23, "date", "2003-02-20T23:13:20Z",
     "RFC 5321 4.4 wants a semicolon; the date is plain without it, and a defect says so"},
    {26, "from_reverse", "localhost",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {29, "from_ip", "80.167.158.170",
     "qmail: ident@address in the comment is the observed address"},
    {30, "from_reverse", "smtp.greyware.com",
     "the name outside is the one looked up, HELO stands in the comment"},
    {30, "date", "2004-02-27T22:16:56Z", "RFC 5322 4.3: a year of two digits below 50 is 20xx"},
    {31, "from_ip", "157.54.8.23",
     "RFC 5321 4.1.3: the only address in the field; no comment contradicts it"},
    {35, "from_ip", "206.47.0.153",
     "RFC 5321 4.1.3: the only address in the field; no comment contradicts it"},
    {36, "from_ip", "62.180.7.250", "qmail form: the address outside, HELO in the comment"},
    {37, "from_ip", "192.168.0.13",
     "RFC 5321 4.1.3: the only address in the field; no comment contradicts it"},
    {38, "from_ip", "206.51.230.145", "Exim form: the literal is the observed address"},
    {39, "date", "2005-11-13T14:50:12Z",
     "the C library's form is read, with a defect; the vector holds misplaced numbers"},
    {40, "from_reverse", "localhost",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {41, "by", "alpha", "the first by clause names the host; 'by uid 7791' does not"},
    {42, "from_reverse", "localhost",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {48, "from_reverse", "unknown",
     "the name that the server looked up is kept, 'unknown' and 'localhost' too"},
    {48, "date", "2020-04-02T07:53:55Z", "a fraction of a second is dropped, the second is not"},
    {51, "for", "address", "kept as written"},
    {54, "from", "", "a comment is no from clause (RFC 5321 4.4)"},
    {54, "ident", "username@localhost",
     "sendmail: a comment names the local user (RFC 5321 4.4: it is no from clause)"},
    {55, "from", "", "a comment is no from clause (RFC 5321 4.4)"},
    {57, "from", "", "a comment is no from clause (RFC 5321 4.4)"},
    {57, "ident", "userid 1002", "Postfix: the user id that a comment names"},
    {59, "from_ip", "127.0.0.1",
     "RFC 5321 4.1.3: the only address in the field; no comment contradicts it"},
};

// Compares one key; a difference must stand in the table, once.
class Comparison {
 public:
  explicit Comparison(std::vector<Difference> known) : known_(std::move(known)) {}

  void check(std::size_t vector, std::string_view key, const std::string& ours,
             const std::string& theirs) {
    const auto known = std::find_if(known_.begin(), known_.end(), [&](const Difference& entry) {
      return entry.vector == vector && entry.key == key;
    });
    if (known == known_.end()) {
      BOOST_TEST(ours == theirs, "vector " << vector << " " << key << ": ours '" << ours
                                           << "', theirs '" << theirs << "'");
      return;
    }
    BOOST_TEST(ours == known->ours, "vector " << vector << " " << key << ": ours '" << ours << "'");
    BOOST_TEST(ours != theirs, "vector " << vector << " " << key << " differs no longer");
    known_.erase(known);
  }

  ~Comparison() { BOOST_TEST(known_.empty(), "an entry of the table matches no vector"); }

 private:
  std::vector<Difference> known_;
};

// The vectors are fields without a name, with their line ends.
std::string value_of(const suites::json& vector, std::string& octets) {
  octets = "X: " + vector.at("header").get<std::string>();
  const message::Message message = message::parse_message(octets, {0, 0, 1}, {});
  return message.fields.empty() ? std::string() : std::string(message.fields.front().value);
}

std::string padded(int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

// UTC; what no calendar has stays as the vector's numbers.
std::string shown_date(const suites::json& date) {
  if (date.is_null()) return "-";
  const auto part = [&](const char* key, std::size_t width = 2) {
    return padded(date.at(key).get<int>(), width);
  };
  const std::string text = part("year", 4) + "-" + part("month") + "-" + part("day") + "T" +
                           part("hour") + ":" + part("minute") + ":" + part("second") +
                           (date.at("tz_before_gmt").get<bool>() ? "-" : "+") + part("tz_hour") +
                           ":" + part("tz_minute");
  const auto seconds = message::parse_iso(text);
  return seconds ? message::to_iso(*seconds) : text;
}

std::string shown(const std::optional<message::Date>& date) {
  return date ? message::to_iso(date->seconds) : "-";
}

std::string text_or_empty(const suites::json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

void show(std::string& out, const std::string& group, const std::string& name,
          const std::string& address) {
  out += group + "|" + name + "|" + address + "\n";
}

std::string shown_addresses(const suites::json& expected) {
  std::string out;
  if (expected.contains("List")) {
    for (const auto& entry : expected.at("List")) {
      show(out, "", text_or_empty(entry.at("name")), text_or_empty(entry.at("address")));
    }
    return out;
  }
  for (const auto& group : expected.at("Group")) {
    const std::string name = text_or_empty(group.at("name"));
    if (group.at("addresses").empty()) show(out, name, "", "");
    for (const auto& entry : group.at("addresses")) {
      show(out, name, text_or_empty(entry.at("name")), text_or_empty(entry.at("address")));
    }
  }
  return out;
}

// The vectors put a comment behind the name, or in its place.
std::string shown_name(const message::Mailbox& mailbox) {
  const std::string name = message::decode_encoded_words(mailbox.display_name).text;
  const std::string comment = message::decode_encoded_words(mailbox.comment).text;
  if (name.empty() || comment.empty()) return name + comment;
  return name + " (" + comment + ")";
}

std::string shown(const message::AddressList& list) {
  std::string out;
  std::set<std::string> with_members;
  for (const message::Mailbox& mailbox : list.mailboxes) {
    show(out, message::decode_encoded_words(mailbox.group).text, shown_name(mailbox),
         mailbox.address());
    with_members.insert(mailbox.group);
  }
  for (const std::string& group : list.groups) {
    if (!with_members.contains(group)) show(out, group, "", "");
  }
  return out;
}

std::string host_of(const suites::json& expected, const char* key) {
  if (!expected.contains(key)) return {};
  const auto& host = expected.at(key);
  return host.contains("Name") ? host.at("Name").get<std::string>()
                               : host.at("IpAddr").get<std::string>();
}

std::string without_brackets(std::string text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return text;
}

// The vectors know a closed list of protocols.
std::string protocol(const std::string& with) {
  static const std::set<std::string> known = {"SMTP",    "ESMTP", "ESMTPA", "ESMTPS",
                                              "ESMTPSA", "LMTPA", "HTTP",   "POP3"};
  std::string text = with;
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == '/' || c == '[' || c == ']') c = ' ';
  }
  for (std::string_view word : split(text, ' ')) {
    if (known.contains(std::string(word))) return std::string(word);
    if (word == "SMTPSVC" || word.ends_with("-BSMTP")) return "SMTP";
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_parser_vectors, *boost::unit_test::precondition(mail_parser))

BOOST_AUTO_TEST_CASE(dates) {
  const suites::json vectors = suites::read_json(mail_parser.path() / "date.json");
  BOOST_TEST(vectors.size() >= 40);
  Comparison comparison({std::begin(date_differences), std::end(date_differences)});
  std::string octets;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    comparison.check(i, "date", shown(message::parse_date(value_of(vectors[i], octets)).date),
                     shown_date(vectors[i].at("expected")));
  }
}

BOOST_AUTO_TEST_CASE(addresses) {
  const suites::json vectors = suites::read_json(mail_parser.path() / "address.json");
  BOOST_TEST(vectors.size() >= 60);
  Comparison comparison({std::begin(address_differences), std::end(address_differences)});
  std::string octets;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    comparison.check(i, "list", shown(message::parse_address_list(value_of(vectors[i], octets))),
                     shown_addresses(vectors[i].at("expected")));
  }
}

BOOST_AUTO_TEST_CASE(received) {
  const suites::json vectors = suites::read_json(mail_parser.path() / "received.json");
  BOOST_TEST(vectors.size() >= 60);
  Comparison comparison({std::begin(received_differences), std::end(received_differences)});
  std::string octets;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const suites::json& expected = vectors[i].at("expected");
    const message::Received ours = message::parse_received(value_of(vectors[i], octets));
    const auto text = [&](const char* key) {
      return expected.contains(key) ? text_or_empty(expected.at(key)) : std::string();
    };
    // The vectors keep the word behind "from" and the HELO name of a comment apart.
    const bool helo = expected.contains("helo_cmd");
    comparison.check(i, "from", without_brackets(ours.from),
                     helo ? host_of(expected, "helo") : host_of(expected, "from"));
    comparison.check(i, "from_ip", ours.from_ip ? to_string(*ours.from_ip) : "", text("from_ip"));
    comparison.check(i, "from_reverse", ours.from_reverse, text("from_iprev"));
    comparison.check(i, "by", without_brackets(ours.by), host_of(expected, "by"));
    comparison.check(i, "for", ours.for_address, text("for_"));
    comparison.check(i, "with", protocol(ours.with), text("with"));
    comparison.check(i, "via", ours.via, text("via"));
    comparison.check(i, "id", ours.id, text("id"));
    comparison.check(i, "ident", ours.ident, text("ident"));
    std::string version = text("tls_version");
    std::replace(version.begin(), version.end(), '_', '.');
    comparison.check(i, "tls_version", ours.tls_version, version);
    comparison.check(i, "tls_cipher", ours.tls_cipher, text("tls_cipher"));
    comparison.check(i, "date", shown(ours.date),
                     expected.contains("date") ? shown_date(expected.at("date")) : "-");
  }
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

std::vector<std::filesystem::path> messages_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".eml") {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// A defect points into the text that was parsed.
void check_defects(const Defects& defects, std::string_view text) {
  for (const Defect& defect : defects) {
    BOOST_TEST(!defect.ident.empty());
    BOOST_TEST(defect.offset + defect.length <= text.size());
  }
}

// Every parser reads every field, whatever the field is: a foreign field is hostile input.
void check_message(const std::string& octets) {
  const message::Message message = message::parse_message(octets, {0, 0, 1}, {});
  std::size_t field_octets = 0;
  for (const message::Field& field : message.fields) {
    field_octets += field.raw.size();
    check_defects(message::parse_date(field.value).defects, field.value);
    check_defects(message::parse_address_list(field.value).defects, field.value);
    Defects defects;
    message::parse_path(field.value, defects);
    check_defects(defects, field.value);
    check_defects(message::parse_received(field.value).defects, field.value);
    check_defects(message::parse_authentication_results(field.value).defects, field.value);
    check_defects(message::parse_received_spf(field.value).defects, field.value);
    check_defects(message::parse_tag_list(field.value).defects, field.value);
    message::decode_encoded_words(field.value);
  }
  // Every octet of the header section belongs to one field or to its line end.
  BOOST_TEST(field_octets <= message.header.size());
  const trace::Path path = trace::trace_path(message, std::nullopt);
  BOOST_TEST(path.hops.size() == message.named("Received").size());
  const trace::Records records = trace::read_records(message, path);
  const trace::Identity identity = trace::select_identity(message, path, records, {});
  BOOST_TEST((path.border || !identity.client_ip.best));
}

void check_folder(const std::filesystem::path& folder, std::size_t least) {
  const auto files = messages_below(folder);
  BOOST_TEST(files.size() >= least);
  for (const auto& file : files) {
    BOOST_TEST_CONTEXT(file.filename().string()) {
      check_message(suites::read_file(file));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(mail_parser_messages, *boost::unit_test::precondition(mail_parser)) {
  check_folder(mail_parser.path() / "eml", 100);
}

BOOST_AUTO_TEST_CASE(mikel_mail_messages, *boost::unit_test::precondition(mikel_mail)) {
  check_folder(mikel_mail.path(), 100);
}

BOOST_AUTO_TEST_SUITE_END()
