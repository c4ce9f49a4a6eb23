// DMARC verdicts over small zones: RFC 9989 with the tree walk, and RFC 7489 beside it.
#include "dmarc/evaluate.h"

#include <boost/test/unit_test.hpp>

#include "dmarc/public_suffix.h"
#include "dmarc_zone.h"

using namespace indicia;
using namespace indicia::dmarc;
using dmarc_tests::zone;

namespace {

// Suffixes under reserved names, so that no row depends on the built-in list.
const PublicSuffixList& suffixes() {
  static const auto list = PublicSuffixList::from_text(
      "// ===BEGIN ICANN DOMAINS===\nexample\ntest\ncom\nco.test\n// ===END ICANN DOMAINS===\n");
  return *list;
}

Result parse_result(std::string_view word) {
  for (Result result : {Result::none, Result::pass, Result::fail, Result::softfail, Result::neutral,
                        Result::temperror, Result::permerror, Result::untestable}) {
    if (to_string(result) == word) return result;
  }
  throw std::runtime_error("no result: " + std::string(word));
}

// "spf:domain=result dkim:domain=result"
std::vector<Identifier> identifiers(std::string_view text) {
  std::vector<Identifier> out;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    const std::size_t colon = word.find(':');
    const std::size_t equals = word.find('=');
    out.push_back(
        {word.substr(0, colon) == "spf" ? Identifier::Method::spf : Identifier::Method::dkim,
         word.substr(colon + 1, equals - colon - 1), parse_result(word.substr(equals + 1)),
         out.size()});
  }
  return out;
}

std::string summary(const Verdict& verdict) {
  std::string out(to_string(verdict.result));
  out += ' ';
  out += to_string(verdict.reason);
  if (!verdict.policy.empty()) out += " " + verdict.policy_tag + "=" + verdict.policy;
  if (!verdict.disposition.empty()) out += " > " + verdict.disposition;
  if (!verdict.unsampled_disposition.empty()) out += " or " + verdict.unsampled_disposition;
  if (!verdict.record_domain.empty()) out += " @" + verdict.record_domain;
  return out;
}

Author one(std::string domain) {
  return {.from_fields = 1, .domains = {std::move(domain)}, .invalid = false};
}

Evaluation evaluate_with(const dns::Answers& answers, const Author& author, std::string_view ids,
                         std::vector<dns::OpenQuestion>* open = nullptr) {
  dns::Inquiry inquiry(answers, 200, false);
  Evaluation evaluation = evaluate(author, identifiers(ids), inquiry, suffixes());
  if (open != nullptr) *open = inquiry.open();
  return evaluation;
}

struct Row {
  std::string_view point;
  std::string_view author;
  std::string_view ids;
  std::string_view zone;
  std::string_view rfc9989;
  std::string_view rfc7489;
};

constexpr std::string_view reject = "example.com v=DMARC1; p=reject";

