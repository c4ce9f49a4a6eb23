// Address lists to mailboxes (RFC 5322 3.4, 4.4; RFC 6532; RFC 6854); see address.h. One pass over
// the text: an element (between commas) is cut into tokens, and the tokens are read once.
#include "message/address.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "message/address_tokens.h"
#include "message/lexical.h"
#include "text.h"

namespace indicia::message {

namespace {

// Far above what mail has; a megabyte of commas must not become a million strings.
constexpr std::size_t most_mailboxes = 10'000;
constexpr std::size_t npos = std::string_view::npos;

using Token = AddressToken;
using Tokens = std::vector<Token>;

// Reads the tokens of one element into mailboxes.
class ElementReader {
 public:
  ElementReader(std::string_view text, Defects& defects) : text_(text), defects_(defects) {}

  // Tokens [first, last) that hold an addr-spec and nothing else: the content of "<...>".
  void read_addr_spec(const Tokens& tokens, std::size_t first, std::size_t last, Mailbox& mailbox) {
    first = skip_route(tokens, first, last);
    std::size_t at_sign = npos;
    std::size_t signs = 0;
    for (std::size_t i = first; i < last; ++i) {
      if (!is_mark(tokens[i], '@')) continue;
      at_sign = i;
      ++signs;
    }
    if (signs > 1) defect("address-several-at", tokens, first, last);
    const std::size_t local_end = at_sign == npos ? last : at_sign;
    mailbox.local_part = local_part(tokens, first, local_end, mailbox);
    if (at_sign == npos) {
      if (first < last) defect("address-no-domain", tokens, first, last);
      return;
    }
    if (mailbox.local_part.empty()) defect("address-empty-local-part", tokens, first, last);
    mailbox.domain = domain(tokens, at_sign + 1, last, mailbox);
    check_domain(mailbox.domain, tokens, first, last);
  }

  // A whole element: several mailboxes when a comma is missing, none when it holds only comments.
  void read_element(Tokens& tokens, std::vector<Mailbox>& out) {
    const std::size_t before = out.size();
    std::size_t first = 0;
    while (out.size() < most_mailboxes) {
      std::size_t open = find(tokens, first, '<');
      if (open == tokens.size()) break;
      const std::size_t close = find(tokens, open + 1, '>');
      if (close == tokens.size()) defect("address-unterminated-angle", tokens, open, close);
      Mailbox& mailbox = begin(out, tokens, first, std::min(close + 1, tokens.size()));
      mailbox.display_name = phrase(tokens, first, open, mailbox);
      while (open + 1 < close && is_mark(tokens[open + 1], '<')) {
        defect("address-double-angle", tokens, open, open + 1);
        ++open;
      }
      if (open + 1 == close && close < tokens.size()) {
        defect("address-empty-angle", tokens, open, close + 1);
      }
      read_addr_spec(tokens, open + 1, close, mailbox);
      first = std::min(close + 1, tokens.size());
    }
    if (out.size() > before) return end_of_angles(tokens, first, out, out.size() - before);
    read_bare(tokens, out);
  }

  std::string phrase(const Tokens& tokens, std::size_t first, std::size_t last, Mailbox& mailbox) {
    std::string out;
    bool unquoted_mark = false;
    bool start = true;
    for (std::size_t i = first; i < last; ++i) {
      if (take_comment(tokens[i], mailbox)) continue;
      unquoted_mark = unquoted_mark || is_mark(tokens[i], '@') || is_mark(tokens[i], ':');
      if (!start && tokens[i].spaced) out += ' ';
      out += value(tokens[i]);
      start = false;
    }
    // RFC 5322 3.2.5: "@" must be quoted here. Readers show it as if it were the address.
    if (unquoted_mark) defect("address-unquoted-phrase", tokens, first, last);
    return out;
  }

