// Answers files: JSON read and written, the forms told apart, mistakes with their lines.
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "json/answers.h"

using namespace indicia;

namespace {

std::string file_with(const std::string& answers) {
  return "{\n\"schema\": \"indicia-answers/1\",\n\"answers\": [\n" + answers + "\n]}\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_answers)

BOOST_AUTO_TEST_CASE(written_and_read_again) {
  const std::vector<std::string> rows = {
      R"({"name":"a.test","type":"TXT","status":"ok","records":["v=spf1 -all",["a","b"]],"ttl":300,"asked_at":"2026-11-21T14:03:00Z","resolver":"192.0.2.53","dnssec":"secure"})",
      R"({"name":"b.test","type":"TXT","status":"ok","records":["\\000\\255\\\\ \" \\195\\169"],"ttl":0})",
      R"({"name":"c.test","type":"MX","status":"ok","records":[{"preference":0,"exchange":"."},{"preference":10,"exchange":"mx.test"}],"ttl":1})",
      R"({"name":"d.test","type":"A","status":"ok","records":["192.0.2.1","192.0.2.2"],"ttl":1})",
      R"({"name":"e.test","type":"AAAA","status":"ok","records":["2001:db8::1"],"ttl":1})",
      R"({"name":"f\\046x.test","type":"CNAME","status":"ok","records":["g.test"],"ttl":1})",
      R"({"name":".","type":"NS","status":"ok","records":["ns.test"],"ttl":1})",
      R"({"name":"g.test","type":"SOA","status":"ok","records":["a;b. (. 1 2 3 4 5"],"ttl":1})",
      R"({"name":"h.test","type":"PTR","status":"nodata","ttl":60})",
      R"({"name":"i.test","type":"SPF","status":"nxdomain","ttl":60,"dnssec":"insecure"})",
      R"({"name":"j.test","type":"TXT","status":"servfail"})",
      R"({"name":"k.test","type":"TXT","status":"timeout"})",
      R"({"name":"l.test","type":"TXT","status":"bogus","dnssec":"bogus"})",
      R"({"name":"m.test","type":"TXT","status":"not_asked"})",
  };
  std::string text =
      "{\n  \"schema\": \"indicia-answers/1\",\n  \"default\": \"nxdomain\",\n"
      "  \"answers\": [";
  for (std::size_t i = 0; i < rows.size(); ++i) text += (i == 0 ? "\n    " : ",\n    ") + rows[i];
  text += "\n  ]\n}\n";
  const AnswersFile file = parse_answers(text);
  for (const dns::TextError& error : file.errors) BOOST_ERROR(error.what);
  BOOST_TEST(file.default_nxdomain);
  BOOST_REQUIRE(file.answers.size() == rows.size());
  for (const dns::Answer& answer : file.answers) {
    BOOST_TEST((answer.provenance == Provenance::supplied));  // also of one that claims "secure"
  }
  BOOST_TEST((file.answers[0].dnssec == dns::Dnssec::secure));
  BOOST_TEST(file.answers[1].records.at(0).text() == std::string("\0\xFF\\ \" \xC3\xA9", 8));
  BOOST_TEST(answers_json(file.answers, true) == text);
  BOOST_TEST(answers_json({}, false) ==
             "{\n  \"schema\": \"indicia-answers/1\",\n  \"default\": \"not_asked\",\n"
             "  \"answers\": []\n}\n");
}

