// Authentication-Results (RFC 8601 2.2) and the forms that large receivers write instead; see
// auth_results.h.
#include "message/auth_results.h"

#include <algorithm>
#include <array>
#include <utility>

#include "message/scanner.h"
#include "text.h"

namespace indicia::message {

const Property* ResultInfo::property(std::string_view type, std::string_view name) const {
  for (const Property& found : properties) {
    if (found.type == type && found.name == name) return &found;
  }
  return nullptr;
}

namespace {

// Far above any receiver's output; keeps a hostile field's memory near its size.
constexpr std::size_t most_results = 500;
constexpr std::size_t most_properties = 100;

// A key is a method ("dkim", "dkim/1"), a property ("header.d") or a bare key ("action").
struct Key {
  std::string name;      // method or ptype, lower case
  std::string property;  // after "."
  std::string version;   // after "/"
  std::size_t offset = 0;
};

constexpr std::array<std::string_view, 5> ptypes = {"smtp", "header", "body", "policy", "dns"};

bool is_ptype(std::string_view name) {
  return std::find(ptypes.begin(), ptypes.end(), name) != ptypes.end();
}

// Keys of Received-SPF and of Microsoft that never are methods. Amazon SES separates the former
// from their spf= by ";", so that they look like methods (facts: "client-ip=...;
// envelope-from=...;").
constexpr std::array<std::string_view, 9> bare_keys = {"action",    "client-ip", "envelope-from",
                                                       "helo",      "identity",  "receiver",
                                                       "mechanism", "problem",   "reason"};

bool is_bare_key(std::string_view name) {
  return std::find(bare_keys.begin(), bare_keys.end(), name) != bare_keys.end();
}

class Parser {
 public:
  Parser(std::string_view text, std::size_t start)
      : scan_(text, "auth-results-unclosed-comment", "auth-results-unclosed-quote") {
    scan_.at = start;
  }

  AuthenticationResults run() {
    head();
    while (scan_.skip(';')) statement();
    if (out_.results.empty() && !out_.no_results) {
      scan_.defect("auth-results-no-results", 0, scan_.text().size());
    }
    if (out_.no_results && !out_.results.empty()) {
      scan_.defect("auth-results-none-with-results", 0, scan_.text().size());
    }
    if (scan_.comments_dropped()) scan_.defect("auth-results-too-many", 0, scan_.text().size());
    out_.defects = scan_.take_defects();
    return std::move(out_);
  }

 private:
  // authserv-id [version], or at once the first result (Microsoft 365 names no authserv-id).
  void head() {
    scan_.skip_cfws(&out_.comments);
    const std::size_t start = scan_.at;
    const bool quoted = scan_.peek() == '"';
    std::string id = quoted ? scan_.quoted_string() : std::string(scan_.word("=\""));
    const std::size_t end = scan_.at;
    std::vector<std::string> comments;
    scan_.skip_cfws(&comments);
    const bool none = !quoted && equal_ignoring_case(id, "none") && scan_.done();
    if (id.empty() || none || scan_.peek() == '=') {
      scan_.defect("auth-results-no-authserv-id", start, end - start);
      scan_.at = start;
      out_.no_results = none;
      if (none) {
        scan_.at = scan_.text().size();
        std::move(comments.begin(), comments.end(), std::back_inserter(out_.comments));
      } else if (!id.empty()) {
        statement();
      } else {
        scan_.skip_to_semicolon(nullptr);
      }
      return;
    }
    out_.authserv_id = std::move(id);
    std::move(comments.begin(), comments.end(), std::back_inserter(out_.comments));
    version();
    if (scan_.done() || scan_.peek() == ';') return;
    scan_.defect("auth-results-no-semicolon", scan_.at, 0);
    statement();
  }

  void version() {
    if (!is_digit(scan_.peek())) return;
    const std::size_t start = scan_.at;
    const std::string_view digits = scan_.word("=");
    if (parse_decimal(digits) && scan_.peek() != '=') {
      out_.version = digits;
      scan_.skip_cfws(&out_.comments);
    } else {
      scan_.at = start;
    }
  }

  // All between two ";": methodspec, reasonspec, propspecs; "none"; or nothing.
  void statement() {
    std::vector<std::string> comments;
    scan_.skip_cfws(&comments);
    const std::size_t start = scan_.at;
    if (scan_.done() || scan_.peek() == ';') return keep_comments(std::move(comments));
    Key key;
    if (!read_key(key, comments)) {
      const std::string_view word = scan_.text().substr(start, scan_.at - start);
      if (equal_ignoring_case(trim(word), "none")) {
        out_.no_results = true;
      } else {
        // Microsoft 365 repeats the receiving domain between the results.
        scan_.defect("auth-results-no-method", start, word.size());
      }
      scan_.skip_to_semicolon(&comments);
      return keep_comments(std::move(comments));
    }
    const bool belongs_to_previous = !key.property.empty() || is_bare_key(key.name);
    if (belongs_to_previous && !out_.results.empty()) {
      ResultInfo& previous = out_.results.back();
      std::move(comments.begin(), comments.end(), std::back_inserter(previous.comments));
      add_property(previous, key);
      properties(previous);
    } else {
      result(key, std::move(comments), belongs_to_previous);
    }
  }

  void keep_comments(std::vector<std::string> comments) {
    std::vector<std::string>& target =
        out_.results.empty() ? out_.comments : out_.results.back().comments;
    std::move(comments.begin(), comments.end(), std::back_inserter(target));
  }