 private:
  bool is_mark(const Token& token, char c) const {
    return token.kind == Token::mark && text_[token.offset] == c;
  }
  std::string_view text_of(const Token& token) const {
    return text_.substr(token.offset, token.length);
  }
  std::string value(const Token& token) const {
    return token.kind == Token::quoted ? unquoted(text_of(token)) : std::string(text_of(token));
  }
  std::size_t find(const Tokens& tokens, std::size_t first, char c) const {
    while (first < tokens.size() && !is_mark(tokens[first], c)) ++first;
    return first;
  }
  void defect(std::string_view ident, const Tokens& tokens, std::size_t first, std::size_t last) {
    if (first >= last) return;
    const std::size_t start = tokens[first].offset;
    add_defect(defects_, ident, start, tokens[last - 1].offset + tokens[last - 1].length - start);
  }

  bool take_comment(const Token& token, Mailbox& mailbox) const {
    if (token.kind != Token::comment) return false;
    if (mailbox.comment.empty()) mailbox.comment = unquoted(text_of(token));
    return true;
  }

  static Mailbox& begin(std::vector<Mailbox>& out, const Tokens& tokens, std::size_t first,
                        std::size_t last) {
    Mailbox& mailbox = out.emplace_back();
    mailbox.offset = tokens[first].offset;
    mailbox.length = tokens[last - 1].offset + tokens[last - 1].length - mailbox.offset;
    return mailbox;
  }

  // RFC 5322 4.4: "@a.example,@b.example:" before the address is a route and says nothing of it.
  std::size_t skip_route(const Tokens& tokens, std::size_t first, std::size_t last) {
    std::size_t start = first;
    while (start < last && (tokens[start].kind == Token::comment || is_mark(tokens[start], ','))) {
      ++start;
    }
    if (start == last || !is_mark(tokens[start], '@')) return first;
    for (std::size_t i = start; i < last; ++i) {
      if (!is_mark(tokens[i], ':')) continue;
      defect("address-source-route", tokens, start, i + 1);
      return i + 1;
    }
    return first;
  }

  // White space inside is dropped around dots (obsolete form) and kept, as a defect, elsewhere.
  std::string local_part(const Tokens& tokens, std::size_t first, std::size_t last,
                         Mailbox& mailbox) {
    std::string out;
    bool dot = true;
    for (std::size_t i = first; i < last; ++i) {
      if (take_comment(tokens[i], mailbox)) continue;
      const bool is_dot = is_mark(tokens[i], '.');
      if (tokens[i].spaced && !dot && !is_dot) {
        defect("address-space-in-local-part", tokens, i, i + 1);
        out += ' ';
      }
      out += value(tokens[i]);
      dot = is_dot;
    }
    return out;
  }

  std::string domain(const Tokens& tokens, std::size_t first, std::size_t last, Mailbox& mailbox) {
    std::string out;
    for (std::size_t i = first; i < last; ++i) {
      if (!take_comment(tokens[i], mailbox)) out += text_of(tokens[i]);
    }
    return without_fws(out);
  }

  // Only what no domain can hold: RFC 5322 3.4.1 allows far more than DNS does.
  void check_domain(std::string_view domain, const Tokens& tokens, std::size_t first,
                    std::size_t last) {
    bool bad = domain.empty() || domain.front() == '.' || domain.find("..") != npos;
    if (!domain.starts_with('[') || !domain.ends_with(']'))
      bad = bad || domain.find_first_of("/?=&%:;<>,\\\"[]{}|") != npos;
    if (bad) defect("address-bad-domain", tokens, first, last);
  }

  void end_of_angles(const Tokens& tokens, std::size_t first, std::vector<Mailbox>& out,
                     std::size_t made) {
    // Two addresses in one element: a comma is missing, or somebody hides one behind the other.
    if (made > 1) defect("address-missing-comma", tokens, 0, tokens.size());
    while (first < tokens.size() && is_mark(tokens[first], '>')) ++first;
    if (first == tokens.size()) return;
    Mailbox& last = out.back();
    const std::string rest = phrase(tokens, first, tokens.size(), last);
    if (rest.empty()) return;
    defect("address-text-after-angle", tokens, first, tokens.size());
    if (last.display_name.empty()) last.display_name = rest;
  }

