// Messages whose signature holds the hash of a body, for the tests of the search over bodies. The
// signature over the header is of no concern there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dkim/canonical.h"
#include "dkim/verify.h"
#include "forensics/body_search.h"
#include "message/mime.h"
#include "text.h"

namespace signed_body {

struct Signing {
  std::string_view canonicalization = "relaxed";  // of the body
  std::optional<std::uint64_t> length;            // l=
  std::string_view algorithm = "rsa-sha256";
};

// A DKIM-Signature field over the body `text`, with its line end.
inline std::string field(std::string_view text, const Signing& signing) {
  std::string tags = "v=1; a=" + std::string(signing.algorithm) + "; c=relaxed/" +
                     std::string(signing.canonicalization) +
                     "; d=example.com; s=sel1; h=from; b=AAAA; ";
  if (signing.length) tags += "l=" + std::to_string(*signing.length) + "; ";
  const indicia::dkim::Signature signature = indicia::dkim::parse_signature(tags + "bh=AAAA");
  const auto hashed = indicia::dkim::hash_body(
      text, {{signature.hash, signature.body_canonicalization, signing.length}});
  return "DKIM-Signature: " + tags + "bh=" + indicia::encode_base64(hashed.front().digest) + "\r\n";
}

// A message as received, with everything the search asks for. The octets stay where they are.
struct Received {
  explicit Received(std::string text) : octets(std::move(text)) {
    message = indicia::message::parse_message(octets, {0, octets.size(), 1}, {});
    parts = indicia::message::scan_parts(message, {});
    signatures = indicia::dkim::examine(message, {message.body, message.has_body, false}, 50);
  }
  Received(const Received&) = delete;
  Received& operator=(const Received&) = delete;

  indicia::forensics::Search search(const indicia::Budget& budget = {}) const {
    indicia::forensics::Meter meter(budget);
    return search(meter);
  }
  indicia::forensics::Search search(indicia::forensics::Meter& meter) const {
    return indicia::forensics::search_body(
        {.message = &message, .parts = &parts, .examined = &signatures.front()}, meter);
  }

  std::string octets;
  indicia::message::Message message;
  indicia::message::PartTree parts;
  std::vector<indicia::dkim::Examined> signatures;
};

}  // namespace signed_body
