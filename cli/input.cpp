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

std::string name_another(std::string_view wanted) {
  return fmt::format("name a file that holds {}", wanted);
}

std::string read_all(std::FILE* file, std::size_t most, std::string_view wanted, Input& input) {
  char block[65536];
  std::size_t count = 0;
  while ((count = std::fread(block, 1, sizeof block, file)) > 0) {
    if (input.octets.size() + count > most) {
      return fmt::format(
          "is larger than {} MiB; {}", most >> 20,
          wanted.empty() ? "cut out the message you want to examine" : name_another(wanted));
    }
    input.octets.append(block, count);
  }
  if (std::ferror(file) != 0) return fmt::format("cannot be read: {}", std::strerror(errno));
  if (!input.octets.empty()) return {};
  return "is empty; " + (wanted.empty() ? "save the message with its full headers and try again"
                                        : name_another(wanted));
}

}  // namespace

std::string shown_name(const std::string& name) {
  return name == "-" ? "standard input" : escaped(name);
}

Input read_input(const std::string& name, std::size_t most, std::string_view wanted) {
  Input input;
  std::string problem;
  if (name == "-") {
    problem = read_all(stdin, most, wanted, input);
  } else {
    struct stat status {};
    const std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
    if (!file) {
      problem = fmt::format("cannot be opened: {}; check the name and the permissions",
                            std::strerror(errno));
    } else if (fstat(fileno(file.get()), &status) == 0 && S_ISDIR(status.st_mode)) {
      problem = "is a directory; " +
                (wanted.empty() ? "name the message files in it" : name_another(wanted));
    } else {
      problem = read_all(file.get(), most, wanted, input);
    }
  }
  if (!problem.empty()) {
    input.problem = shown_name(name) + " " + problem;
    input.octets.clear();
  }
  return input;
}

std::string write_file(const std::string& name, const std::string& octets) {
  // A pipe, a device or a link is written to, never replaced by a file.
  struct stat status {};
  const bool replace = lstat(name.c_str(), &status) != 0 || S_ISREG(status.st_mode);
  const std::string place = replace ? name + ".part" : name;
  bool written = false;
  {
    const std::unique_ptr<std::FILE, Close> file(std::fopen(place.c_str(), "wb"));
    if (!file) return fmt::format("{} cannot be written: {}", escaped(name), std::strerror(errno));
    written = std::fwrite(octets.data(), 1, octets.size(), file.get()) == octets.size() &&
              std::fflush(file.get()) == 0;
  }
  if (written && (!replace || std::rename(place.c_str(), name.c_str()) == 0)) return {};
  const int error = errno;
  if (replace) std::remove(place.c_str());
  return fmt::format("{} cannot be written: {}", escaped(name), std::strerror(error));
}

}  // namespace indicia::cli
