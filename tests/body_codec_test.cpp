// Bodies changed by gateways: links, transfer encodings, charsets and the frame of a multipart.
// Each row is a body as it was signed and as it arrived; the search must find the way back, and its
// undo applied to the received octets must give the signed hash.
#include "forensics/body_codec.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "data/transfer_vectors.h"
#include "dkim/canonical.h"
#include "forensics/additions.h"
#include "forensics/removed_parts.h"
#include "forensics/transfer.h"

using namespace indicia;
using namespace indicia::forensics;
using dkim::Canonicalization;

namespace {

std::string crlf(std::string_view text) {
  return with_line_ends(text, "\r\n");
}

std::string hash_of(std::string_view octets, Canonicalization canonicalization) {
  const message::Message message = message::parse_message(octets, {0, octets.size(), 1}, {});
  return dkim::hash_body(message.body, {{dkim::Hash::sha256, canonicalization, {}}})[0].digest;
}

// The received octets with the undo made; every place lies inside, ascending and on its line.
std::string undone(std::string_view received, const std::vector<Replacement>& undo) {
  std::string out;
  std::size_t at = 0;
  for (const Replacement& one : undo) {
    BOOST_REQUIRE(one.received.offset >= at);
    BOOST_REQUIRE(one.received.offset + one.received.length <= received.size());
    const std::string_view before = received.substr(0, one.received.offset);
    BOOST_TEST(one.received.line ==
               1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')));
    out += received.substr(at, one.received.offset - at);
    out += one.text;
    at = one.received.offset + one.received.length;
  }
  out += received.substr(at);
  return out;
}

using Attempt = bool (*)(const BodyQuestion&, BodyProbe&);

struct Tried {
  bool found = false;
  Search search;
};

Tried tried(Attempt attempt, std::string_view sent, std::string_view received,
            Canonicalization canonicalization = Canonicalization::simple,
            const Budget& budget = {}) {
  const message::Message message = message::parse_message(received, {0, received.size(), 1}, {});
  const message::PartTree parts = message::scan_parts(message, {});
  dkim::Examined examined;
  examined.signature.hash = dkim::Hash::sha256;
  examined.signature.body_canonicalization = canonicalization;
  examined.signature.body_hash = hash_of(sent, canonicalization);
  Meter meter(budget);
  Tried out;
  BodyProbe probe(message.body, examined.signature, meter, out.search);
  const BodyQuestion question{&message, &parts, &examined};
  out.found = attempt(question, probe);
  BOOST_TEST(out.found == out.search.edit.has_value());
  if (out.search.edit) {
    const std::string back = undone(received, out.search.edit->undo);
    BOOST_TEST((hash_of(back, canonicalization) == examined.signature.body_hash));
  }
  return out;
}

std::string parameter(const Edit& edit, std::string_view name) {
  for (const auto& [key, value] : edit.params) {
    if (key == name) return value;
  }
  return {};
}

struct Row {
  std::string_view note;
  Attempt attempt;
  std::string_view ident;
  std::string sent;
  std::string received;
};

std::string single(std::string_view type, std::string_view encoding, std::string_view body) {
  return "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n" + std::string(body);
}

struct Entity {
  std::string_view type;
  std::string_view encoding;  // empty: no field
  std::string body;
};

std::string multi(std::string_view kind, std::string_view boundary,
                  const std::vector<Entity>& entities, std::string_view preamble = {},
                  std::string_view epilogue = {}, std::string_view fields = {}) {
  std::string out = std::string(fields) +
                    "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/" +
                    std::string(kind) + "; boundary=\"" + std::string(boundary) + "\"\r\n\r\n" +
                    std::string(preamble);
  for (const Entity& entity : entities) {
    out += "--" + std::string(boundary) + "\r\nContent-Type: " + std::string(entity.type) + "\r\n";
    if (!entity.encoding.empty()) {
      out += "Content-Transfer-Encoding: " + std::string(entity.encoding) + "\r\n";
    }
    out += "\r\n" + entity.body + "\r\n";
  }
  return out + "--" + std::string(boundary) + "--\r\n" + std::string(epilogue);
}

const std::string_view plain = transfer_vectors::text;

std::string_view encoded_by(std::string_view program) {
  for (const auto& row : transfer_vectors::quoted_printable) {
    if (row.program == program) return row.encoded;
  }
  BOOST_FAIL("no vector of " << program);
  return {};
}

std::string html() {
  return crlf(
      "<p>Grüße aus Zürich = 1</p>\n<p>Заказ №5, a rather long line that an encoder has to "
      "break somewhere around here</p>\n");
}

std::string base64(std::string_view text, std::size_t columns) {
  return encode_base64_lines(text, columns, "\r\n") + "\r\n";
}

std::string quoted(std::string_view text, std::size_t writer = 0) {
  return encode_quoted_printable(text, quoted_printable_writers()[writer], "\r\n");
}

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    for (const auto canonicalization : {Canonicalization::simple, Canonicalization::relaxed}) {
      BOOST_TEST_CONTEXT(row.note << ", " << dkim::to_string(canonicalization)) {
        const Tried result = tried(row.attempt, row.sent, row.received, canonicalization);
        BOOST_REQUIRE(result.found);
        BOOST_TEST(result.search.edit->ident == row.ident);
      }
    }
  }
}

