// Grammar of fields line by line; see field_state.h.
#include "message/field_state.h"

#include <algorithm>
#include <array>

#include "message/field_names.h"
#include "text.h"

namespace indicia::message {

namespace {

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view known) { return equal_ignoring_case(known, name); });
}

// Unstructured fields: an apostrophe or a parenthesis means nothing there.
constexpr std::array<std::string_view, 8> text_names = {"subject",  "comments",   "thread-topic",
                                                        "x-mailer", "user-agent", "organization",
                                                        "keywords", "summary"};

}  // namespace

FieldState::FieldState(std::string_view name)
    : has_tags_(is_signature_field_name(name)),
      is_text_(is_one_of(text_names, name)),
      needs_date_(ends_with_ignoring_case(name, "received")) {}

void FieldState::read(std::string_view text) {
  for (char c : text) {
    if (has_tags_) {
      read_tags(c);
    } else if (!is_text_) {
      read_tokens(c);
    }
    if (!is_fws(c)) last_ = c;
  }
  escaped_ = false;
}

void FieldState::end_tag() {
  if (value_ && tag_ == "b") b_size_ = size_;
  if (value_ && tag_ == "bh") bh_size_ = size_;
}

// RFC 6376 3.2.
void FieldState::read_tags(char c) {
  constexpr std::size_t longest = 8;
  if (c == ';') {
    end_tag();
    tag_.clear();
    value_ = false;
    size_ = 0;
  } else if (is_fws(c)) {
  } else if (value_) {
    ++size_;
  } else if (c == '=') {
    value_ = true;
  } else if (tag_.size() < longest) {
    tag_ += c;
  }
}

// RFC 5322 3.2.1 to 3.2.4.
void FieldState::read_tokens(char c) {
  if (escaped_) {
    escaped_ = false;
  } else if (c == '\\' && (quoted_ || comments_ > 0)) {
    escaped_ = true;
  } else if (comments_ > 0) {
    comments_ = c == '(' ? comments_ + 1 : c == ')' ? comments_ - 1 : comments_;
  } else if (c == '"') {
    quoted_ = !quoted_;
  } else if (quoted_) {
  } else if (c == '(') {
    comments_ = 1;
  } else if (c == '<' || c == '>') {
    angle_ = c == '<';
  } else if (needs_date_) {
    read_date(c);
  }
}

// "09:02" behind a semicolon (RFC 5322 3.3, RFC 5321 4.4).
void FieldState::read_date(char c) {
  if (c == ';') semicolon_ = true;
  if (semicolon_ && colon_before_ && is_digit(c)) has_time_ = true;
  colon_before_ = c == ':' && digit_before_;
  digit_before_ = is_digit(c);
}

bool FieldState::lacks_signature() const {
  const bool has_b = b_size_ > 0 || (value_ && tag_ == "b" && size_ > 0);
  const bool has_bh = bh_size_ > 0 || (value_ && tag_ == "bh" && size_ > 0);
  return has_tags_ && !(has_b && has_bh);
}

bool FieldState::is_open() const {
  if (last_ == '\0') return true;
  if (has_tags_) {
    // Base64 of the smallest signatures in use, Ed25519's 64 octets.
    constexpr std::size_t least = 86;
    const std::size_t octets = in_octets() ? size_ : b_size_;
    return octets < least || (in_octets() && (size_ % 4 != 0 || last_ == '+' || last_ == '/')) ||
           (value_ && size_ == 0);
  }
  if (is_text_) return false;
  return comments_ > 0 || quoted_ || angle_ || (needs_date_ && !has_time_) || last_ == ',' ||
         last_ == ';' || last_ == '=' || last_ == ':';
}

bool FieldState::in_octets() const {
  return has_tags_ && value_ && tag_ == "b";
}

bool FieldState::in_header_list() const {
  return has_tags_ && value_ && tag_ == "h";
}

bool FieldState::in_copied_fields() const {
  return has_tags_ && value_ && tag_ == "z";
}

bool FieldState::in_word() const {
  return has_tags_ && value_ && size_ > 0 && tag_ != "b" && tag_ != "bh" && tag_ != "h" &&
         tag_ != "z";
}

}  // namespace indicia::message
