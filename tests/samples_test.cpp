// Every sample's report is what samples/*/report.json says, octet for octet. What came out instead
// is written beside it as report.got.json; INDICIA_UPDATE_SAMPLES=1 replaces the expected file, for
// review.
#include <cstdlib>

#include "analysis.h"
#include "json/report.h"
#include "sample.h"

using namespace indicia;

BOOST_AUTO_TEST_SUITE(samples)

BOOST_AUTO_TEST_CASE(reports_are_as_expected) {
  const bool update = std::getenv("INDICIA_UPDATE_SAMPLES") != nullptr;
  for (const auto& folder : sample_folders()) {
    BOOST_TEST_CONTEXT(folder.filename()) {
      const Sample sample = read_sample(folder);
      const Report report = conclude(examine(sample.message, sample.options), sample.answers);
      const std::string json = report_json(report, true) + "\n";
      const auto expected = folder / "report.json";
      const auto got = folder / "report.got.json";
      if (update) std::ofstream(expected, std::ios::binary) << json;
      const bool same = read_file(expected) == json;
      BOOST_CHECK_MESSAGE(same, "differs: diff " << expected << " " << got);
      if (same) {
        std::filesystem::remove(got);
      } else {
        std::ofstream(got, std::ios::binary) << json;
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