constexpr std::string_view text_type = "text/plain; charset=utf-8";

}  // namespace

BOOST_AUTO_TEST_SUITE(body_codec)

BOOST_AUTO_TEST_CASE(transfer_encodings) {
  const std::string received_8bit = single(text_type, "8bit", plain);
  std::vector<Row> rows;
  for (const auto& row : transfer_vectors::quoted_printable) {
    rows.push_back({row.program, try_transfer, "transfer-encoding",
                    single(text_type, "quoted-printable", row.encoded), received_8bit});
    rows.push_back({row.program, try_transfer, "transfer-encoding",
                    single(text_type, "quoted-printable", row.encoded),
                    single(text_type, "base64", base64(plain, 76))});
  }
  const std::string ident = "transfer-encoding";
  rows.push_back({"8bit made quoted-printable", try_transfer, ident, received_8bit,
                  single(text_type, "quoted-printable", encoded_by("Python email"))});
  rows.push_back({"quoted-printable of another program", try_transfer, "encoded-lines",
                  single(text_type, "quoted-printable", encoded_by("PHP")),
                  single(text_type, "quoted-printable", encoded_by("Ruby"))});
  for (const auto& row : transfer_vectors::base64) {
    const std::string now(row.columns == 76 ? base64(transfer_vectors::octets, 64)
                                            : base64(transfer_vectors::octets, 76));
    rows.push_back({"base64 wrapped otherwise", try_transfer, "encoded-lines",
                    single("image/png", "base64", row.encoded),
                    single("image/png", "base64", now)});
  }
  rows.push_back({"both alternatives, each in a part", try_transfer, ident,
                  multi("alternative", "b",
                        {{text_type, "8bit", std::string(plain)},
                         {"text/html; charset=utf-8", "8bit", html()}}),
                  multi("alternative", "b",
                        {{text_type, "quoted-printable", std::string(encoded_by("PHP"))},
                         {"text/html; charset=utf-8", "quoted-printable", quoted(html(), 3)}})});
  rows.push_back({"alternatives in different encodings", try_transfer, ident,
                  multi("alternative", "b",
                        {{text_type, "8bit", std::string(plain)},
                         {"text/html; charset=utf-8", "quoted-printable", quoted(html(), 1)}}),
                  multi("alternative", "b",
                        {{text_type, "base64", base64(plain, 76)},
                         {"text/html; charset=utf-8", "base64", base64(html(), 76)}})});
  rows.push_back({"a part without the field", try_transfer, ident,
                  multi("mixed", "b", {{"text/plain", "", "abc = def\r\n"}}),
                  multi("mixed", "b", {{"text/plain", "quoted-printable", "abc =3D def\r\n"}})});
  rows.push_back({"one attachment of two", try_transfer, "encoded-lines",
                  multi("mixed", "b",
                        {{text_type, "7bit", "x"},
                         {"image/png", "base64", base64(transfer_vectors::octets, 60)},
                         {"image/gif", "base64", base64(transfer_vectors::octets, 72)}}),
                  multi("mixed", "b",
                        {{text_type, "7bit", "x"},
                         {"image/png", "base64", base64(transfer_vectors::octets, 76)},
                         {"image/gif", "base64", base64(transfer_vectors::octets, 72)}})});
  check(rows);
}

