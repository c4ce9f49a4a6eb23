// Public vectors for header fields and a corpus of odd messages.
// Every message goes through the field parsers, whatever it holds.
#include <algorithm>
#include <vector>

#include "message/field.h"
#include "suites/json_file.h"

using namespace indicia;

namespace {

const suites::Suite mail_parser{"mail-parser", "https://github.com/stalwartlabs/mail-parser"};
const suites::Suite mikel_mail{"mikel-mail", "https://github.com/mikel/mail"};

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

// Every octet of the header section belongs to one field or to its line end.
void check_message(const std::string& octets) {
  const message::Message message = message::parse_message(octets, {0, 0, 1}, {});
  std::size_t field_octets = 0;
  for (const message::Field& field : message.fields) field_octets += field.raw.size();
  BOOST_TEST(field_octets <= message.header.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(mail_parser_messages, *boost::unit_test::precondition(mail_parser)) {
  const auto files = messages_below(mail_parser.path() / "eml");
  BOOST_TEST(files.size() >= 100);
  for (const auto& file : files) {
    BOOST_TEST_CONTEXT(file.filename().string()) {
      check_message(suites::read_file(file));
    }
  }
}

BOOST_AUTO_TEST_CASE(mikel_mail_messages, *boost::unit_test::precondition(mikel_mail)) {
  const auto files = messages_below(mikel_mail.path());
  BOOST_TEST(files.size() >= 50);
  for (const auto& file : files) {
    BOOST_TEST_CONTEXT(file.filename().string()) {
      check_message(suites::read_file(file));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
