// Address literals to octets and back; see ip_address.h (RFC 4291 2.2, RFC 5952, RFC 6890).
#include "ip_address.h"

#include "text.h"

namespace indicia {

std::optional<IpAddress> parse_ipv4(std::string_view text) {
  if (text.size() > 15) return std::nullopt;
  IpAddress address;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t end = i < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view part = text.substr(0, end);
    const auto value = parse_decimal(part);
    if (!value || *value > 255 || (part.size() > 1 && part[0] == '0')) return std::nullopt;
    address.octets[i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(i < 3 ? end + 1 : end);
  }
  return address;
}

namespace {

// Appends the 16-bit groups of one side of "::"; false when malformed. A trailing IPv4 part is
// allowed where `last` is set.
bool read_groups(std::string_view text, bool last, std::array<std::uint16_t, 8>& groups,
                 std::size_t& count) {
  if (text.empty()) return true;
  const auto parts = split(text, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (last && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
      const auto v4 = parse_ipv4(parts[i]);
      if (!v4 || count > 6) return false;
      groups[count++] = static_cast<std::uint16_t>(v4->octets[0] << 8 | v4->octets[1]);
      groups[count++] = static_cast<std::uint16_t>(v4->octets[2] << 8 | v4->octets[3]);
      return true;
    }
    if (parts[i].empty() || parts[i].size() > 4 || count > 7) return false;
    unsigned value = 0;
    for (char c : parts[i]) {
      if (hex_value(c) < 0) return false;
      value = value << 4 | static_cast<unsigned>(hex_value(c));
    }
    groups[count++] = static_cast<std::uint16_t>(value);
  }
  return true;
}

}  // namespace

std::optional<IpAddress> parse_ipv6(std::string_view text) {
  if (text.size() > 45) return std::nullopt;
  std::array<std::uint16_t, 8> head{};
  std::array<std::uint16_t, 8> tail{};
  std::size_t head_count = 0;
  std::size_t tail_count = 0;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!read_groups(text, true, head, head_count) || head_count != 8) return std::nullopt;
  } else {
    if (!read_groups(text.substr(0, gap), false, head, head_count) ||
        !read_groups(text.substr(gap + 2), true, tail, tail_count) || head_count + tail_count > 7) {
      return std::nullopt;
    }
  }
  for (std::size_t i = 0; i < tail_count; ++i) head[8 - tail_count + i] = tail[i];
  IpAddress address{.v6 = true, .octets = {}};
  for (std::size_t i = 0; i < 8; ++i) {
    address.octets[2 * i] = static_cast<std::uint8_t>(head[i] >> 8);
    address.octets[2 * i + 1] = static_cast<std::uint8_t>(head[i] & 0xFF);
  }
  return address;
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_ipv4(text) : parse_ipv6(text);
}

namespace {

std::string ipv4_text(const std::uint8_t* octets) {
  std::string out;
  for (int i = 0; i < 4; ++i) out += (i == 0 ? "" : ".") + std::to_string(octets[i]);
  return out;
}

std::string group_text(unsigned group) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = group >> shift & 15;
    if (digit != 0 || !out.empty() || shift == 0) out += digits[digit];
  }
  return out;
}

}  // namespace

std::string to_string(const IpAddress& address) {
  if (!address.v6) return ipv4_text(address.octets.data());
  std::array<unsigned, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<unsigned>(address.octets[2 * i] << 8 | address.octets[2 * i + 1]);
  }
  if (unmapped(address) != address) return "::ffff:" + ipv4_text(&address.octets[12]);
  // RFC 5952 4.2: the first longest run of two or more zero groups becomes "::".
  std::size_t best = 8;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end == i ? i + 1 : end;
  }
  std::string out;
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      out += "::";
      i += best_length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += group_text(groups[i++]);
  }
  return out;
}

IpAddress unmapped(const IpAddress& address) {
  if (!address.v6) return address;
  for (std::size_t i = 0; i < 12; ++i) {
    if (address.octets[i] != (i < 10 ? 0 : 0xFF)) return address;
  }
  IpAddress v4;
  for (std::size_t i = 0; i < 4; ++i) v4.octets[i] = address.octets[12 + i];
  return v4;
}

bool in_prefix(const IpAddress& address, const IpAddress& network, unsigned prefix) {
  if (address.v6 != network.v6 || prefix > (address.v6 ? 128U : 32U)) return false;
  for (std::size_t i = 0; i < prefix / 8; ++i) {
    if (address.octets[i] != network.octets[i]) return false;
  }
  if (prefix % 8 == 0) return true;
  const unsigned mask = 0xFF00U >> prefix % 8;
  return ((address.octets[prefix / 8] ^ network.octets[prefix / 8]) & mask) == 0;
}

bool is_global(const IpAddress& given) {
  struct Range {
    IpAddress network;
    unsigned prefix;
  };
  static constexpr Range not_global[] = {
      {{.v6 = false, .octets = {0}}, 8},          {{.v6 = false, .octets = {10}}, 8},
      {{.v6 = false, .octets = {100, 64}}, 10},   {{.v6 = false, .octets = {127}}, 8},
      {{.v6 = false, .octets = {169, 254}}, 16},  {{.v6 = false, .octets = {172, 16}}, 12},
      {{.v6 = false, .octets = {192, 168}}, 16},  {{.v6 = true, .octets = {0}}, 127},  // :: and ::1
      {{.v6 = true, .octets = {0xFE, 0x80}}, 10},                                      // fe80::/10
      {{.v6 = true, .octets = {0xFC}}, 7},                                             // fc00::/7
  };
  const IpAddress address = unmapped(given);
  for (const Range& range : not_global) {
    if (in_prefix(address, range.network, range.prefix)) return false;
  }
  return true;
}

std::string reverse_name(const IpAddress& address) {
  std::string out;
  if (!address.v6) {
    for (int i = 3; i >= 0; --i) {
      out += std::to_string(address.octets[static_cast<std::size_t>(i)]) + '.';
    }
    return out + "in-addr.arpa";
  }
  constexpr std::string_view digits = "0123456789abcdef";
  for (int i = 15; i >= 0; --i) {
    const unsigned octet = address.octets[static_cast<std::size_t>(i)];
    out += digits[octet & 15];
    out += '.';
    out += digits[octet >> 4];
    out += '.';
  }
  return out + "ip6.arpa";
}

}  // namespace indicia