// The readable text was extended, and all of it was encoded by another program.
BOOST_AUTO_TEST_CASE(additions_in_encoded_parts) {
  const std::string text(plain);
  const std::string footer = "\r\n_____\r\nA list -- list@lists.example.org\r\n";
  const std::string banner = "CAUTION: this message comes from outside.\r\n\r\n";
  const std::string markup = "<html><body>\r\n" + html() + "</body></html>\r\n";
  std::string marked = markup;
  marked.insert(marked.find("</body>"), "<p>Checked by a filter.</p>\r\n");
  constexpr std::string_view html_type = "text/html; charset=utf-8";
  check({
      {"footer, quoted-printable to base64", try_footer_and_encoding, "footer-and-encoding",
       single(text_type, "quoted-printable", encoded_by("PHP")),
       single(text_type, "base64", base64(text + footer, 76))},
      {"footer, base64 as before", try_footer_and_encoding, "footer-and-encoding",
       single(text_type, "base64", base64(text, 72)),
       single(text_type, "base64", base64(text + footer, 76))},
      {"footer behind a text whose last line end was not encoded", try_footer_and_encoding,
       "footer-and-encoding",
       single(text_type, "base64", base64(text.substr(0, text.size() - 2), 76)),
       single(text_type, "base64", base64(text + footer.substr(2), 76))},
      {"footer, 8bit to quoted-printable", try_footer_and_encoding, "footer-and-encoding",
       single(text_type, "8bit", text),
       single(text_type, "quoted-printable", quoted(text + footer))},
      {"footer in one part of several", try_footer_and_encoding, "footer-and-encoding",
       multi("mixed", "b", {{text_type, "8bit", text}, {"image/png", "base64", "AAAA"}}),
       multi("mixed", "b",
             {{text_type, "base64", base64(text + footer, 76)}, {"image/png", "base64", "AAAA"}})},
      {"footer before the end of HTML", try_footer_and_encoding, "footer-and-encoding",
       single(html_type, "quoted-printable", quoted(markup, 1)),
       single(html_type, "base64", base64(marked, 76))},
      {"banner, base64", try_banner_and_encoding, "banner-and-encoding",
       single(text_type, "base64", base64(text, 76)),
       single(text_type, "base64", base64(banner + text, 76))},
      {"banner, quoted-printable to base64", try_banner_and_encoding, "banner-and-encoding",
       single(text_type, "quoted-printable", encoded_by("Ruby")),
       single(text_type, "base64", base64(banner + text, 76))},
  });
  const Tried own = tried(try_footer_and_encoding, single(text_type, "8bit", text),
                          single(text_type, "base64", base64(text + footer, 76)));
  BOOST_REQUIRE(own.found);
  BOOST_TEST(own.search.edit->fields.at(0) == "Content-Transfer-Encoding: 8bit");
  BOOST_TEST(parameter(*own.search.edit, "received") == "base64");
  BOOST_TEST(parameter(*own.search.edit, "signed") == "8bit");
  BOOST_TEST(parameter(*own.search.edit, "text") == "A list -- list@lists.example.org");
}

