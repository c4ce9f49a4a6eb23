// What lists, gateways and relays add to a body as whole lines, elements or parts, and how it is
// taken out again (dkim-forensics.md 4: B1 to B4, B15, B16).
#pragma once

#include "forensics/body_probe.h"
#include "forensics/body_search.h"
#include "forensics/body_text.h"

namespace indicia::forensics {

// Each returns true with probe.search().edit set.

// B1: everything behind some line.
bool try_footer_appended(const BodyQuestion& question, BodyProbe& probe);
// B2: the last lines of one text part, at most 60.
bool try_footer_in_part(const BodyQuestion& question, BodyProbe& probe);
// B15: one of the last images of an HTML part.
bool try_html_image(const BodyQuestion& question, BodyProbe& probe);
// B15: all between the start of a tag or line and </body>.
bool try_html_block(const BodyQuestion& question, BodyProbe& probe);
// B2 in a text part and its HTML twin.
bool try_footers_in_parts(const BodyQuestion& question, BodyProbe& probe);

// B4: the first lines of one text part, at most 40.
bool try_banner_in_text(const BodyQuestion& question, BodyProbe& probe);
// B4: the first elements behind <body> or at the start of one HTML part.
bool try_banner_in_html(const BodyQuestion& question, BodyProbe& probe);
// B4 in a text part and its HTML twin.
bool try_banners_in_parts(const BodyQuestion& question, BodyProbe& probe);
// B4: everything between marks of a start and an end, in every part at once.
bool try_marked_blocks(const BodyQuestion& question, BodyProbe& probe);

// B2 or B4 in one text part that was decoded for it and encoded anew (B6): params octets, line,
// received and signed (the encodings), text.
bool try_footer_and_encoding(const BodyQuestion& question, BodyProbe& probe);
bool try_banner_and_encoding(const BodyQuestion& question, BodyProbe& probe);

// What of a text, or of its HTML, may have been added at its end, ascending, and at its start.
std::vector<Range> likely_footers(std::string_view text, const TextPart& part);
std::vector<Range> likely_banners(std::string_view text, const TextPart& part);

// B3: a part is the original body. Its Content- fields come with the edit.
bool try_wrapped(const BodyQuestion& question, BodyProbe& probe);
// B3: a part was added to a multipart as its first or its last.
bool try_part_added(const BodyQuestion& question, BodyProbe& probe);

}  // namespace indicia::forensics
