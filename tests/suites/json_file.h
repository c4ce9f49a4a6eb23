// Published conformance suites are read from the folder that INDICIA_SUITES names. Unset: each
// suite is listed as not run, with its public origin. Set: a missing folder or file is a failure.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

namespace suites {

using nlohmann::json;

// One suite: its folder under INDICIA_SUITES and where the public finds it. As a precondition of a
// Boost.Test suite or case it skips the case, visibly, when INDICIA_SUITES is unset:
//   BOOST_AUTO_TEST_SUITE(name, *boost::unit_test::precondition(the_suite))
struct Suite {
  std::string folder;
  std::string origin;

  boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
    if (std::getenv("INDICIA_SUITES") != nullptr) return true;
    std::cout << "suite not run: " << folder << " (INDICIA_SUITES is not set; origin: " << origin
              << ")" << std::endl;
    boost::test_tools::assertion_result skipped(false);
    skipped.message() << "suite not run, origin " << origin;
    return skipped;
  }

  // The folder; throws (and so fails the test) when it is missing.
  std::filesystem::path path() const {
    const char* root = std::getenv("INDICIA_SUITES");
    if (root == nullptr) throw std::runtime_error("INDICIA_SUITES is not set");
    const std::filesystem::path found = std::filesystem::path(root) / folder;
    if (!std::filesystem::is_directory(found)) {
      throw std::runtime_error("missing suite folder " + found.string());
    }
    return found;
  }
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

inline json read_json(const std::filesystem::path& path) {
  return json::parse(read_file(path));
}

}  // namespace suites
