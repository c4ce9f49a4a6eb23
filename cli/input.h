// Files and standard input to octets, with one sentence for each way that can fail.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace indicia::cli {

struct Input {
  std::string octets;
  std::string problem;  // empty: read; else a sentence that names the file and the remedy
};

// "-" is standard input. Refuses directories, empty input and more than `most` octets. `wanted`
// says what a file holds that is no message: "DNS answers"; empty: messages.
Input read_input(const std::string& name, std::size_t most, std::string_view wanted = {});

// Writes through a temporary file in the same folder, or straight into what is no ordinary file; an
// empty string or what went wrong.
std::string write_file(const std::string& name, const std::string& octets);

// "file.eml" or "standard input", escaped for the terminal.
std::string shown_name(const std::string& name);

}  // namespace indicia::cli
