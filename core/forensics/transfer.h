// Transfer encodings both ways and without loss (RFC 2045 6): what a part holds, and the forms in
// which the common programs would have written it. Unlike message::decode_transfer nothing is
// dropped here, since a body hash covers every octet.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace indicia::forensics {

enum class Coding { identity, quoted_printable, base64, other };

Coding coding_of(std::string_view transfer_encoding);

// How a program writes quoted-printable. Line ends of the text stay hard line ends.
struct QuotedPrintable {
  enum class Break {
    full,     // where the next character or escape does not fit
    late,     // as full, but a line that fits without "=" stays whole
    literal,  // as full, but the last octet of a line stays if it is no escape; a blank there is
              // escaped afterwards, so that such a line reaches 78
    reached,  // before the next octet once the column is reached
    after,    // at once when the column is reached, even at the end of the line
    blank,    // as late, behind the last blank of the line
  };
  // A blank at the end of a line: "=20"; the same for all blanks there; "blank =" and an empty
  // line; the blank itself; "=20", but "blank =" where two columns are left.
  enum class Trailing { escape, all, soft, bare, tight };
  enum class Dot { plain, alone, leading };  // "." escaped: never, alone on a line, at its start
  enum class From { plain, letter, blank };  // "From " at a line's start: =46rom, From=20
  // Whether a character's octets may stand on two lines. PHP looks ahead from each octet as if a
  // whole character began there.
  enum class Utf8 { split, php, whole };

  std::string_view name;
  Break breaks = Break::full;
  std::size_t column = 75;  // most octets before the "=" of a soft break
  Trailing trailing = Trailing::escape;
  Dot dot = Dot::plain;
  From from = From::plain;
  bool tab = false;          // HTAB is escaped everywhere
  bool punctuation = false;  // also !"#$@[\]^`{|}~ (RFC 2045 6.7: for EBCDIC gateways)
  Utf8 utf8 = Utf8::split;
  bool lower_case = false;  // =c3 instead of =C3
};

// The programs whose output was compared (tests/data/make_transfer_vectors.py), then the same rules
// with other line lengths.
std::span<const QuotedPrintable> quoted_printable_writers();

// One line of the text, up to a hard line end, and where its encoded form stands.
struct EncodedLine {
  std::size_t offset = 0;  // in the encoded octets
  std::size_t length = 0;  // without the hard line end
  std::size_t text_offset = 0;
  std::size_t text_length = 0;

  bool operator==(const EncodedLine&) const = default;
};

// Soft breaks go, blanks at the end of a line stay, malformed escapes stay as written.
std::string decode_quoted_printable(std::string_view octets, std::vector<EncodedLine>* lines);

// Where each of these octets of the text (ascending) stands in the encoded octets.
std::vector<std::size_t> encoded_offsets(std::string_view octets,
                                         std::span<const std::size_t> text_offsets);

// `line` holds no line end; `line_end` is written at soft breaks.
void append_quoted_printable(std::string& out, std::string_view line, const QuotedPrintable& writer,
                             std::string_view line_end);
// Both CRLF and LF end a line of `text`.
std::string encode_quoted_printable(std::string_view text, const QuotedPrintable& writer,
                                    std::string_view line_end);

// Octets outside the alphabet are skipped; what follows padding is lost.
std::string decode_base64_lines(std::string_view octets);
// columns 0: one line. No line end behind the last line.
std::string encode_base64_lines(std::string_view octets, std::size_t columns,
                                std::string_view line_end);

// Every line end, CRLF or LF, as `line_end`.
std::string with_line_ends(std::string_view text, std::string_view line_end);

}  // namespace indicia::forensics
