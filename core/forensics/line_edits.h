// What transport and storage do to the lines of a body, and how it is undone (dkim-forensics.md 4:
// B7 to B11).
#pragma once

#include "forensics/body_probe.h"
#include "forensics/body_search.h"

namespace indicia::forensics {

// Each returns true with probe.search().edit set.

// B7: long lines broken by CRLF SP, "!" CRLF SP, CRLF or "!" CRLF.
bool try_long_lines_broken(const BodyQuestion& question, BodyProbe& probe);
// B8: ">From " for "From " at the start of lines, also one ">" of several; all or one of them.
bool try_from_lines_escaped(const BodyQuestion& question, BodyProbe& probe);
// B8: the ">" of such lines lost.
bool try_from_lines_unescaped(const BodyQuestion& question, BodyProbe& probe);
// B9: ".." for "." at the start of lines.
bool try_dots_doubled(const BodyQuestion& question, BodyProbe& probe);
// B9: one "." at the start of a line lost, where a soft line break or a style sheet puts one.
bool try_dot_lost(const BodyQuestion& question, BodyProbe& probe);

// B10: CR CR LF for CRLF; a bare CR for CRLF or within a line; a blank line behind every line.
bool try_line_ends_changed(const BodyQuestion& question, BodyProbe& probe);
// B10: blank lines added or lost at the start of the body and at the ends of its parts.
bool try_blank_lines_changed(const BodyQuestion& question, BodyProbe& probe);
// B1 and B10, B8 and B10 together.
bool try_footer_and_line_ends(const BodyQuestion& question, BodyProbe& probe);
bool try_from_lines_and_line_ends(const BodyQuestion& question, BodyProbe& probe);
// A footer or a banner, and a ">" before each "From ".
bool try_footer_and_from_lines(const BodyQuestion& question, BodyProbe& probe);
bool try_banner_and_from_lines(const BodyQuestion& question, BodyProbe& probe);

// B11: white space at line ends added, or lost where it usually stands: "-- ", "> ", flowed text.
bool try_trailing_white_space_added(const BodyQuestion& question, BodyProbe& probe);
bool try_trailing_white_space_lost(const BodyQuestion& question, BodyProbe& probe);
// B11: tabs for spaces or spaces for tabs.
bool try_tabs_changed(const BodyQuestion& question, BodyProbe& probe);
// B11: U+00A0 for spaces or spaces for U+00A0, in UTF-8 or one octet.
bool try_no_break_spaces_changed(const BodyQuestion& question, BodyProbe& probe);
// B11: the space that RFC 3676 4.4 puts before "From ", ">" and spaces, added or lost.
bool try_space_stuffing_changed(const BodyQuestion& question, BodyProbe& probe);

// ">From " lines that lose one ">" each; `several`: also those with more than one.
std::vector<BodyReplacement> from_lines_unescaped(std::string_view body, bool several);

}  // namespace indicia::forensics
