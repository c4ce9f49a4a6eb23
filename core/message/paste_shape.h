// What copying does to each line of a header section: a mark or an indentation before it, an empty
// line behind it. One pass each: it writes the repaired text, or returns false where there is
// nothing to repair. Every pass is linear and says what makes it act.
#pragma once

#include "message/offset_map.h"

namespace indicia::message {

// ">" or "|" (or "&gt;") before each line. Acts where the first line and at least two more have one
// and two known fields stand behind them; lines without between quoted ones stay, what follows the
// last quoted line is left out. One space behind the mark goes too where each line has one. Marks
// quoting.
bool strip_quoting(Rewriter& out);

// White space before each line up to the first empty one. Acts where what they have in common hides
// two known fields, the first on the first line. Marks indentation.
bool strip_indentation(Rewriter& out);

// An empty line behind each line, or behind each field. Acts where the first four paragraphs are
// one line or field each and three known names stand among them. Marks double-spacing.
bool close_spacing(Rewriter& out);

}  // namespace indicia::message
