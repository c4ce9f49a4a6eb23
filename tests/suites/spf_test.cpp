// The openspf.org suites for RFC 7208 and RFC 4408 and pyspf's own cases, as pyspf's repository
// publishes them. Each case runs over the whole zone at once and over answers revealed one by one.
#include <yaml-cpp/yaml.h>

#include <map>
#include <vector>

#include "spf/check_host.h"
#include "suites/json_file.h"

using namespace indicia;

namespace {

const suites::Suite openspf{"spf-openspf", "https://github.com/sdgathman/pyspf (test/)"};

struct Case {
  std::string name;
  std::string host;
  std::string mail_from;
  std::string helo;
  std::vector<std::string> results;  // any of these
  std::string explanation;           // empty: not stated
};

struct Scenario {
  std::string description;
  std::vector<Case> cases;
  dns::Answers answers;
};

using Records = std::map<dns::RecordType, std::vector<dns::Record>>;

void add_record(const std::string& type, const YAML::Node& value, Records& records) {
  const dns::RecordType parsed = dns::parse_record_type(type).value();
  dns::Record record;
  if (parsed == dns::RecordType::txt || parsed == dns::RecordType::spf) {
    if (value.IsSequence()) {
      for (const auto& string : value) record.strings.push_back(string.as<std::string>());
    } else {
      record.strings.push_back(value.as<std::string>());
    }
  } else if (parsed == dns::RecordType::mx) {
    record.preference = value[0].as<std::uint16_t>();
    record.data = dns::normalise_name(value[1].as<std::string>());
  } else if (const auto address = parse_ip(value.as<std::string>())) {
    record.data = to_string(*address);
  } else {
    record.data = dns::normalise_name(value.as<std::string>());
  }
  records[parsed].push_back(record);
}

// The suite's rules: records of type SPF stand for TXT too where the name has no TXT entry, "TXT:
// NONE" is an entry without a record, and TIMEOUT answers every type that has no records.
void add_name(const std::string& name, const YAML::Node& entries, dns::Answers& answers) {
  Records records;
  bool times_out = false;
  bool has_txt = false;
  for (const auto& entry : entries) {
    if (entry.IsScalar()) {
      BOOST_REQUIRE(entry.as<std::string>() == "TIMEOUT");
      times_out = true;
      continue;
    }
    for (const auto& pair : entry) {
      const auto type = pair.first.as<std::string>();
      has_txt = has_txt || type == "TXT";
      if (type == "TXT" && pair.second.IsScalar() && pair.second.as<std::string>() == "NONE") {
        continue;
      }
      add_record(type, pair.second, records);
    }
  }
  if (!has_txt && records.contains(dns::RecordType::spf)) {
    records[dns::RecordType::txt] = records[dns::RecordType::spf];
  }
  using dns::RecordType;
  for (const RecordType type : {RecordType::a, RecordType::aaaa, RecordType::mx, RecordType::ptr,
                                RecordType::txt, RecordType::spf, RecordType::cname}) {
    const bool known = records.contains(type);
    if (!known && (!times_out || type == RecordType::cname)) continue;
    answers.add({.question = {name, type},
                 .status = known ? dns::Status::ok : dns::Status::timeout,
                 .records = known ? records[type] : std::vector<dns::Record>{}});
  }
}

std::string text_of(const YAML::Node& node) {
  return node && !node.IsNull() ? node.as<std::string>() : std::string();
}

Case read_case(const std::string& name, const YAML::Node& node) {
  Case out{.name = name,
           .host = text_of(node["host"]),
           .mail_from = text_of(node["mailfrom"]),
           .helo = text_of(node["helo"]),
           .explanation = text_of(node["explanation"])};
  if (node["result"].IsSequence()) {
    for (const auto& result : node["result"]) out.results.push_back(result.as<std::string>());
  } else {
    out.results.push_back(node["result"].as<std::string>());
  }
  return out;
}

std::vector<Scenario> read_scenarios(const std::string& file) {
  std::vector<Scenario> out;
  for (const YAML::Node& document : YAML::LoadAll(suites::read_file(openspf.path() / file))) {
    Scenario scenario{.description = text_of(document["description"])};
    for (const auto& test : document["tests"]) {
      scenario.cases.push_back(read_case(test.first.as<std::string>(), test.second));
    }
    for (const auto& name : document["zonedata"]) {
      add_name(name.first.as<std::string>(), name.second, scenario.answers);
    }
    scenario.answers.set_default_nxdomain();
    out.push_back(std::move(scenario));
  }
  return out;
}

spf::Query query_of(const Case& test) {
  return spf::make_query(parse_ip(test.host).value(), test.mail_from, test.helo);
}

// What a resolver would say to one question: the records, else the alias, else why there are none.
void reveal(const dns::Question& question, const dns::Answers& all, dns::Answers& known) {
  const auto answer = all.find(question);
  const auto alias = all.find({question.name, dns::RecordType::cname});
  const bool use_alias =
      alias && alias->status == dns::Status::ok && (!answer || answer->status != dns::Status::ok);
  known.add(use_alias ? *alias : answer.value());
}

enum class Order { first, last, all };

spf::Check replayed(const spf::Query& query, const dns::Answers& all, Order order,
                    std::size_t& rounds) {
  dns::Answers known;
  for (rounds = 1;; ++rounds) {
    dns::Inquiry inquiry(known, 200, true);
    spf::Check check = spf::check_host(query, inquiry);
    const auto& open = inquiry.open();
    if (open.empty()) return check;
    BOOST_REQUIRE(rounds < 200);
    for (const auto& question : open) {
      BOOST_REQUIRE((!question.required || check.reason == spf::Reason::not_asked));
    }
    if (order == Order::first) reveal(open.front().question, all, known);
    if (order == Order::last) reveal(open.back().question, all, known);
    if (order != Order::all) continue;
    for (const auto& question : open) reveal(question.question, all, known);
  }
}

void check_replay(const spf::Query& query, const dns::Answers& all, const spf::Check& expected) {
  std::size_t rounds = 0;
  for (const Order order : {Order::first, Order::last, Order::all}) {
    BOOST_TEST((replayed(query, all, order, rounds) == expected));
  }
  BOOST_TEST(rounds <= 20);  // all questions of a round answered, as a driver does
}

// A difference that is meant, and why.
struct Difference {
  std::string_view name;
  std::string_view result;
  std::string_view why;
};

struct Count {
  std::size_t cases = 0;
  std::size_t as_published = 0;
};

void run_case(const Case& test, const Scenario& scenario, const Difference* difference,
              Count& count) {
  dns::Inquiry inquiry(scenario.answers, 200, true);
  const spf::Query query = query_of(test);
  const spf::Check check = spf::check_host(query, inquiry);
  const std::string result(to_string(check.result));
  const bool allowed =
      std::find(test.results.begin(), test.results.end(), result) != test.results.end();
  ++count.cases;
  if (difference != nullptr) {
    BOOST_TEST(!allowed, "a difference is listed, but there is none");
    BOOST_TEST(result == difference->result);
  } else {
    std::string expected;
    for (const auto& word : test.results) expected += word + " ";
    BOOST_TEST(allowed, "got " << result << " (" << to_string(check.reason) << " at "
                               << check.problem << "), expected " << expected);
    count.as_published += allowed ? 1 : 0;
  }
  if (check.result == Result::fail && !test.explanation.empty()) {
    BOOST_TEST(check.explanation ==
               (test.explanation == "DEFAULT" ? std::string() : test.explanation));
  }
  BOOST_TEST(inquiry.open().empty());
  check_replay(query, scenario.answers, check);
}

Count run_file(const std::string& file, const std::vector<Difference>& differences) {
  Count count;
  std::size_t differences_met = 0;
  for (const Scenario& scenario : read_scenarios(file)) {
    for (const Case& test : scenario.cases) {
      BOOST_TEST_CONTEXT(file << ": " << scenario.description << ": " << test.name) {
        const auto difference =
            std::find_if(differences.begin(), differences.end(),
                         [&](const auto& row) { return row.name == test.name; });
        const bool listed = difference != differences.end();
        differences_met += listed ? 1 : 0;
        run_case(test, scenario, listed ? &*difference : nullptr, count);
      }
    }
  }
  BOOST_TEST(differences_met == differences.size());
  std::cout << file << ": " << count.as_published << " of " << count.cases << " as published, "
            << differences.size() << " differences explained" << std::endl;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_suites, *boost::unit_test::precondition(openspf))

BOOST_AUTO_TEST_CASE(rfc7208) {
  const Count count = run_file("rfc7208-tests.yml", {});
  BOOST_TEST(count.cases == 203);
  BOOST_TEST(count.as_published == 203);
}

BOOST_AUTO_TEST_CASE(rfc4408) {
  // RFC 7208 changed no result that this suite insists on: it allows several where they differ.
  const Count count = run_file("rfc4408-tests.yml", {});
  BOOST_TEST(count.cases == 191);
}

BOOST_AUTO_TEST_CASE(pyspf_cases) {
  run_file("test.yml",
           {{"default-modifier", "neutral",
             "pyspf's lax mode honours default=; in RFC 7208 6 it is an unknown modifier"},
            {"default-modifier-harsh", "neutral",
             "pyspf's harsh mode warns of default= with a result of its own"}});
}

BOOST_AUTO_TEST_SUITE_END()
