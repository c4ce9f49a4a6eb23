// Words, peers and TLS signs of Received fields in the dialects in use; see received_words.h.
#include "message/received_words.h"

#include <algorithm>
#include <array>

#include "message/lexical.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t npos = std::string_view::npos;

// No dialect needs more words of one comment; the rest of a long one is not looked at.
constexpr std::size_t most_words = 64;

}  // namespace

// The text is searched for a missing ")" once: after that no comment closes.
std::size_t ReceivedLexer::end_of_comment() {
  if (no_comments_ || text_[at_] != '(') return npos;
  const std::size_t end = comment_end(text_, at_);
  no_comments_ = end == npos;
  if (no_comments_) {
    add_defect(defects_, "received-unterminated-comment", at_, text_.size() - at_);
  }
  return end;
}

// "[...]" and "<...>" may hold blanks. They hold no other opening: a client that calls itself "[x"
// must not swallow the comment in which the server names its address.
std::size_t ReceivedLexer::end_of_bracket() const {
  if (text_[at_] != '[' && text_[at_] != '<') return npos;
  const char close = text_[at_] == '[' ? ']' : '>';
  const std::size_t end = text_.find_first_of("[]<>(;", at_ + 1);
  return end != npos && text_[end] == close ? end + 1 : npos;
}

std::optional<ReceivedToken> ReceivedLexer::next() {
  while (at_ < text_.size() && (is_fws(text_[at_]) || text_[at_] == ',')) ++at_;
  if (at_ == text_.size()) return std::nullopt;
  const std::size_t start = at_;
  const std::size_t end = end_of_comment();
  if (end != npos) {
    at_ = end;
    return ReceivedToken{true, text_.substr(start, end - start), start};
  }
  while (at_ < text_.size() && !is_fws(text_[at_])) {
    if (text_[at_] == '(' && at_ > start && !no_comments_) break;
    const std::size_t after = end_of_bracket();
    at_ = after == npos ? at_ + 1 : after;
  }
  std::string_view word = text_.substr(start, at_ - start);
  while (word.ends_with(',')) word.remove_suffix(1);
  return ReceivedToken{false, word, start};
}

std::optional<IpAddress> address_in(std::string_view word) {
  constexpr std::size_t longest = 80;
  if (word.size() > longest) return std::nullopt;
  const auto outer = [](char c) { return std::string_view("[](){}<>,;'\"").find(c) != npos; };
  while (!word.empty() && outer(word.front())) word.remove_prefix(1);
  // "[192.0.2.1]:25": the port is outside of the bracket.
  word = word.substr(0, word.find(']'));
  while (!word.empty() && outer(word.back())) word.remove_suffix(1);
  if (starts_with_ignoring_case(word, "IPv6:")) word.remove_prefix(5);
  word = word.substr(0, word.find('%'));  // RFC 4007 11 zone
  const std::size_t colon = word.find(':');
  if (colon != npos && word.find(':', colon + 1) == npos) word = word.substr(0, colon);
  return parse_ip(word);
}

namespace {

struct Words {
  std::array<std::string_view, most_words> list{};
  std::size_t count = 0;
};

Words words_of(std::string_view text, std::string_view separators) {
  Words words;
  std::size_t at = 0;
  while (words.count < most_words) {
    at = text.find_first_not_of(separators, at);
    if (at == npos) break;
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    words.list[words.count++] = text.substr(at, end - at);
    at = end;
  }
  return words;
}

std::string host(std::string_view word) {
  while (!word.empty() && (word.front() == '<' || word.front() == '"')) word.remove_prefix(1);
  while (!word.empty() && (word.back() == '>' || word.back() == '"')) word.remove_suffix(1);
  if (word.size() > 1 && word.ends_with('.')) word.remove_suffix(1);
  return std::string(word);
}

bool looks_like_host(std::string_view word) {
  if (equal_ignoring_case(word, "unknown") || equal_ignoring_case(word, "localhost")) return true;
  return word.find('.') != npos && word.find_first_of("=/:;\\") == npos;
}

// key=value of Exim and its kin.
bool read_pair(std::string_view word, Peer& peer) {
  const std::size_t equals = word.find('=');
  if (equals == npos) return false;
  const std::string_view key = word.substr(0, equals);
  const std::string_view value = word.substr(equals + 1);
  if (equal_ignoring_case(key, "helo") || equal_ignoring_case(key, "ehlo")) {
    if (!peer.helo) peer.helo = std::string(value);
  } else if (equal_ignoring_case(key, "ident")) {
    peer.ident = std::string(value);
  } else {
    return equal_ignoring_case(key, "port");
  }
  return true;
}

// "name", "user@name", "name[address]", "[address]".
void read_peer_word(std::string_view word, Peer& peer) {
  const std::size_t bracket = word.find('[');
  std::string_view name = word.substr(0, bracket);
  if (bracket != npos) {
    const auto ip = address_in(word.substr(bracket));
    if (ip && (!peer.ip || !peer.bracketed)) {
      peer.bracketed = true;
      peer.ip = ip;
    }
  }
  const std::size_t sign = name.rfind('@');
  if (sign != npos) {
    if (peer.ident.empty()) peer.ident = std::string(word.substr(0, bracket));
    name.remove_prefix(sign + 1);
  }
  if (name.empty()) return;
  if (const auto ip = address_in(name)) {
    if (!peer.ip) peer.ip = ip;
  } else if (peer.reverse.empty() && looks_like_host(name)) {
    peer.reverse = host(name);
  }
}

}  // namespace