BOOST_AUTO_TEST_CASE(the_fields_of_the_message_come_to_light) {
  const Tried own = tried(try_transfer, single(text_type, "8bit", plain),
                          single(text_type, "quoted-printable", encoded_by("PHP")));
  BOOST_REQUIRE(own.found);
  BOOST_TEST(own.search.edit->fields.at(0) == "Content-Transfer-Encoding: 8bit");
  BOOST_TEST(parameter(*own.search.edit, "received") == "quoted-printable");
  BOOST_TEST(parameter(*own.search.edit, "signed") == "8bit");
  const Tried wrapped =
      tried(try_wrapped_transfer, single(text_type, "8bit", plain),
            multi("mixed", "list",
                  {{text_type, "base64", base64(plain, 76)}, {"text/plain", "", "footer"}}));
  BOOST_REQUIRE(wrapped.found);
  BOOST_TEST(wrapped.search.edit->ident == "list-wrapped-encoding");
  BOOST_TEST(wrapped.search.edit->fields.at(0) == "Content-Type: " + std::string(text_type));
  BOOST_TEST(wrapped.search.edit->fields.at(1) == "Content-Transfer-Encoding: 8bit");
}

BOOST_AUTO_TEST_CASE(links) {
  const std::string link = "https://www.example.com/a?b=1&c=2";
  const std::string safe =
      "https://nam02.safelinks.protection.outlook.com/"
      "?url=https%3A%2F%2Fwww.example.com%2Fa%3Fb%3D1%26"
      "c%3D2&data=05%7C01%7Canna%40recipient.example&sdata=A%3D&reserved=0";
  const std::string safe_html =
      "https://nam02.safelinks.protection.outlook.com/"
      "?url=https%3A%2F%2Fwww.example.com%2Fa%3Fb%3D1%26"
      "c%3D2&amp;data=05%7C01%7Canna%40recipient.example&amp;sdata=A%3D&amp;reserved=0";
  const std::string v3 = "https://urldefense.com/v3/__https://www.example.com/a?b=1&c=2__;!!Ab!Cd$";
  const std::string before = "Hello,\r\nthe page is at " + link +
                             " now, and this line goes on for a while behind it.\r\nBye\r\n";
  const std::string after = "Hello,\r\nthe page is at " + safe +
                            " now, and this line goes on for a while behind it.\r\nBye\r\n";
  const std::string after_v3 = "Hello,\r\nthe page is at " + v3 +
                               "  now, and this line goes on for a while behind it.\r\nBye\r\n";
  const std::string page = "<p>Grüße <a href=\"" + link + "\">here</a></p>\r\n";
  const std::string page_entities =
      "<p>Grüße <a href=\"https://www.example.com/a?b=1&amp;c=2\">here</a></p>\r\n";
  const std::string page_after = "<p>Grüße <a href=\"" + safe_html + "\">here</a></p>\r\n";
  const auto both = [](std::string_view text, std::string_view html_text, std::size_t writer) {
    return multi("alternative", "b",
                 {{text_type, "quoted-printable", quoted(text, writer)},
                  {"text/html; charset=utf-8", "quoted-printable", quoted(html_text, writer)}});
  };
  const std::string ident = "links-rewritten";
  check({
      {"plain text", try_links, ident, single(text_type, "7bit", before),
       single(text_type, "7bit", after)},
      {"URL Defense with its blank", try_links, ident, single(text_type, "7bit", before),
       single(text_type, "7bit", after_v3)},
      {"HTML with entities", try_links, ident, single("text/html", "8bit", page_entities),
       single("text/html", "8bit", page_after)},
      {"HTML without entities", try_links, ident, single("text/html", "8bit", page),
       single("text/html", "8bit", page_after)},
      {"quoted-printable, line filled again (B5+B6)", try_links, ident,
       single(text_type, "quoted-printable", quoted(before, 4)),
       single(text_type, "quoted-printable", quoted(after, 4))},
      {"quoted-printable, all written by another program", try_links, ident,
       both(std::string(plain) + before, page_entities, 3),
       both(std::string(plain) + after, page_after, 1)},
      {"only the HTML", try_links, ident, both(before + safe, page_entities, 2),
       both(before + safe, page_after, 2)},
      {"base64", try_links, ident, single(text_type, "base64", base64(before, 72)),
       single(text_type, "base64", base64(after, 72))},
  });
}

