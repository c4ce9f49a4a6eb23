// What check_host() tells beside its result: limits (RFC 7208 4.6.4), trace, places of faults, open
// questions, personal names, provenance.
#include "spf/check_host.h"

#include <boost/test/unit_test.hpp>

#include "spf_zone.h"

using namespace indicia;
using namespace indicia::spf;

BOOST_AUTO_TEST_SUITE(spf_evaluation)

namespace {

Check check_of(const dns::Answers& answers, const Query& query, bool personal_names = true) {
  dns::Inquiry inquiry(answers, 200, personal_names);
  return check_host(query, inquiry);
}

Check check_of(std::string_view zone, std::string_view ip, std::string_view mail_from,
               std::string_view helo = "mail.example.net") {
  return check_of(spf_zone::answers(zone), make_query(*parse_ip(ip), mail_from, helo));
}

}  // namespace

struct Limit {
  std::string_view point;
  std::string record;
  std::string_view zone;
  std::string_view result;
  unsigned lookups;
  unsigned void_lookups;
};

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

const Limit limits[] = {
    {"S32 ten lookups", repeated(" a:b.example", 10) + " ~all", "b.example A 192.0.2.9",
     "softfail matched", 10, 0},
    {"S32 the eleventh", repeated(" a:b.example", 11) + " ~all", "b.example A 192.0.2.9",
     "permerror lookup_limit", 11, 0},
    {"S32 not evaluated, not counted", " ip4:192.0.2.1" + repeated(" a:b.example", 11), "",
     "pass matched", 0, 0},
    {"S32 over includes", " include:i.example include:i.example ~all",
     "i.example TXT v=spf1 a:b.example a:b.example a:b.example a:b.example\nb.example A 192.0.2.9",
     "softfail matched", 10, 0},
    {"S32 redirect counts", repeated(" a:b.example", 10) + " redirect=i.example",
     "b.example A 192.0.2.9\ni.example TXT v=spf1 +all", "permerror lookup_limit", 11, 0},
    {"S32 %{p} costs a lookup", " exists:%{p}.example ~all", "unknown.example A 127.0.0.2",
     "pass matched", 2, 1},
    {"S32 ip4, ip6, all are free", repeated(" ip4:192.0.2.9 ip6:2001:db8::1", 20) + " ~all", "",
     "softfail matched", 0, 0},
    {"S33 eleven MX", " mx ~all",
     "example.com MX 1 a.example\nexample.com MX 1 b.example\nexample.com MX 1 c.example\n"
     "example.com MX 1 d.example\nexample.com MX 1 e.example\nexample.com MX 1 f.example\n"
     "example.com MX 1 g.example\nexample.com MX 1 h.example\nexample.com MX 1 i.example\n"
     "example.com MX 1 j.example\nexample.com MX 1 k.example\na.example A 192.0.2.1",
     "permerror mx_limit", 1, 0},
    {"S33 the addresses behind ten MX are free", " mx ~all",
     "example.com MX 1 a.example\nexample.com MX 1 b.example\nexample.com MX 1 c.example\n"
     "example.com MX 1 d.example\nexample.com MX 1 e.example\nexample.com MX 1 f.example\n"
     "example.com MX 1 g.example\nexample.com MX 1 h.example\nexample.com MX 1 i.example\n"
     "example.com MX 1 j.example\na.example A 192.0.2.9\nb.example A 192.0.2.9\n"
     "c.example A 192.0.2.9\nd.example A 192.0.2.9\ne.example A 192.0.2.9\n"
     "f.example A 192.0.2.9\ng.example A 192.0.2.9\nh.example A 192.0.2.9\n"
     "i.example A 192.0.2.9\nj.example A 192.0.2.9",
     "softfail matched", 1, 0},
    {"S34 the eleventh PTR name is not used", " ptr ~all",
     "1.2.0.192.in-addr.arpa PTR a.example.com\n1.2.0.192.in-addr.arpa PTR b.example.com\n"
     "1.2.0.192.in-addr.arpa PTR c.example.com\n1.2.0.192.in-addr.arpa PTR d.example.com\n"
     "1.2.0.192.in-addr.arpa PTR e.example.com\n1.2.0.192.in-addr.arpa PTR f.example.com\n"
     "1.2.0.192.in-addr.arpa PTR g.example.com\n1.2.0.192.in-addr.arpa PTR h.example.com\n"
     "1.2.0.192.in-addr.arpa PTR i.example.com\n1.2.0.192.in-addr.arpa PTR j.example.com\n"
     "1.2.0.192.in-addr.arpa PTR k.example.com\nk.example.com A 192.0.2.1",
     "softfail matched", 1, 1},
    {"S35 two void lookups", " a:b.example mx:c.example ~all", "", "softfail matched", 2, 2},
    {"S35 the third", " a:b.example mx:c.example exists:d.example ~all", "",
     "permerror void_lookup_limit", 3, 3},
    {"S35 the third in the last term", " a:b.example a:c.example a:d.example", "",
     "permerror void_lookup_limit", 3, 3},
    {"S35 across includes", " a:b.example include:i.example ~all",
     "i.example TXT v=spf1 a:c.example a:d.example", "permerror void_lookup_limit", 4, 3},
    {"S35 NODATA counts", " a:b.example a:b.example a:b.example ~all", "b.example MX 1 x.example",
     "permerror void_lookup_limit", 3, 3},
    {"S35 one term counts once", " mx ~all",
     "example.com MX 1 a.example\nexample.com MX 1 b.example\nexample.com MX 1 c.example",
     "softfail matched", 1, 1},
    {"S35 a name that cannot be asked is not void",
     " a:x..b.example a:y..b.example "
     "a:z..b.example ~all",
     "", "softfail matched", 3, 0},
};

