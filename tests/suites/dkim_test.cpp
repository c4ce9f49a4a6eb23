// Published DKIM messages: the examples of RFC 6376 A.2 and RFC 8463 A.3, and chasquid's cases.
#include <algorithm>
#include <string>
#include <vector>

#include "dkim/verify.h"
#include "suites/json_file.h"
#include "text.h"

using namespace indicia;

namespace {

const suites::Suite chasquid{"chasquid-dkim",
                             "https://github.com/albertito/chasquid internal/dkim/testdata"};
const suites::Suite rfc_vectors{"rfc-vectors", "RFC 6376 appendix A.2, RFC 8463 appendix A.3"};

constexpr std::int64_t judged_at = 1'790'000'000;

struct Judged {
  std::vector<dkim::Examined> examined;
  std::vector<dkim::Verification> verified;
};

Judged judge(const message::Message& message, const dns::Answers& answers, const Limits& limits) {
  Judged judged;
  judged.examined = dkim::examine(message, {message.body, true, false}, limits.signatures);
  dns::Inquiry inquiry(answers, limits.questions, false);
  for (const dkim::Examined& examined : judged.examined) {
    judged.verified.push_back(dkim::verify(examined, inquiry, judged_at, limits, nullptr));
  }
  return judged;
}

message::Message parsed(std::string_view text) {
  return message::parse_message(text, {0, text.size(), 1}, {});
}

void add_txt(dns::Answers& answers, const std::string& name, const std::string& text) {
  const dns::Question question{dns::normalise_name(name), dns::RecordType::txt};
  dns::Answer answer = answers.find(question).value_or(dns::Answer{.question = question});
  answer.status = dns::Status::ok;
  answer.records.push_back({.strings = {text}});
  answers.add(answer);
}

// A file of the suite may hold nothing but the name of another one: links, exported as text.
std::string read_linked(const std::string& name) {
  std::string text = suites::read_file(chasquid.path() / name);
  const std::string target(trim(text));
  if (target.find('\n') == std::string::npos && target.starts_with("0") &&
      std::filesystem::exists(chasquid.path() / target)) {
    return read_linked(target);
  }
  return text;
}

// "name: text" with lines continued by a backslash; TEMPERROR and PERMERROR stand for a failing
// look-up and for a name that does not exist.
dns::Answers read_dns(const std::string& name) {
  dns::Answers answers;
  if (std::filesystem::exists(chasquid.path() / name)) {
    std::string text = read_linked(name);
    for (std::size_t at = text.find("\\\n"); at != std::string::npos; at = text.find("\\\n", at)) {
      text.replace(at, 2, "");
    }
    for (const std::string_view line : split(text, '\n')) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string owner(trim(line.substr(0, colon)));
      const std::string value(trim(line.substr(colon + 1)));
      if (value == "TEMPERROR") {
        answers.add({.question = {owner, dns::RecordType::txt}, .status = dns::Status::servfail});
      } else if (value != "PERMERROR") {
        add_txt(answers, owner, value);
      }
    }
  }
  answers.set_default_nxdomain();
  return answers;
}

std::string_view state_of(Result result) {
  return result == Result::pass ? "SUCCESS" : result == Result::temperror ? "TEMPFAIL" : "PERMFAIL";
}

struct Expected {
  std::string_view name;
  std::vector<std::string_view> reasons;  // ours, for each signature; the suite has other words
};

const Expected cases[] = {
    {"01-rfc8463", {"none", "none"}},
    {"02-too_many_headers", {"none", "none", "none", "none", "none"}},
    {"04-bad_dkim_signature_header", {"incompatible_version"}},
    {"05-dns_temp_error", {"key_unavailable", "none"}},
    {"06-dns_perm_error", {"no_key", "none"}},
    {"07-algo_mismatch", {"none", "none"}},
    {"08-our_signature", {"none", "none", "none"}},
    {"09-limited_body", {"none", "none", "none"}},
    {"10-strict_domain_check_pass", {"none", "none"}},
    {"11-strict_domain_check_fail", {"key_strict_identity"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_messages)

BOOST_AUTO_TEST_CASE(chasquid_cases, *boost::unit_test::precondition(chasquid)) {
  for (const Expected& row : cases) {
    BOOST_TEST_CONTEXT(row.name) {
      const std::string name(row.name);
      const auto expected = suites::json::parse(read_linked(name + ".result")).at("Results");
      const std::string text = read_linked(name + ".msg");
      // D22: the suite verifies at most five signatures, and so do we when told to.
      Limits limits;
      limits.signatures = 5;
      const message::Message message = parsed(text);
      const Judged judged = judge(message, read_dns(name + ".dns"), limits);
      BOOST_REQUIRE(std::min(judged.verified.size(), limits.signatures) == expected.size());
      BOOST_REQUIRE(row.reasons.size() == expected.size());
      for (std::size_t i = 0; i < judged.verified.size(); ++i) {
        const dkim::Verification& v = judged.verified[i];
        if (i >= limits.signatures) {
          BOOST_TEST(to_string(v.reason) == "too_many_signatures");
          continue;
        }
        BOOST_TEST(state_of(v.result) == expected[i].at("State").get<std::string>());
        BOOST_TEST(to_string(v.reason) == row.reasons[i]);
        // Truth beside the verdict: every one of these messages is as it was signed.
        BOOST_TEST(to_string(v.body_hash) == "match");
        if (v.key_response.ok() && name != "04-bad_dkim_signature_header") {
          BOOST_TEST(to_string(v.header_signature) == "match");
        }
      }
    }
  }
}

// The suite refuses the message; here it is read with a defect and has no signature.
BOOST_AUTO_TEST_CASE(chasquid_bad_message, *boost::unit_test::precondition(chasquid)) {
  const std::string text = suites::read_file(chasquid.path() / "03-bad_message.msg");
  const message::Message message = parsed(text);
  BOOST_TEST(message.defects.front().ident == "message-starts-with-continuation");
  BOOST_TEST(judge(message, {}, {}).verified.empty());
}

BOOST_AUTO_TEST_CASE(every_chasquid_case_is_known, *boost::unit_test::precondition(chasquid)) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(chasquid.path())) {
    if (entry.path().extension() == ".msg") ++count;
  }
  BOOST_TEST(count == std::size(cases) + 1);
}

BOOST_AUTO_TEST_CASE(rfc_examples, *boost::unit_test::precondition(rfc_vectors)) {
  const auto vectors = suites::read_json(rfc_vectors.path() / "vectors.json");
  dns::Answers answers;
  for (const auto& [name, types] : vectors.at("dns").items()) {
    for (const auto& text : types.at("TXT")) add_txt(answers, name, text.get<std::string>());
  }
  std::size_t signatures = 0;
  for (const auto& row : vectors.at("expected")) {
    const auto file = row.at("file").get<std::string>();
    const std::string stored = suites::read_file(rfc_vectors.path() / file);
    // As stored (LF) and as sent (CRLF): the same.
    std::string sent;
    for (const char c : stored) {
      if (c == '\n' && !sent.ends_with('\r')) sent += '\r';
      sent += c;
    }
    for (const std::string& text : {stored, sent}) {
      BOOST_TEST_CONTEXT(file) {
        const message::Message message = parsed(text);
        const Judged judged = judge(message, answers, {});
        BOOST_REQUIRE(judged.verified.size() == row.at("signatures").size());
        for (std::size_t i = 0; i < judged.verified.size(); ++i, ++signatures) {
          BOOST_TEST(to_string(judged.verified[i].result) ==
                     row.at("signatures")[i].get<std::string>());
        }
      }
    }
  }
  BOOST_TEST(signatures == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
