// Queries and evaluations of `indicia spf` as JSON.
#include "json/spf_json.h"

#include <boost/test/unit_test.hpp>

#include "json/nlohmann.h"

using namespace indicia;

BOOST_AUTO_TEST_SUITE(spf_json_lines)

struct Row {
  std::string_view line;
  std::string_view error;   // what the error must contain; empty: a query
  std::string_view domain;  // of the query
};

const Row rows[] = {
    {R"({"ip": "192.0.2.1", "mail_from": "user@example.com", "helo": "mx.example.org"})", "",
     "example.com"},
    {R"({"ip": "2001:db8::1", "mail_from": "", "helo": "mx.example.org"})", "", "mx.example.org"},
    {R"({"ip": "192.0.2.1", "mail_from": "<>", "helo": "mx.example.org"})", "", "mx.example.org"},
    {R"({"ip": "192.0.2.1", "mail_from": "user@example.com", "helo": null})", "", "example.com"},
    {R"({"ip": "192.0.2.1", "mail_from": ""})", "neither mail_from nor helo", ""},
    {R"({"mail_from": "user@example.com"})", "ip \"\" is not", ""},
    {R"({"ip": "192.0.2.256", "mail_from": "user@example.com"})", "192.0.2.256", ""},
    {R"({"ip": 5, "mail_from": "user@example.com"})", "must be strings", ""},
    {R"({"ip": "192.0.2.1", "mailfrom": "user@example.com"})", "unknown member \"mailfrom\"", ""},
    {R"({"ip": "192.0.2.1", "mail_from": "a@example.com", "answers": 1})", "answers must be", ""},
    {R"({"ip": "192.0.2.1", "mail_from": "a@example.com", "answers": {"answers": 5}})",
     "answers: ", ""},
    {"not JSON", "not a JSON object", ""},
    {"[]", "not a JSON object", ""},
    {"", "not a JSON object", ""},
    {"{\"ip\": \"\xFF\"}", "not a JSON object", ""},
    {R"({"ip": 1e999})", "", ""},
};

BOOST_AUTO_TEST_CASE(queries) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.line) {
      const SpfRequest request = read_spf_request(row.line);
      if (row.error.empty() && !row.domain.empty()) {
        BOOST_REQUIRE(request.query.has_value());
        BOOST_TEST(request.query->domain == row.domain);
        BOOST_TEST(request.error == "");
      } else {
        BOOST_TEST(!request.query.has_value());
        BOOST_TEST(!request.error.empty());
        BOOST_TEST(request.error.find(row.error) != std::string::npos, request.error);
      }
    }
  }
  const std::string deep(100'000, '[');
  BOOST_TEST(!read_spf_request(deep).error.empty());
  BOOST_TEST(!read_spf_request("{\"ip\":" + deep).error.empty());
}

namespace {

SpfEvaluation evaluation_of(std::string_view line) {
  const SpfRequest request = read_spf_request(line);
  BOOST_REQUIRE_MESSAGE(request.query, request.error);
  dns::Answers answers;
  if (request.answers) add_answers(*request.answers, answers);
  return evaluate_spf(*request.query, answers, {});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_result) {
  const SpfEvaluation evaluation = evaluation_of(
      R"({"ip": "192.0.2.1", "mail_from": "user@example.com", "helo": "mx.example.org",
          "answers": {"schema": "indicia-answers/1", "default": "nxdomain", "answers": [
            {"name": "example.com", "type": "TXT", "status": "ok",
             "records": ["v=spf1 a:b.example -all exp=e.example"]},
            {"name": "b.example", "type": "A", "status": "ok", "records": ["192.0.2.9"]},
            {"name": "e.example", "type": "TXT", "status": "ok", "records": ["no: %{c}"]}]}})");
  const JsonInput json = JsonInput::parse(spf_json(evaluation));
  BOOST_TEST(json["result"] == "fail");
  BOOST_TEST(json["reason"] == "matched");
  BOOST_TEST(json["explanation"] == "no: 192.0.2.1");
  BOOST_TEST(json["mechanism"] == "-all");
  BOOST_TEST(json["domain"] == "example.com");
  BOOST_TEST(json["record"] == "v=spf1 a:b.example -all exp=e.example");
  BOOST_TEST(json["lookups"] == 1);
  BOOST_TEST(json["void_lookups"] == 0);
  BOOST_TEST(json["provenance"] == "supplied");
  BOOST_TEST(json["problem"].is_null());
  BOOST_TEST(json["questions"].empty());
  BOOST_TEST(json["trace"].size() == 4U);
  BOOST_TEST(json["trace"][1]["term"] == "a:b.example");
  BOOST_TEST(json["trace"][1]["found"][0] == "192.0.2.9");
  BOOST_TEST(spf_json(evaluation).starts_with(R"({"result":"fail","reason":"matched","cause":)"));
}

BOOST_AUTO_TEST_CASE(a_result_that_lacks_answers_is_untestable) {
  const JsonInput json = JsonInput::parse(
      spf_json(evaluation_of(R"({"ip": "192.0.2.1", "mail_from": "user@example.com"})")));
  BOOST_TEST(json["result"] == "untestable");
  BOOST_TEST(json["reason"] == "not_asked");
  BOOST_TEST(json["provenance"] == "untestable");
  BOOST_TEST(json["questions"][0]["name"] == "example.com");
  BOOST_TEST(json["questions"][0]["type"] == "TXT");
  BOOST_TEST(json["questions"][0]["required"] == true);
}

BOOST_AUTO_TEST_CASE(octets_from_dns_stay_valid_json) {
  const JsonInput json = JsonInput::parse(spf_json(evaluation_of(
      R"({"ip": "192.0.2.1", "mail_from": "user@example.com", "answers": {
          "schema": "indicia-answers/1", "default": "nxdomain", "answers": [
            {"name": "example.com", "type": "TXT", "status": "ok",
             "records": ["v=spf1 a:\\195\\040 -all"]}]}})")));
  BOOST_TEST(json["result"] == "permerror");
  BOOST_TEST(json["record"] == "v=spf1 a:\\195( -all");
  BOOST_TEST(json["syntax"][0]["ident"] == "spf-not-ascii");
  BOOST_TEST(json["syntax"][0]["offset"] == 7);
}

BOOST_AUTO_TEST_CASE(an_error) {
  BOOST_TEST(spf_error_json("what \"is\" wrong", 3) == R"({"error":"what \"is\" wrong","line":3})");
}

BOOST_AUTO_TEST_CASE(an_error_in_the_answers_ends_before_its_remedy) {
  const SpfRequest request = read_spf_request(
      R"({"ip": "192.0.2.1", "mail_from": "a@example.com", "answers": {"answers": 5}})");
  BOOST_TEST(request.error.find("; ") != std::string::npos, request.error);
}

BOOST_AUTO_TEST_SUITE_END()
