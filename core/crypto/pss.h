// Whether an opened RSA block holds an EMSA-PSS encoding (RFC 8017 9.1.2), which DKIM does not use:
// a signer with the wrong scheme looks like another key otherwise.
#pragma once

#include <string_view>

namespace indicia::crypto {

enum class PssBlock {
  no,
  other_digest,  // the encoding is there, of another digest
  match,         // the encoding of this digest
};

// `bits` is the size of the modulus, `digest` a SHA-1 or SHA-256 digest; MGF1 works with the same
// hash. Without a digest that fits, the encoding is only believed when at least eight octets of its
// padding are there.
PssBlock read_pss_block(std::string_view block, unsigned bits, std::string_view digest);

}  // namespace indicia::crypto