Peer read_peer(std::string_view comment) {
  Peer peer;
  // A nested comment is a remark of the server, such as "(may be forged)".
  comment = comment.substr(0, comment.find('(') == 0 ? npos : comment.find('('));
  const Words words = words_of(comment, " \t\r\n,()");
  for (std::size_t i = 0; i < words.count; ++i) {
    const std::string_view word = words.list[i];
    if (equal_ignoring_case(word, "HELO") || equal_ignoring_case(word, "EHLO")) {
      if (!peer.helo) peer.helo = i + 1 < words.count ? std::string(words.list[i + 1]) : "";
      ++i;
    } else if (!read_pair(word, peer)) {
      read_peer_word(word, peer);
    }
  }
  peer.bracketed = peer.bracketed && peer.reverse.empty();
  return peer;
}

namespace {

// "TLSv1.3", "TLS1_3", "TLS1.3", "TLSv1", "SSLv3" in one spelling; empty: no version.
std::string tls_version(std::string_view word) {
  if (equal_ignoring_case(word.substr(0, 5), "SSLv3")) return "SSLv3";
  if (!starts_with_ignoring_case(word, "TLS")) return {};
  word.remove_prefix(3);
  if (!word.empty() && lower(word.front()) == 'v') word.remove_prefix(1);
  if (word.empty() || word.front() != '1') return {};
  if (word.size() == 1) return "TLSv1.0";
  if (word.size() == 3 && (word[1] == '.' || word[1] == '_') && is_digit(word[2])) {
    return std::string("TLSv1.") + word[2];
  }
  return {};
}

void set_once(std::string& target, std::string_view value) {
  if (target.empty()) target = std::string(value);
}

// A word that may hold version, cipher and bits with colons or a slash between.
bool read_version(std::string_view word, Received& received) {
  const std::size_t end = word.find_first_of(":/");
  const std::string version = tls_version(word.substr(0, end));
  if (version.empty()) return false;
  received.tls = Received::Tls::yes;
  if (received.tls_version.empty()) received.tls_version = version;
  if (end != npos && word[end] == ':') {
    const std::string_view rest = word.substr(end + 1);
    set_once(received.tls_cipher, rest.substr(0, rest.find(':')));
  }
  return true;
}

}  // namespace

void read_tls(std::string_view comment, Received& received) {
  const Words words = words_of(comment, " \t\r\n,;()");
  std::string_view before;
  for (std::size_t i = 0; i < words.count; ++i) {
    const std::string_view word = words.list[i];
    const std::size_t equals = word.find('=');
    const std::string_view key = word.substr(0, equals);
    if (equals != npos) {
      const std::string_view value = word.substr(equals + 1);
      if (equal_ignoring_case(key, "version")) read_version(value, received);
      if (equal_ignoring_case(key, "cipher") && received.tls == Received::Tls::yes) {
        set_once(received.tls_cipher, value);
      }
    } else if (read_version(word, received)) {
      // taken
    } else if (equal_ignoring_case(word, "STARTTLS") || equal_ignoring_case(word, "TLS") ||
               equal_ignoring_case(word, "TLS:")) {
      received.tls = Received::Tls::yes;
    } else if (equal_ignoring_case(word, "encrypted") && !before.empty()) {
      received.tls = Received::Tls::yes;  // qmail: (AES256-SHA encrypted)
      set_once(received.tls_cipher, before);
    } else if (received.tls == Received::Tls::yes &&
               (equal_ignoring_case(before, "cipher") ||
                (ends_with_ignoring_case(before, "bits") && word.find_first_of("-_") != npos))) {
      set_once(received.tls_cipher, word);
    }
    before = word;
  }
}

void read_protocol_tls(Received& received) {
  if (received.tls == Received::Tls::yes) return;
  const std::string_view with = received.with;
  const std::string protocol = to_lower(with.substr(0, with.find('/')));
  const std::size_t slash = with.find("/TLS/");
  if (slash != npos) {  // ESMTP/TLS/cipher
    received.tls = Received::Tls::yes;
    set_once(received.tls_cipher, with.substr(slash + 5));
    return;
  }
  constexpr std::array<std::string_view, 12> secured = {
      "smtps",      "esmtps",    "esmtpsa",    "lmtps", "lmtpsa", "utf8smtps",
      "utf8smtpsa", "utf8lmtps", "utf8lmtpsa", "https", "asmtps", "smtpsa"};
  constexpr std::array<std::string_view, 6> plain = {"smtp",     "esmtp",     "esmtpa",
                                                     "utf8smtp", "utf8smtpa", "asmtp"};
  for (std::string_view name : secured) {
    if (protocol == name) received.tls = Received::Tls::yes;
  }
  for (std::string_view name : plain) {
    if (protocol == name) received.tls = Received::Tls::no;
  }
}

}  // namespace indicia::message
