// Processor time of the three calls and their reports over all samples; the native side of
// wasm/bench.mjs, which takes the same steps. Prints microseconds for one round over all samples;
// the best round counts. Usage: indicia_samples_bench SAMPLES ROUNDS
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "analysis.h"
#include "json/answers.h"
#include "json/read_options.h"
#include "json/report.h"

using namespace indicia;

namespace {

struct Sample {
  std::string octets;
  std::string options;
  std::string answers;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::size_t analyse(const Sample& sample) {
  Options options;
  if (!read_options(sample.options, options).empty()) std::abort();
  Workspace workspace;
  const Evidence evidence = examine(std::string(sample.octets), options);
  dns::Answers answers;
  add_answers(parse_answers(sample.answers), answers);
  return report_json(evaluate(evidence, answers, &workspace)).size() +
         report_json(conclude(evidence, answers, &workspace)).size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::vector<Sample> samples;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    const std::filesystem::path& folder = entry.path();
    if (!exists(folder / "message.eml")) continue;
    const bool json = exists(folder / "answers.json");
    samples.push_back({read_file(folder / "message.eml"), read_file(folder / "options.json"),
                       read_file(folder / (json ? "answers.json" : "zone.txt"))});
  }
  double best = 1e300;
  std::size_t octets = 0;
  for (int round = 0; round < std::atoi(argv[2]); ++round) {
    const std::clock_t start = std::clock();
    for (const Sample& sample : samples) octets += analyse(sample);
    best = std::min(best, static_cast<double>(std::clock() - start) * 1e6 / CLOCKS_PER_SEC);
  }
  std::printf("%zu samples\t%.0f microseconds\n", samples.size(), best);
  return octets == 0 ? 1 : 0;
}
