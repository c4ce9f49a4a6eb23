// Opens signatures with the keys of key records (RFC 8017 8.2.2, RFC 8463 3); see public_key.h.
#include "dkim/public_key.h"

#include <utility>

#include "crypto/pss.h"
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

std::string_view to_string(BlockDetail detail) {
  switch (detail) {
    case BlockDetail::raw_digest:
      return "raw_digest";
    case BlockDetail::raw_other:
      return "raw_other";
    case BlockDetail::other_hash:
      return "other_hash";
    case BlockDetail::pss:
      return "pss";
    case BlockDetail::pss_other:
      return "pss_other";
    case BlockDetail::above_modulus:
      return "above_modulus";
    case BlockDetail::none:
      break;
  }
  return "none";
}

std::string_view to_string(crypto::BlockHash hash) {
  switch (hash) {
    case crypto::BlockHash::md5:
      return "md5";
    case crypto::BlockHash::sha1:
      return "sha1";
    case crypto::BlockHash::sha224:
      return "sha224";
    case crypto::BlockHash::sha256:
      return "sha256";
    case crypto::BlockHash::sha384:
      return "sha384";
    case crypto::BlockHash::sha512:
      return "sha512";
    case crypto::BlockHash::none:
      break;
  }
  return "";
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

// RFC 8017 9.1: a block without the padding of 9.2 may be one of the other scheme.
BlockDetail detail_without_padding(std::string_view block, unsigned bits, std::string_view digest) {
  switch (crypto::read_pss_block(block, bits, digest)) {
    case crypto::PssBlock::match:
      return BlockDetail::pss;
    case crypto::PssBlock::other_digest:
      return BlockDetail::pss_other;
    case crypto::PssBlock::no:
      break;
  }
  return BlockDetail::none;
}

Opened read_padded(const crypto::EncodedBlock& block, const Signature& signature,
                   std::string_view digest) {
  using enum HeaderSignature;
  Opened opened{.digest = std::string(block.digest), .hash_named = block.hash};
  const auto found = [&](HeaderSignature header, Block word, BlockDetail detail) {
    opened.header_signature = header;
    opened.block = word;
    opened.detail = detail;
    return std::move(opened);
  };
  if (block.hash == crypto::BlockHash::none) {
    const bool bare = block.digest.size() == digest_octets(signature.hash) && !digest.empty();
    return found(differ, Block::no_digest_info,
                 !bare                    ? BlockDetail::none
                 : block.digest == digest ? BlockDetail::raw_digest
                                          : BlockDetail::raw_other);
  }
  if (signature.hash == Hash::unknown) {
    return found(malformed, Block::other_algorithm, BlockDetail::other_hash);
  }
  if (!same_hash(block.hash, signature.hash)) {
    return found(differ, Block::other_algorithm, BlockDetail::other_hash);
  }
  if (digest.empty()) return found(malformed, Block::not_applicable, BlockDetail::none);
  if (block.digest == digest) return found(match, Block::match, BlockDetail::none);
  return found(differ, Block::other_digest, BlockDetail::none);
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
  if (!opened) return {key_mismatch, Block::no_padding, {}, BlockDetail::above_modulus};
  const crypto::EncodedBlock block = crypto::read_block(*opened);
  if (block.padded) return read_padded(block, signature, digest);
  return {key_mismatch,
          Block::no_padding,
          {},
          detail_without_padding(*opened, key.record.bits, digest)};
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
