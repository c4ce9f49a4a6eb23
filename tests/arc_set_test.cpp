// The structure of ARC chains (RFC 8617 4.2, 5.2 steps 1 to 3); signatures are in
// arc_verify_test.cpp.
#include "arc/set.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "text.h"

using namespace indicia;
using namespace indicia::arc;

namespace {

struct Row {
  std::string_view what;
  // Top to bottom, separated by blanks: R, M, S for the three kinds and what follows "i="; of a
  // seal also ":" and its cv=. Anything longer than that stands as it is, "_" for a blank.
  std::string_view fields;
  std::string_view sets;    // instance and the kinds that are there
  std::string_view faults;  // reason@instance
};

const Row rows[] = {
    {"A3 none", "", "", ""},
    {"A1 one set", "S1:none M1 R1", "1RMS", ""},
    {"A1 A5 three sets", "S3:pass M3 R3 S2:pass M2 R2 S1:none M1 R1", "1RMS 2RMS 3RMS", ""},
    {"A18 any order", "R2 M1 S1:none R1 S2:pass M2", "1RMS 2RMS", ""},
    {"A1 names without case", "arc-SEAL:i=1;cv=none M1 R1", "1RMS", ""},
    // A2 A17
    {"A2 A17 a leading zero is legal: position is 1*2DIGIT", "S01:none M01 R01", "1RMS", ""},
    {"A2 A17 three digits are not", "S001:none M1 R1", "1RM", "instance_invalid@0 seal_missing@1"},
    {"A17 0", "S0:none M0 R0", "", "instance_invalid@0 instance_invalid@0 instance_invalid@0"},
    {"A17 empty", "S:none M R", "", "instance_invalid@0 instance_invalid@0 instance_invalid@0"},
    {"A17 not a number", "S1x:none Mone R-1", "",
     "instance_invalid@0 instance_invalid@0 instance_invalid@0"},
    {"A17 absent", "ARC-Seal:cv=none;a=x ARC-Message-Signature:a=x R1", "1R",
     "instance_missing@0 instance_missing@0 signature_missing@1 seal_missing@1"},
    {"A17 a seal's i= in another case", "ARC-Seal:I=1;cv=none M1 R1", "1RM",
     "instance_missing@0 seal_missing@1"},
    {"A2 50", "S50:pass M50 R50", "50RMS", "GAPS"},
    {"A2 51", "S51:pass M1 R1", "1RM", "too_many_sets@0 seal_missing@1"},
    {"A2 a very large number", "S1:none M99999999999999999999 R1", "1RS",
     "instance_invalid@0 signature_missing@1"},
    {"A17 the fields of a set disagree", "S1:none M1 R2", "1MS 2R",
     "results_missing@1 signature_missing@2 seal_missing@2"},
    // A13
    {"A13 A17 the instance must come first", "S1:none M1 ARC-Authentication-Results:mx;i=1;x=y",
     "1MS", "instance_missing@0 results_missing@1"},
    {"A13 A17 and end in a semicolon", "S1:none M1 ARC-Authentication-Results:i=1_mx;x=y", "1MS",
     "instance_invalid@0 results_missing@1"},
    {"A13 nothing behind it", "S1:none M1 ARC-Authentication-Results:i=1", "1MS",
     "instance_invalid@0 results_missing@1"},
    {"A13 comments", "S1:none M1 ARC-Authentication-Results:(a)i(b)=(c)1(d);mx", "1RMS", ""},
    {"A13 an unclosed comment", "S1:none M1 ARC-Authentication-Results:(a_i=1;mx", "1MS",
     "instance_missing@0 results_missing@1"},
    // A5
    {"A5 repeated", "S1:none S1:none M1 M1 M1 R1", "1RMS",
     "instance_repeated@1 instance_repeated@1 instance_repeated@1"},
    {"A5 each kind missing", "M1 R1 S2:pass R2 S3:pass M3", "1RM 2RS 3MS",
     "results_missing@3 signature_missing@2 seal_missing@1"},
    {"A5 a gap", "S3:pass M3 R3 S1:none M1 R1", "1RMS 3RMS", "instance_gap@2"},
    {"A5 the first is missing", "S2:pass M2 R2", "2RMS", "instance_gap@1"},
    {"A5 cv=", "S1:pass M1 R1 S2:none M2 R2 S3:fail M3 R3 S4: M4 R4 S5:Pass M5 R5",
     "1RMS 2RMS 3RMS 4RMS 5RMS",
     "cv_invalid@4 cv_invalid@5 cv_not_none@1 cv_not_pass@2 cv_not_pass@3"},
    {"A5 no cv=", "ARC-Seal:i=1;a=x M1 R1", "1RMS", "cv_missing@1"},
    {"A10 h= in a seal", "ARC-Seal:i=1;cv=none;h=from M1 R1", "1RMS", "seal_names_headers@1"},
    {"A17 i= twice in one field: the first", "ARC-Seal:i=1;i=2;cv=none M1 R1", "1RMS", ""},
};

std::string field(std::string_view word) {
  std::string text(word);
  for (char& c : text) {
    if (c == '_') c = ' ';
  }
  if (word.starts_with("ARC") || word.starts_with("arc")) return text + "\r\n";
  const std::string rest = text.substr(1);
  const std::size_t colon = rest.find(':');
  switch (text[0]) {
    case 'R':
      return "ARC-Authentication-Results: i=" + rest + "; mx.example; spf=pass\r\n";
    case 'M':
      return "ARC-Message-Signature: a=x; i=" + rest + "; b=AA\r\n";
    default:
      return "ARC-Seal: i=" + rest.substr(0, colon) + "; cv=" + rest.substr(colon + 1) + "\r\n";
  }
}

std::string build(std::string_view fields) {
  std::string text;
  for (const std::string_view word : split(fields, ' ')) {
    if (!word.empty()) text += field(word);
  }
  return text + "From: a@example.com\r\n\r\nx\r\n";
}

std::string describe(const Sets& sets) {
  std::string text;
  for (const Set& set : sets.sets) {
    if (!text.empty()) text += ' ';
    text += std::to_string(set.instance);
    if (set.results) text += 'R';
    if (set.signature) text += 'M';
    if (set.seal) text += 'S';
  }
  return text;
}

std::string describe(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    if (!text.empty()) text += ' ';
    text += std::string(to_string(fault.reason)) + "@" + std::to_string(fault.instance);
  }
  return text;
}

