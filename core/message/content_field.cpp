// Content fields (RFC 2045 5.1) and their parameters (RFC 2231); see content_field.h.
#include "message/content_field.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "message/charset.h"
#include "message/encoded_word.h"
#include "message/scanner.h"
#include "text.h"

namespace indicia::message {

const Parameter* ContentField::parameter(std::string_view name) const {
  for (const Parameter& found : parameters) {
    if (found.name == name) return &found;
  }
  return nullptr;
}

namespace {

constexpr std::size_t most_parameters = 100;

// A parameter as written: "name*2*=..." is base "name", segment 2, extended.
struct Written {
  std::string base;
  std::string value;
  std::optional<std::uint64_t> segment;
  bool extended = false;
  std::size_t offset = 0;
  std::size_t length = 0;
};

class Parser {
 public:
  explicit Parser(std::string_view text)
      : scan_(text, "content-field-unclosed-comment", "content-field-unclosed-quote") {}

  ContentField run() {
    head();
    while (next_parameter()) {
    }
    for (const Written& written : written_) assemble(written.base);
    out_.defects = scan_.take_defects();
    return std::move(out_);
  }

 private:
  void head() {
    scan_.skip_cfws(nullptr);
    out_.value = to_lower(scan_.word("/"));
    scan_.skip_cfws(nullptr);
    if (scan_.skip('/')) {
      scan_.skip_cfws(nullptr);
      out_.value += "/" + to_lower(scan_.word());
      scan_.skip_cfws(nullptr);
    }
    if (out_.value.empty()) scan_.defect("content-field-no-value", 0, scan_.text().size());
    if (!scan_.done() && scan_.peek() != ';') {
      // RFC 2231 itself forgot the semicolon in two examples.
      scan_.defect("content-field-no-semicolon", scan_.at, 0);
    }
  }

  bool next_parameter() {
    scan_.skip_cfws(nullptr);
    while (scan_.skip(';')) scan_.skip_cfws(nullptr);
    if (scan_.done()) return false;
    Written written;
    written.offset = scan_.at;
    const std::string_view name = scan_.word("=");
    scan_.skip_cfws(nullptr);
    if (!scan_.skip('=')) {
      scan_.defect("content-field-bad-parameter", written.offset, name.size());
      return true;
    }
    written.value = value();
    written.length = scan_.at - written.offset;
    if (!split_name(to_lower(name), written)) {
      scan_.defect("content-field-bad-parameter", written.offset, written.length);
    } else if (written_.size() == most_parameters) {
      scan_.defect("content-field-too-many", written.offset, scan_.text().size() - written.offset);
      return false;
    } else {
      written_.push_back(std::move(written));
    }
    return true;
  }

  std::string value() {
    scan_.skip_cfws(nullptr);
    if (scan_.peek() == '"') return scan_.quoted_string();
    std::string value(scan_.word());
    // "filename=My File.pdf": words that are no parameter of their own belong to the value.
    for (;;) {
      const std::size_t end = scan_.at;
      scan_.skip_cfws(nullptr);
      const std::size_t start = scan_.at;
      if (scan_.done() || scan_.peek() == ';' || value.empty()) return value;
      const std::string_view word = scan_.word();
      if (word.find('=') != std::string_view::npos && !word.starts_with("=?")) {
        scan_.defect("content-field-no-semicolon", end, 0);
        scan_.at = start;
        return value;
      }
      scan_.defect("content-field-unquoted-space", end, start - end);
      value += ' ';
      value += word;
    }
  }

  // RFC 2231 3, 4: name, name*, name*N, name*N*.
  static bool split_name(std::string name, Written& written) {
    if (name.ends_with('*')) {
      written.extended = true;
      name.pop_back();
    }
    const std::size_t star = name.find('*');
    written.base = name.substr(0, star);
    if (star != std::string::npos) {
      const std::string_view digits = std::string_view(name).substr(star + 1);
      written.segment = parse_decimal(digits);
      if (!written.segment || (digits.size() > 1 && digits.front() == '0')) return false;
    }
    return !written.base.empty();
  }

  // One Parameter out of all that was written under `base`.
  void assemble(const std::string& base) {
    if (out_.parameter(base) != nullptr) return;
    std::vector<const Written*> segments;
    const Written* whole = nullptr;
    const Written* plain = nullptr;
    for (const Written& written : written_) {
      if (written.base != base) continue;
      if (written.segment) {
        segments.push_back(&written);
        continue;
      }
      const Written*& kept = written.extended ? whole : plain;
      if (kept != nullptr) {
        scan_.defect("content-field-repeated-parameter", written.offset, written.length);
      } else {
        kept = &written;
      }
    }
    // The plain form is written beside the extended one for old readers.
    if (whole != nullptr) {
      segments = {whole};
    } else if (segments.empty()) {
      out_.parameters.push_back(plain_parameter(*plain));
      return;
    }
    std::optional<Parameter> joined = join(std::move(segments));
    if (!joined && plain != nullptr) joined = plain_parameter(*plain);
    if (joined) out_.parameters.push_back(std::move(*joined));
  }

  static Parameter plain_parameter(const Written& written) {
    return {written.base, decode_encoded_words(written.value).text, written.value, {}};
  }

  std::optional<Parameter> join(std::vector<const Written*> segments) {
    std::stable_sort(segments.begin(), segments.end(), [](const Written* a, const Written* b) {
      return a->segment.value_or(0) < b->segment.value_or(0);
    });
    Parameter out;
    out.name = segments.front()->base;
    std::string charset;
    std::uint64_t expected = 0;
    for (const Written* segment : segments) {
      const std::uint64_t number = segment->segment.value_or(0);
      if (number < expected) {
        scan_.defect("content-field-repeated-parameter", segment->offset, segment->length);
        continue;
      }
      if (number > expected) {
        scan_.defect("content-field-missing-segment", segment->offset, segment->length);
        break;
      }
      std::string_view value = segment->value;
      if (segment->extended && expected == 0) charset = take_charset(value);
      out.octets += segment->extended ? percent_decoded(value, *segment) : std::string(value);
      ++expected;
    }
    if (expected == 0) return std::nullopt;
    std::optional<std::string> text;
    if (!charset.empty()) text = to_utf8(out.octets, charset);
    if (!text && !charset.empty()) out.unknown_charset = charset;
    out.value = text ? *text : clean_utf8(out.octets);
    return out;
  }

  // RFC 2231 4: charset'language'text.
  static std::string take_charset(std::string_view& value) {
    const std::size_t first = value.find('\'');
    if (first == std::string_view::npos) return {};
    const std::size_t second = value.find('\'', first + 1);
    if (second == std::string_view::npos) return {};
    std::string charset(value.substr(0, first));
    value.remove_prefix(second + 1);
    return charset;
  }

  std::string percent_decoded(std::string_view text, const Written& written) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
      } else {
        if (text[i] == '%') {
          scan_.defect("content-field-bad-percent", written.offset, written.length);
        }
        out += text[i];
      }
    }
    return out;
  }

  Scanner scan_;
  std::vector<Written> written_;
  ContentField out_;
};

}  // namespace

ContentField parse_content_field(std::string_view text) {
  return Parser(text).run();
}

}  // namespace indicia::message