BOOST_AUTO_TEST_CASE(a_token_is_named_and_not_undone) {
  const Tried result = tried(
      try_links, single(text_type, "7bit", "See https://www.example.com/\r\n"),
      single(text_type, "7bit", "See https://protect-eu.mimecast.com/s/AbCd?domain=x.example\r\n"));
  BOOST_TEST(!result.found);
  BOOST_REQUIRE(result.search.excluded.size() == 1U);
  BOOST_TEST(result.search.excluded[0] == "links-not-reversible");
}

BOOST_AUTO_TEST_CASE(charsets) {
  const std::string utf8 = crlf("Grüße aus Zürich\nzweite Zeile\n");
  const std::string latin = crlf(
      "Gr\xFC\xDF"
      "e aus Z\xFCrich\nzweite Zeile\n");
  const std::string russian = crlf("Заказ принят\nспасибо\n");
  const std::string koi8 =
      crlf("\xFA\xC1\xCB\xC1\xDA \xD0\xD2\xC9\xCE\xD1\xD4\n\xD3\xD0\xC1\xD3\xC9\xC2\xCF\n");
  const std::string mojibake = crlf("GrÃ¼ÃŸe aus ZÃ¼rich\nzweite Zeile\n");
  const std::string mark = "\xEF\xBB\xBF";
  check({
      {"latin-1 made UTF-8", try_charset, "charset-changed",
       single("text/plain; charset=iso-8859-1", "8bit", latin), single(text_type, "8bit", utf8)},
      {"UTF-8 made latin-1", try_charset, "charset-changed", single(text_type, "8bit", utf8),
       single("text/plain; charset=iso-8859-1", "8bit", latin)},
      {"KOI8-R made UTF-8, and quoted-printable", try_charset, "charset-changed",
       multi("mixed", "b", {{"text/plain; charset=koi8-r", "8bit", koi8}}),
       multi("mixed", "b", {{"text/plain; charset=utf-8", "quoted-printable", quoted(russian)}})},
      {"the name in upper case", try_charset, "charset-changed",
       multi("mixed", "b",
             {{"text/plain; charset=\"ISO-8859-1\"", "quoted-printable", quoted(latin)}}),
       multi("mixed", "b", {{"text/plain; charset=\"utf-8\"", "quoted-printable", quoted(utf8)}})},
      {"UTF-8 taken for windows-1252", try_charset, "charset-changed",
       single(text_type, "8bit", utf8), single(text_type, "8bit", mojibake)},
      {"byte order mark added", try_byte_order_mark, "byte-order-mark",
       single(text_type, "8bit", utf8), single(text_type, "8bit", mark + utf8)},
      {"byte order mark removed", try_byte_order_mark, "byte-order-mark",
       single(text_type, "quoted-printable", quoted(mark + utf8, 1)),
       single(text_type, "quoted-printable", quoted(utf8, 1))},
      {"quotes made typographic", try_quotes, "typographic-quotes",
       single(text_type, "8bit", "\"it's\" -- so...\r\n"),
       single(text_type, "8bit",
              "\xE2\x80\x9Cit\xE2\x80\x99s\xE2\x80\x9D \xE2\x80\x94 so\xE2\x80\xA6\r\n")},
      {"typographic quotes made ASCII", try_quotes, "typographic-quotes",
       single(text_type, "8bit", "\xE2\x80\x9Cit\xE2\x80\x99s\xE2\x80\x9D so\r\n"),
       single(text_type, "8bit", "\"it's\" so\r\n")},
  });
  const Tried own = tried(try_charset, single("text/plain; charset=iso-8859-1", "8bit", latin),
                          single("text/plain; charset=\"utf-8\"; x=y", "8bit", utf8));
  BOOST_REQUIRE(own.found);
  BOOST_TEST(own.search.edit->fields.at(0) ==
             "Content-Type: text/plain; charset=\"iso-8859-1\"; x=y");
}

