// Opens signatures with the keys of key records (RFC 8017 8.2.2, RFC 8463 3); see public_key.h.
#include "dkim/public_key.h"

#include <utility>

#include "crypto/rsa_key_der.h"

namespace indicia::dkim {

std::string_view to_string(HeaderSignature value) {
  switch (value) {
    case HeaderSignature::match:
      return "match";
    case HeaderSignature::differ:
      return "differ";
    case HeaderSignature::no_match:
      return "no_match";
    case HeaderSignature::key_mismatch:
      return "key_mismatch";
    case HeaderSignature::malformed:
      return "malformed";
    case HeaderSignature::untestable:
      break;
  }
  return "untestable";
}

std::string_view to_string(Block block) {
  switch (block) {
    case Block::match:
      return "match";
    case Block::other_digest:
      return "other_digest";
    case Block::other_algorithm:
      return "other_algorithm";
    case Block::no_digest_info:
      return "no_digest_info";
    case Block::no_padding:
      return "no_padding";
    case Block::wrong_size:
      return "wrong_size";
    case Block::malformed:
      return "malformed";
    case Block::not_applicable:
      break;
  }
  return "not_applicable";
}

namespace {

// At most 2^32.
bool is_small_exponent(std::string_view exponent) {
  return exponent.size() < 5 || exponent == std::string_view("\x01\x00\x00\x00\x00", 5);
}

void make_rsa(PublicKey& key, const Limits& limits) {
  const crypto::RsaNumbers numbers = crypto::read_rsa_public_key(key.record.public_key);
  if (numbers.fault != crypto::DerFault::none) return;
  key.too_short = numbers.bits() < limits.rsa_bits_least;
  key.too_long = numbers.bits() > limits.rsa_bits_most || !is_small_exponent(numbers.exponent);
  if (!key.too_short && !key.too_long) {
    key.rsa = crypto::RsaPublicKey::make(numbers.modulus, numbers.exponent);
  }
}

void make_ed25519(PublicKey& key) {
  const std::string& octets = key.record.public_key;
  const std::string_view wrapped = crypto::read_ed25519_spki(octets);
  key.ed25519 = crypto::Ed25519PublicKey::make(wrapped.empty() ? octets : wrapped);
}

}  // namespace

PublicKey make_public_key(std::string_view record, const Limits& limits) {
  PublicKey key;
  key.record = parse_key_record(record);
  if (key.record.type == KeyType::rsa) make_rsa(key, limits);
  if (key.record.type == KeyType::ed25519) make_ed25519(key);
  return key;
}

const PublicKey& KeyCache::find(std::string_view record, const Limits& limits) {
  if (limits_ != limits || keys_.size() >= most_keys) {
    keys_.clear();
    limits_ = limits;
  }
  const auto found = keys_.find(record);
  if (found != keys_.end()) return found->second;
  return keys_.emplace(record, make_public_key(record, limits)).first->second;
}

namespace {

bool same_hash(crypto::BlockHash block, Hash hash) {
  return (block == crypto::BlockHash::sha256 && hash == Hash::sha256) ||
         (block == crypto::BlockHash::sha1 && hash == Hash::sha1);
}

Opened open_rsa(const PublicKey& key, const Signature& signature, std::string_view digest) {
  using enum HeaderSignature;
  if (!key.rsa) {
    if (key.too_short || key.too_long) return {untestable, Block::not_applicable, {}};
    return {malformed, Block::malformed, {}};
  }
  if (signature.signature.empty()) return {malformed, Block::malformed, {}};
  if (signature.signature.size() != key.rsa->octets()) {
    return {key_mismatch, Block::wrong_size, {}};
  }
  const auto opened = key.rsa->open(signature.signature);
  if (!opened) return {key_mismatch, Block::no_padding, {}};
  const crypto::EncodedBlock block = crypto::read_block(*opened);
  if (!block.padded) return {key_mismatch, Block::no_padding, {}};
  std::string recovered(block.digest);
  if (block.hash == crypto::BlockHash::none) {
    return {differ, Block::no_digest_info, std::move(recovered)};
  }
  if (signature.hash == Hash::unknown) {
    return {malformed, Block::other_algorithm, std::move(recovered)};
  }
  if (!same_hash(block.hash, signature.hash)) {
    return {differ, Block::other_algorithm, std::move(recovered)};
  }
  if (digest.empty()) return {malformed, Block::not_applicable, std::move(recovered)};
  if (recovered == digest) return {match, Block::match, std::move(recovered)};
  return {differ, Block::other_digest, std::move(recovered)};
}

Opened open_ed25519(const PublicKey& key, const Signature& signature, std::string_view digest) {
  using enum HeaderSignature;
  const bool computable = key.ed25519 && !digest.empty() &&
                          signature.signature.size() == crypto::Ed25519PublicKey::signature_octets;
  if (!computable) return {malformed, Block::not_applicable, {}};
  return {key.ed25519->verify(signature.signature, digest) ? match : no_match,
          Block::not_applicable,
          {}};
}

}  // namespace

Opened open_signature(const PublicKey& key, const Signature& signature, std::string_view digest) {
  if (key.record.public_key.empty()) {
    const bool unreadable = key.record.status == KeyStatus::malformed;
    return {unreadable ? HeaderSignature::malformed : HeaderSignature::untestable,
            unreadable ? Block::malformed : Block::not_applicable,
            {}};
  }
  if (key.record.type != signature.key_type || key.record.type == KeyType::unknown) {
    return {HeaderSignature::malformed, Block::not_applicable, {}};
  }
  return key.record.type == KeyType::rsa ? open_rsa(key, signature, digest)
                                         : open_ed25519(key, signature, digest);
}

}  // namespace indicia::dkim