const Row rows[] = {
    {"M28 DKIM in the same domain", "example.com", "dkim:example.com=pass", reject,
     "pass aligned p=reject > none @example.com", "pass aligned p=reject > none @example.com"},
    {"M28 SPF in the same domain", "example.com", "spf:example.com=pass", reject,
     "pass aligned p=reject > none @example.com", "pass aligned p=reject > none @example.com"},
    {"M30 softfail, neutral and none never count", "example.com",
     "spf:example.com=softfail spf:example.com=neutral spf:example.com=none dkim:example.com=none",
     reject, "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"M30 no identifier at all", "example.com", "", reject,
     "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"an unknown MAIL FROM could be any", "example.com", "spf:=untestable dkim:example.com=fail",
     reject, "untestable identifier_untestable p=reject @example.com",
     "untestable identifier_untestable p=reject @example.com"},
    {"M30 passed for another domain", "example.com",
     "spf:mailer.example=pass dkim:mailer.example=pass", reject,
     "fail not_aligned p=reject > reject @example.com",
     "fail not_aligned p=reject > reject @example.com"},
    {"M30 one aligned identifier is enough", "example.com",
     "spf:mailer.example=fail dkim:example.com=fail dkim:example.com=pass", reject,
     "pass aligned p=reject > none @example.com", "pass aligned p=reject > none @example.com"},
    {"M3 case and a final dot", "Example.COM.", "dkim:MAIL.example.com.=pass", reject,
     "pass aligned p=reject > none @example.com", "pass aligned p=reject > none @example.com"},
    {"M8 absent p is none", "example.com", "", "example.com v=DMARC1",
     "fail nothing_passed p=none > none @example.com", "permerror invalid_policy @example.com"},
    {"M8 sp falls back to p", "news.example.com", "",
     "example.com v=DMARC1; p=reject|news.example.com exists",
     "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"M8 np falls back to sp", "ghost.example.com", "",
     "example.com v=DMARC1; p=reject; sp=quarantine",
     "fail nothing_passed sp=quarantine > quarantine @example.com",
     "fail nothing_passed sp=quarantine > quarantine @example.com"},
    {"M9 pct is honoured by RFC 7489 alone", "example.com", "",
     "example.com v=DMARC1; p=reject; pct=30", "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject or quarantine @example.com"},
    {"M9 pct=0", "example.com", "", "example.com v=DMARC1; p=quarantine; pct=0",
     "fail nothing_passed p=quarantine > quarantine @example.com",
     "fail nothing_passed p=quarantine > none @example.com"},
    {"M10 p in another place", "example.com", "", "example.com v=DMARC1; adkim=r; p=reject",
     "fail nothing_passed p=reject > reject @example.com", "permerror invalid_policy @example.com"},
    {"M11 invalid p with rua acts as none", "example.com", "",
     "example.com v=DMARC1; p=block; rua=mailto:a@example.com",
     "fail nothing_passed p=none > none @example.com",
     "fail nothing_passed p=none > none @example.com"},
    {"M11 invalid p without rua", "example.com", "dkim:example.com=pass",
     "example.com v=DMARC1; p=block", "permerror invalid_policy @example.com",
     "permerror invalid_policy @example.com"},
    {"M11 invalid np is RFC 9989's alone", "example.com", "",
     "example.com v=DMARC1; p=reject; np=x", "permerror invalid_policy @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"M11 invalid sp", "example.com", "",
     "example.com v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com",
     "fail nothing_passed p=none > none @example.com",
     "fail nothing_passed p=none > none @example.com"},
    {"M14 the walk collects, it does not stop at the first record", "a.mail.example.com",
     "dkim:other.example.com=pass",
     "mail.example.com v=DMARC1; p=none|example.com v=DMARC1; p=reject|a.mail.example.com exists",
     "pass aligned p=reject > none @example.com", "pass aligned p=reject > none @example.com"},
    {"M15 several records: one above is found", "news.example.com", "",
     "news.example.com v=DMARC1; p=none|news.example.com v=DMARC1; p=none|example.com v=DMARC1; "
     "p=reject",
     "fail nothing_passed p=reject > reject @example.com",
     "none several_records @news.example.com"},
    {"M15 several records and nothing else", "example.com", "",
     "example.com v=DMARC1; p=none|example.com v=DMARC1; p=reject", "none several_records",
     "none several_records @example.com"},
    {"M15 texts that are no DMARC records do not count", "example.com", "",
     "example.com v=spf1 -all|example.com v=DMARC1; p=reject",
     "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"M17 psd=n makes a subdomain its own organization", "mail.example.com",
     "dkim:example.com=pass",
     "mail.example.com v=DMARC1; p=reject; psd=n|example.com v=DMARC1; p=none",
     "fail not_aligned p=reject > reject @mail.example.com",
     "pass aligned p=reject > none @mail.example.com"},
    {"M18 the organization is one label below psd=y", "a.mail.example.com",
     "dkim:b.mail.example.com=pass",
     "example.com v=DMARC1; p=reject; psd=y|a.mail.example.com exists",
     "pass aligned p=reject > none @example.com", "pass aligned p=reject > none @example.com"},
    {"M18 neighbours below psd=y are strangers", "a.example.com", "dkim:b.example.com=pass",
     "example.com v=DMARC1; p=reject; sp=none; psd=y|a.example.com exists",
     "fail not_aligned sp=none > none @example.com", "pass aligned sp=none > none @example.com"},
    {"M19 fewest labels", "a.example.com", "dkim:example.com=pass",
     "a.example.com v=DMARC1; p=none|example.com v=DMARC1; p=none",
     "pass aligned p=none > none @a.example.com", "pass aligned p=none > none @a.example.com"},
    {"M20 no record anywhere", "example.com", "dkim:example.com=pass", "example.com exists",
     "none no_record", "none no_record"},
    {"M21 a record of the top-level domain without psd=y covers everything", "shop.example",
     "dkim:stranger.example=pass", "example v=DMARC1; p=reject|shop.example exists",
     "pass aligned p=reject > none @example", "none no_record"},
    {"M21 psd=n protects", "shop.example", "dkim:stranger.example=pass",
     "example v=DMARC1; p=reject|shop.example v=DMARC1; p=reject; psd=n",
     "fail not_aligned p=reject > reject @shop.example",
     "fail not_aligned p=reject > reject @shop.example"},
    {"M21 only the subdomain has a record", "news.example.com", "dkim:example.com=pass",
     "news.example.com v=DMARC1; p=quarantine",
     "fail not_aligned p=quarantine > quarantine @news.example.com",
     "pass aligned p=quarantine > none @news.example.com"},
    {"M22 the author domain's record: p, never sp", "news.example.com", "",
     "news.example.com v=DMARC1; p=none; sp=reject; np=reject|example.com v=DMARC1; p=reject",
     "fail nothing_passed p=none > none @news.example.com",
     "fail nothing_passed p=none > none @news.example.com"},
    {"M23 sp for an existing subdomain", "news.example.com", "",
     "example.com v=DMARC1; p=reject; sp=none; np=reject|news.example.com exists",
     "fail nothing_passed sp=none > none @example.com",
     "fail nothing_passed sp=none > none @example.com"},
    {"M23 the PSD record, directly above", "shop.co.test", "",
     "co.test v=DMARC1; p=reject; sp=quarantine; psd=y|shop.co.test exists",
     "fail nothing_passed sp=quarantine > quarantine @co.test", "none no_record"},
    {"M24 np for a subdomain that does not exist", "ghost.example.com", "",
     "example.com v=DMARC1; p=none; sp=none; np=reject",
     "fail nothing_passed np=reject > reject @example.com",
     "fail nothing_passed sp=none > none @example.com"},
    {"M24 an empty non-terminal exists", "mid.example.com", "",
     "example.com v=DMARC1; p=none; np=reject|deep.mid.example.com exists",
     "fail nothing_passed p=none > none @example.com",
     "fail nothing_passed p=none > none @example.com"},
    {"M24 an alias exists, wherever it leads", "www.example.com", "",
     "example.com v=DMARC1; p=none; np=reject|www.example.com alias",
     "fail nothing_passed p=none > none @example.com",
     "fail nothing_passed p=none > none @example.com"},
    {"M24 existence unknown: the policy stays open, the result stands", "ghost.example.com", "",
     "example.com v=DMARC1; p=none; np=reject|ghost.example.com own-servfail",
     "fail nothing_passed @example.com", "fail nothing_passed p=none > none @example.com"},
    {"M25 none with DMARC not applied", "example.com", "spf:example.com=fail", "", "none no_record",
     "none no_record"},
    {"M26 t=y asks for one level less", "example.com", "", "example.com v=DMARC1; p=reject; t=y",
     "fail nothing_passed p=reject > quarantine @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"M26 t=y and quarantine", "example.com", "", "example.com v=DMARC1; p=quarantine; t=y",
     "fail nothing_passed p=quarantine > none @example.com",
     "fail nothing_passed p=quarantine > quarantine @example.com"},
    {"M26 t=y does not change a pass", "example.com", "dkim:example.com=pass",
     "example.com v=DMARC1; p=reject; t=y", "pass aligned p=reject > none @example.com",
     "pass aligned p=reject > none @example.com"},
    {"M27 the organization's record goes before the PSD's", "a.shop.test", "",
     "shop.test v=DMARC1; p=none|test v=DMARC1; p=reject; psd=y|a.shop.test exists",
     "fail nothing_passed p=none > none @shop.test",
     "fail nothing_passed p=none > none @shop.test"},
    {"M29 strict DKIM", "example.com", "dkim:mail.example.com=pass",
     "example.com v=DMARC1; p=reject; adkim=s", "fail not_aligned p=reject > reject @example.com",
     "fail not_aligned p=reject > reject @example.com"},
    {"M29 strict DKIM leaves SPF relaxed", "example.com", "spf:bounce.example.com=pass",
     "example.com v=DMARC1; p=reject; adkim=s", "pass aligned p=reject > none @example.com",
     "pass aligned p=reject > none @example.com"},
    {"M29 strict SPF", "example.com", "spf:bounce.example.com=pass",
     "example.com v=DMARC1; p=reject; aspf=s", "fail not_aligned p=reject > reject @example.com",
     "fail not_aligned p=reject > reject @example.com"},
    {"M29 an identifier's own walk ends at its psd=n", "example.com", "dkim:evil.example.com=pass",
     "example.com v=DMARC1; p=reject|evil.example.com v=DMARC1; p=none; psd=n",
     "fail not_aligned p=reject > reject @example.com",
     "pass aligned p=reject > none @example.com"},
    {"M29 names that only end alike are strangers", "example.com", "dkim:notexample.com=pass",
     reject, "fail not_aligned p=reject > reject @example.com",
     "fail not_aligned p=reject > reject @example.com"},
    {"M31 the author domain does not answer", "example.com", "dkim:example.com=pass",
     "example.com servfail", "temperror dns_error", "temperror dns_error"},
    {"M31 a name of the walk does not answer", "news.example.com", "",
     "example.com v=DMARC1; p=none|com timeout", "temperror dns_error",
     "fail nothing_passed p=none > none @example.com"},
    {"M31 an aligned pass stands", "example.com", "dkim:example.com=pass",
     "example.com v=DMARC1; p=reject|com servfail", "pass aligned p=reject > none @example.com",
     "pass aligned p=reject > none @example.com"},
    {"M31 nothing passed: no name above the record can help", "example.com", "spf:example.com=fail",
     "example.com v=DMARC1; p=reject|com servfail",
     "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"M31 alignment undecided", "example.com", "dkim:mail.example.com=pass",
     "example.com v=DMARC1; p=reject|com servfail", "temperror dns_error p=reject @example.com",
     "pass aligned p=reject > none @example.com"},
    {"M31 names without a common ancestor need no walk", "example.com", "dkim:mailer.example=pass",
     "example.com v=DMARC1; p=reject|com servfail",
     "fail not_aligned p=reject > reject @example.com",
     "fail not_aligned p=reject > reject @example.com"},
    {"M31 SPF of the aligned domain did not end", "example.com",
     "spf:example.com=temperror dkim:mailer.example=pass", reject,
     "temperror dns_error p=reject @example.com", "temperror dns_error p=reject @example.com"},
    {"M31 SPF of a stranger did not end", "example.com", "spf:mailer.example=temperror", reject,
     "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"an aligned signature lacks its body", "example.com",
     "dkim:example.com=untestable spf:mailer.example=pass", reject,
     "untestable identifier_untestable p=reject @example.com",
     "untestable identifier_untestable p=reject @example.com"},
    {"an identifier that failed needs no domain", "example.com", "dkim:=fail", reject,
     "fail nothing_passed p=reject > reject @example.com",
     "fail nothing_passed p=reject > reject @example.com"},
    {"a declined question", "example.com", "dkim:example.com=pass", "example.com not_asked",
     "untestable not_asked", "untestable not_asked"},
    {"RFC 7489 never looks between", "a.b.example.com", "",
     "b.example.com v=DMARC1; p=reject|a.b.example.com exists",
     "fail nothing_passed p=reject > reject @b.example.com", "none no_record"},
    {"RFC 7489 honours the list's suffixes", "shop.co.test", "dkim:other.co.test=pass",
     "shop.co.test v=DMARC1; p=reject|co.test v=DMARC1; p=none",
     "pass aligned p=reject > none @shop.co.test",
     "fail not_aligned p=reject > reject @shop.co.test"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_evaluate)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      std::vector<dns::OpenQuestion> open;
      const Evaluation evaluation =
          evaluate_with(zone(row.zone), one(std::string(row.author)), row.ids, &open);
      BOOST_TEST(summary(evaluation.rfc9989) == row.rfc9989);
      BOOST_TEST(summary(evaluation.rfc7489) == row.rfc7489);
      BOOST_TEST((evaluation.rfc9989.provenance == Provenance::untestable) ==
                 (evaluation.rfc9989.result == Result::untestable));
    }
  }
}

