// All "everything behind this line was added" in one pass over the canonical body: a copy of the
// running digest at the end of each line that is not empty (RFC 6376 3.4.3: empty lines at the end
// of a body do not count) tells whether the body ended there when it was signed.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "forensics/body_probe.h"

namespace indicia::forensics {

// Where the signed body ended, as an offset in the body, when these replacements (ascending,
// disjoint) are made; those behind it do not count. The pass costs the meter one hypothesis, its
// octets, and a block of the hash for each line; search.tried counts every line.
std::optional<std::size_t> find_cut(BodyProbe& probe,
                                    std::span<const BodyReplacement> replacements);

}  // namespace indicia::forensics
