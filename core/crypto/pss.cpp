// EMSA-PSS-VERIFY (RFC 8017 9.1.2) over a block already opened; see pss.h.
#include "crypto/pss.h"

#include <string>

#include "crypto/crypto.h"

namespace indicia::crypto {

namespace {

std::string hash(std::string_view octets, std::size_t digest_octets) {
  return digest_octets == Sha1::digest_octets ? sha1(octets) : sha256(octets);
}

// RFC 8017 B.2.1
std::string mgf1(std::string_view seed, std::size_t length, std::size_t digest_octets) {
  std::string mask;
  for (unsigned counter = 0; mask.size() < length; ++counter) {
    std::string input(seed);
    for (int shift = 24; shift >= 0; shift -= 8) {
      input += static_cast<char>(counter >> shift & 0xFF);
    }
    mask += hash(input, digest_octets);
  }
  mask.resize(length);
  return mask;
}

}  // namespace

PssBlock read_pss_block(std::string_view block, unsigned bits, std::string_view digest) {
  constexpr std::size_t least_padding = 8;
  const std::size_t size = digest.size();
  if (size != Sha1::digest_octets && size != Sha256::digest_octets) return PssBlock::no;
  // The encoding has one bit less than the modulus, so it may be an octet shorter.
  const unsigned encoded_bits = bits - 1;
  if (bits < 2 || block.size() < (encoded_bits + 7) / 8) return PssBlock::no;
  const std::size_t surplus = block.size() - (encoded_bits + 7) / 8;
  if (block.substr(0, surplus).find_first_not_of('\0') != std::string_view::npos) {
    return PssBlock::no;
  }
  block.remove_prefix(surplus);
  if (block.size() < size + 2 || block.back() != '\xBC') return PssBlock::no;
  const std::string_view masked = block.substr(0, block.size() - size - 1);
  const std::string_view hashed = block.substr(masked.size(), size);
  const unsigned unused = static_cast<unsigned>(8 * block.size()) - encoded_bits;
  const unsigned first = static_cast<unsigned char>(masked.front());
  if (unused != 0 && first >> (8 - unused) != 0) return PssBlock::no;
  std::string data = mgf1(hashed, masked.size(), size);
  for (std::size_t i = 0; i < data.size(); ++i) {
    data[i] = static_cast<char>(static_cast<unsigned char>(data[i]) ^
                                static_cast<unsigned char>(masked[i]));
  }
  data[0] = static_cast<char>(static_cast<unsigned char>(data[0]) & (0xFFU >> unused));
  const std::size_t one = data.find_first_not_of('\0');
  if (one == std::string::npos || data[one] != '\x01') return PssBlock::no;
  std::string input(8, '\0');
  input.append(digest).append(data, one + 1);
  if (hash(input, size) == hashed) return PssBlock::match;
  return one >= least_padding ? PssBlock::other_digest : PssBlock::no;
}

}  // namespace indicia::crypto
