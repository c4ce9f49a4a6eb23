// Internationalised domain names: U-labels to A-labels and back by Punycode (RFC 3492) of each
// label as it stands. RFC 8616 has senders supply normalised labels, so nothing is mapped here
// except upper-case ASCII; what would need mapping is refused, not guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace indicia::message {

// The lower-case domain of A-labels and other LDH labels ("_" allowed, as in "_dmarc"). nullopt: an
// empty label (so also a final dot), a label over 63 or a name over 253 octets, other ASCII, text
// that is not UTF-8, and in a U-label: capital (of the scripts in wide use), full-width, invisible
// and directional characters, the dots U+3002, U+FF0E and U+FF61, decomposed letters, hyphens where
// RFC 5891 4.2.3.1 forbids them.
std::optional<std::string> to_ascii(std::string_view domain);

// For display: each A-label that to_ascii would give back becomes its U-label, others stay.
std::string to_unicode(std::string_view domain);

// RFC 3492 6.3 and 6.2, without "xn--". nullopt: overflow, a malformed digit, over 256 characters.
std::optional<std::string> encode_punycode(std::u32string_view label);
std::optional<std::u32string> decode_punycode(std::string_view label);

}  // namespace indicia::message
