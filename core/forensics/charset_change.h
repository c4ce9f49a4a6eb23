// Text from one charset to another and back, as gateways transcode it (dkim-forensics.md 4, B12).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace indicia::forensics {

// A charset as a target: the octet of each of its characters above ASCII, ascending. Empty for
// UTF-8, us-ascii and names that are not known.
struct CharsetOctets {
  explicit CharsetOctets(std::string_view charset);

  std::string_view charset;
  std::vector<std::pair<char32_t, char>> upper;
};

// nullopt: a charset that is not known, octets it does not define, or a character that the target
// lacks. An empty name stands for us-ascii (RFC 2045 5.2).
std::optional<std::string> transcoded(std::string_view octets, std::string_view from,
                                      const CharsetOctets& to);

// Typographic quotation marks, dashes and the ellipsis of UTF-8 or windows-1252 as ASCII writes
// them; `utf8` says which.
std::string with_plain_quotes(std::string_view text, bool utf8);
// The reverse, by the place of each mark; as UTF-8.
std::string with_typographic_quotes(std::string_view text);

}  // namespace indicia::forensics
