// SPF record text to terms; see record.h (RFC 7208 4.6.1, 5, 6, 12).
#include "spf/record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text.h"

namespace indicia::spf {

namespace {

constexpr std::string_view version = "v=spf1";

constexpr std::array<std::pair<std::string_view, Mechanism>, 8> mechanism_names = {{
    {"all", Mechanism::all},
    {"include", Mechanism::include},
    {"a", Mechanism::a},
    {"mx", Mechanism::mx},
    {"ptr", Mechanism::ptr},
    {"ip4", Mechanism::ip4},
    {"ip6", Mechanism::ip6},
    {"exists", Mechanism::exists},
}};

constexpr std::string_view bad_prefix = "spf-bad-prefix";

// The ident of a defect, or nothing.
using Problem = std::optional<std::string_view>;

// name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ), RFC 7208 12.
std::size_t name_length(std::string_view text) {
  if (text.empty() || !is_alpha(text[0])) return 0;
  std::size_t i = 1;
  while (i < text.size() &&
         (is_alnum(text[i]) || text[i] == '-' || text[i] == '_' || text[i] == '.')) {
    ++i;
  }
  return i;
}

// "0" or digits without a leading zero, at most `most`.
bool read_prefix(std::string_view digits, unsigned most, unsigned& prefix) {
  const auto value = parse_decimal(digits);
  if (!value || *value > most || (digits.size() > 1 && digits[0] == '0')) return false;
  prefix = static_cast<unsigned>(*value);
  return true;
}

std::size_t trailing_digits(std::string_view text) {
  const std::size_t last = text.find_last_not_of("0123456789");
  return last == std::string_view::npos ? text.size() : text.size() - last - 1;
}

// RFC 7208 5.3: takes "[/n][//m]" off the end of the argument. A slash may also stand inside a
// domain-spec, so only digits at the very end are a prefix length.
bool take_dual_prefix(std::string_view& argument, Directive& directive) {
  for (const bool v6 : {true, false}) {
    const std::string_view slash = v6 ? "//" : "/";
    const std::size_t digits = trailing_digits(argument);
    const std::string_view head = argument.substr(0, argument.size() - digits);
    if (digits == 0 || !head.ends_with(slash) || (!v6 && head.ends_with("//"))) continue;
    if (!read_prefix(argument.substr(head.size()), v6 ? 128 : 32,
                     v6 ? directive.prefix6 : directive.prefix4)) {
      return false;
    }
    argument = head.substr(0, head.size() - slash.size());
  }
  return true;
}

Problem read_domain(std::string_view text, std::optional<MacroString>& domain) {
  if (text.empty()) return "spf-missing-domain";
  std::size_t error = 0;
  domain = parse_macro_string(text, MacroPlace::domain_spec, error);
  if (!domain) return text[error] == '%' ? "spf-bad-macro" : "spf-bad-domain";
  if (!ends_as_domain(*domain)) return "spf-bad-domain";
  return std::nullopt;
}

// RFC 7208 5.6: a literal, with one optional prefix length.
Problem read_network(std::string_view text, Directive& directive) {
  const bool v6 = directive.mechanism == Mechanism::ip6;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && !read_prefix(text.substr(slash + 1), v6 ? 128 : 32,
                                                      v6 ? directive.prefix6 : directive.prefix4)) {
    return bad_prefix;
  }
  const std::string_view literal = text.substr(0, slash);
  const auto address = v6 ? parse_ipv6(literal) : parse_ipv4(literal);
  if (!address) return "spf-bad-address";
  directive.network = *address;
  return std::nullopt;
}

// `argument` is what follows the name: empty, ":..." or "/...".
Problem read_argument(std::string_view argument, Directive& directive) {
  const bool colon = argument.starts_with(':');
  switch (directive.mechanism) {
    case Mechanism::all:
      if (!argument.empty()) return "spf-bad-argument";
      return std::nullopt;
    case Mechanism::include:
    case Mechanism::exists:
      if (argument.empty()) return "spf-missing-domain";
      if (!colon) return "spf-bad-argument";
      return read_domain(argument.substr(1), directive.domain);
    case Mechanism::ptr:
      if (argument.empty()) return std::nullopt;
      if (!colon) return "spf-bad-argument";
      return read_domain(argument.substr(1), directive.domain);
    case Mechanism::a:
    case Mechanism::mx:
      if (!take_dual_prefix(argument, directive)) return bad_prefix;
      if (argument.empty()) return std::nullopt;
      if (!colon) return bad_prefix;
      return read_domain(argument.substr(1), directive.domain);
    case Mechanism::ip4:
    case Mechanism::ip6:
      if (!colon) return "spf-bad-address";
      return read_network(argument.substr(1), directive);
  }
  return std::nullopt;
}

Problem read_directive(std::string_view term, Directive& directive) {
  switch (term[0]) {
    case '-':
      directive.qualifier = Result::fail;
      break;
    case '~':
      directive.qualifier = Result::softfail;
      break;
    case '?':
      directive.qualifier = Result::neutral;
      break;
    default:
      break;
  }
  if (term[0] == '+' || directive.qualifier != Result::pass) term.remove_prefix(1);
  const std::string_view name = term.substr(0, name_length(term));
  if (name.empty()) return "spf-bad-term";
  const std::string_view argument = term.substr(name.size());
  if (!argument.empty() && argument[0] != ':' && argument[0] != '/') return "spf-bad-term";
  const auto* const known =
      std::find_if(mechanism_names.begin(), mechanism_names.end(),
                   [&](const auto& entry) { return equal_ignoring_case(entry.first, name); });
  if (known == mechanism_names.end()) return "spf-unknown-mechanism";
  directive.mechanism = known->second;
  return read_argument(argument, directive);
}

Problem read_modifier(std::string_view value, Modifier modifier, Record& record) {
  auto* const once = modifier.name == "redirect" ? &record.redirect
                     : modifier.name == "exp"    ? &record.exp
                                                 : nullptr;
  if (once == nullptr) {
    std::size_t error = 0;
    auto parsed = parse_macro_string(value, MacroPlace::unknown_modifier, error);
    if (!parsed) return value[error] == '%' ? "spf-bad-macro" : "spf-bad-term";
    modifier.value = std::move(*parsed);
    record.unknown.push_back(std::move(modifier));
    return std::nullopt;
  }
  std::optional<MacroString> domain;
  if (const Problem problem = read_domain(value, domain)) return problem;
  if (once->has_value()) return "spf-duplicate-modifier";  // RFC 7208 6
  modifier.value = std::move(*domain);
  *once = std::move(modifier);
  return std::nullopt;
}

// RFC 7208 4.6.1: a name directly followed by "=" makes a modifier, anything else a directive.
void read_term(const Span& span, Record& record) {
  const std::string_view term = record.term(span);
  const std::size_t name = name_length(term);
  Problem problem;
  if (!is_ascii(term)) {
    problem = "spf-not-ascii";
  } else if (name != 0 && name < term.size() && term[name] == '=') {
    problem =
        read_modifier(term.substr(name + 1),
                      {.name = to_lower(term.substr(0, name)), .value = {}, .span = span}, record);
  } else {
    Directive directive{.span = span};
    problem = read_directive(term, directive);
    if (!problem) record.directives.push_back(std::move(directive));
  }
  if (problem) record.defects.push_back({*problem, span.offset, span.length});
}

}  // namespace

std::string_view to_string(Mechanism mechanism) {
  for (const auto& [name, value] : mechanism_names) {
    if (value == mechanism) return name;
  }
  return "";
}

bool Record::has_all() const {
  return std::any_of(directives.begin(), directives.end(), [](const Directive& directive) {
    return directive.mechanism == Mechanism::all;
  });
}

bool is_spf_record(std::string_view text) {
  return starts_with_ignoring_case(text, version) &&
         (text.size() == version.size() || text[version.size()] == ' ');
}

Record parse_record(std::string_view text) {
  Record record{.text = std::string(text)};
  std::size_t at = version.size();
  while (at < text.size()) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    read_term({at, end - at}, record);
    at = end;
  }
  return record;
}

}  // namespace indicia::spf
