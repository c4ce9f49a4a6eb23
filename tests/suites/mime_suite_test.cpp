// Content fields, encoded words and part trees on published vectors and messages. Where we differ
// from the vectors' author, the difference stands here with its reason; a difference that vanishes
// fails too, so that the list stays true.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "message/auth_results.h"
#include "message/container.h"
#include "message/content_field.h"
#include "message/encoded_word.h"
#include "message/mime.h"
#include "suites/json_file.h"

using namespace indicia;
using namespace indicia::message;

namespace {

const suites::Suite mail_parser{"mail-parser", "https://github.com/stalwartlabs/mail-parser"};

// The vectors hold a field's value and sometimes the next field.
std::string first_value(const std::string& text) {
  std::size_t end = text.find('\n');
  while (end != std::string::npos && end + 1 < text.size() &&
         (text[end + 1] == ' ' || text[end + 1] == '\t')) {
    end = text.find('\n', end + 1);
  }
  std::string value = text.substr(0, end);
  while (!value.empty() && (value.back() == '\r' || value.back() == '\n')) value.pop_back();
  return value;
}

// Unfolding keeps white space (RFC 5322 2.2.3), the vectors' author makes each run one space.
std::string with_single_spaces(std::string_view text) {
  std::string out;
  for (char c : text) {
    const char shown = c == '\t' ? ' ' : c;
    if (shown != ' ' || (!out.empty() && out.back() != ' ')) out += shown;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Number of the vector in its file, counted from 0 -> why we differ.
using Reasons = std::map<std::size_t, std::string>;

void check_differences(const std::set<std::size_t>& differ, const Reasons& reasons) {
  for (const std::size_t number : differ) {
    BOOST_TEST(reasons.count(number) == 1, "vector " << number << " differs without a reason");
  }
  for (const auto& [number, reason] : reasons) {
    BOOST_TEST(differ.count(number) == 1,
               "vector " << number << " no longer differs (" << reason << ")");
  }
}

const Reasons unstructured_reasons = {
    {5, "an encoded word holds no white space (RFC 2047 2)"},
    {21, "no space stands between text and word, so none is shown"},
    {22, "encoded text is not empty (RFC 2047 2)"},
    {24, "an encoded word holds no white space (RFC 2047 2)"},
    {25, "an encoded word holds no white space (RFC 2047 2)"},
    {26, "an encoded word holds no white space (RFC 2047 2)"},
    {27, "an encoded word holds no white space (RFC 2047 2)"},
    {28, "an encoded word holds no white space (RFC 2047 2)"},
};

const Reasons content_type_reasons = {
    {31, "only the first segment names a charset (RFC 2231 4.1)"},
    {34, "white space between encoded words is dropped (RFC 2047 6.2)"},
    {49, "a parameter with an empty value is kept"},
    {55, "an unclosed quoted string ends at white space"},
    {56, "an unclosed quoted string ends at white space"},
    {59, "a segment behind a gap is dropped (RFC 2231 3); order of first appearance"},
    {61, "none of these names is a parameter of RFC 2231"},
};

// type, subtype and parameters as one text
std::string ours(const ContentField& field) {
  const std::size_t slash = field.value.find('/');
  if (field.value.empty() || slash == 0) return "null";  // no type: unreadable
  std::string out = field.value.substr(0, slash) + "|";
  if (slash != std::string::npos) out += field.value.substr(slash + 1);
  for (const Parameter& parameter : field.parameters) {
    out += "|" + parameter.name + "=" + parameter.value;
  }
  return out;
}

std::string theirs(const suites::json& expected) {
  if (expected.is_null()) return "null";
  const auto text = [](const suites::json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  std::string out = text(expected.at("c_type")) + "|" + text(expected.at("c_subtype"));
  if (!expected.contains("attributes") || expected["attributes"].is_null()) return out;
  for (const suites::json& pair : expected["attributes"]) {
    const std::string name = text(pair.at(0));
    // The language of RFC 2231 has no use here.
    if (!name.ends_with("-language")) out += "|" + name + "=" + text(pair.at(1));
  }
  return out;
}

std::vector<std::filesystem::path> all_messages() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(mail_parser.path().parent_path())) {
    if (entry.is_regular_file() && entry.path().extension() == ".eml")
      found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Everything that reads a message's octets, on whatever they hold.
std::size_t read_all(const std::string& octets) {
  const Container container = open_container(octets, {});
  BOOST_TEST(!container.messages.empty());
  std::size_t parts = 0;
  for (const ContainedMessage& found : container.messages) {
    BOOST_TEST((found.location.offset + found.location.length <= octets.size()));
    for (const Field& field : found.message.fields) {
      decode_encoded_words(field.value);
      parse_authentication_results(field.value);
      parse_received_spf(field.value);
      parse_content_field(field.value);
    }
    const PartTree tree = scan_parts(found.message, {});
    parts += tree.parts.size();
    for (const Part& part : tree.parts) {
      BOOST_TEST((part.body_location.offset + part.body_location.length <= octets.size()));
      if (part.body_location.length > 0) {
        BOOST_TEST(
            (octets.compare(part.body_location.offset, part.body_location.length, part.body) == 0));
      }
      decode_transfer(part.transfer_encoding, part.body);
    }
  }
  return parts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mime_suite, *boost::unit_test::precondition(mail_parser))

BOOST_AUTO_TEST_CASE(unstructured) {
  const suites::json vectors = suites::read_json(mail_parser.path() / "unstructured.json");
  BOOST_TEST(vectors.size() >= 30U);
  std::set<std::size_t> differ;
  std::size_t number = 0;
  for (const suites::json& vector : vectors) {
    const std::string text = vector.at("header");
    const std::string decoded = decode_encoded_words(first_value(text)).text;
    if (with_single_spaces(decoded) !=
        with_single_spaces(vector.at("expected").get<std::string>())) {
      differ.insert(number);
    }
    ++number;
  }
  check_differences(differ, unstructured_reasons);
}

BOOST_AUTO_TEST_CASE(content_type) {
  const suites::json vectors = suites::read_json(mail_parser.path() / "content_type.json");
  BOOST_TEST(vectors.size() >= 90U);
  std::set<std::size_t> differ;
  std::size_t number = 0;
  for (const suites::json& vector : vectors) {
    const std::string text = vector.at("header");
    const std::string got = ours(parse_content_field(first_value(text)));
    if (got != theirs(vector.at("expected"))) {
      differ.insert(number);
      BOOST_TEST_MESSAGE("ours " << got << " theirs " << theirs(vector.at("expected")));
    }
    ++number;
  }
  check_differences(differ, content_type_reasons);
}

BOOST_AUTO_TEST_CASE(every_message) {
  const auto files = all_messages();
  BOOST_TEST(files.size() >= 200);
  std::size_t parts = 0;
  for (const auto& file : files) {
    BOOST_TEST_CONTEXT(file.filename().string()) {
      parts += read_all(suites::read_file(file));
    }
  }
  BOOST_TEST(parts > files.size() * 2);
}

BOOST_AUTO_TEST_SUITE_END()
