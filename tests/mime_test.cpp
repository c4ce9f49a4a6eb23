// The part tree (RFC 2045, RFC 2046) and transfer encodings.
#include "message/mime.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

std::string with_crlf(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

// One line per part: depth, type, [body] with line ends as "|".
std::string shown(const PartTree& tree) {
  std::string out;
  for (const Part& part : tree.parts) {
    out += std::to_string(part.depth) + (part.enclosed_message ? "m " : " ") + part.type + "/" +
           part.subtype;
    if (part.type != "multipart" && !part.is("message", "rfc822")) {
      out += " [";
      for (char c : part.body) {
        if (c != '\r') out += c == '\n' ? '|' : c;
      }
      out += "]";
    }
    out += "\n";
  }
  return out;
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const Defect& defect : defects) {
    out += (out.empty() ? "" : " ") + std::string(defect.ident.substr(5));
  }
  return out;
}

std::size_t lines_before(std::string_view text, std::size_t offset) {
  std::size_t lines = 0;
  for (char c : text.substr(0, offset)) lines += c == '\n' ? 1U : 0U;
  return lines;
}

// Every part lies inside its parent, and its locations are where its views are.
void check_places(std::string_view octets, const PartTree& tree, std::size_t origin) {
  for (const Part& part : tree.parts) {
    const auto inside = [&](std::string_view view, const Location& place) {
      BOOST_REQUIRE(place.offset >= origin);
      const std::size_t offset = place.offset - origin;
      BOOST_REQUIRE(offset + place.length <= octets.size());
      BOOST_TEST((view.data() == octets.data() + offset));
      BOOST_TEST(view.size() == place.length);
      if (place.length > 0) BOOST_TEST(place.line == 1 + lines_before(octets, offset));
    };
    inside(part.header, part.header_location);
    inside(part.body, part.body_location);
    if (part.parent == Part::no_parent) continue;
    const Part& parent = tree.parts.at(part.parent);
    BOOST_TEST(part.depth == parent.depth + 1);
    BOOST_TEST((part.header.data() >= parent.body.data()));
    BOOST_TEST((part.body.data() + part.body.size() <= parent.body.data() + parent.body.size()));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mime)

struct Row {
  std::string_view what;
  std::string_view text;  // LF; also run with CRLF
  std::string_view parts;
  std::string_view defects;  // without "mime-"
};

const Row rows[] = {
    {"no content fields", "A: 1\n\nbody\n", "0 text/plain [body|]\n", ""},
    {"leaf", "Content-Type: TEXT/Html; charset=UTF-8\n\n<p>\n", "0 text/html [<p>|]\n", ""},
    {"two parts, preamble, epilogue",
     "Content-Type: multipart/mixed; boundary=\"b c\"\n\npreamble\n--b c\n\none\n\n--b c \t\n"
     "Content-Type: text/html\n\ntwo\n--b c--\nepilogue\n--b c\n",
     "0 multipart/mixed\n1 text/plain [one|]\n1 text/html [two]\n", ""},
    {"delimiter at once, empty parts",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\nA: 1\n\n--b--",
     "0 multipart/mixed\n1 text/plain []\n1 text/plain []\n", ""},
    {"no line end after the last line", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx",
     "0 multipart/mixed\n1 text/plain [x]\n", "missing-final-delimiter"},
    {"nested",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative;\n"
     " boundary=i\n\n--i\n\na\n--i\n\nb\n--i--\n--o\n\nc\n--o--\n",
     "0 multipart/mixed\n1 multipart/alternative\n2 text/plain [a]\n2 text/plain [b]\n"
     "1 text/plain [c]\n",
     ""},
    {"inner final delimiter missing",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; "
     "boundary=i\n\n--i\n\na\n--o\n\nc\n--o--\n",
     "0 multipart/mixed\n1 multipart/alternative\n2 text/plain [a]\n1 text/plain [c]\n",
     "missing-final-delimiter"},
    {"inner boundary begins with the outer",
     "Content-Type: multipart/mixed; boundary=abc\n\n--abc\nContent-Type: multipart/alternative; "
     "boundary=abcdef\n\n--abcdef\n\na\n--abcdef--\n--abc\n\nb\n--abc--\n",
     "0 multipart/mixed\n1 multipart/alternative\n2 text/plain [a]\n1 text/plain [b]\n", ""},
    {"outer boundary begins with the inner",
     "Content-Type: multipart/mixed; boundary=abcdef\n\n--abcdef\nContent-Type: multipart/mixed; "
     "boundary=abc\n\n--abc\n\na\n--abc--\n--abcdef\n\nb\n--abcdef--\n",
     "0 multipart/mixed\n1 multipart/mixed\n2 text/plain [a]\n1 text/plain [b]\n", ""},
    {"a boundary that ends in two hyphens",
     "Content-Type: multipart/mixed; boundary=\"b--\"\n\n--b--\n\na\n--b----\n",
     "0 multipart/mixed\n1 text/plain [a]\n", ""},
    {"a line that continues behind the boundary (RFC 2046 5.1.1)",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--bx\n\nb\n--b--\n",
     "0 multipart/mixed\n1 text/plain [a]\n1 text/plain [b]\n", "delimiter-continues"},
    {"both levels use one boundary",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; "
     "boundary=b\n\n"
     "--b\n\na\n--b--\n--b\n\nc\n--b--\n",
     "0 multipart/mixed\n1 multipart/mixed\n2 text/plain [a]\n1 text/plain [c]\n", ""},
    {"message/rfc822",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nA: 1\n"
     "Content-Type: text/html\n\nx\n--b--\n",
     "0 multipart/mixed\n1 message/rfc822\n2m text/html [x]\n", ""},
    {"a multipart inside a message inside a multipart",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
     "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n--b\n\ny\n--b--\n",
     "0 multipart/mixed\n1 message/rfc822\n2m multipart/mixed\n3 text/plain [x]\n1 text/plain "
     "[y]\n",
     ""},
    {"enclosed headers without an empty line",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nA: "
     "1\n--b--\n",
     "0 multipart/mixed\n1 message/rfc822\n2m text/plain []\n", "part-without-empty-line"},
    {"enclosed message with an empty body",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nA: "
     "1\n\n--b--\n",
     "0 multipart/mixed\n1 message/rfc822\n2m text/plain []\n", ""},
    {"multipart/digest", "Content-Type: multipart/digest; boundary=b\n\n--b\n\nA: 1\n\nx\n--b--\n",
     "0 multipart/digest\n1 message/rfc822\n2m text/plain [x]\n", ""},
    {"base64 message",
     "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTogMQ==\n",
     "0 message/rfc822\n", "encoded-message"},
    {"a multipart that declares base64",
     "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: "
     "base64\n\n--b\n\na\n--b--\n",
     "0 multipart/mixed\n1 text/plain [a]\n", "encoded-multipart"},
    {"no boundary", "Content-Type: multipart/mixed\n\n--b\n\na\n", "0 multipart/mixed\n",
     "no-boundary"},
    {"boundary not found", "Content-Type: multipart/mixed; boundary=b\n\n--c\n\na\n",
     "0 multipart/mixed\n", "boundary-not-found"},
    {"part without the empty line",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nsome text\n--b--\n",
     "0 multipart/mixed\n1 text/plain []\n", "part-without-empty-line"},
    {"two content types: the first counts",
     "Content-Type: text/html\nContent-Type: text/plain\n\nx", "0 text/html [x]\n",
     "repeated-content-field"},
    {"unreadable type", "Content-Type: text\n\nx", "0 text/plain [x]\n", ""},
    {"headers only", "Content-Type: multipart/mixed; boundary=b\n", "0 multipart/mixed\n", ""},
    {"empty", "", "0 text/plain []\n", ""},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    for (const std::string& text : {std::string(row.text), with_crlf(row.text)}) {
      BOOST_TEST_CONTEXT(row.what << (text.size() == row.text.size() ? ", LF" : ", CRLF")) {
        const Message message = parse_message(text, {1000, text.size(), 1}, {});
        const PartTree tree = scan_parts(message, {});
        BOOST_TEST(shown(tree) == row.parts);
        BOOST_TEST(idents(tree.defects) == row.defects);
        if (message.has_body) check_places(text, tree, 1000);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(content_fields_of_a_part) {
  const std::string text = with_crlf(
      "Content-Type: multipart/report; Report-Type=Delivery-Status; boundary=b\n\n--b\n"
      "Content-Type: application/pdf; name=old.pdf; charset=Windows-1252\n"
      "Content-Disposition: ATTACHMENT; filename*=utf-8''%E2%82%AC.pdf\n"
      "Content-Transfer-Encoding: Base64 (really)\n\nYQ==\n--b\n"
      "Content-Type: image/gif; name=\"=?utf-8?q?=E2=82=AC?=\"\n\n\n--b--\n");
  const Message message = parse_message(text, {0, text.size(), 1}, {});
  const PartTree tree = scan_parts(message, {});
  BOOST_REQUIRE(tree.parts.size() == 3);
  BOOST_TEST(tree.parts[0].report_type == "delivery-status");
  BOOST_TEST(tree.parts[0].boundary == "b");
  const Part& pdf = tree.parts[1];
  BOOST_TEST(pdf.disposition == "attachment");
  BOOST_TEST(pdf.filename == "\u20AC.pdf");
  BOOST_TEST(pdf.charset == "windows-1252");
  BOOST_TEST(pdf.transfer_encoding == "base64");
  BOOST_TEST(decode_transfer(pdf.transfer_encoding, pdf.body).value() == "a");
  BOOST_TEST(tree.parts[2].filename == "\u20AC");
  BOOST_TEST(tree.parts[2].disposition.empty());
}

BOOST_AUTO_TEST_CASE(limits_are_defects) {
  std::string deep;
  for (int i = 0; i < 60; ++i) {
    const std::string boundary = "b" + std::to_string(i) + "x";
    deep += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  const Message nested = parse_message(deep, {0, deep.size(), 1}, {});
  const PartTree tree = scan_parts(nested, {});
  BOOST_TEST(tree.parts.size() == 51);
  BOOST_TEST(tree.parts.back().depth == 50);
  BOOST_TEST(tree.defects.front().ident == "mime-too-deep");

  std::string wide = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 1'100; ++i) wide += "--b\n\nx\n";
  const PartTree parts = scan_parts(parse_message(wide, {0, wide.size(), 1}, {}), {});
  BOOST_TEST(parts.parts.size() == 1'000);
  BOOST_TEST(idents(parts.defects) == "too-many-parts");

  std::string messages;
  for (int i = 0; i < 2'000; ++i) messages += "Content-Type: message/rfc822\n\n";
  BOOST_TEST(scan_parts(parse_message(messages, {0, messages.size(), 1}, {}), {}).parts.size() ==
             51);
}

BOOST_AUTO_TEST_CASE(hostile_bodies_stay_linear) {
  // Fifty open boundaries, each a prefix of the next, and lines that almost match all of them.
  std::string text;
  std::string boundary = "b";
  for (int i = 0; i < 50; ++i) {
    boundary += "bbbbbbbbbb";
    text += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  text += "\n";
  std::string body;
  while (body.size() < (1U << 20)) body += "-" + std::string(600, 'b') + "\n--b\n--\n";
  text += body;
  const PartTree tree = scan_parts(parse_message(text, {0, text.size(), 1}, {}), {});
  BOOST_TEST(tree.parts.size() == 51);
  BOOST_TEST(tree.parts.back().body.size() == body.size());

  std::string lines = "Content-Type: multipart/mixed; boundary=b\n\n";
  while (lines.size() < (1U << 20)) lines += "--b\n--bx\n\n";
  const PartTree many = scan_parts(parse_message(lines, {0, lines.size(), 1}, {}), {});
  BOOST_TEST(many.parts.size() == 1'000);
  BOOST_TEST(many.defects.size() <= 200);
}

struct Encoded {
  std::string_view encoding;
  std::string_view octets;
  std::string_view decoded;  // "?": unknown encoding
};

const Encoded encoded[] = {
    {"7bit", "a\r\nb", "a\r\nb"},
    {" 8BIT ", "\xE9", "\xE9"},
    {"", "a", "a"},
    {"base64", "SGVsbG8s\r\nIHdvcmxk\r\n", "Hello, world"},
    {"BASE64", "YQ==", "a"},
    {"base64", "YWI=", "ab"},
    {"base64", "YQ", "a"},
    {"base64", "YWJj{YWJj}\xFF\x80~", "abcabc"},
    {"base64", "YQ==YQ==", "a"},
    {"base64", "", ""},
    {"quoted-printable", "caf=C3=A9\r\n", "caf\xC3\xA9\r\n"},
    {"quoted-printable", "soft=\r\nbreak=  \r\nhere", "softbreakhere"},
    {"quoted-printable", "soft=\nbreak\nkept", "softbreak\nkept"},
    {"quoted-printable", "blank \t\r\nnext \nend ", "blank\r\nnext\nend"},
    {"quoted-printable", "a=3d=3D=zz=4", "a===zz=4"},
    {"quoted-printable", "a  b =3D\r\n\r\n.\r\n", "a  b =\r\n\r\n.\r\n"},
    {"quoted-printable", "end=", "end="},
    {"x-uuencode", "a", "?"},
};

BOOST_AUTO_TEST_CASE(transfer_encodings) {
  for (const Encoded& row : encoded) {
    BOOST_TEST_CONTEXT(row.encoding << " " << row.octets) {
      BOOST_TEST(decode_transfer(row.encoding, row.octets).value_or("?") == row.decoded);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
