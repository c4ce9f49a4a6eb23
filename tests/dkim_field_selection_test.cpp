// Which instances h= means (RFC 6376 3.7, 5.4.2).
#include "dkim/field_selection.h"

#include <boost/test/unit_test.hpp>

#include "text.h"

using namespace indicia;
using namespace indicia::dkim;

BOOST_AUTO_TEST_SUITE(dkim_field_selection)

constexpr std::string_view octets =
    "A: 1\r\nB: 2\r\nA: 3\r\nDKIM-Signature: 4\r\na: 5\r\nDKIM-Signature: 6\r\n";

struct Row {
  std::string_view point;
  std::string_view names;     // separated by ":"
  std::string_view selected;  // values, in order
};

const Row rows[] = {
    {"D33 bottom up", "a", "5"},
    {"D33 each further mention takes the next one above", "a:A:a", "531"},
    {"D33 a name without an instance left contributes nothing", "a:a:a:a:c:b", "5312"},
    {"D33 order of h=", "b:a", "25"},
    {"D13 names compare without case", "B", "2"},
    {"D36 other signatures may be named, never the one checked", "dkim-signature", "4"},
    {"D36 nor by a second mention", "dkim-signature:dkim-signature:b", "42"},
};

BOOST_AUTO_TEST_CASE(table) {
  const message::Message message = message::parse_message(octets, {0, 0, 1}, {});
  const message::Field* self = &message.fields.back();
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      std::vector<std::string> names;
      for (std::string_view name : split(row.names, ':')) names.emplace_back(name);
      std::string selected;
      for (const message::Field* field : FieldIndex(message).select(names, self).signed_fields) {
        selected += trim(field->value);
      }
      BOOST_TEST(selected == row.selected);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
