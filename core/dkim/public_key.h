// A key record made ready for computing, and what a signature says under it (RFC 8017 8.2.2,
// RFC 8463 3). DKIM and ARC signatures are opened by the same function.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/crypto.h"
#include "dkim/key_record.h"
#include "dkim/signature.h"
#include "options.h"

namespace indicia::dkim {

enum class HeaderSignature {
  match,
  differ,        // RSA: the key opens the signature, and it holds another digest
  no_match,      // Ed25519: key and digest do not fit, cannot tell which
  key_mismatch,  // RSA: the key does not open the signature (other key, or b= damaged)
  malformed,     // the signature field or the key cannot be used for the computation
  untestable,    // no key
};

std::string_view to_string(HeaderSignature value);

// What RSA signature opening found (dkim-forensics.md 2).
enum class Block {
  match,
  other_digest,
  other_algorithm,  // the DigestInfo names another hash than a=
  no_digest_info,   // padded, but what follows is no DigestInfo of a known hash
  no_padding,       // also when b= is not below the modulus
  wrong_size,       // b= is not as long as the modulus
  malformed,        // b= or the key cannot be read
  not_applicable,
};

std::string_view to_string(Block block);

// What the words of Block leave out: how a signer went wrong, where the block shows it.
enum class BlockDetail {
  none,
  raw_digest,     // no_digest_info: the digest of this header stands there bare
  raw_other,      // no_digest_info: bare octets as long as a digest, but another one
  other_hash,     // other_algorithm: hash_named says which
  pss,            // no_padding: an EMSA-PSS encoding of the digest of this header
  pss_other,      // no_padding: an EMSA-PSS encoding of another digest
  above_modulus,  // no_padding: b= is not below the modulus, so it cannot come from this key
};

std::string_view to_string(BlockDetail detail);
std::string_view to_string(crypto::BlockHash hash);  // as in a=: "sha256"; none: empty

// A key record with its numbers. `rsa` and `ed25519` are filled in wherever octets could be read
// and lie within the limits, whatever the record's status: what they prove is shown beside the
// verdict.
struct PublicKey {
  KeyRecord record;
  std::optional<crypto::RsaPublicKey> rsa;
  std::optional<crypto::Ed25519PublicKey> ed25519;
  bool too_long = false;   // RSA: modulus above the limit or exponent above 2^32; not computed
  bool too_short = false;  // RSA: modulus below the limit; not computed
};

PublicKey make_public_key(std::string_view record, const Limits& limits);

// Parsed public keys kept between messages, by record text; results are the same without it.
class KeyCache {
 public:
  // The reference holds until the next call.
  const PublicKey& find(std::string_view record, const Limits& limits);

 private:
  // Keys of a long run over many messages stay few; beyond this the cache starts anew.
  static constexpr std::size_t most_keys = 4'096;
  std::map<std::string, PublicKey, std::less<>> keys_;
  Limits limits_;
};

struct Opened {
  HeaderSignature header_signature = HeaderSignature::untestable;
  Block block = Block::not_applicable;
  std::string digest;  // RSA: the digest found in the block
  BlockDetail detail = BlockDetail::none;
  crypto::BlockHash hash_named = crypto::BlockHash::none;  // by the DigestInfo in the block
};

// `digest` is the computed one; empty: could not be computed (an RSA signature is opened all the
// same).
Opened open_signature(const PublicKey& key, const Signature& signature, std::string_view digest);

}  // namespace indicia::dkim
