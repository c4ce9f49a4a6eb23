// A folder of samples/ as the tests read it: message, options, answers, expected report.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "dns/answers.h"
#include "json/answers.h"
#include "json/read_options.h"
#include "options.h"

namespace indicia {

struct Sample {
  std::filesystem::path folder;
  std::string message;
  Options options;
  dns::Answers answers;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file, "cannot read " << path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every folder with a message.eml, sorted by name. INDICIA_SAMPLES names the folder of folders.
inline std::vector<std::filesystem::path> sample_folders() {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(INDICIA_SAMPLES)) {
    if (std::filesystem::exists(entry.path() / "message.eml")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  BOOST_REQUIRE_GE(folders.size(), 25U);
  return folders;
}

inline Sample read_sample(const std::filesystem::path& folder) {
  Sample sample{.folder = folder, .message = read_file(folder / "message.eml")};
  const std::string problem = read_options(read_file(folder / "options.json"), sample.options);
  BOOST_REQUIRE_MESSAGE(problem.empty(), folder << ": " << problem);
  sample.options.input_name = "message.eml";
  const bool zone = std::filesystem::exists(folder / "zone.txt");
  const AnswersFile file = parse_answers(read_file(folder / (zone ? "zone.txt" : "answers.json")));
  BOOST_REQUIRE_MESSAGE(file.errors.empty(), folder << ": answers");
  add_answers(file, sample.answers);
  return sample;
}

}  // namespace indicia
