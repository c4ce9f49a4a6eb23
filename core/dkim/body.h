// The body's canonicalisation as a sequence of spans (RFC 6376 3.4.3, 3.4.4); the template behind
// canonical.h.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dkim/signature.h"
#include "text.h"

namespace indicia::dkim {

// Where the body ends once empty lines at its end are dropped, without the last line's own end.
// Relaxed: lines of only white space are empty too, and so is white space at the end.
inline std::size_t body_content_end(std::string_view body, Canonicalization canonicalization) {
  std::size_t end = body.size();
  while (end > 0) {
    const char last = body[end - 1];
    if (last == '\n') {
      end -= end > 1 && body[end - 2] == '\r' ? 2 : 1;
    } else if (canonicalization == Canonicalization::relaxed && is_wsp(last)) {
      --end;
    } else {
      break;
    }
  }
  return end;
}

// Finds, in order, the octets of a text that its canonical form may not copy as they are:
// - a bare LF;
// - relaxed: HTAB, and SP before SP, HTAB, CR or LF.
// Blocks of 64 octets are judged by a loop without branches, which compilers turn into vector
// code; what typical mail holds of these octets is then looked at one by one.
class EditFinder {
 public:
  EditFinder(std::string_view text, bool relaxed) : text_(text), relaxed_(relaxed) {}

  // Offset of the first such octet at or after `from`, or the text's size. `from` never goes back.
  std::size_t next(std::size_t from) {
    while (true) {
      if (from < block_) from = block_;
      const std::size_t shift = from - block_;
      if (shift < loaded_) {
        const std::uint64_t rest = edits_ >> shift << shift;
        if (rest != 0) return block_ + static_cast<std::size_t>(std::countr_zero(rest));
      }
      if (block_ + loaded_ >= text_.size()) return text_.size();
      block_ = from > block_ + loaded_ ? from : block_ + loaded_;
      if (block_ >= text_.size()) return text_.size();
      load();
    }
  }

 private:
  static constexpr std::size_t width = 64;

  void load() {
    loaded_ = text_.size() - block_ < width ? text_.size() - block_ : width;
    // One octet of context on each side; a NUL stands for what lies outside the text, which by
    // then ends with an octet that is neither white space nor a line end.
    if (block_ > 0 && block_ + width < text_.size()) {
      edits_ = relaxed_ ? judge<true>(text_.data() + block_) : judge<false>(text_.data() + block_);
      return;
    }
    std::array<char, width + 2> padded{};
    if (block_ > 0) padded[0] = text_[block_ - 1];
    const std::size_t after = block_ + loaded_ < text_.size() ? 1 : 0;
    std::memcpy(padded.data() + 1, text_.data() + block_, loaded_ + after);
    edits_ = relaxed_ ? judge<true>(padded.data() + 1) : judge<false>(padded.data() + 1);
    if (loaded_ < width) edits_ &= (std::uint64_t{1} << loaded_) - 1;
  }

  template <bool relaxed>
  static std::uint64_t judge(const char* text) {
    std::array<unsigned char, width> marks;
    unsigned char any = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const char before = text[static_cast<std::ptrdiff_t>(i) - 1];
      const char c = text[i];
      const char after = text[i + 1];
      auto mark = static_cast<unsigned char>((c == '\n') & (before != '\r'));
      if constexpr (relaxed) {
        mark = static_cast<unsigned char>(
            mark | (c == '\t') |
            ((c == ' ') & ((after == ' ') | (after == '\t') | (after == '\r') | (after == '\n'))));
      }
      marks[i] = mark;
      any = static_cast<unsigned char>(any | mark);
    }
    return any == 0 ? 0 : collect(marks);
  }

  // Bit i is marks[i], which is 0 or 1.
  static std::uint64_t collect(const std::array<unsigned char, width>& marks) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < width; i += 8) {
      std::uint64_t eight = 0;
      for (std::size_t k = 0; k < 8; ++k) {
        eight |= static_cast<std::uint64_t>(marks[i + k]) << (8 * k);
      }
      // Moves bit 8k to bit 56 + k without carries.
      bits |= (eight * 0x0102040810204080U >> 56) << i;
    }
    return bits;
  }

  std::string_view text_;
  bool relaxed_;
  std::size_t block_ = 0;   // where the judged block starts
  std::size_t loaded_ = 0;  // its octets
  std::uint64_t edits_ = 0;
};

// Calls emit(std::string_view) with the canonical body piece by piece. Linear in the body's size.
template <typename Emit>
void walk_canonical_body(std::string_view body, Canonicalization canonicalization, Emit&& emit) {
  const bool relaxed = canonicalization == Canonicalization::relaxed;
  const std::string_view text = body.substr(0, body_content_end(body, canonicalization));
  // RFC 6376 3.4.4: an empty body stays empty; RFC 6376 3.4.3: it becomes one CRLF.
  if (relaxed && text.empty()) return;
  EditFinder finder(text, relaxed);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t edit = finder.next(at);
    if (edit > at) emit(text.substr(at, edit - at));
    if (edit == text.size()) break;
    at = edit;
    if (text[at] == '\n') {
      emit(std::string_view("\r\n"));
      ++at;
      continue;
    }
    while (at < text.size() && is_wsp(text[at])) ++at;
    const bool line_ends = text.substr(at, 1) == "\n" || text.substr(at, 2) == "\r\n";
    if (!line_ends) emit(std::string_view(" "));
  }
  emit(std::string_view("\r\n"));
}

}  // namespace indicia::dkim
