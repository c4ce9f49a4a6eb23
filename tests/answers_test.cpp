// The answer table: names, CNAMEs, defaults, open questions (RFC 1034 3.6.2, RFC 4592, RFC 8020).
#include "dns/answers.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::dns;

namespace {

Answer txt(std::string name, std::string text) {
  return {.question = {std::move(name), RecordType::txt},
          .status = Status::ok,
          .records = {Record{.strings = {std::move(text)}}}};
}

Answer alias(std::string name, std::string target) {
  return {.question = {std::move(name), RecordType::cname},
          .status = Status::ok,
          .records = {Record{.data = std::move(target)}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(normalise_name("Example.COM.") == "example.com");
  BOOST_TEST(normalise_name("a\\.b.example") == "a\\046b.example");
  BOOST_TEST(normalise_name("\\065.example") == "a.example");
  BOOST_TEST(normalise_name("\xFF.example") == "\\255.example");
  BOOST_TEST(is_valid_name("example.com"));
  BOOST_TEST(!is_valid_name(""));
  BOOST_TEST(!is_valid_name("a..b"));
  BOOST_TEST(!is_valid_name(std::string(64, 'a') + ".example"));
  std::string long_name;
  for (int i = 0; i < 127; ++i) long_name += "a.";
  BOOST_TEST(!is_valid_name(normalise_name(long_name + "b")));
  BOOST_TEST(is_valid_name(normalise_name(long_name)));
}

BOOST_AUTO_TEST_CASE(aliases_are_followed_and_loops_end) {
  Answers table;
  table.add(alias("s._domainkey.example.com", "Key.example.NET."));
  table.add(txt("key.example.net", "p="));
  table.add(alias("loop.example", "loop.example"));
  Inquiry inquiry(table, 200, false);
  const Response key = inquiry.ask("s._domainkey.example.com", RecordType::txt, {});  // D51
  BOOST_TEST(key.ok());
  BOOST_TEST(key.records.at(0).text() == "p=");
  BOOST_TEST(key.aliases.at(0) == "key.example.net");
  BOOST_TEST((inquiry.ask("loop.example", RecordType::txt, {}).status == Status::servfail));
  BOOST_TEST(inquiry.open().empty());
}

BOOST_AUTO_TEST_CASE(missing_answers_become_questions_once) {
  Answers table;
  table.add(alias("a.example", "b.example"));
  Inquiry inquiry(table, 200, false);
  BOOST_TEST((inquiry.ask("a.example", RecordType::txt, {}).status == Status::not_asked));
  BOOST_TEST((inquiry.ask("A.example.", RecordType::txt, {}).status == Status::not_asked));
  BOOST_TEST(inquiry.open().size() == 1);
  BOOST_TEST(inquiry.open().at(0).question.name == "b.example");
  BOOST_TEST((inquiry.ask("a..b", RecordType::txt, {}).status == Status::nxdomain));
  BOOST_TEST(inquiry.open().size() == 1);
}

BOOST_AUTO_TEST_CASE(default_nxdomain_knows_empty_non_terminals) {
  Answers table;
  table.set_default_nxdomain();
  table.add(txt("_dmarc.example.com", "v=DMARC1"));
  table.add(txt("*.wild.example", "w"));
  Inquiry inquiry(table, 200, false);
  const auto status = [&](std::string_view name, RecordType type) {
    return inquiry.ask(name, type, {}).status;
  };
  BOOST_TEST((status("example.com", RecordType::a) == Status::nodata));
  BOOST_TEST((status("sub.example.com", RecordType::a) == Status::nxdomain));
  BOOST_TEST((status("x.y.wild.example", RecordType::txt) == Status::ok));
  BOOST_TEST((status("x.y.wild.example", RecordType::a) == Status::nodata));
  BOOST_TEST((status("wild.example", RecordType::txt) == Status::nodata));
}

BOOST_AUTO_TEST_CASE(authority_ends_at_zone_cuts) {
  Answers table;
  table.add_authority("example.com.");
  table.add(txt("a.example.com", "a"));
  table.add({.question = {"sub.example.com", RecordType::ns},
             .status = Status::ok,
             .records = {Record{.data = "ns.example.net"}}});
  const auto status = [&](std::string_view name) {
    const auto answer = table.find({std::string(name), RecordType::txt});
    return answer ? to_string(answer->status) : "no answer";
  };
  BOOST_TEST(status("a.example.com") == "ok");
  BOOST_TEST(status("example.com") == "nodata");
  BOOST_TEST(status("b.example.com") == "nxdomain");
  BOOST_TEST(status("x.sub.example.com") == "no answer");
  BOOST_TEST(status("example.net") == "no answer");
  BOOST_TEST(status("com") == "no answer");
}

BOOST_AUTO_TEST_CASE(a_chain_is_worth_its_weakest_link) {
  Answers table;
  Answer first = alias("a.example", "b.example");
  first.provenance = indicia::Provenance::supplied;
  first.dnssec = Dnssec::insecure;
  Answer second = txt("b.example", "t");
  second.provenance = indicia::Provenance::observed;
  second.dnssec = Dnssec::secure;
  table.add(first);
  table.add(second);
  Inquiry inquiry(table, 200, false);
  const Response response = inquiry.ask("a.example", RecordType::txt, {});
  BOOST_TEST((response.provenance == indicia::Provenance::supplied));
  BOOST_TEST((response.dnssec == Dnssec::insecure));
  BOOST_TEST((inquiry.ask("b.example", RecordType::txt, {}).dnssec == Dnssec::secure));
  inquiry.ask("a.example", RecordType::a, {});
  BOOST_TEST(inquiry.used().size() == 2U);  // the alias serves two questions, and stands once
}

BOOST_AUTO_TEST_CASE(an_answer_tells_all_it_was_read_for) {
  using indicia::dns::Purpose;
  Answers table;
  table.add(txt("a.example", "t"));
  Inquiry inquiry(table, 200, false);
  for (const Purpose purpose : {Purpose::spf, Purpose::dmarc, Purpose::spf}) {
    inquiry.ask("a.example", RecordType::txt, {.purpose = purpose});
  }
  BOOST_TEST((inquiry.used().at(0).purposes == std::vector{Purpose::spf, Purpose::dmarc}));
}

BOOST_AUTO_TEST_CASE(one_question_for_several_reasons) {
  const Answers table;
  Inquiry inquiry(table, 200, false);
  inquiry.ask("a.example", RecordType::a, {.required = false, .personal = true});
  BOOST_TEST(inquiry.open().at(0).declined);
  inquiry.ask("a.example", RecordType::a, {.required = true, .personal = false});
  BOOST_TEST(inquiry.open().size() == 1U);
  BOOST_TEST(inquiry.open().at(0).required);
  BOOST_TEST(!inquiry.open().at(0).declined);
}

BOOST_AUTO_TEST_CASE(a_hostile_name_costs_no_more_than_its_length) {
  Answers table;
  std::string name;
  for (int i = 0; i < 200'000; ++i) name += "a.";
  table.add(txt(name, "t"));
  BOOST_TEST(table.all().size() == 1U);
}

BOOST_AUTO_TEST_CASE(personal_names_need_permission) {
  const Answers table;
  Inquiry shy(table, 200, false);
  shy.ask("user.example.com", RecordType::a, {.personal = true});
  BOOST_TEST(shy.open().at(0).declined);
  Inquiry bold(table, 200, true);
  bold.ask("user.example.com", RecordType::a, {.personal = true});
  BOOST_TEST(!bold.open().at(0).declined);
}

BOOST_AUTO_TEST_CASE(question_limit) {
  const Answers table;
  Inquiry inquiry(table, 2, false);
  for (const char* name : {"a.example", "b.example", "c.example"}) {
    inquiry.ask(name, RecordType::a, {});
  }
  BOOST_TEST(inquiry.open().size() == 2);
  BOOST_TEST(inquiry.limit_reached());
}

BOOST_AUTO_TEST_SUITE_END()