BOOST_AUTO_TEST_CASE(messages_without_one_author_domain) {
  struct AuthorRow {
    std::string_view point;
    Author author;
    std::string_view verdict;
  };
  const AuthorRow author_rows[] = {
      {"M1 no From", {.from_fields = 0}, "none no_author_domain"},
      {"M1 a group without members", {.from_fields = 1}, "none no_author_domain"},
      {"M1 not a DNS name", {.from_fields = 1, .domains = {"a..b"}}, "none invalid_author_domain"},
      {"M1 an address literal", {.from_fields = 1, .invalid = true}, "none invalid_author_domain"},
      {"M2 two From fields",
       {.from_fields = 2, .domains = {"example.com"}},
       "none several_from_fields"},
      {"M1 From may be among the fields that were left out",
       {.from_fields = 0, .cut = true},
       "untestable over_limit"},
      {"M2 a second From may be",
       {.from_fields = 1, .domains = {"example.com"}, .cut = true},
       "untestable over_limit"},
  };
  for (const AuthorRow& row : author_rows) {
    BOOST_TEST_CONTEXT(row.point) {
      std::vector<dns::OpenQuestion> open;
      const Evaluation evaluation =
          evaluate_with(dns::Answers(), row.author, "dkim:example.com=pass", &open);
      BOOST_TEST(summary(evaluation.rfc9989) == row.verdict);
      BOOST_TEST(summary(evaluation.rfc7489) == row.verdict);
      BOOST_TEST(open.empty());
    }
  }
}

