// Header lines that lost their indentation, or were cut by a program that wraps text: which of them
// begin a field and which go on with one, by the grammar of the field before (RFC 5322 2.2.3).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "message/offset_map.h"

namespace indicia::message {

// Where two lines of one field meet. Three readings: the field was folded there (line end and white
// space, which relaxed canonicalization takes as one space), or cut in the middle of a word (no
// octet stood there).
struct Joint {
  std::size_t offset = 0;  // in the repaired text: end of the first half
  std::size_t length = 0;  // octets there before the second half: line end and space; 0: cut
  bool ambiguous = false;  // the other reading is possible too
};

// Puts the lines of a field together again; false: nothing to repair. `start` is where the header
// section begins; it ends at the first empty line. `joints` become ascending places in the repaired
// text. Marks lost-folding, or wrapped-lines where a program cut lines. Threshold, so that no other
// message is touched:
// - names of three fields (or two, one of them written by mail systems only) stand in the section;
// - a line at the margin is no field, and what stands before it asks for more: an unfinished
//   signature, comment, list or Received field, a line of 60 columns or more; or it begins as a
//   continuation does ("by mx.example.com", "bh=", "<"). At least half of such lines must;
// - or a line "subject:to:from" goes on with the h= (or z=) of a signature that has no b= yet.
bool restore_folding(Rewriter& out, std::size_t start, std::vector<Joint>& joints);

}  // namespace indicia::message
