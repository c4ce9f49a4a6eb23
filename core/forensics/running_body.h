// The hash of a body that comes in pieces, as one signature wants it: its canonicalization, its
// hash and its l=. A value: a copy goes on from the place where it was taken, so that attempts
// which begin alike share what they have in common.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/crypto.h"
#include "dkim/body.h"
#include "dkim/signature.h"

namespace indicia::forensics {

// SHA-1 or SHA-256, as the signature's a= says. Short pieces gather in a buffer, since a hash takes
// few long pieces faster than many short ones.
class GatheringHash {
 public:
  explicit GatheringHash(dkim::Hash hash) {
    if (hash == dkim::Hash::sha1) hash_.emplace<crypto::Sha1>();
  }
  void update(std::string_view octets) {
    if (octets.size() > buffer_.size() - buffered_) {
      feed({buffer_.data(), buffered_});
      buffered_ = 0;
    }
    if (octets.size() > buffer_.size()) {
      feed(octets);
      return;
    }
    std::memcpy(buffer_.data() + buffered_, octets.data(), octets.size());
    buffered_ += octets.size();
  }
  bool is(std::string_view digest) {
    feed({buffer_.data(), buffered_});
    buffered_ = 0;
    if (const crypto::Sha256* const sha256 = std::get_if<crypto::Sha256>(&hash_)) {
      return sha256->digest() == digest;
    }
    return std::get_if<crypto::Sha1>(&hash_)->digest() == digest;
  }

 private:
  void feed(std::string_view octets) {
    if (crypto::Sha256* const sha256 = std::get_if<crypto::Sha256>(&hash_)) {
      sha256->update(octets);
    } else {
      std::get_if<crypto::Sha1>(&hash_)->update(octets);
    }
  }

  std::variant<crypto::Sha256, crypto::Sha1> hash_;
  std::array<char, 192> buffer_;  // small, since a copy of the hash copies it
  std::size_t buffered_ = 0;
};

class RunningBody {
 public:
  explicit RunningBody(const dkim::Signature& signature)
      : canonical_(signature.body_canonicalization),
        hash_(signature.hash),
        left_(signature.body_length.value_or(UINT64_MAX)) {}

  void feed(std::string_view octets) {
    if (left_ == 0) return;  // RFC 6376 3.4.5: what follows l= octets is not hashed
    canonical_.feed(octets, [this](std::string_view span) { hash(span); });
  }

  // Whether the body, if it ended here, has this hash.
  bool is(std::string_view digest) const {
    RunningBody whole = *this;
    whole.canonical_.finish([&whole](std::string_view span) { whole.hash(span); });
    return whole.hash_.is(digest);
  }

 private:
  void hash(std::string_view span) {
    if (span.size() > left_) span = span.substr(0, static_cast<std::size_t>(left_));
    left_ -= span.size();
    hash_.update(span);
  }

  dkim::CanonicalBody canonical_;
  GatheringHash hash_;
  std::uint64_t left_;  // octets of the canonical body that l= still covers
};

}  // namespace indicia::forensics
