// Reads DMARC policy records (RFC 9989 4.7, 4.8); see record.h.
#include "dmarc/record.h"

#include <algorithm>
#include <array>

#include "message/tag_list.h"
#include "text.h"

namespace indicia::dmarc {

namespace {

std::string_view skip_wsp(std::string_view text) {
  while (!text.empty() && is_wsp(text.front())) text.remove_prefix(1);
  return text;
}

// RFC 9989 4.8 dmarc-version: the value is case-sensitive, the list goes on with ";" or ends.
bool has_version(std::string_view text) {
  constexpr std::string_view version = "DMARC1";
  if (!text.starts_with('v')) return false;
  text = skip_wsp(text.substr(1));
  if (!text.starts_with('=')) return false;
  text = skip_wsp(text.substr(1));
  if (!text.starts_with(version)) return false;
  text = skip_wsp(text.substr(version.size()));
  return text.empty() || text.front() == ';';
}

// RFC 9989 4.8 dmarc-value: printable ASCII and SP, at least one; ";" cannot be in a tag's value.
bool is_value(std::string_view value) {
  return !value.empty() &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

bool is_policy(std::string_view value) {
  return value == "none" || value == "quarantine" || value == "reject";
}

// RFC 9989 4.8 dmarc-fo: 0 or 1 (not both), d, s, each at most once, separated by colons.
bool is_failure_options(std::string_view value) {
  std::string seen;
  for (std::string_view option : split(value, ':')) {
    option = trim(option);
    if (option.size() != 1 || std::string_view("01ds").find(option) == std::string_view::npos) {
      return false;
    }
    if (seen.find(option) != std::string::npos) return false;
    seen += option;
  }
  return seen.find('0') == std::string::npos || seen.find('1') == std::string::npos;
}

// RFC 9989 4.8 obs-dmarc-report-size: "!" digits and an optional unit at the end of a URI.
std::string_view without_size(std::string_view uri) {
  const std::size_t mark = uri.rfind('!');
  if (mark == std::string_view::npos) return uri;
  std::string_view size = uri.substr(mark + 1);
  if (!size.empty() &&
      std::string_view("kmgt").find(lower(size.back())) != std::string_view::npos) {
    size.remove_suffix(1);
  }
  const bool digits = !size.empty() && std::all_of(size.begin(), size.end(), is_digit);
  return digits ? uri.substr(0, mark) : uri;
}

// RFC 3986 3: scheme ":" and only characters that a URI may hold; "!" must be encoded (RFC 9989
// 4.8). A mailto URI needs an address to be of use (RFC 6068 2).
bool is_uri(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == 0 || colon == std::string_view::npos || !is_alpha(uri.front())) return false;
  const std::string_view scheme = uri.substr(0, colon);
  const std::string_view rest = uri.substr(colon + 1);
  for (char c : scheme) {
    if (!is_alnum(c) && c != '+' && c != '-' && c != '.') return false;
  }
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const bool escape = rest[i] == '%' && i + 2 < rest.size() && hex_value(rest[i + 1]) >= 0 &&
                        hex_value(rest[i + 2]) >= 0;
    constexpr std::string_view others = "-._~:/?#[]@$&'()*+;=";
    if (!escape && !is_alnum(rest[i]) && others.find(rest[i]) == std::string_view::npos) {
      return false;
    }
  }
  if (!equal_ignoring_case(scheme, "mailto")) return !rest.empty();
  const std::string_view address = rest.substr(0, rest.find('?'));
  const std::size_t at = address.rfind('@');
  return at != std::string_view::npos && at != 0 && at + 1 != address.size();
}

class Reader {
 public:
  explicit Reader(std::string_view text) { record_.text = std::string(text); }

  Record read() {
    const message::TagList list = message::parse_tag_list(record_.text);
    record_.defects = list.defects;
    record_.p_is_second = list.tags.size() > 1 && list.tags[1].name == "p";
    for (const message::Tag& tag : list.tags) {
      if (list.find(tag.name) == &tag) take(tag);
    }
    // RFC 9989 4.7: fo counts only beside ruf.
    if (record_.ruf.empty()) {
      if (const message::Tag* fo = list.find("fo")) note("dmarc-fo-without-ruf", *fo);
      record_.failure_options.assign(1, '0');
    }
    return std::move(record_);
  }

 private:
  void take(const message::Tag& tag) {
    const std::string value = to_lower(tag.value);
    const std::string_view name = tag.name;
    if (name == "v") return;
    if (name == "p") {
      take_policy(tag, value, record_.p, record_.p_invalid);
    } else if (name == "sp") {
      take_policy(tag, value, record_.sp, record_.sp_invalid);
    } else if (name == "np") {
      take_policy(tag, value, record_.np, record_.np_invalid);
    } else if (name == "adkim" || name == "aspf") {
      AlignmentMode& mode = name == "adkim" ? record_.adkim : record_.aspf;
      if (expect(tag, value == "r" || value == "s")) {
        mode = value == "s" ? AlignmentMode::strict : AlignmentMode::relaxed;
      }
    } else if (name == "psd") {
      if (expect(tag, value == "y" || value == "n" || value == "u")) record_.psd = value.front();
    } else if (name == "t") {
      if (expect(tag, value == "y" || value == "n")) record_.testing = value == "y";
    } else if (name == "rua") {
      record_.rua_usable = take_uris(tag, record_.rua);
    } else if (name == "ruf") {
      take_uris(tag, record_.ruf);
    } else if (name == "fo") {
      if (expect(tag, is_failure_options(value))) record_.failure_options = value;
    } else if (name == "pct" || name == "rf" || name == "ri") {
      record_.obsolete_tags.emplace_back(name);
      if (name == "pct") take_percent(tag);
    } else {
      record_.unknown_tags.emplace_back(name);
    }
  }

  void take_policy(const message::Tag& tag, const std::string& value,
                   std::optional<std::string>& policy, bool& invalid) {
    invalid = !expect(tag, is_policy(value));
    if (!invalid) policy = value;
  }

  void take_percent(const message::Tag& tag) {
    const auto percent = parse_decimal(tag.value);
    if (expect(tag, percent && *percent <= 100)) record_.percent = static_cast<unsigned>(*percent);
  }

  // Returns whether one URI of the list can be used.
  bool take_uris(const message::Tag& tag, std::vector<std::string>& uris) {
    bool usable = false;
    if (!expect(tag, is_value(tag.value))) return false;
    for (std::string_view uri : split(tag.value, ',')) {
      uri = trim(uri);
      const std::string_view plain = without_size(uri);
      const bool valid = is_uri(plain);
      if (!valid) note("dmarc-bad-uri", tag, uri);
      if (plain.size() != uri.size()) note("dmarc-obsolete-uri-size", tag, uri);
      usable = usable || valid;
      if (!uri.empty()) uris.emplace_back(uri);
    }
    return usable;
  }

  bool expect(const message::Tag& tag, bool condition) {
    if (!condition) note("dmarc-bad-value", tag);
    return condition;
  }

  void note(std::string_view ident, const message::Tag& tag) { note(ident, tag, tag.value); }

  void note(std::string_view ident, const message::Tag& tag, std::string_view part) {
    if (part.empty()) {
      record_.defects.push_back({ident, tag.name_offset, tag.name.size()});
    } else {
      const auto offset = static_cast<std::size_t>(part.data() - record_.text.data());
      record_.defects.push_back({ident, offset, part.size()});
    }
  }

  Record record_;
};

}  // namespace

std::optional<Record> parse_record(std::string_view text) {
  if (!has_version(text)) return std::nullopt;
  return Reader(text).read();
}

}  // namespace indicia::dmarc
