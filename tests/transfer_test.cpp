// Transfer encodings without loss, against what other programs write (RFC 2045 6.7, 6.8).
#include "forensics/transfer.h"

#include <boost/test/unit_test.hpp>

#include "data/transfer_vectors.h"

using namespace indicia::forensics;

namespace {

const QuotedPrintable& writer_named(std::string_view name) {
  for (const QuotedPrintable& writer : quoted_printable_writers()) {
    if (writer.name == name) return writer;
  }
  BOOST_FAIL("no writer " << name);
  return quoted_printable_writers()[0];
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    out.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer)

// The writers that have a peer write what the peer writes, octet for octet.
BOOST_AUTO_TEST_CASE(quoted_printable_of_other_programs) {
  for (const transfer_vectors::QuotedPrintable& row : transfer_vectors::quoted_printable) {
    BOOST_TEST_CONTEXT(row.program) {
      BOOST_TEST(decode_quoted_printable(row.encoded, nullptr) == transfer_vectors::text);
      const std::string ours =
          encode_quoted_printable(transfer_vectors::text, writer_named(row.program), "\r\n");
      const auto expected = lines_of(row.encoded);
      const auto actual = lines_of(ours);
      BOOST_TEST(actual.size() == expected.size());
      for (std::size_t i = 0; i < expected.size() && i < actual.size(); ++i) {
        BOOST_REQUIRE_MESSAGE(actual[i] == expected[i], "line " << i << ": \"" << actual[i]
                                                                << "\" for \"" << expected[i]
                                                                << "\"");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(base64_of_other_programs) {
  for (const transfer_vectors::Base64& row : transfer_vectors::base64) {
    BOOST_TEST_CONTEXT(row.columns) {
      BOOST_TEST(decode_base64_lines(row.encoded) == transfer_vectors::octets);
      std::string_view expected = row.encoded;
      if (expected.ends_with("\r\n")) expected.remove_suffix(2);
      BOOST_TEST(encode_base64_lines(transfer_vectors::octets, row.columns, "\r\n") == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_writer_is_read_back) {
  for (const QuotedPrintable& writer : quoted_printable_writers()) {
    BOOST_TEST_CONTEXT(writer.name) {
      const std::string encoded = encode_quoted_printable(transfer_vectors::text, writer, "\r\n");
      BOOST_TEST(decode_quoted_printable(encoded, nullptr) == transfer_vectors::text);
      for (const std::string_view line : lines_of(encoded)) {
        // RFC 2045 6.7 (5); Python's binascii oversteps it (see Break::literal).
        BOOST_TEST(line.size() <= (writer.breaks == QuotedPrintable::Break::literal ? 78U : 76U));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(quoted_printable_is_read_without_loss) {
  struct Row {
    std::string_view note;
    std::string_view encoded;
    std::string_view text;
  };
  using namespace std::string_view_literals;
  const Row rows[] = {
      {"soft break", "a=\r\nb\r\n", "ab\r\n"},
      {"soft break with padding (RFC 2045 6.7 (3))", "a= \t\r\nb", "ab"},
      {"blank before a hard line end stays", "a \r\n", "a \r\n"},
      {"lower case", "=c3=a9", "\xC3\xA9"},
      {"malformed escapes stay", "=4 =G1 =", "=4 =G1 ="},
      {"control octets are not dropped", "=00=07\x01", "\0\x07\x01"sv},
      {"encoded line ends", "a=0D=0Ab", "a\r\nb"},
      {"LF alone", "a=\nb\n", "ab\n"},
      {"\"=\" at the very end is no soft break", "a=", "a="},
      {"soft break at the very end", "a=\r\n", "a"},
      {"a line of \"=\" alone", "=\r\n=\r\nx", "x"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.note) {
      BOOST_TEST(decode_quoted_printable(row.encoded, nullptr) == row.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(lines_and_places_of_the_text) {
  const std::string_view encoded = "one=\r\n two\r\n\r\n=C3=A9 x=\r\n";
  std::vector<EncodedLine> lines;
  BOOST_TEST(decode_quoted_printable(encoded, &lines) == "one two\r\n\r\n\xC3\xA9 x");
  const std::vector<EncodedLine> expected = {{0, 10, 0, 7}, {12, 0, 9, 0}, {14, 11, 11, 4}};
  BOOST_TEST((lines == expected));
  const std::size_t wanted[] = {0, 3, 4, 8, 11, 12, 13, 15};
  const std::vector<std::size_t> places = {0, 6, 7, 11, 14, 17, 20, 25};
  BOOST_TEST(encoded_offsets(encoded, wanted) == places, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(codings) {
  BOOST_TEST((coding_of(" Quoted-Printable ") == Coding::quoted_printable));
  BOOST_TEST((coding_of("BASE64") == Coding::base64));
  BOOST_TEST((coding_of("8bit") == Coding::identity));
  BOOST_TEST((coding_of("x-uuencode") == Coding::other));
}

BOOST_AUTO_TEST_SUITE_END()
