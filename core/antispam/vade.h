// Vade's cause text: letter pairs that stand for the characters of a rule list.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "antispam/reading.h"

namespace indicia::antispam {

// The text behind the letter pairs; nullopt: base64 of encrypted data, or no such text.
std::optional<std::string> decode_vade(std::string_view value);

// "...; Bailout: 300; ^SpamIp (300); ...": the limit and the rules with their points. What stands
// behind "Hdr=" may hold addresses and is left out.
void read_vade(std::string_view value, Reading& reading);

}  // namespace indicia::antispam