Sets collected(const std::string& text, std::size_t limit = 50) {
  return collect(message::parse_message(text, {0, text.size(), 1}, {}), limit);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arc_set)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const std::string text = build(row.fields);
      const Sets sets = collected(text);
      BOOST_TEST(describe(sets) == row.sets);
      if (row.faults == "GAPS") {
        BOOST_TEST(sets.faults.size() == 49U);
      } else {
        BOOST_TEST(describe(sets.faults) == row.faults);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_limit_keeps_the_oldest) {
  const std::string text = build("S3:pass M3 R3 S2:pass M2 R2 S1:none M1 R1");
  BOOST_TEST(!collected(text, 3).over_limit);
  const Sets cut = collected(text, 2);
  BOOST_TEST(cut.over_limit);
  BOOST_TEST(describe(cut) == "1RMS 2RMS");
}

// A fault names the field that is at fault, or none where one is missing.
BOOST_AUTO_TEST_CASE(faults_are_located) {
  const std::string text = build("S1:none S1:none R1");
  const message::Message message = message::parse_message(text, {0, text.size(), 1}, {});
  const Sets sets = collect(message, 50);
  BOOST_REQUIRE_EQUAL(sets.faults.size(), 2U);
  BOOST_TEST((sets.faults[0].field == &message.fields[1]));
  BOOST_TEST((sets.faults[1].field == nullptr));
}

BOOST_AUTO_TEST_CASE(many_fields_of_one_instance) {
  std::string fields;
  for (int i = 0; i < 3'000; ++i) fields += "S1:none M1 R1 ";
  const std::string text = build(fields);
  const Sets sets = collected(text);
  BOOST_TEST(describe(sets) == "1RMS");
  BOOST_TEST(sets.faults.size() == 3U * 2'999U);
}

BOOST_AUTO_TEST_CASE(every_reason_has_its_word) {
  BOOST_TEST(to_string(Reason::none) == "none");
  BOOST_TEST(to_string(Reason::seal_names_headers) == "seal_names_headers");
  BOOST_TEST(to_string(Reason::signature_covers_seal) == "signature_covers_seal");
  BOOST_TEST(to_string(Reason::over_limit) == "over_limit");
}

BOOST_AUTO_TEST_SUITE_END()
