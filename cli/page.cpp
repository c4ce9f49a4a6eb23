// Finds the built page; see page.h.
#include "page.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "input.h"
#include "terminal.h"

namespace indicia::cli {

namespace {

std::vector<std::filesystem::path> places() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  std::vector<std::filesystem::path> list;
  if (!error) {
    const std::filesystem::path folder = program.parent_path();
    list.push_back(folder / "indicia.html");
    // build/<preset>/cli beside build/page/web
    list.push_back(folder.parent_path().parent_path() / "page/web/indicia.html");
    list.push_back(folder.parent_path() / "share/indicia/indicia.html");
  }
  list.emplace_back(INDICIA_SHARE "/indicia.html");
  return list;
}

}  // namespace

Page find_page() {
  constexpr std::size_t most = std::size_t{16} << 20;
  std::string looked;
  for (const std::filesystem::path& place : places()) {
    std::error_code error;
    if (std::filesystem::is_regular_file(place, error)) {
      Input file = read_input(place.string(), most);
      return {.name = place.string(), .html = std::move(file.octets), .problem = file.problem};
    }
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  return {.name = {},
          .html = {},
          .problem =
              "the page for --html is not there; build it with the preset page, or put "
              "indicia.html beside the program; looked at: " +
              escaped(looked)};
}

}  // namespace indicia::cli