// M1: RFC 9989 11.5, the strictest policy among those that fail.
BOOST_AUTO_TEST_CASE(several_author_domains) {
  struct SeveralRow {
    std::string_view point;
    std::vector<std::string> domains;
    std::string_view ids;
    std::string_view verdict;
  };
  const std::string_view records =
      "a.example v=DMARC1; p=quarantine|b.example v=DMARC1; p=reject|c.example v=DMARC1; p=none";
  const SeveralRow several_rows[] = {
      {"M1 all fail",
       {"c.example", "a.example", "b.example"},
       "",
       "fail several_author_domains p=reject > reject @b.example"},
      {"M1 the strictest passes, another fails",
       {"a.example", "b.example"},
       "dkim:b.example=pass",
       "fail several_author_domains p=quarantine > quarantine @a.example"},
      {"M1 all pass",
       {"a.example", "b.example"},
       "dkim:b.example=pass spf:a.example=pass",
       "pass several_author_domains > none"},
      {"M1 one has no policy",
       {"a.example", "d.example"},
       "dkim:a.example=pass",
       "none several_author_domains"},
      {"M1 the same domain twice is one",
       {"a.example", "A.Example"},
       "dkim:a.example=pass",
       "pass aligned p=quarantine > none @a.example"},
      {"M1 more than the cap never pass",
       {"a.example", "a1.example", "a2.example", "a3.example", "a4.example", "a5.example"},
       "",
       "fail several_author_domains p=quarantine > quarantine @a.example"},
  };
  for (const SeveralRow& row : several_rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const Evaluation evaluation =
          evaluate_with(zone(records), {.from_fields = 1, .domains = row.domains}, row.ids);
      BOOST_TEST(summary(evaluation.rfc9989) == row.verdict);
      BOOST_TEST(evaluation.authors.size() <= most_authors);
    }
  }
  std::vector<std::string> many;
  for (int i = 0; i < 100'000; ++i) many.push_back("d" + std::to_string(i) + ".example");
  std::vector<dns::OpenQuestion> open;
  const Evaluation capped =
      evaluate_with(dns::Answers(), {.from_fields = 1, .domains = many}, "", &open);
  BOOST_TEST(capped.authors.size() == most_authors);
  BOOST_TEST(open.size() == most_authors + 1);
}

