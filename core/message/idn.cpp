// Punycode (RFC 3492) and the conversion of whole domains; see idn.h.
#include "message/idn.h"

#include <algorithm>
#include <cstdint>

#include "message/charset.h"
#include "text.h"

namespace indicia::message {

namespace {

// RFC 3492 5.
constexpr std::uint32_t base = 36;
constexpr std::uint32_t tmin = 1;
constexpr std::uint32_t tmax = 26;
constexpr std::uint32_t skew = 38;
constexpr std::uint32_t damp = 700;
constexpr std::uint32_t initial_bias = 72;
constexpr std::uint32_t initial_n = 128;
constexpr std::uint32_t most = 0xFFFFFFFF;

// Both directions are quadratic in the label, which DNS limits to 63 octets.
constexpr std::size_t longest = 256;

std::uint32_t adapt(std::uint32_t delta, std::size_t points, bool first) {
  delta = first ? delta / damp : delta / 2;
  delta += delta / static_cast<std::uint32_t>(points);
  std::uint32_t k = 0;
  while (delta > (base - tmin) * tmax / 2) {
    delta /= base - tmin;
    k += base;
  }
  return k + (base - tmin + 1) * delta / (delta + skew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
  return k <= bias ? tmin : std::min(k - bias, tmax);
}

char digit(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

struct Range {
  char32_t first;
  char32_t last;
};

// Characters no normalised U-label holds (RFC 5892 2), as far as ranges can tell: controls, spaces,
// invisible and directional marks, symbols, the other dots, compatibility and full-width forms,
// private use, and capitals.
constexpr Range refused[] = {
    {0x0080, 0x00B6}, {0x00B8, 0x00DE},   {0x00F7, 0x00F7},   {0x0178, 0x0179},    {0x017B, 0x017B},
    {0x017D, 0x017D}, {0x017F, 0x017F},   {0x0133, 0x0133},   {0x0140, 0x0140},    {0x0149, 0x0149},
    {0x01C4, 0x01CC}, {0x01F1, 0x01F4},   {0x02B0, 0x02B8},   {0x02D8, 0x02E4},    {0x0384, 0x0387},
    {0x13A0, 0x13F5}, {0x1D2C, 0x1D6A},   {0x1D9B, 0x1DBF},   {0x034F, 0x034F},    {0x0386, 0x0386},
    {0x0388, 0x038F}, {0x0391, 0x03AB},   {0x0400, 0x042F},   {0x0531, 0x0556},    {0x061C, 0x061C},
    {0x10A0, 0x10C5}, {0x1100, 0x11FF},   {0x1680, 0x1680},   {0x17B4, 0x17B5},    {0x180B, 0x180E},
    {0x1C90, 0x1CBF}, {0x1E9E, 0x1E9E},   {0x2000, 0x200B},   {0x200E, 0x214D},    {0x2150, 0x2183},
    {0x2190, 0x2C2F}, {0x2E80, 0x3004},   {0x3131, 0x318E},   {0x3200, 0x33FF},    {0xD800, 0xFE1F},
    {0xFE30, 0xFFFF}, {0x1D173, 0x1D17A}, {0x1D400, 0x1D7FF}, {0xE0000, 0x10FFFF},
};

// Where capitals and small letters alternate, capitals have this parity.
struct Alternating {
  char32_t first;
  char32_t last;
  char32_t parity;
};

constexpr Alternating alternating[] = {
    {0x0100, 0x0137, 0}, {0x0139, 0x0148, 1}, {0x014A, 0x0177, 0}, {0x01CD, 0x01DC, 1},
    {0x01DE, 0x01EF, 0}, {0x01F8, 0x021F, 0}, {0x0222, 0x0233, 0}, {0x03D8, 0x03EF, 0},
    {0x0460, 0x0481, 0}, {0x048A, 0x04BF, 0}, {0x04C1, 0x04CE, 1}, {0x04D0, 0x052F, 0},
    {0x1E00, 0x1E95, 0}, {0x1EA0, 0x1EFF, 0},
};

bool is_refused(char32_t c) {
  for (const Range& range : refused) {
    if (c >= range.first && c <= range.last) return true;
  }
  for (const Alternating& range : alternating) {
    if (c >= range.first && c <= range.last && c % 2 == range.parity) return true;
  }
  return false;
}

bool is_combining(char32_t c) {
  return c >= 0x0300 && c <= 0x036F;
}

bool is_u_label(const std::u32string& label) {
  if (label.empty() || is_combining(label.front())) return false;
  // RFC 5891 4.2.3.1.
  if (label.front() == '-' || label.back() == '-') return false;
  if (label.size() >= 4 && label[2] == '-' && label[3] == '-') return false;
  char32_t previous = 0;
  for (const char32_t c : label) {
    if (c < 0x80) {
      const char ascii = static_cast<char>(c);
      if (!is_digit(ascii) && !(is_alpha(ascii) && lower(ascii) == ascii) && ascii != '-')
        return false;
    }
    if (is_refused(c)) return false;
    // Normal form C nearly always has one character for these two.
    if (is_combining(c) && previous < 0x80 && is_alpha(static_cast<char>(previous))) return false;
    previous = c;
  }
  return true;
}

std::optional<std::string> label_to_ascii(std::string_view text) {
  std::string label = to_lower(text);
  if (!is_ascii(label)) {
    if (label.size() > longest) return std::nullopt;
    const std::optional<std::u32string> points = code_points(label);
    if (!points || !is_u_label(*points)) return std::nullopt;
    const std::optional<std::string> encoded = encode_punycode(*points);
    if (!encoded) return std::nullopt;
    label = "xn--" + *encoded;
  }
  if (label.empty() || label.size() > 63) return std::nullopt;
  for (char c : label) {
    if (!is_alnum(c) && c != '-' && c != '_') return std::nullopt;
  }
  return label;
}

}  // namespace

// RFC 3492 6.3.
std::optional<std::string> encode_punycode(std::u32string_view label) {
  if (label.size() > longest) return std::nullopt;
  std::string out;
  for (const char32_t c : label) {
    if (c < 0x80) out += static_cast<char>(c);
  }
  const std::size_t basic = out.size();
  std::size_t handled = basic;
  if (basic > 0) out += '-';
  std::uint32_t n = initial_n;
  std::uint32_t delta = 0;
  std::uint32_t bias = initial_bias;
  while (handled < label.size()) {
    std::uint32_t next = most;
    for (const char32_t c : label) {
      if (c >= n && c < next) next = c;
    }
    const auto points = static_cast<std::uint32_t>(handled + 1);
    if (next - n > (most - delta) / points) return std::nullopt;
    delta += (next - n) * points;
    n = next;
    for (const char32_t c : label) {
      if (c < n && ++delta == 0) return std::nullopt;
      if (c != n) continue;
      std::uint32_t q = delta;
      for (std::uint32_t k = base;; k += base) {
        const std::uint32_t t = threshold(k, bias);
        if (q < t) break;
        out += digit(t + (q - t) % (base - t));
        q = (q - t) / (base - t);
      }
      out += digit(q);
      bias = adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

// RFC 3492 6.2.
std::optional<std::u32string> decode_punycode(std::string_view label) {
  if (label.size() > longest || !is_ascii(label)) return std::nullopt;
  const std::size_t hyphen = label.rfind('-');
  std::u32string out;
  // A hyphen at the start delimits nothing.
  if (hyphen != std::string_view::npos && hyphen > 0) {
    for (char c : label.substr(0, hyphen)) out += static_cast<unsigned char>(c);
    label.remove_prefix(hyphen + 1);
  }
  std::uint32_t n = initial_n;
  std::uint32_t i = 0;
  std::uint32_t bias = initial_bias;
  while (!label.empty()) {
    const std::uint32_t before = i;
    std::uint32_t weight = 1;
    for (std::uint32_t k = base;; k += base) {
      if (label.empty()) return std::nullopt;
      const char c = lower(label.front());
      label.remove_prefix(1);
      if (!is_alnum(c)) return std::nullopt;
      const auto value = static_cast<std::uint32_t>(is_digit(c) ? c - '0' + 26 : c - 'a');
      if (value > (most - i) / weight) return std::nullopt;
      i += value * weight;
      const std::uint32_t t = threshold(k, bias);
      if (value < t) break;
      if (weight > most / (base - t)) return std::nullopt;
      weight *= base - t;
    }
    const auto points = static_cast<std::uint32_t>(out.size() + 1);
    bias = adapt(i - before, points, before == 0);
    if (i / points > most - n) return std::nullopt;
    n += i / points;
    i %= points;
    if (n > 0x10FFFF) return std::nullopt;
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(i), n);
    ++i;
  }
  return out;
}

std::optional<std::string> to_ascii(std::string_view domain) {
  if (domain.size() > 1024) return std::nullopt;  // 253 octets of A-labels come from far fewer
  std::string out;
  for (std::string_view part : split(domain, '.')) {
    const std::optional<std::string> label = label_to_ascii(part);
    if (!label) return std::nullopt;
    if (!out.empty()) out += '.';
    out += *label;
  }
  if (out.size() > 253) return std::nullopt;
  return out;
}

std::string to_unicode(std::string_view domain) {
  std::string out;
  bool first = true;
  for (std::string_view part : split(domain, '.')) {
    if (!first) out += '.';
    first = false;
    std::string label(part);
    if (starts_with_ignoring_case(part, "xn--") && part.size() <= 63) {
      if (const auto points = decode_punycode(to_lower(part.substr(4)))) {
        std::string decoded;
        for (const char32_t c : *points) append_utf8(decoded, c);
        // Only a label that comes back the same: others would show what DNS does not hold.
        if (!is_ascii(decoded) && label_to_ascii(decoded) == to_lower(part)) label = decoded;
      }
    }
    out += label;
  }
  return out;
}

}  // namespace indicia::message