BOOST_AUTO_TEST_CASE(other_spellings_are_read) {
  const AnswersFile file = parse_answers(file_with(
      R"({"name": "A.Test.", "type": "txt", "status": "OK", "records": ["ü"], "asked_at": 1795269780},
         {"name": "b.test", "type": "AAAA", "status": "ok", "records": ["2001:DB8:0:0::1"]},
         {"name": "c.test", "type": "CAA", "status": "nodata"},
         {"name": "d.test", "type": "TXT", "status": "ok", "records": [")" +
      std::string(300, 'x') + R"("], "provenance": "observed", "unknown": [1]})"));
  for (const dns::TextError& error : file.errors) BOOST_ERROR(error.what);
  BOOST_REQUIRE(file.answers.size() == 3U);
  BOOST_TEST(file.answers[0].question.name == "a.test");
  BOOST_TEST(file.answers[0].records.at(0).text() == "\xC3\xBC");
  BOOST_TEST(file.answers[0].asked_at == 1'795'269'780);
  BOOST_TEST(file.answers[1].records.at(0).data == "2001:db8::1");
  BOOST_TEST(file.answers[2].records.at(0).strings.size() == 2U);  // 255 octets each at most
  BOOST_TEST((file.answers[2].provenance == Provenance::supplied));
  BOOST_TEST((file.skipped.at(0) == dns::SkippedRecord{6, "c.test", "CAA"}));
}

BOOST_AUTO_TEST_CASE(forms_are_told_apart) {
  const struct {
    const char* name;
    const char* text;
    std::size_t answers;
    bool default_nxdomain;
  } rows[] = {
      {"JSON behind a mark", "\xEF\xBB\xBF \n{\"schema\":\"indicia-answers/1\",\"answers\":[]}", 0,
       false},
      {"a report",
       "{\"schema\":\"indicia/1\",\"findings\":[],\"answers\":[{\"name\":\"a.test\","
       "\"type\":\"A\",\"status\":\"nodata\",\"ttl\":1,\"provenance\":\"observed\"}]}",
       1, false},
      {"zone text behind a mark",
       "\xEF\xBB\xBF"
       "a.test. TXT \"x\"",
       1, false},
      {"root zone", "$ORIGIN .\n@ SOA . . 1 2 3 4 5\na.test. A 192.0.2.1", 2, true},
      {"dig", "; <<>> DiG 9 <<>> A a.test\n;; ->>HEADER<<- status: NXDOMAIN\n", 1, false},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const AnswersFile file = parse_answers(row.text);
      for (const dns::TextError& error : file.errors) BOOST_ERROR(error.what);
      BOOST_TEST(file.answers.size() == row.answers);
      BOOST_TEST(file.default_nxdomain == row.default_nxdomain);
    }
  }
  const AnswersFile brief =
      parse_answers("\"v=spf1 -all\"\n", dns::Question{"a.test", dns::RecordType::txt});
  BOOST_TEST(brief.answers.at(0).records.at(0).text() == "v=spf1 -all");
  dns::Answers table;
  add_answers(parse_answers("test. SOA . . 1 2 3 4 5\n"), table);
  BOOST_TEST((table.find({"x.test", dns::RecordType::a})->status == dns::Status::nxdomain));
  BOOST_TEST(!table.find({"x.example", dns::RecordType::a}).has_value());
}

BOOST_AUTO_TEST_CASE(mistakes_name_line_and_remedy) {
  const auto answer = [](const std::string& members) {
    return file_with("{\"name\": \"good.test\", \"type\": \"A\", \"status\": \"nodata\"},\n{" +
                     members + "}");
  };
  const struct {
    std::string text;
    std::size_t line;
    const char* what;
  } rows[] = {
      {"", 1, "no DNS record stands in this text"},
      {"{", 1, "this is not valid JSON: unexpected end of input; expected string literal"},
      {"{\"schema\": \"indicia-answers/1\",\n\"answers\": [\n{]}", 3,
       "this is not valid JSON: unexpected ']'; expected string literal"},
      {"[1]", 1, "an answers file is a JSON object"},
      {"{}", 1, "the member \"schema\" is missing"},
      {"{\"schema\": \"x\\u001b\"}", 1, "\"x\\027\" is not a known schema"},
      {"{\"schema\": \"indicia-answers/1\"}", 1, "the list \"answers\" is missing"},
      {"{\"schema\": \"indicia-answers/1\", \"default\": 1, \"answers\": []}", 1,
       "\"default\" is neither \"not_asked\" nor \"nxdomain\""},
      {file_with("1, \"},{\", {\"name\": 5}"), 4, "an answer has no name"},
      {answer(R"("name": "a..b", "type": "A", "status": "nodata")"), 5,
       "\"a..b\" is not a DNS name"},
      {answer(R"("name": "a.test", "status": "nodata")"), 5,
       "the answer for \"a.test\" has no record type"},
      {answer(R"("name": "a.test", "type": "BLAH", "status": "nodata")"), 5,
       "\"BLAH\" of \"a.test\" is no record type"},
      {answer(R"("name": "a.test", "type": "CAA")"), 5,
       "the answer for \"a.test\" has no known status"},
      {answer(R"("name": "a.test", "type": "A", "status": "fine")"), 5,
       "the answer for \"a.test\" has no known status"},
      {answer(R"("name": "a.test", "type": "A", "status": "ok")"), 5,
       "the answer for \"a.test\" is ok but has no records"},
      {answer(R"("name": "a.test", "type": "A", "status": "nxdomain", "records": ["192.0.2.1"])"),
       5, "the records of \"a.test\" contradict its status"},
      {answer(R"("name": "a.test", "type": "A", "status": "ok", "records": "192.0.2.1")"), 5,
       "the records of \"a.test\" are not a list"},
      {answer(R"("name": "a.test", "type": "A", "status": "ok", "records": ["::1"])"), 5,
       "a record of \"a.test\" is not of the type A"},
      {answer(R"("name": "a.test", "type": "MX", "status": "ok", "records": ["mx.test"])"), 5,
       "a record of \"a.test\" is not of the type MX"},
      {answer(R"("name": "a.test", "type": "MX", "status": "ok",
                 "records": [{"preference": 65536, "exchange": "mx.test"}])"),
       5, "a record of \"a.test\" is not of the type MX"},
      {answer(R"("name": "a.test", "type": "TXT", "status": "ok", "records": [["a", 1]])"), 5,
       "a record of \"a.test\" is not of the type TXT"},
      {answer(R"("name": "a.test", "type": "SOA", "status": "ok", "records": [". . 1\n x A ::"])"),
       5, "a record of \"a.test\" is not of the type SOA"},
      {answer(R"("name": "a.test", "type": "A", "status": "nodata", "ttl": -1)"), 5,
       "the ttl of \"a.test\" is not a whole number"},
      {answer(R"("name": "a.test", "type": "A", "status": "nodata", "ttl": 1.5)"), 5,
       "the ttl of \"a.test\" is not a whole number"},
      {answer(R"("name": "a.test", "type": "A", "status": "nodata", "asked_at": "today")"), 5,
       "\"asked_at\" of \"a.test\" is not a time"},
      {answer(R"("name": "a.test", "type": "A", "status": "nodata", "dnssec": "yes")"), 5,
       "\"dnssec\" of \"a.test\" is not a known word"},
      {answer(R"("name": "Good.test.", "type": "A", "status": "nodata")"), 5,
       "\"good.test\" is answered twice for the type A"},
      {answer(R"("name": "\ud800", "type": "A", "status": "nodata")"), 5,
       "this is not valid JSON: invalid string: surrogate U+D800..U+DBFF must be followed by "
       "U+DC00..U+DFFF"},
      {file_with("\"\xFF\""), 4, "this is not valid JSON: invalid string: ill-formed UTF-8 byte"},
      {"{\"schema\":" + std::string(100'000, '['), 1, "this JSON is nested too deeply"},
      {"{\"schema\":" + std::string(20, '['), 1,
       "this is not valid JSON: unexpected end of input; expected '[', '{', or a literal"},
      {"{\"schema\":" + std::string(50, '[') + std::string(50, ']') + "}", 1,
       "this JSON is nested too deeply"},
      {"{\"schema\": 1e999}", 1, "this JSON cannot be read"},
      {"Hello there, see below", 1, "\"there,\" is not a record type"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text.substr(0, 200)) {
      const AnswersFile file = parse_answers(row.text);
      BOOST_REQUIRE(!file.errors.empty());
      BOOST_TEST(file.errors[0].what == row.what);
      BOOST_TEST(file.errors[0].line == row.line);
      BOOST_TEST(!file.errors[0].remedy.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(every_prefix_of_a_file_ends) {
  const std::string text = file_with(
      R"({"name": "a.test", "type": "MX", "status": "ok", "records": [{"preference": 1, "exchange": "."}]})");
  for (std::size_t i = 0; i < text.size() - 1; ++i) {
    if (text.substr(0, i).find("]}\n") != std::string::npos) break;
    BOOST_TEST(parse_answers(std::string_view(text).substr(0, i)).answers.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