// M32, M33: the policy stays a request in words of its own, apart from the result.
BOOST_AUTO_TEST_CASE(policy_is_a_request) {
  const Evaluation evaluation = evaluate_with(
      zone("example.com v=DMARC1; p=reject; sp=quarantine; t=y|news.example.com exists"),
      one("news.example.com"), "dkim:mailer.example=pass");
  BOOST_TEST((evaluation.rfc9989.result == Result::fail));       // M33 result
  BOOST_TEST(evaluation.author_domain == "news.example.com");    // M33 header.from
  BOOST_TEST(evaluation.rfc9989.policy == "quarantine");         // M33 after sp
  BOOST_TEST(evaluation.rfc9989.disposition == "none");          // M33 after t
  BOOST_TEST((evaluation.rfc7489.disposition == "quarantine"));  // M32 another request
}

BOOST_AUTO_TEST_CASE(one_round_asks_the_whole_walk) {
  std::vector<dns::OpenQuestion> open;
  const Evaluation evaluation = evaluate_with(
      dns::Answers(), one("a.example.com"), "dkim:b.example.com=pass dkim:mailer.test=pass", &open);
  std::string names;
  for (const dns::OpenQuestion& question : open) {
    BOOST_TEST(question.required);
    BOOST_TEST((question.purpose == dns::Purpose::dmarc));
    names += question.question.name + " ";
  }
  BOOST_TEST(names == "_dmarc.a.example.com _dmarc.example.com _dmarc.com _dmarc.b.example.com ");
  BOOST_TEST(summary(evaluation.rfc9989) == "untestable not_asked");
  BOOST_TEST((evaluation.rfc9989.spf == Result::none));
  BOOST_TEST((evaluation.rfc9989.dkim == Result::untestable));
}