BOOST_AUTO_TEST_CASE(limits_table) {
  for (const Limit& row : limits) {
    BOOST_TEST_CONTEXT(row.point) {
      const Check check =
          check_of("example.com TXT v=spf1" + row.record + "\n" + std::string(row.zone),
                   "192.0.2.1", "user@example.com");
      BOOST_TEST(std::string(to_string(check.result)) + " " +
                     std::string(to_string(check.reason)) ==
                 row.result);
      BOOST_TEST(check.lookups == row.lookups);
      BOOST_TEST(check.void_lookups == row.void_lookups);
      BOOST_TEST(check.trace.back().lookups == row.lookups);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_receiver_may_leave_the_void_limit_out) {
  Query query = make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net");
  query.void_limit = 100;
  const auto zone =
      spf_zone::answers("example.com TXT v=spf1 a:b.example a:c.example a:d.example ~all");
  BOOST_TEST(to_string(check_of(zone, query).result) == "softfail");  // S35
}

BOOST_AUTO_TEST_CASE(trace_tells_the_story) {
  const Check check = check_of(
      "example.com TXT v=spf1 a:b.example include:%{d1}.i.example -all\n"
      "b.example A 192.0.2.7\nb.example A 192.0.2.8\n"
      "com.i.example TXT v=spf1 redirect=r.example\nr.example TXT v=spf1 ?ip4:192.0.2.0/28",
      "192.0.2.1", "user@example.com");
  std::string story;
  for (const Step& step : check.trace) {
    story += std::string(step.depth, '.') + step.domain + "|" + step.term + "|" + step.target +
             "|" + step.outcome + "|" + std::to_string(step.lookups) + "\n";
  }
  BOOST_TEST(story ==
             "example.com||example.com|record|0\n"
             "example.com|a:b.example|b.example|no match|1\n"
             "example.com|include:%{d1}.i.example|com.i.example|no match|2\n"
             ".com.i.example||com.i.example|record|2\n"
             ".com.i.example|redirect=r.example|r.example|followed|3\n"
             "..r.example||r.example|record|3\n"
             "..r.example|?ip4:192.0.2.0/28||match|3\n"
             "example.com|-all||match|3\n");
  BOOST_TEST(check.mechanism == "-all");
  BOOST_TEST(check.matched_domain == "example.com");
  BOOST_TEST(check.trace.at(1).found.size() == 2U);
  BOOST_TEST(check.trace.at(5).record == "v=spf1 ?ip4:192.0.2.0/28");
  BOOST_TEST((check.includes == std::vector<std::string>{"com.i.example", "r.example"}));
}

BOOST_AUTO_TEST_CASE(matches_and_problems_name_their_place) {
  const Check passed = check_of(
      "example.com TXT v=spf1 include:b.example -all\n"
      "b.example TXT v=spf1 ip4:192.0.2.0/24 -all",
      "192.0.2.1", "user@example.com");
  BOOST_TEST(passed.mechanism == "include:b.example");
  BOOST_TEST(passed.matched_domain == "b.example");
  BOOST_TEST(passed.matched_term == "ip4:192.0.2.0/24");
  BOOST_TEST(passed.record == "v=spf1 include:b.example -all");

  const Check broken = check_of(
      "example.com TXT v=spf1 include:b.example -all\nb.example TXT v=spf1 a mxx foo:bar -all",
      "192.0.2.1", "user@example.com");
  BOOST_TEST(to_string(broken.reason) == "include_permerror");
  BOOST_TEST(to_string(broken.cause) == "unknown_mechanism");
  BOOST_TEST(broken.problem == "mxx");
  BOOST_TEST(broken.problem_domain == "b.example");
  BOOST_TEST(broken.syntax.size() == 2U);
  BOOST_TEST(broken.syntax.at(1).offset == 13U);

  const Check absent =
      check_of("example.com TXT v=spf1 include:b.example -all", "192.0.2.1", "user@example.com");
  BOOST_TEST(to_string(absent.cause) == "domain_not_found");
  BOOST_TEST(absent.problem == "include:b.example");
  BOOST_TEST(absent.problem_domain == "b.example");

  const Check failed = check_of("example.com TXT v=spf1 include:b.example -all\nb.example FAIL x",
                                "192.0.2.1", "user@example.com");
  BOOST_TEST(to_string(failed.cause) == "dns_error");
  BOOST_TEST(failed.problem == "include:b.example");
  BOOST_TEST(failed.problem_domain == "b.example");
}

BOOST_AUTO_TEST_CASE(a_missing_answer_ends_the_check) {
  // Where a failure may be skipped, an unasked question still ends the check.
  const std::string_view zones[] = {
      "example.com TXT v=spf1 a:b.example +all",
      "example.com TXT v=spf1 ptr +all",
      "example.com TXT v=spf1 exists:%{p}.b.example +all",
      "example.com TXT v=spf1 include:b.example +all",
      "example.com TXT v=spf1 redirect=b.example",
      "example.com TXT v=spf1 mx +all",
      "other.example A 192.0.2.1",
  };
  for (const std::string_view zone : zones) {
    BOOST_TEST_CONTEXT(zone) {
      dns::Answers answers;
      spf_zone::add_line(answers, zone);
      dns::Inquiry inquiry(answers, 200, true);
      const Check check = check_host(
          make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net"), inquiry);
      BOOST_TEST(to_string(check.result) == "temperror");
      BOOST_TEST(to_string(check.reason) == "not_asked");
      BOOST_TEST((check.provenance == Provenance::untestable));
      BOOST_REQUIRE(inquiry.open().size() == 1U);
      BOOST_TEST(inquiry.open().front().required);
    }
  }
}

BOOST_AUTO_TEST_CASE(mx_targets_are_asked_together) {
  dns::Answers answers;
  spf_zone::add_line(answers, "example.com TXT v=spf1 mx -all");
  spf_zone::add_line(answers, "example.com MX 10 a.example");
  spf_zone::add_line(answers, "example.com MX 20 b.example");
  spf_zone::add_line(answers, "example.com MX 30 c.example");
  dns::Inquiry inquiry(answers, 200, false);
  check_host(make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net"), inquiry);
  BOOST_TEST(inquiry.open().size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_open_explanation_leaves_the_verdict) {
  dns::Answers answers;
  spf_zone::add_line(answers, "example.com TXT v=spf1 -all exp=e.example");
  dns::Inquiry inquiry(answers, 200, false);
  const Check check = check_host(
      make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net"), inquiry);
  BOOST_TEST(to_string(check.result) == "fail");
  BOOST_TEST((check.provenance == Provenance::supplied));
  BOOST_REQUIRE(inquiry.open().size() == 1U);
  BOOST_TEST(!inquiry.open().front().required);
  BOOST_TEST((inquiry.open().front().purpose == dns::Purpose::spf_explanation));
  BOOST_TEST(check.trace.back().outcome == "not_asked");
}

struct Personal {
  std::string_view record;
  bool personal;
};

const Personal personal_names[] = {
    {"v=spf1 exists:%{l}.b.example", true},
    {"v=spf1 exists:%{s}.b.example", true},
    {"v=spf1 exists:%{i}.b.example", true},
    {"v=spf1 exists:%{ir}.%{v}.b.example", true},
    {"v=spf1 ptr", true},
    {"v=spf1 exists:%{p}.b.example", true},
    {"v=spf1 exists:%{o}.b.example", false},
    {"v=spf1 exists:%{d}.%{h}.b.example", false},
    {"v=spf1 exists:%{v}.b.example", false},
    {"v=spf1 a", false},
    {"v=spf1 redirect=%{l}.b.example", true},
};

BOOST_AUTO_TEST_CASE(names_with_personal_data_are_marked) {
  for (const Personal& row : personal_names) {
    BOOST_TEST_CONTEXT(row.record) {
      dns::Answers answers;
      spf_zone::add_line(answers, "example.com TXT " + std::string(row.record));
      dns::Inquiry inquiry(answers, 200, false);
      check_host(make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net"),
                 inquiry);
      BOOST_REQUIRE(inquiry.open().size() == 1U);
      BOOST_TEST(inquiry.open().front().personal == row.personal);
      BOOST_TEST(inquiry.open().front().declined == row.personal);
    }
  }
}

BOOST_AUTO_TEST_CASE(personal_data_is_inherited_by_the_domain) {
  dns::Answers answers;
  spf_zone::add_line(answers, "example.com TXT v=spf1 include:%{l}.b.example -all");
  spf_zone::add_line(answers, "user.b.example TXT v=spf1 a");
  dns::Inquiry inquiry(answers, 200, false);
  check_host(make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net"), inquiry);
  BOOST_REQUIRE(inquiry.open().size() == 1U);
  BOOST_TEST(inquiry.open().front().question.name == "user.b.example");
  BOOST_TEST(inquiry.open().front().personal);
}

BOOST_AUTO_TEST_CASE(provenance_is_the_weakest) {
  dns::Answers answers =
      spf_zone::answers("example.com TXT v=spf1 a -all\nexample.com A 192.0.2.1");
  dns::Answer observed = *answers.find({"example.com", dns::RecordType::txt});
  observed.provenance = Provenance::observed;
  answers.add(observed);
  const Query query = make_query(*parse_ip("192.0.2.1"), "user@example.com", "mail.example.net");
  BOOST_TEST((check_of(answers, query).provenance == Provenance::supplied));
  dns::Answer address = *answers.find({"example.com", dns::RecordType::a});
  address.provenance = Provenance::observed;
  answers.add(address);
  BOOST_TEST((check_of(answers, query).provenance == Provenance::observed));
  BOOST_TEST((check_of(answers, make_query(*parse_ip("192.0.2.1"), "x@y", "z")).provenance ==
              Provenance::verified));
}

BOOST_AUTO_TEST_CASE(long_senders_and_records_stay_bounded) {
  std::string record = "example.com TXT v=spf1";
  for (int i = 0; i < 9; ++i) record += " exists:" + repeated("%{s}", 2'000) + ".example";
  Query query = make_query(*parse_ip("192.0.2.1"), std::string(1'000'000, 'a') + "@example.com",
                           "mail.example.net");
  query.void_limit = 100;
  BOOST_TEST(to_string(check_of(spf_zone::answers(record + " -all"), query).result) == "fail");
}

BOOST_AUTO_TEST_SUITE_END()
