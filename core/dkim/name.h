// The domain names in DKIM tags: syntax, A-labels, and which name lies beneath which (RFC 6376 3.5,
// RFC 5321 4.1.2, RFC 8616 5).
#pragma once

#include <string>
#include <string_view>

namespace indicia::dkim {

// The name in A-labels, lower case; empty: not convertible.
std::string ascii_name(std::string_view name);

// Labels of letters, digits, hyphens and underscores, none empty, none longer than 63 octets.
// Underscores are beyond RFC 5321's sub-domain but exist in selectors of the real world.
bool is_domain_name(std::string_view ascii);

// The same name, or one beneath it. Both as ascii_name gives them; empty names are within nothing.
bool is_within(std::string_view name, std::string_view ancestor);

}  // namespace indicia::dkim
