// The body's canonicalisation as a sequence of spans (RFC 6376 3.4.3, 3.4.4); the template behind
// canonical.h.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dkim/signature.h"
#include "text.h"

namespace indicia::dkim {

namespace octets8 {

// Eight octets as one number, the first in its lowest bits.
inline std::uint64_t load(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

constexpr std::uint64_t each(unsigned char octet) {
  return 0x0101010101010101U * octet;
}

// 0x80 in every octet that equals c, 0 in the others; no carry leaves an octet.
constexpr std::uint64_t equal(std::uint64_t word, char c) {
  const std::uint64_t x = word ^ each(static_cast<unsigned char>(c));
  return ~(((x & each(0x7F)) + each(0x7F)) | x | each(0x7F));
}

// 0x80 in every octet below `limit`, which is at most 0x80.
constexpr std::uint64_t below(std::uint64_t word, unsigned char limit) {
  return ~(((word & each(0x7F)) + each(static_cast<unsigned char>(0x80 - limit))) | word) &
         each(0x80);
}

// 0x80 in each of the eight octets that is an edit (see find_edit). The octets on both sides of
// them must exist.
template <bool relaxed>
std::uint64_t find_edits(const char* text) {
  constexpr std::uint64_t last_octet = std::uint64_t{0x80} << 56;
  const std::uint64_t word = load(text);
  if (below(word, 0x21) == 0) return 0;
  const std::uint64_t lf = equal(word, '\n');
  const std::uint64_t cr = equal(word, '\r');
  std::uint64_t edits = lf & ~(cr << 8 | (text[-1] == '\r' ? 0x80U : 0U));
  if constexpr (relaxed) {
    const std::uint64_t sp = equal(word, ' ');
    const std::uint64_t tab = equal(word, '\t');
    const std::uint64_t next = (sp | tab | cr | lf) >> 8 | (is_fws(text[8]) ? last_octet : 0);
    edits |= tab | (sp & next);
  }
  return edits;
}

}  // namespace octets8

// Vectors pay where the machine has them; their byte order must be that of load above.
#if (defined(__SSE2__) || defined(__ARM_NEON) || defined(__wasm_simd128__)) && \
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define INDICIA_VECTORS 1
namespace octets16 {

using Vector = unsigned char __attribute__((vector_size(16)));
using Halves = std::uint64_t __attribute__((vector_size(16)));

inline Vector load(const char* text) {
  Vector vector;
  std::memcpy(&vector, text, sizeof vector);
  return vector;
}

// Not 0 in each of 16 octets that is an edit (see find_edit), or SP before some other control.
template <bool relaxed>
Halves find_candidates(const char* text) {
  const Vector octets = load(text);
  auto marks = (octets == '\n') & (load(text - 1) != '\r');
  if constexpr (relaxed) {
    marks |= (octets == '\t') | ((octets == ' ') & (load(text + 1) <= ' '));
  }
  return reinterpret_cast<Halves>(marks);
}

// The offset of the first candidate at or after `at`, or one from which at most 32 octets are left.
// text[at - 1] must exist.
template <bool relaxed>
std::size_t next_candidate(std::string_view text, std::size_t at) {
  for (; at + 32 < text.size(); at += 32) {
    const Halves first = find_candidates<relaxed>(text.data() + at);
    const Halves second = find_candidates<relaxed>(text.data() + at + 16);
    const Halves some = first | second;
    if ((some[0] | some[1]) == 0) continue;
    const std::uint64_t halves[] = {first[0], first[1], second[0], second[1]};
    std::size_t i = 0;
    while (halves[i] == 0) ++i;
    return at + 8 * i + static_cast<std::size_t>(std::countr_zero(halves[i])) / 8;
  }
  return at;
}

}  // namespace octets16
#endif

// Offset, at or after `from`, of the first octet that a canonical form may not copy as it is, or
// the text's size:
// - a bare LF;
// - relaxed: HTAB, and SP before SP, HTAB, CR or LF.
// Looks at many octets at once, since this pass must cost little beside hashing.
template <bool relaxed>
std::size_t find_edit(std::string_view text, std::size_t from) {
  std::size_t at = from;
  const auto is_edit = [&](std::size_t i) {
    if (text[i] == '\n') return i == 0 || text[i - 1] != '\r';
    if (!relaxed) return false;
    return text[i] == '\t' || (text[i] == ' ' && i + 1 < text.size() && is_fws(text[i + 1]));
  };
  if (at == 0 && !text.empty()) {
    if (is_edit(0)) return 0;
    at = 1;
  }
#ifdef INDICIA_VECTORS
  while (at + 32 < text.size()) {
    at = octets16::next_candidate<relaxed>(text, at);
    if (at >= text.size() || is_edit(at)) return at;
    ++at;
  }
#endif
  for (; at + 8 < text.size(); at += 8) {
    const std::uint64_t edits = octets8::find_edits<relaxed>(text.data() + at);
    if (edits != 0) return at + static_cast<std::size_t>(std::countr_zero(edits)) / 8;
  }
  while (at < text.size() && !is_edit(at)) ++at;
  return at;
}

// The canonical form of a body that comes in pieces, cut anywhere. A copy goes on from the place
// where it was taken. Calls emit(std::string_view) with the canonical octets in order; linear.
class CanonicalBody {
 public:
  explicit CanonicalBody(Canonicalization canonicalization)
      : relaxed_(canonicalization == Canonicalization::relaxed) {}

