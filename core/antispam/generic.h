// Grammars that many vendors share: words, key and value lists, numbers, bars, and Trend Micro's
// dashes.
#pragma once

#include <string_view>

#include "antispam/reading.h"

namespace indicia::antispam {

// The whole value is one word or phrase.
void read_word(std::string_view value, Reading& reading);
// Free text: shown, never judged.
void read_text(std::string_view value, Reading& reading);
// Encoded for the vendor: only that it is there.
void read_opaque(std::string_view value, Reading& reading);
// key ":" value *(";" key ":" value): cut at ";", then at the first ":" only.
void read_report(std::string_view value, Reading& reading);
// key "=" value, separated by ";", else by ",", else by blanks. Quotes hold separators. Names may
// hold blanks where
// ";" separates.
void read_pairs(std::string_view value, Reading& reading);
// word *("|" word)
void read_flags(std::string_view value, Reading& reading);
// The name's end is the field, the whole value its value.
void read_suffix(std::string_view value, Reading& reading);
// A number with remarks behind it, or a word of the table ("None").
void read_score(std::string_view value, Reading& reading);
// One sign per point: how many is all that is shown.
void read_bar(std::string_view value, Reading& reading);
// ("Yes" | "No") "-" score "-" threshold "-" category "-" type; a negative score gives "--".
void read_trend(std::string_view value, Reading& reading);

}  // namespace indicia::antispam
