// One SPF record (RFC 7208 4.5, 4.6, 5, 6, 12): text to terms. The whole text is parsed and every
// syntax error is listed, because one anywhere makes the whole record a permerror.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"
#include "message/defect.h"
#include "result.h"
#include "spf/macro.h"

namespace indicia::spf {

enum class Mechanism { all, include, a, mx, ptr, ip4, ip6, exists };

std::string_view to_string(Mechanism mechanism);

// A term's place in the text of its record.
struct Span {
  std::size_t offset = 0;
  std::size_t length = 0;

  bool operator==(const Span&) const = default;
};

struct Directive {
  Mechanism mechanism = Mechanism::all;
  Result qualifier = Result::pass;    // pass, fail, softfail or neutral
  std::optional<MacroString> domain;  // absent: the current domain
  IpAddress network;                  // ip4, ip6
  unsigned prefix4 = 32;              // a, mx, ip4
  unsigned prefix6 = 128;             // a, mx, ip6
  Span span;

  bool operator==(const Directive&) const = default;
};

struct Modifier {
  std::string name;  // lower case
  MacroString value;
  Span span;

  bool operator==(const Modifier&) const = default;
};

struct Record {
  std::string text;
  std::vector<Directive> directives;
  std::optional<Modifier> redirect;
  std::optional<Modifier> exp;
  std::vector<Modifier> unknown;  // ignored in evaluation (RFC 7208 6)
  // spf-not-ascii, spf-bad-term, spf-unknown-mechanism, spf-bad-argument, spf-missing-domain,
  // spf-bad-domain, spf-bad-macro, spf-bad-prefix, spf-bad-address, spf-duplicate-modifier.
  // Each covers its whole term, one per term, in order.
  Defects defects;

  bool has_all() const;
  std::string_view term(const Span& span) const {
    return std::string_view(text).substr(span.offset, span.length);
  }
};

// RFC 7208 4.5: "v=spf1" without case, then a space or the end.
bool is_spf_record(std::string_view text);

// The text must be one for which is_spf_record holds.
Record parse_record(std::string_view text);

}  // namespace indicia::spf
