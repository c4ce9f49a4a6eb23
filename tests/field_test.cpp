// Octets to fields and body (RFC 5322 2.1, 2.2).
#include "message/field.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

std::string shown(const Message& message) {
  std::string out;
  for (const Field& field : message.fields) {
    out += std::string(field.name) + "=" + std::string(field.value) + "@" +
           std::to_string(field.location.line) + "|";
  }
  return out;
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const Defect& defect : defects) out += std::string(defect.ident) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(field)

struct Row {
  std::string_view what;
  std::string_view octets;
  std::string_view fields;
  bool has_body;
  std::string_view body;
  std::string_view defects;
};

const Row rows[] = {
    {"CRLF", "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A= 1@1|B= 2@2|", true, "body\r\n", ""},
    {"LF (D24)", "A: 1\nB: 2\n\nbody\n", "A= 1@1|B= 2@2|", true, "body\n", ""},
    {"folding", "A: 1\r\n 2\r\n\t3\r\nB:\r\n", "A= 1\r\n 2\r\n\t3@1|B=@4|", false, "", ""},
    {"headers only, no final line end", "A: 1\r\nB: 2", "A= 1@1|B= 2@2|", false, "", ""},
    {"D31 empty line at once", "\r\nbody", "", true, "body", ""},
    {"empty body", "A: 1\r\n\r\n", "A= 1@1|", true, "", ""},
    {"space before the colon (RFC 5322 4.5)", "A : 1\r\n", "A= 1@1|", false, "",
     "message-name-space "},
    {"mbox From line", "From a@example.com Sat\r\nA: 1\r\n", "=From a@example.com Sat@1|A= 1@2|",
     false, "", "message-mbox-from-line "},
    {"line without a colon", "A: 1\r\nnonsense here\r\nB: 2\r\n", "A= 1@1|=nonsense here@2|B= 2@3|",
     false, "", "message-line-not-a-field "},
    {"starts with a continuation", " x\r\nA: 1\r\n", "= x@1|A= 1@2|", false, "",
     "message-starts-with-continuation "},
    {"empty", "", "", false, "", ""},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Message message = parse_message(row.octets, {0, 0, 1}, {});
      BOOST_TEST(shown(message) == row.fields);
      BOOST_TEST(message.has_body == row.has_body);
      BOOST_TEST(message.body == row.body);
      BOOST_TEST(idents(message.defects) == row.defects);
      for (const Field& field : message.fields) {
        BOOST_TEST(row.octets.substr(field.location.offset, field.location.length) == field.raw);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(limits_are_defects) {
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "A: 1\r\n";
  const Message fields = parse_message(many, {0, 0, 1}, {});
  BOOST_TEST(fields.fields.size() == 10'000);
  BOOST_TEST(idents(fields.defects) == "message-too-many-fields ");
  const Message header = parse_message("A: " + std::string(2U << 20, 'x') + "\r\n", {0, 0, 1}, {});
  BOOST_TEST(idents(header.defects) == "message-header-too-long ");
}

// What is left out is left out whole and counted, and the body stays the body.
BOOST_AUTO_TEST_CASE(fields_beyond_a_limit) {
  const struct {
    std::string_view what;
    std::string_view header;
    std::size_t most_fields;
    std::size_t most_octets;
    std::string_view fields;
    std::size_t left_out;
    std::string_view defects;
  } cut[] = {
      {"at the limits", "A: 1\r\nB: 2\r\n", 2, 12, "A= 1|B= 2|", 0, ""},
      {"fields", "A: 1\r\nB: 2\r\n b\r\nC: 3\r\n", 1, 99, "A= 1|", 2, "message-too-many-fields "},
      {"the first too long", "A: 12345678\r\nB: 2\r\n", 9, 9, "B= 2|", 1,
       "message-header-too-long "},
      {"by its last line", "A: 1\r\n 2\r\n 3\r\nB: 2\r\n", 9, 12, "B= 2|", 1,
       "message-header-too-long "},
      {"in the middle", "A: 1\r\nB: 12345678\r\n 9\r\nC: 3\r\n", 9, 12, "A= 1|C= 3|", 1,
       "message-header-too-long "},
      {"a continuation first", " 12345678\r\n 9\r\nC: 3\r\n", 9, 8, "C= 3|", 1,
       "message-header-too-long "},
      {"both limits", "A: 123456789\r\nB: 2\r\nC: 3\r\n", 1, 9, "B= 2|", 2,
       "message-too-many-fields message-header-too-long "},
  };
  for (const auto& row : cut) {
    BOOST_TEST_CONTEXT(row.what) {
      Limits limits;
      limits.fields = row.most_fields;
      limits.header_octets = row.most_octets;
      const std::string octets = std::string(row.header) + "\r\nD: body\r\n";
      const Message message = parse_message(octets, {0, 0, 1}, limits);
      std::string fields;
      for (const Field& field : message.fields) {
        fields += std::string(field.name) + "=" + std::string(field.value) + "|";
      }
      BOOST_TEST(fields == row.fields);
      BOOST_TEST(message.left_out == row.left_out);
      BOOST_TEST(message.header == row.header);
      BOOST_TEST(message.body == "D: body\r\n");
      BOOST_TEST(idents(message.defects) == row.defects);
    }
  }
}

BOOST_AUTO_TEST_CASE(places_in_a_folded_value) {
  const std::string_view octets = "X: y\r\nA: 1\r\n 2 here\r\n\r\n";
  const Message message = parse_message(octets, {100, 0, 7}, {});
  const Field& field = message.fields.at(1);
  const Location place = field.locate(field.value.find("here"), 4);
  BOOST_TEST(place.offset == 100 + octets.find("here"));
  BOOST_TEST(place.line == 9);
  BOOST_TEST(message.crlf_line_ends == 4);
  BOOST_TEST(message.lf_line_ends == 0);
}

BOOST_AUTO_TEST_SUITE_END()
