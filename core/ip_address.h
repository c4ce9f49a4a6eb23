// IPv4 and IPv6 addresses: text to octets and back (RFC 4291 2.2, RFC 5952), prefixes, and the
// special ranges that a border hop cannot have.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace indicia {

struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> octets{};  // IPv4 uses the first four

  bool operator==(const IpAddress&) const = default;
};

// Strict: four decimal octets without leading zeros, or any RFC 4291 2.2 form without a zone or a
// prefix. nullopt otherwise.
std::optional<IpAddress> parse_ipv4(std::string_view text);
std::optional<IpAddress> parse_ipv6(std::string_view text);
std::optional<IpAddress> parse_ip(std::string_view text);

// RFC 5952 for IPv6.
std::string to_string(const IpAddress& address);

// ::ffff:192.0.2.1 becomes 192.0.2.1 (RFC 7208 5); others are returned as they are.
IpAddress unmapped(const IpAddress& address);

// Same family and the first `prefix` bits equal; prefix is at most 32 or 128.
bool in_prefix(const IpAddress& address, const IpAddress& network, unsigned prefix);

// False for private, loopback, link-local, unique local, shared (RFC 6598) and unspecified ranges.
// Documentation ranges count as global: test mail uses them as public addresses.
bool is_global(const IpAddress& address);

// 25.2.0.192.in-addr.arpa or the nibble form under ip6.arpa.
std::string reverse_name(const IpAddress& address);

}  // namespace indicia
