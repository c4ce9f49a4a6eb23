// Where else a key is looked for that was not found (dkim-forensics 6): which names, in which
// order, when at all, and what a key there proves.
#include "dkim/key_neighbours.h"

#include <boost/test/unit_test.hpp>

#include "data/dkim_vectors.h"
#include "dkim/verify.h"

using namespace indicia;
using namespace indicia::dkim;

BOOST_AUTO_TEST_SUITE(dkim_key_neighbours)

namespace {

std::string names(const std::vector<Neighbour>& list) {
  std::string out;
  for (const Neighbour& one : list) out += (out.empty() ? "" : " ") + one.name;
  return out;
}

Signature signature_of(std::string_view selector, std::string_view domain) {
  Signature signature;
  signature.selector_ascii = selector;
  signature.domain_ascii = domain;
  return signature;
}

struct Row {
  std::string_view what;
  std::string_view selector;
  std::string_view domain;
  std::vector<std::string> aliases;
  SeekContext context;
  bool below_domainkey;
  std::string_view expected;
};

// A signed message of the vectors and the answers for names near its key.
struct Sought {
  message::Message message;
  std::vector<Examined> examined;
  Verification verification;
  std::vector<dns::OpenQuestion> open;
};

std::string_view vector_message() {
  for (const auto& row : dkim_vectors::rows) {
    if (row.expected.starts_with("pass none match match")) return row.message;
  }
  return {};
}

std::string vector_record(std::string_view selector) {
  for (const auto& key : dkim_vectors::keys) {
    if (key.selector == selector) return std::string(key.record);
  }
  return {};
}

Sought seek(const dns::Answers& answers, std::size_t most_questions = 200,
            const SeekContext& context = {}) {
  Sought sought;
  const std::string_view text = vector_message();
  sought.message = message::parse_message(text, {0, text.size(), 1}, {});
  sought.examined = examine(sought.message, {sought.message.body, true, false}, 50);
  Limits limits;
  limits.questions = most_questions;
  dns::Inquiry inquiry(answers, most_questions, false);
  sought.verification = verify(sought.examined.front(), inquiry, 1'790'000'000, limits, nullptr);
  seek_key(sought.verification, sought.examined.front(), context, inquiry, limits, nullptr);
  sought.open = inquiry.open();
  return sought;
}

void put(dns::Answers& answers, const std::string& name, dns::Status status,
         const std::string& text = {}) {
  dns::Answer answer{.question = {name, dns::RecordType::txt}, .status = status};
  if (status == dns::Status::ok) answer.records.push_back({.strings = {text}});
  answers.add(answer);
}

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  const Row rows[] = {
      {"nothing beneath _domainkey",
       "sel",
       "example.com",
       {},
       {"example.com", {"other"}},
       false,
       "_domainkey.example.com sel._domainkey.example.com.example.com sel.example.com"},
      {"a subdomain",
       "sel",
       "news.example.com",
       {},
       {"example.com", {}},
       false,
       "_domainkey.news.example.com sel._domainkey.news.example.com.news.example.com "
       "sel._domainkey.example.com sel.news.example.com"},
      {"selectors: those of the message, of the same group, the one before and after, twelve in "
       "all",
       "k2",
       "example.com",
       {},
       {"example.com", {"old", "google"}},
       true,
       "_domainkey.example.com k2._domainkey.example.com.example.com k2.example.com "
       "old._domainkey.example.com google._domainkey.example.com k1._domainkey.example.com "
       "k3._domainkey.example.com s1._domainkey.example.com s2._domainkey.example.com "
       "selector1._domainkey.example.com selector2._domainkey.example.com "
       "default._domainkey.example.com"},
      {"an alias with the zone's name at its end",
       "sel",
       "example.com",
       {"sel.dkim.mailer.example.example.com"},
       {"example.com", {"other"}},
       true,
       "sel.dkim.mailer.example"},
      {"an alias elsewhere: the name is right",
       "sel",
       "example.com",
       {"a.mailer.example", "b.mailer.example"},
       {"example.com", {}},
       true,
       ""},
      {"a name too long to double",
       "sel",
       "a23456789012345678901234567890123456789012345678901234567890."
       "b2345678901234567890123456789012"
       "3456789012345678901234567890.c23456789012345678901234567890.example.com",
       {},
       {"", {}},
       false,
       "_domainkey.a23456789012345678901234567890123456789012345678901234567890.b234567890123456789"
       "01234567890123456789012345678901234567890.c23456789012345678901234567890.example.com "
       "sel.a23456789012345678901234567890123456789012345678901234567890.b2345678901234567890123456"
       "7890123456789012345678901234567890.c23456789012345678901234567890.example.com"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto found = neighbours_of(signature_of(row.selector, row.domain), row.aliases,
                                       row.context, row.below_domainkey);
      BOOST_TEST(names(found) == row.expected);
      BOOST_TEST(found.size() <= most_neighbours);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_before_the_key_is_known_to_be_missing) {
  const Sought unasked = seek({});
  BOOST_TEST(unasked.open.size() == 1U);
  BOOST_TEST(unasked.verification.neighbours.empty());
  const std::string name = unasked.verification.key_name;

  dns::Answers failing;
  put(failing, name, dns::Status::servfail);
  BOOST_TEST(seek(failing).open.empty());

  dns::Answers missing;
  put(missing, name, dns::Status::nxdomain);
  const Sought first = seek(missing);
  BOOST_TEST(first.open.size() == 3U);
  for (const dns::OpenQuestion& question : first.open) {
    BOOST_TEST(!question.required);
    BOOST_TEST((question.purpose == dns::Purpose::dkim_neighbour));
  }
  // RFC 8020: nothing beneath a name that does not exist.
  put(missing, "_domainkey.example.com", dns::Status::nxdomain);
  BOOST_TEST(seek(missing).open.size() == 2U);
  put(missing, "_domainkey.example.com", dns::Status::nodata);
  BOOST_TEST(seek(missing).open.size() == most_neighbours - 1);
  // The checks that give verdicts keep their questions.
  BOOST_TEST(seek(missing, 1 + most_neighbours).open.size() == most_neighbours - 1);
  BOOST_TEST(seek(missing, most_neighbours).open.empty());
}

BOOST_AUTO_TEST_CASE(a_key_elsewhere_is_proven_by_the_signature) {
  const Sought unasked = seek({});
  const std::string name = unasked.verification.key_name;
  const std::string selector = name.substr(0, name.find('.'));
  const std::string key = vector_record(selector);
  BOOST_REQUIRE(!key.empty());

  dns::Answers answers;
  answers.set_default_nxdomain();
  put(answers, name + ".example.com", dns::Status::ok, key);
  put(answers, "default._domainkey.example.com", dns::Status::ok, key.substr(0, key.size() - 20));
  const Sought sought = seek(answers);
  BOOST_TEST((sought.verification.reason == Reason::no_key));
  BOOST_TEST((sought.verification.result == Result::permerror));
  std::size_t proven = 0;
  for (const Neighbour& one : sought.verification.neighbours) {
    if (!one.proven()) continue;
    ++proven;
    BOOST_TEST((one.kind == NeighbourKind::doubled_domain));
    BOOST_TEST(one.name == name + ".example.com");
  }
  BOOST_TEST(proven == 1U);
}

BOOST_AUTO_TEST_CASE(a_wildcard_shows_at_another_name) {
  const std::string name = seek({}).verification.key_name;
  dns::Answers answers;
  put(answers, name, dns::Status::ok, "v=spf1 -all");
  const Sought open = seek(answers);
  BOOST_TEST(open.open.size() == 1U);
  put(answers, "_domainkey.example.com", dns::Status::ok, "v=spf1 -all");
  const Sought same = seek(answers);
  BOOST_REQUIRE(same.verification.neighbours.size() == 1U);
  BOOST_TEST(same.verification.neighbours.front().same_text);
  put(answers, "_domainkey.example.com", dns::Status::nodata);
  BOOST_TEST(!seek(answers).verification.neighbours.front().same_text);
  // A broken key is a key: no wildcard is looked for.
  put(answers, name, dns::Status::ok, "v=DKIM1; p=AAAA");
  BOOST_TEST(seek(answers).open.empty());
}

BOOST_AUTO_TEST_SUITE_END()