BOOST_AUTO_TEST_CASE(frames) {
  const std::vector<Entity> entities = {{text_type, "8bit", "one\r\n"},
                                        {"text/html", "7bit", "<p>"}};
  const std::string original =
      "X-Gateway-Original-Content-Type: multipart/alternative;\r\n boundary=\"==old==\"\r\n";
  const std::string preamble = "This is a multi-part message in MIME format.\r\n";
  check({
      {"boundary named in another field", try_boundaries, "boundary-renamed",
       multi("alternative", "==old==", entities),
       multi("alternative", "_000_new_", entities, {}, {}, original)},
      {"boundary renamed and preamble dropped", try_boundaries, "boundary-renamed",
       multi("alternative", "==old==", entities, preamble),
       multi("alternative", "_000_new_", entities, {}, {}, original)},
      {"preamble dropped", try_multipart_frame, "multipart-frame",
       multi("alternative", "b", entities, preamble + "\r\n"), multi("alternative", "b", entities)},
      {"preamble added", try_multipart_frame, "multipart-frame",
       multi("alternative", "b", entities),
       multi("alternative", "b", entities, "Whatever a gateway writes here\r\n")},
      {"epilogue added", try_multipart_frame, "multipart-frame",
       multi("alternative", "b", entities),
       multi("alternative", "b", entities, {}, "Sent through a gateway\r\n")},
      {"empty lines at delimiters", try_multipart_frame, "multipart-frame",
       multi("mixed", "b", {{text_type, "7bit", "one\r\n"}, {text_type, "7bit", "two\r\n"}}),
       multi("mixed", "b", {{text_type, "7bit", "one"}, {text_type, "7bit", "two"}})},
      {"part headers folded", try_part_headers, "part-headers",
       multi("mixed", "b", {{"text/plain;\r\n\tcharset=utf-8", "8bit", "one"}}),
       multi("mixed", "b", {{"text/plain; charset=utf-8", "8bit", "one"}})},
  });
  const Tried renamed = tried(try_boundaries, multi("alternative", "==old==", entities),
                              multi("alternative", "_000_new_", entities, {}, {}, original));
  BOOST_REQUIRE(renamed.found);
  BOOST_TEST(renamed.search.edit->fields.at(0) ==
             "Content-Type: multipart/alternative; boundary=\"==old==\"");
}

struct Attempt {
  std::string_view ident;
  bool (*attempt)(const BodyQuestion&, BodyProbe&);
};

constexpr Attempt attempts[] = {
    {"links-rewritten", try_links},
    {"transfer-encoding", try_transfer},
    {"list-wrapped-encoding", try_wrapped_transfer},
    {"boundary-renamed", try_boundaries},
    {"multipart-frame", try_multipart_frame},
    {"charset-changed", try_charset},
    {"byte-order-mark", try_byte_order_mark},
    {"typographic-quotes", try_quotes},
    {"part-headers", try_part_headers},
};