  template <typename Emit>
  void feed(std::string_view octets, Emit&& emit) {
    std::size_t end = octets.size();
    while (end > 0 && is_blank(octets[end - 1])) --end;
    std::size_t at = 0;
    if (end > 0) {
      while (is_blank(octets[at])) hold(octets[at++], emit);
      release(emit);
      emit_content(octets.substr(at, end - at), emit);
    }
    for (at = end; at < octets.size(); ++at) hold(octets[at], emit);
  }

  template <typename Emit>
  void finish(Emit&& emit) {
    if (cr_) release(emit);
    // RFC 6376 3.4.4: an empty body stays empty; RFC 6376 3.4.3: it becomes one CRLF.
    if (content_ || !relaxed_) emit(std::string_view("\r\n"));
  }

 private:
  // May belong to the empty lines at the end, or to the white space before a line end.
  bool is_blank(char c) const { return c == '\n' || c == '\r' || (relaxed_ && is_wsp(c)); }

  template <typename Emit>
  void hold(char c, Emit&& emit) {
    if (c == '\n') {
      cr_ = space_ = false;
      ++line_ends_;
      return;
    }
    if (cr_) release(emit);  // a bare CR is content
    (c == '\r' ? cr_ : space_) = true;
  }

  // Content follows, or the CR that is held is content itself.
  template <typename Emit>
  void release(Emit&& emit) {
    for (; line_ends_ > 0; --line_ends_) emit(std::string_view("\r\n"));
    if (space_) emit(std::string_view(" "));
    if (cr_) emit(std::string_view("\r"));
    space_ = cr_ = false;
    content_ = true;
  }

  // The text begins and ends with octets that are content in every case.
  template <typename Emit>
  void emit_content(std::string_view text, Emit&& emit) const {
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t edit = relaxed_ ? find_edit<true>(text, at) : find_edit<false>(text, at);
      if (edit > at) emit(text.substr(at, edit - at));
      if (edit == text.size()) return;
      at = edit;
      if (text[at] == '\n') {
        emit(std::string_view("\r\n"));
        ++at;
        continue;
      }
      while (is_wsp(text[at])) ++at;
      const bool line_ends = text[at] == '\n' || text.substr(at, 2) == "\r\n";
      if (!line_ends) emit(std::string_view(" "));
    }
  }

  bool relaxed_;
  bool content_ = false;  // some octet that is not blank has come
  bool cr_ = false;       // held: a CR that may begin a line end, and white space before it
  bool space_ = false;
  std::size_t line_ends_ = 0;  // held, before these two
};

// The same for a body in one piece.
template <typename Emit>
void walk_canonical_body(std::string_view body, Canonicalization canonicalization, Emit&& emit) {
  CanonicalBody canonical(canonicalization);
  canonical.feed(body, emit);
  canonical.finish(emit);
}

}  // namespace indicia::dkim
