// Which signature of the message a recorded dkim= result speaks of (RFC 8601 2.7.1), in
// Authentication-Results and in ARC-Authentication-Results alike.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/auth_results.h"
#include "report/facts.h"

namespace indicia {

// What the signatures of the message are known by, made once for all results.
struct KnownSignature {
  std::string b;  // in base64
  std::string domain;
  std::string selector;
};

std::vector<KnownSignature> known_signatures(const Facts& facts);

// Index into facts.dkim: by header.b (RFC 8601 6: at least its first eight characters), else by
// domain and selector, else by domain where all signatures of it agree. `taken` keeps two results
// from claiming one signature.
std::optional<std::size_t> find_signature(const Facts& facts,
                                          const std::vector<KnownSignature>& known,
                                          const message::ResultInfo& info,
                                          const std::vector<bool>& taken);

// The value of a property; empty: absent.
std::string property(const message::ResultInfo& info, std::string_view type, std::string_view name);

// In lower case.
std::string domain_of(std::string_view address_or_domain);

}  // namespace indicia
