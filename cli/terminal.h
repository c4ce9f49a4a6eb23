// What a terminal can show: width, colour, escaping, wrapping. Nothing from a message, from DNS or
// from a file name reaches the terminal without escaped().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text.h"

namespace indicia::cli {

// One line on stderr: "indicia: " and the text, which must be escaped already. Never fails: where
// stderr is closed there is nobody to tell.
void complain(std::string_view text);

// Columns of the text: one for each character, two for wide East Asian ones.
std::size_t columns(std::string_view text);

// Shortened in the middle to at most `most` columns.
std::string shortened(std::string_view text, std::size_t most);

// Lines of at most `width` columns broken at spaces; a longer word stands alone.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

struct Style {
  std::size_t width = 80;  // 60 to 120
  bool colour = false;
  bool unicode = false;  // glyphs beside the words
  bool verbose = false;
  bool quiet = false;
};

// Width: asked for, else of the terminal, else 80. Colour: asked for ("always", "never", "auto"),
// else NO_COLOR, FORCE_COLOR, else whether stdout is a terminal.
struct StyleRequest {
  std::size_t width = 0;
  std::string colour = "auto";
  bool ascii = false;
  bool verbose = false;
  bool quiet = false;
};

Style terminal_style(const StyleRequest& request);

}  // namespace indicia::cli