// M29: no walk where names are equal and the record is known, nor under strict alignment.
BOOST_AUTO_TEST_CASE(names_above_a_decided_record_are_optional) {
  for (const char* record :
       {"example.com v=DMARC1; p=reject", "example.com v=DMARC1; p=reject; adkim=s"}) {
    std::vector<dns::OpenQuestion> open;
    evaluate_with(zone(record, false), one("example.com"), "dkim:example.com=pass", &open);
    BOOST_TEST_REQUIRE(open.size() == 1);
    BOOST_TEST(open[0].question.name == "_dmarc.com");
    BOOST_TEST(!open[0].required);
  }
}

// M24: whether the author domain exists is asked only when np= depends on it.
BOOST_AUTO_TEST_CASE(existence_is_asked_when_needed) {
  for (const bool with_np : {false, true}) {
    dns::Answers answers =
        zone(with_np ? "example.com v=DMARC1; p=none; np=reject" : "example.com v=DMARC1; p=none",
             false);
    for (const char* name : {"_dmarc.ghost.example.com", "_dmarc.com"}) {
      answers.add({.question = {name, dns::RecordType::txt}, .status = dns::Status::nxdomain});
    }
    std::vector<dns::OpenQuestion> open;
    const Evaluation evaluation = evaluate_with(answers, one("ghost.example.com"), "", &open);
    BOOST_TEST((evaluation.rfc9989.result == Result::fail));
    BOOST_TEST(open.size() == (with_np ? 1U : 0U));
    if (with_np) BOOST_TEST(open.at(0).question.name == "ghost.example.com");
    BOOST_TEST(!evaluation.author_domain_exists.has_value());
  }
}