  void result(const Key& key, std::vector<std::string> comments, bool stray) {
    ResultInfo info;
    info.offset = key.offset;
    info.method = key.name;
    info.version = key.version;
    info.comments = std::move(comments);
    if (stray) {
      scan_.defect("auth-results-stray-property", key.offset, scan_.at - key.offset);
      info.method.clear();
      add_property(info, key);
    } else {
      scan_.skip_cfws(&info.comments);
      info.result =
          to_lower(scan_.peek() == '"' ? scan_.quoted_string() : std::string(scan_.word()));
      if (info.result.empty()) {
        scan_.defect("auth-results-no-result", key.offset, scan_.at - key.offset);
      }
      info.length = scan_.at - info.offset;
    }
    properties(info);
    if (out_.results.size() < most_results) {
      out_.results.push_back(std::move(info));
    } else {
      scan_.defect("auth-results-too-many", key.offset, scan_.text().size() - key.offset);
      scan_.at = scan_.text().size();
    }
  }

  // reason=, ptype.property= and bare key= up to the next ";".
  void properties(ResultInfo& info) {
    for (;;) {
      std::size_t before = scan_.at;
      scan_.skip_cfws(&info.comments);
      if (scan_.at != before) info.length = trimmed_end() - info.offset;
      if (scan_.done() || scan_.peek() == ';') return;
      before = scan_.at;
      Key key;
      if (read_key(key, info.comments)) {
        add_property(info, key);
      } else {
        if (scan_.at == before && scan_.peek() == '"') scan_.quoted_string();
        if (scan_.at == before) ++scan_.at;  // "=" without a name
        scan_.defect("auth-results-stray-word", before, scan_.at - before);
        info.length = trimmed_end() - info.offset;
      }
      if (info.properties.size() >= most_properties) {
        scan_.defect("auth-results-too-many", before, scan_.text().size() - before);
        scan_.at = scan_.text().size();
        return;
      }
    }
  }

  std::size_t trimmed_end() const {
    std::size_t end = scan_.at;
    while (end > 0 && is_fws(scan_.text()[end - 1])) --end;
    return end;
  }

  // The value after "=" of `key`.
  void add_property(ResultInfo& info, const Key& key) {
    std::string value;
    const std::size_t start = scan_.at;
    scan_.skip_cfws(&info.comments);
    if (scan_.at != start && next_is_key()) {
      // "smtp.mailfrom= header.from=x": nothing was written, the next key is no value.
      scan_.defect("auth-results-empty-value", key.offset, start - key.offset);
    } else {
      value = property_value();
    }
    info.length = scan_.at - info.offset;
    if (key.property.empty() && key.name == "reason") {
      if (info.reason.empty()) {
        info.reason = std::move(value);
        return;
      }
      scan_.defect("auth-results-reason-repeated", key.offset, scan_.at - key.offset);
    }
    if (key.property.empty()) {
      info.properties.push_back({"", key.name, std::move(value)});
    } else {
      info.properties.push_back({key.name, key.property, std::move(value)});
    }
  }

  // pvalue: a token, a quoted string, or [local]@domain whose local part may be quoted.
  std::string property_value() {
    if (scan_.peek() == '"') {
      const std::size_t start = scan_.at;
      std::string value = scan_.quoted_string();
      if (scan_.peek() != '@') return value;
      scan_.at = start;
    }
    return unfold(scan_.word());
  }

  bool next_is_key() {
    const std::size_t start = scan_.at;
    const std::string_view text = scan_.text();
    std::size_t end = start;
    while (end < text.size() && (is_alnum(text[end]) || text[end] == '-')) ++end;
    if (end == text.size()) return false;
    const std::string name = to_lower(text.substr(start, end - start));
    return text[end] == '.' ? is_ptype(name) : text[end] == '=' && is_bare_key(name);
  }

  // Up to and including "=". False: no "=" follows, and `at` is behind the word.
  bool read_key(Key& key, std::vector<std::string>& comments) {
    key.offset = scan_.at;
    std::string text;
    for (;;) {
      const std::string_view word = scan_.word("=\"");
      text += word;
      const std::size_t end = scan_.at;
      scan_.skip_cfws(&comments);
      if (scan_.peek() == '=' && !text.empty()) break;
      // RFC 8601 2.2 allows CFWS around "." and "/".
      const char last = text.empty() ? '\0' : text.back();
      const char next = scan_.peek();
      const bool joined =
          scan_.at != end && (last == '.' || last == '/') != (next == '.' || next == '/');
      if (word.empty() || !joined) return false;
    }
    ++scan_.at;
    text = to_lower(text);
    const std::size_t dot = text.find('.');
    const std::size_t slash = text.find('/');
    if (dot != std::string::npos && dot < slash) {
      key.name = text.substr(0, dot);
      key.property = text.substr(dot + 1);
    } else {
      key.name = text.substr(0, slash);
      if (slash != std::string::npos) key.version = text.substr(slash + 1);
    }
    return true;
  }

  Scanner scan_;
  AuthenticationResults out_;
};

}  // namespace

AuthenticationResults parse_authentication_results(std::string_view value) {
  return Parser(value, 0).run();
}

ArcAuthenticationResults parse_arc_authentication_results(std::string_view value) {
  ArcAuthenticationResults out;
  Scanner scan(value, "auth-results-unclosed-comment", "auth-results-unclosed-quote");
  scan.skip_cfws(nullptr);
  const std::string_view name = scan.word("=");
  scan.skip_cfws(nullptr);
  std::size_t start = 0;
  if (equal_ignoring_case(name, "i") && scan.skip('=')) {
    scan.skip_cfws(nullptr);
    out.instance = parse_decimal(scan.word());
    scan.skip_to_semicolon(nullptr);
    scan.skip(';');
    start = scan.at;
  }
  out.results = Parser(value, start).run();
  if (!out.instance) out.results.defects.push_back({"arc-no-instance", 0, start});
  return out;
}

}  // namespace indicia::message
