// Reads inputs; see input.h.
#include "input.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "terminal.h"

namespace indicia::cli {

namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string read_all(std::FILE* file, std::size_t most, Input& input) {
  char block[65536];
  std::size_t count = 0;
  while ((count = std::fread(block, 1, sizeof block, file)) > 0) {
    if (input.octets.size() + count > most) {
      return fmt::format("is larger than {} MiB; cut out the message you want to examine",
                         most >> 20);
    }
    input.octets.append(block, count);
  }
  if (std::ferror(file) != 0) return fmt::format("cannot be read: {}", std::strerror(errno));
  if (input.octets.empty()) return "is empty; save the message with its full headers and try again";
  return {};
}

}  // namespace

std::string shown_name(const std::string& name) {
  return name == "-" ? "standard input" : escaped(name);
}

Input read_input(const std::string& name, std::size_t most) {
  Input input;
  std::string problem;
  if (name == "-") {
    problem = read_all(stdin, most, input);
  } else {
    struct stat status {};
    const std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
    if (!file) {
      problem = fmt::format("cannot be opened: {}; check the name and the permissions",
                            std::strerror(errno));
    } else if (fstat(fileno(file.get()), &status) == 0 && S_ISDIR(status.st_mode)) {
      problem = "is a directory; name the message files in it";
    } else {
      problem = read_all(file.get(), most, input);
    }
  }
  if (!problem.empty()) {
    input.problem = shown_name(name) + " " + problem;
    input.octets.clear();
  }
  return input;
}

std::string write_file(const std::string& name, const std::string& octets) {
  const std::string temporary = name + ".part";
  {
    const std::unique_ptr<std::FILE, Close> file(std::fopen(temporary.c_str(), "wb"));
    if (!file || std::fwrite(octets.data(), 1, octets.size(), file.get()) != octets.size() ||
        std::fflush(file.get()) != 0) {
      return fmt::format("{} cannot be written: {}", shown_name(name), std::strerror(errno));
    }
  }
  if (std::rename(temporary.c_str(), name.c_str()) != 0) {
    return fmt::format("{} cannot be written: {}", shown_name(name), std::strerror(errno));
  }
  return {};
}

}  // namespace indicia::cli
