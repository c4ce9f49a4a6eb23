// A text rewritten in passes, and where each octet of the result stood in the original input.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "location.h"

namespace indicia::message {

// Repaired text to original octets. Octets between two runs were put in by a repair (they stand for
// nothing, or for other octets between the runs); originals between two runs were left out.
struct OffsetMap {
  // Both texts agree octet for octet over a run, unless stride says otherwise.
  struct Run {
    std::size_t repaired = 0;  // offset of the first octet
    std::size_t original = 0;
    std::size_t length = 0;         // octets in the repaired text
    std::size_t repaired_line = 1;  // of the first octet
    std::size_t original_line = 1;
    std::size_t stride = 1;  // original octets for each repaired one: 2 where ASCII was UTF-16
  };
  std::vector<Run> runs;  // ascending in both texts
  std::size_t original_size = 0;
  bool identity = true;  // no repair changed the text; runs are not filled in

  // The original place of a place in the repaired text: from the first octet's to behind the last
  // one's, with all that was left out between.
  Location original(const Location& repaired) const;

  // These octets stand in the original as they are and in one piece.
  bool is_verbatim(std::size_t repaired_offset, std::size_t length) const;
};

// `outer` maps a text to the original, `inner` maps `text` to that text; the result maps `text` to
// the original. Neither may be the identity. Linear.
OffsetMap compose(const OffsetMap& outer, const OffsetMap& inner, std::string_view text);

// Writes the next text from left to right: a cursor moves through the source, and every octet of it
// is kept or left out.
class Rewriter {
 public:
  // A text that needs more than `most` pieces or marks is given up, and nothing of it is written
  // any more: a hostile one would cost many times its size. Then finish() gives nothing.
  Rewriter(std::string_view source, std::size_t most) : source_(source), most_(most) {}

  void keep(std::size_t end);       // copies up to `end`
  void leave_out(std::size_t end);  // moves there without
  void put(std::string_view text);  // without a line end
  // The next `octets` of the source stand for `text`, `stride` of them for each octet; 0: for no
  // single one.
  void replace(std::size_t octets, std::string_view text, std::size_t stride);

  // Notes a repair at the cursor, about the next `length` octets of the source.
  void mark(std::string_view ident, std::size_t length = 0);

  struct Mark {
    std::string_view ident;
    Location location;          // in the source
    std::size_t last_line = 1;  // of its last octet
  };

  struct Result {
    std::string text;
    OffsetMap offsets;
    std::vector<Mark> marks;
  };
  Result finish();  // keeps what is left of the source

  std::string_view source() const { return source_; }
  std::size_t cursor() const { return at_; }            // in the source
  std::size_t written() const { return text_.size(); }  // octets of the next text so far
  std::size_t most() const { return most_; }
  void give_up() { given_up_ = true; }
  bool given_up() const { return given_up_; }

 private:
  void add_run(std::size_t length, std::size_t stride);

  std::string_view source_;
  std::size_t most_;
  std::size_t at_ = 0;
  std::size_t source_line_ = 1;
  std::size_t text_line_ = 1;
  std::string text_;
  OffsetMap offsets_;
  std::vector<Mark> marks_;
  bool given_up_ = false;
};

}  // namespace indicia::message