  // Without angle brackets the address is what stands around each "@"; the rest is a name.
  void read_bare(Tokens& tokens, std::vector<Mailbox>& out) {
    Mailbox mailbox;
    mailbox.offset = tokens.front().offset;
    mailbox.length = tokens.back().offset + tokens.back().length - mailbox.offset;
    std::erase_if(tokens, [&](const Token& token) { return take_comment(token, mailbox); });
    if (tokens.empty()) return;
    std::size_t made = 0;
    std::size_t name = 0;  // words from here to the local part belong to no address
    for (std::size_t sign = find(tokens, 0, '@');
         sign < tokens.size() && out.size() < most_mailboxes; sign = find(tokens, name, '@')) {
      const std::size_t local = start_of_local_part(tokens, name, sign);
      const std::size_t end = end_of_domain(tokens, sign + 1);
      Mailbox found = std::exchange(mailbox, {.offset = mailbox.offset, .length = mailbox.length});
      if (local > name) {
        defect("address-missing-angle", tokens, name, local);
        found.display_name = phrase(tokens, name, local, found);
      }
      read_addr_spec(tokens, local, end, found);
      out.push_back(std::move(found));
      ++made;
      name = end;
    }
    if (made > 1) defect("address-missing-comma", tokens, 0, tokens.size());
    if (made > 0 && name < tokens.size()) {
      defect("address-text-after-address", tokens, name, tokens.size());
    }
    if (made > 0) return;
    if (tokens.size() == 1 || !has_space(tokens)) {
      read_addr_spec(tokens, 0, tokens.size(), mailbox);
    } else {
      mailbox.display_name = phrase(tokens, 0, tokens.size(), mailbox);
      defect("address-no-address", tokens, 0, tokens.size());
    }
    out.push_back(std::move(mailbox));
  }

  static bool has_space(const Tokens& tokens) {
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (tokens[i].spaced) return true;
    }
    return false;
  }

  // RFC 5322 4.4: word *("." word), and what else touches it without a space.
  std::size_t start_of_local_part(const Tokens& tokens, std::size_t first, std::size_t sign) const {
    std::size_t start = sign;
    while (start > first) {
      const bool joined = start == sign || !tokens[start].spaced || is_mark(tokens[start], '.') ||
                          is_mark(tokens[start - 1], '.');
      if (!joined) break;
      --start;
    }
    return start;
  }

  std::size_t end_of_domain(const Tokens& tokens, std::size_t first) const {
    std::size_t end = first;
    while (end < tokens.size()) {
      const bool joined = end == first || !tokens[end].spaced || is_mark(tokens[end], '.') ||
                          is_mark(tokens[end - 1], '.');
      if (!joined) break;
      ++end;
    }
    return end;
  }

  std::string_view text_;
  Defects& defects_;
};

class ListParser {
 public:
  explicit ListParser(std::string_view text)
      : text_(text), lexer_(text, list_.defects), reader_(text, list_.defects) {}

  AddressList run() {
    while (const auto token = lexer_.next()) {
      if (list_.mailboxes.size() + list_.groups.size() >= most_mailboxes) {
        add_defect(list_.defects, "address-too-many", token->offset, text_.size() - token->offset);
        element_.clear();
        break;
      }
      take(*token);
    }
    end_element(text_.size(), false);
    if (group_) add_defect(list_.defects, "address-unterminated-group", text_.size(), 0);
    if (!is_utf8(text_)) add_defect(list_.defects, "address-invalid-utf8", 0, text_.size());
    return std::move(list_);
  }

 private:
  void take(const Token& token) {
    const char mark = token.kind == Token::mark ? text_[token.offset] : '\0';
    if (angle_ != Angle::outside) {
      if (angle_ == Angle::opened && token.kind != Token::comment) {
        angle_ = mark == '@' ? Angle::route : Angle::address;
      }
      if (mark == '>') angle_ = Angle::outside;
      // A comma ends an angle that was never closed, unless it stands in a route.
      if (mark != ',' || angle_ == Angle::route) return element_.push_back(token);
    }
    switch (mark) {
      case '<':
        angle_ = Angle::opened;
        element_.push_back(token);
        break;
      case ',':
        end_element(token.offset, true);
        break;
      case ';':
        end_group(token);
        break;
      case ':':
        begin_group(token);
        break;
      default:
        element_.push_back(token);
    }
  }

