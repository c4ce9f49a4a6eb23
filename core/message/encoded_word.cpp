// Encoded words (RFC 2047); see encoded_word.h.
#include "message/encoded_word.h"

#include <optional>

#include "message/charset.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t most_defects = 50;
constexpr std::size_t longest_charset = 75;  // RFC 2047 2 limits the whole word to that

// Lower case, without the language (RFC 2231 5).
std::string charset_of(const EncodedWord& word) {
  return to_lower(word.label.substr(0, word.label.find('*')));
}

// RFC 2047 4.2.
std::optional<std::string> decode_q(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

// Where the piece ends that starts at `at` and may hold neither "?" nor white space.
std::size_t piece_end(std::string_view text, std::size_t at, std::size_t longest) {
  const std::size_t most = longest < text.size() - at ? at + longest : text.size();
  std::size_t end = at;
  while (end < most && text[end] != '?' && !is_wsp(text[end])) ++end;
  return end;
}

// The word that starts with "=?" at `start`. Each "?" is looked at by at most three starts.
std::optional<EncodedWord> read_word(std::string_view text, std::size_t start) {
  const std::size_t charset = start + 2;
  const std::size_t charset_end = piece_end(text, charset, longest_charset);
  if (charset_end == charset || charset_end + 3 > text.size() || text[charset_end] != '?' ||
      text[charset_end + 2] != '?') {
    return std::nullopt;
  }
  const char encoding = lower(text[charset_end + 1]);
  const std::size_t encoded = charset_end + 3;
  const std::size_t end = piece_end(text, encoded, text.size());
  if (end == encoded || end + 1 >= text.size() || text[end] != '?' || text[end + 1] != '=') {
    return std::nullopt;
  }
  const std::string_view content = text.substr(encoded, end - encoded);
  std::optional<std::string> octets;
  if (encoding == 'q') octets = decode_q(content);
  if (encoding == 'b') octets = decode_base64(content);
  if (!octets) return std::nullopt;
  const std::string_view label = text.substr(charset, charset_end - charset);
  return EncodedWord{start,   end + 2 - start,   label, text[charset_end + 1],
                     content, std::move(*octets)};
}

class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text) {}

  DecodedText run() {
    std::size_t at = text_.find("=?");
    while (at != std::string_view::npos) {
      const std::optional<EncodedWord> word = read_word(text_, at);
      std::size_t next = at + 2;
      if (!word) {
        defect("encoded-word-malformed", at, 2);
      } else {
        const std::string charset = charset_of(*word);
        if (is_known_charset(charset)) {
          take(*word, charset);
        } else {
          defect("encoded-word-unknown-charset", at, word->length);
          note_unknown(charset);
        }
        next = at + word->length;
      }
      at = text_.find("=?", next);
    }
    flush();
    out_.text += clean_utf8(text_.substr(written_));
    return std::move(out_);
  }

 private:
  void defect(std::string_view ident, std::size_t offset, std::size_t length) {
    if (out_.defects.size() < most_defects) out_.defects.push_back({ident, offset, length});
  }

  void note_unknown(const std::string& charset) {
    for (const std::string& known : out_.unknown_charsets) {
      if (known == charset) return;
    }
    if (out_.unknown_charsets.size() < most_defects) out_.unknown_charsets.push_back(charset);
  }

  void take(const EncodedWord& word, const std::string& charset) {
    const std::string_view between = text_.substr(written_, word.offset - written_);
    const bool neighbour = have_word_ && trim(between).empty();
    // RFC 2047 5 (1): white space separates encoded words from text and from each other.
    const bool separated =
        between.empty() ? word.offset == 0
                        : is_wsp(between.back()) || between.back() == '(' || between.back() == '"';
    if (!separated) defect("encoded-word-not-separated", word.offset, word.length);
    if (!neighbour || charset != charset_) flush();
    if (!neighbour) out_.text += clean_utf8(between);
    charset_ = charset;
    octets_ += word.octets;
    have_word_ = true;
    written_ = word.offset + word.length;
    if (written_ < text_.size() && !is_wsp(text_[written_]) && text_[written_] != ')' &&
        text_[written_] != '"' && text_.substr(written_, 2) != "=?") {
      defect("encoded-word-not-separated", written_, 0);
    }
  }

  void flush() {
    if (!octets_.empty()) out_.text += to_utf8(octets_, charset_).value_or(std::string());
    octets_.clear();
  }

  std::string_view text_;
  std::size_t written_ = 0;  // up to here the text is in out_.text or octets_
  bool have_word_ = false;   // a word ends at written_
  std::string charset_;
  std::string octets_;
  DecodedText out_;
};

}  // namespace

std::vector<EncodedWord> find_encoded_words(std::string_view unfolded) {
  std::vector<EncodedWord> words;
  std::size_t at = unfolded.find("=?");
  while (at != std::string_view::npos) {
    std::optional<EncodedWord> word = read_word(unfolded, at);
    at = unfolded.find("=?", word ? at + word->length : at + 2);
    if (word) words.push_back(std::move(*word));
  }
  return words;
}

DecodedText decode_encoded_words(std::string_view text) {
  const std::string unfolded = unfold(text);
  return Decoder(unfolded).run();
}

}  // namespace indicia::message
