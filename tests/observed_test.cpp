// What a driver observed stands beside what was supplied, and a later reply replaces an earlier
// one.
#include "dns/observed.h"

#include <boost/test/unit_test.hpp>

#include "json/read_observation.h"

using namespace indicia;
using dns::RecordType;
using dns::Status;

namespace {

const dns::Question a{"a.example", RecordType::txt};

dns::Answer text(const char* name, const char* value) {
  return {.question = {name, RecordType::txt},
          .status = Status::ok,
          .records = {dns::Record{.strings = {value}}}};
}

dns::Answer alias(const char* name, const char* target) {
  return {.question = {name, RecordType::cname},
          .status = Status::ok,
          .records = {dns::Record{.data = target}}};
}

std::string asked(const dns::Answers& answers) {
  dns::Inquiry inquiry(answers, 200, false);
  const dns::Response response = inquiry.ask(a.name, a.type, {});
  return response.ok() ? response.records.front().text()
                       : std::string(dns::to_string(response.status));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(observed)

BOOST_AUTO_TEST_CASE(replies) {
  struct Row {
    const char* what;
    std::vector<std::vector<dns::Answer>> replies;  // to the same question, in order
    std::vector<dns::Answer> supplied;
    std::string wanted;
  };
  const dns::Answer timeout{.question = a, .status = Status::timeout};
  const std::vector<Row> rows = {
      {"nobody asked", {}, {}, "not_asked"},
      {"one reply", {{text("a.example", "1")}}, {}, "1"},
      {"the later reply", {{text("a.example", "1")}, {text("a.example", "2")}}, {}, "2"},
      {"a failure after an alias",
       {{alias("a.example", "b.example"), text("b.example", "1")}, {timeout}},
       {},
       "timeout"},
      {"an alias after a failure",
       {{timeout}, {alias("a.example", "b.example"), text("b.example", "1")}},
       {},
       "1"},
      {"what was given before", {{text("a.example", "1")}}, {text("a.example", "2")}, "2"},
      {"the end of an alias that was given",
       {{alias("a.example", "b.example"), text("b.example", "1")}},
       {text("b.example", "2")},
       "2"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::Observations observations;
      for (const auto& reply : row.replies) observations.note(a, dns::observed(reply, 7, "r"));
      dns::Answers table;
      for (const dns::Answer& answer : row.supplied) table.add(answer);
      observations.add_to(table);
      BOOST_TEST(asked(table) == row.wanted);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_authoritative_file_answers_for_every_name) {
  dns::Observations observations;
  observations.note(a, dns::observed({text("a.example", "1")}, 7, "r"));
  dns::Answers table;
  table.set_default_nxdomain();
  observations.add_to(table);
  BOOST_TEST(asked(table) == "nxdomain");
}

BOOST_AUTO_TEST_CASE(who_answered_and_when) {
  const dns::Answer answer = dns::observed({text("a.example", "1")}, 7, "r").front();
  BOOST_TEST(answer.asked_at == 7);
  BOOST_TEST(answer.resolver == "r");
  BOOST_TEST((answer.provenance == Provenance::observed));
}

BOOST_AUTO_TEST_CASE(observations_are_read) {
  struct Row {
    const char* json;
    const char* problem;
  };
  const std::vector<Row> rows = {
      {R"({"name":"A.example.","type":"txt","asked_at":"2026-11-21T10:00:00Z","resolver":"r"})",
       ""},
      {R"({"name":".","type":"NS","asked_at":"2026-11-21T10:00:00Z","resolver":""})", ""},
      {R"({"name":"a..b","type":"TXT","asked_at":"2026-11-21T10:00:00Z","resolver":"r"})",
       "\"name\" must be a DNS name"},
      {R"({"name":"a","type":"TXT","asked_at":"2026-11-21T10:00:00Z"})", "\"resolver\" is missing"},
      {R"({"name":"a","type":"TXT","asked_at":7,"resolver":"r"})", "\"asked_at\" must be a string"},
      {R"({"name":"a","type":"TXT","asked_at":"2026-11-21T10:00:00Z","resolver":"r","status":"ok"})",
       "\"status\" must be \"timeout\", \"servfail\" or \"not_asked\""},
      {R"({"name":{}})", "an observation is nested too deeply"},
      {"[]", "an observation must be a JSON object"},
      {"{", "not JSON: something is wrong at octet 2"},
  };
  for (const Row& row : rows) {
    Observation observation;
    BOOST_TEST(read_observation(row.json, observation) == row.problem, row.json);
  }
  Observation observation;
  BOOST_TEST(read_observation(rows.front().json, observation).empty());
  BOOST_TEST(observation.question.name == "a.example");
  BOOST_TEST(!observation.status);
}

BOOST_AUTO_TEST_SUITE_END()