BOOST_AUTO_TEST_CASE(provenance_is_the_weakest_answer_used) {
  dns::Answers answers = zone("example.com v=DMARC1; p=reject", false);
  answers.add({.question = {"_dmarc.com", dns::RecordType::txt},
               .status = dns::Status::nxdomain,
               .provenance = Provenance::supplied});
  const auto provenance = [&](std::string_view ids) {
    return evaluate_with(answers, one("example.com"), ids).rfc9989.provenance;
  };
  BOOST_TEST((provenance("dkim:example.com=pass") == Provenance::observed));
  answers.add({.question = {"_dmarc.mail.example.com", dns::RecordType::txt},
               .status = dns::Status::nxdomain,
               .provenance = Provenance::observed});
  BOOST_TEST((provenance("dkim:mail.example.com=pass") == Provenance::supplied));
}

// What a replay must keep: every member of an evaluation.
std::string everything(const Verdict& verdict) {
  std::string out = summary(verdict) + " " + verdict.organizational_domain + " " +
                    std::string(to_string(verdict.provenance)) + " " +
                    std::string(to_string(verdict.spf)) + " " +
                    std::string(to_string(verdict.dkim));
  for (const Aligned& aligned : verdict.identifiers) {
    out += " " + aligned.identifier.domain + ":" + std::string(to_string(aligned.alignment)) + ":" +
           aligned.organizational_domain;
  }
  for (const std::string& name : verdict.walked) out += " " + name;
  return out + (verdict.record ? " " + verdict.record->text : "");
}

std::string everything(const Evaluation& evaluation) {
  const auto exists = evaluation.author_domain_exists;
  return evaluation.author_domain +
         (!exists   ? "?"
          : *exists ? "+"
                    : "-") +
         everything(evaluation.rfc9989) + "\n" + everything(evaluation.rfc7489);
}

// Answers given round by round, one question at a time, end in the same evaluation as a table that
// knows everything, and no round gives a verdict that a later one takes back.
BOOST_AUTO_TEST_CASE(replay) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const dns::Answers all = zone(row.zone);
      const Author author = one(std::string(row.author));
      const Evaluation at_once = evaluate_with(all, author, row.ids);
      for (const bool last_first : {false, true}) {
        dns::Answers known;
        std::size_t rounds = 0;
        std::vector<dns::OpenQuestion> open;
        Evaluation evaluation = evaluate_with(known, author, row.ids, &open);
        const auto next = [&]() -> const dns::OpenQuestion* {
          const dns::OpenQuestion* found = nullptr;
          for (const dns::OpenQuestion& question : open) {
            if (question.declined) continue;
            if (found == nullptr || last_first) found = &question;
          }
          return found;
        };
        for (const dns::OpenQuestion* question = next(); question != nullptr; question = next()) {
          BOOST_TEST_REQUIRE(++rounds < 40U);
          dns::Question asked = question->question;
          dns::Answer answer = all.find(asked).value_or(dns::Answer{});
          if (const auto alias = all.find({asked.name, dns::RecordType::cname});
              answer.status != dns::Status::ok && alias && alias->status == dns::Status::ok) {
            answer = *alias;
          }
          known.add(answer);
          evaluation = evaluate_with(known, author, row.ids, &open);
          if (evaluation.rfc9989.result == Result::untestable) continue;
          BOOST_TEST(to_string(evaluation.rfc9989.result) == to_string(at_once.rfc9989.result));
        }
        BOOST_TEST(everything(evaluation) == everything(at_once));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