// What is no such change is not found, and the search ends within its budget.
BOOST_AUTO_TEST_CASE(other_changes_are_not_claimed) {
  const std::string sent = single(text_type, "8bit", plain);
  std::string other(plain);
  other[other.size() / 2] ^= 1;
  for (const Attempt& hypothesis : attempts) {
    BOOST_TEST_CONTEXT(hypothesis.ident) {
      const Tried text = tried(hypothesis.attempt, sent, single(text_type, "8bit", other));
      BOOST_TEST(!text.found);
      BOOST_TEST(!text.search.budget_ended);
      const Tried parts = tried(
          hypothesis.attempt, multi("mixed", "b", {{text_type, "8bit", "abc\r\n"}}),
          multi("mixed", "b", {{text_type, "8bit", "abd\r\n"}, {"image/png", "base64", "AAAA"}}));
      BOOST_TEST(!parts.found);
      const Tried headers_only = tried(hypothesis.attempt, sent, "Subject: x\r\n\r\n");
      BOOST_TEST(!headers_only.found);
      const Tried spent =
          tried(hypothesis.attempt, sent, single(text_type, "quoted-printable", encoded_by("PHP")),
                Canonicalization::simple, Budget{3, 1 << 20});
      BOOST_TEST(spent.search.tried <= 3U);
    }
  }
}

// 1,000 parts, 20,000 links, lines without end: each class stays within its share.
BOOST_AUTO_TEST_CASE(large_messages_stay_within_the_budget) {
  std::vector<Entity> many(300, {text_type, "quoted-printable", "gr=C3=BC=C3=9Fe =\r\n x\r\n"});
  std::string links_text;
  for (int i = 0; i < 3'000; ++i) {
    links_text += "http://https://urldefense.com/v3/__https://example.com/*a__;Kw!!a!b$ ";
    if (i % 3 == 0) links_text += "\r\n";
  }
  const std::string messages[] = {
      multi("mixed", "b", many),
      single("text/html", "7bit", links_text),
      single("text/html", "quoted-printable", quoted(links_text)),
      single("text/plain", "quoted-printable", std::string(1 << 17, '=')),
      single("text/plain", "base64", std::string(1 << 17, 'A')),
  };
  const Budget budget{100'000, std::uint64_t{64} << 20};
  for (const std::string& octets : messages) {
    for (const Attempt& hypothesis : attempts) {
      const Tried result = tried(hypothesis.attempt, "Subject: x\r\n\r\nsent\r\n", octets,
                                 Canonicalization::relaxed, budget);
      BOOST_TEST(!result.found);
      BOOST_TEST(result.search.octets_hashed <= budget.octets_hashed / 3);
    }
  }
}

BOOST_AUTO_TEST_CASE(signs_of_removed_parts) {
  struct Signs {
    std::string_view note;
    std::string octets;
    std::string_view idents;
  };
  const Signs rows[] = {
      {"nothing", multi("mixed", "b", {{text_type, "8bit", "one"}}), ""},
      {"Mailman",
       "X-Content-Filtered-By: Mailman/MimeDel 2.1.39\r\n" + single(text_type, "7bit", "x"),
       "removed-parts-field"},
      {"a filter of a site",
       "X-Example-Content-Filter: 2 parts\r\n" + single(text_type, "7bit", "x"),
       "removed-parts-field"},
      {"a notice", single(text_type, "7bit", "An HTML attachment was scrubbed...\r\n"),
       "removed-parts-text"},
      {"a notice in base64",
       single(text_type, "base64", base64("The attachment was removed by the gateway.", 76)),
       "removed-parts-text"},
      {"Thunderbird", multi("mixed", "b", {{text_type, "", "x"}, {"text/x-moz-deleted", "", "y"}}),
       "removed-parts-detached"},
      {"an alternative to nothing", multi("alternative", "b", {{text_type, "", "x"}}),
       "removed-parts-empty"},
  };
  for (const Signs& row : rows) {
    BOOST_TEST_CONTEXT(row.note) {
      const message::Message message =
          message::parse_message(row.octets, {0, row.octets.size(), 1}, {});
      std::string idents;
      for (const Sign& sign : removed_parts_signs(message, message::scan_parts(message, {}))) {
        idents += sign.ident;
        BOOST_TEST(sign.location.offset + sign.location.length <= row.octets.size());
      }
      BOOST_TEST(idents == row.idents);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
