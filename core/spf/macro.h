// Macro strings of SPF records (RFC 7208 7): text to tokens, tokens and values to text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"

namespace indicia::spf {

// Either literal text or one %{...}; "%%", "%_" and "%-" are literals that count as expansions.
struct MacroToken {
  std::string literal;
  char letter = 0;         // lower case; 0: literal
  bool expansion = false;  // written with a percent sign
  bool escape = false;     // upper-case letter: percent-escape the value (RFC 7208 7.3)
  bool reverse = false;
  std::size_t parts = 0;   // right-hand parts to keep; 0: all
  std::string delimiters;  // empty: "."

  bool operator==(const MacroToken&) const = default;
};

using MacroString = std::vector<MacroToken>;

// Where a macro string stands decides which letters it may use.
enum class MacroPlace {
  domain_spec,       // not c, r, t (RFC 7208 7.2)
  unknown_modifier,  // every letter: only the syntax is judged (RFC 7208 6)
  explanation,       // every letter, and spaces (RFC 7208 6.2)
};

// nullopt on a syntax error; `error` then is its offset in text.
std::optional<MacroString> parse_macro_string(std::string_view text, MacroPlace place,
                                              std::size_t& error);

// True when the string ends as a domain-spec must: ". toplabel [.]" or an expansion (RFC 7208 7.1).
bool ends_as_domain(const MacroString& string);

bool uses(const MacroString& string, char letter);

// The values behind the letters. Text as it stands in SMTP, not escaped for DNS.
struct MacroValues {
  std::string local_part;
  std::string sender_domain;
  std::string domain;
  std::string helo;
  std::string receiver;
  std::string validated_name = "unknown";  // %{p}
  IpAddress client_ip;
  std::int64_t time = 0;
};

// The expansion. Output beyond `limit` octets is cut from the left: a domain name needs only its
// right end, and a repeated macro must not make work without bound.
std::string expand(const MacroString& string, const MacroValues& values, std::size_t limit);

// A name of at most 253 octets: labels are dropped from the left (RFC 7208 7.3), and a final dot.
std::string fit_name(std::string_view name);

}  // namespace indicia::spf