  void end_element(std::size_t offset, bool comma) {
    angle_ = Angle::outside;
    const bool after_group = std::exchange(after_group_, false);
    if (element_.empty()) {
      // RFC 5322 4.4: obsolete lists may have empty elements.
      if (comma && !after_group) add_defect(list_.defects, "address-empty-element", offset, 1);
      return;
    }
    const std::size_t before = list_.mailboxes.size();
    reader_.read_element(element_, list_.mailboxes);
    for (std::size_t i = before; i < list_.mailboxes.size(); ++i) {
      if (group_) list_.mailboxes[i].group = *group_;
    }
    element_.clear();
  }

  void begin_group(const Token& colon) {
    if (group_ || element_.empty()) {
      add_defect(list_.defects, "address-unexpected-colon", colon.offset, 1);
      element_.push_back(colon);
      return;
    }
    Mailbox unused;
    // The name is copied to every member: what is longer than this is no name.
    constexpr std::size_t longest_name = 1'000;
    group_ = reader_.phrase(element_, 0, element_.size(), unused).substr(0, longest_name);
    list_.groups.push_back(*group_);
    element_.clear();
  }

  void end_group(const Token& semicolon) {
    if (!group_) add_defect(list_.defects, "address-semicolon", semicolon.offset, 1);
    end_element(semicolon.offset, false);
    group_.reset();
    after_group_ = true;
  }

  std::string_view text_;
  AddressList list_;
  AddressLexer lexer_;
  ElementReader reader_;
  Tokens element_;
  std::optional<std::string> group_;
  enum class Angle { outside, opened, route, address } angle_ = Angle::outside;
  bool after_group_ = false;
};

// RFC 5322 3.2.3 dot-atom-text with RFC 6532 octets.
bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool atext = is_alnum(c) || static_cast<unsigned char>(c) > 0x7F ||
                       std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != npos;
    if (!atext && (c != '.' || text[i - 1] == '.')) return false;
  }
  return true;
}

}  // namespace

std::string Mailbox::address() const {
  std::string out;
  if (is_dot_atom(local_part) || local_part.empty()) {
    out = local_part;
  } else {
    out = '"';
    for (char c : local_part) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return domain.empty() ? out : out + '@' + domain;
}

AddressList parse_address_list(std::string_view text) {
  return ListParser(text).run();
}

Mailbox parse_path(std::string_view text, Defects& defects) {
  Mailbox mailbox;
  Tokens tokens;
  AddressLexer lexer(text, defects);
  while (const auto token = lexer.next()) tokens.push_back(*token);
  const auto mark = [&](std::size_t i) {
    return tokens[i].kind == Token::mark ? text[tokens[i].offset] : '\0';
  };
  std::size_t first = 0;
  while (first < tokens.size() && tokens[first].kind == Token::comment) ++first;
  std::size_t last = tokens.size();
  if (first < last && mark(first) == '<') {
    ++first;
    last = first;
    while (last < tokens.size() && mark(last) != '>') ++last;
    if (last == tokens.size()) add_defect(defects, "address-unterminated-angle", 0, text.size());
    for (std::size_t i = last + 1; i < tokens.size(); ++i) {
      if (tokens[i].kind == Token::comment) continue;
      const std::size_t offset = tokens[i].offset;
      add_defect(defects, "address-text-after-angle", offset, text.size() - offset);
      break;
    }
  }
  if (first < last) {
    mailbox.offset = tokens[first].offset;
    mailbox.length = tokens[last - 1].offset + tokens[last - 1].length - mailbox.offset;
  }
  ElementReader(text, defects).read_addr_spec(tokens, first, last, mailbox);
  return mailbox;
}

}  // namespace indicia::message
