// check_host() over small zones (RFC 7208 4 to 7, RFC 8616 4).
#include "spf/check_host.h"

#include <boost/test/unit_test.hpp>

#include "spf_zone.h"

using namespace indicia;
using namespace indicia::spf;

BOOST_AUTO_TEST_SUITE(spf_check_host)

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

struct Row {
  std::string_view point;
  std::string_view zone;
  std::string_view result;  // "result reason"
  std::string_view mail_from = "user@example.com";
  std::string_view ip = "192.0.2.1";
  std::string_view helo = "mail.example.net";
};

const Row rows[] = {
    {"S2 MAIL FROM", "example.com TXT v=spf1 ip4:192.0.2.1 -all", "pass matched"},
    {"S2 null reverse-path: the HELO name", "mail.example.net TXT v=spf1 ip4:192.0.2.1 -all",
     "pass matched", "<>"},
    {"S2 its sender is postmaster",
     "mail.example.net TXT v=spf1 exists:%{l}.%{o} -all\n"
     "postmaster.mail.example.net A 127.0.0.2",
     "pass matched", ""},
    {"S1 no local part: postmaster",
     "example.com TXT v=spf1 exists:%{l}.example.com -all\n"
     "postmaster.example.com A 127.0.0.2",
     "pass matched", "@example.com"},
    {"S3 single label", "x A 192.0.2.1", "none invalid_domain", "user@localhost"},
    {"S3 empty label", "x A 192.0.2.1", "none invalid_domain", "user@a..example"},
    {"S3 long label", "x A 192.0.2.1", "none invalid_domain",
     "user@a123456789012345678901234567890123456789012345678901234567890123.example"},
    {"S3 address literal", "x A 192.0.2.1", "none invalid_domain", "user@[192.0.2.1]"},
    {"S3 a name that has no A-labels", "x A 192.0.2.1", "none invalid_domain", "user@\xFF.example"},
    {"S3 NXDOMAIN", "x A 192.0.2.1", "none domain_not_found", "user@missing.example"},
    {"S4 IPv4-mapped client", "example.com TXT v=spf1 -ip6:::/0 ip4:192.0.2.1", "pass matched",
     "user@example.com", "::ffff:192.0.2.1"},
    {"S5 server failure", "example.com FAIL x", "temperror dns_error"},
    {"S5 type SPF is not asked", "example.com SPF x\nexample.com A 192.0.2.1", "none no_record"},
    {"S6 other versions are not SPF", "example.com TXT v=spf10 +all\nexample.com TXT spf2.0/mfrom",
     "none no_record"},
    {"S7 no record", "example.com TXT hello", "none no_record"},
    {"S7 several records", "example.com TXT v=spf1 -all\nexample.com TXT V=SPF1 +all",
     "permerror several_records"},
    {"S8 strings are joined", "example.com TXT v=spf1 ip4:192.0~~.2.1 -all", "pass matched"},
    {"S8 without a space", "example.com TXT v=spf1 ip4:192.0.2.1~~-all", "permerror record_syntax"},
    {"S9 an error after all",
     "example.com TXT v=spf1 ip4:192.0.2.1 -all a:", "permerror record_syntax"},
    {"S11 unknown mechanism", "example.com TXT v=spf1 ip4:192.0.2.1 ipv4:192.0.2.2 -all",
     "permerror unknown_mechanism"},
    {"S11 unknown modifier", "example.com TXT v=spf1 default=deny ip4:192.0.2.1", "pass matched"},
    {"S11 two redirects",
     "example.com TXT v=spf1 ip4:192.0.2.1 redirect=a.example redirect=a.example",
     "permerror duplicate_modifier"},
    {"S12 no match", "example.com TXT v=spf1 ip4:192.0.2.2", "neutral no_match"},
    {"S12 non-ASCII", "example.com TXT v=spf1 +all \xC3\xA9", "permerror record_syntax"},
    {"S13 what follows all is not evaluated", "example.com TXT v=spf1 ~all include:b.example",
     "softfail matched"},
    {"S13 all and redirect", "example.com TXT v=spf1 redirect=b.example ?all", "neutral matched"},
    {"S14 include passes",
     "example.com TXT v=spf1 ~include:b.example -all\n"
     "b.example TXT v=spf1 +all",
     "softfail matched"},
    {"S14 include fails",
     "example.com TXT v=spf1 include:b.example ~all\n"
     "b.example TXT v=spf1 -all",
     "softfail matched"},
    {"S14 include neutral", "example.com TXT v=spf1 include:b.example ~all\nb.example TXT v=spf1",
     "softfail matched"},
    {"S14 include temperror", "example.com TXT v=spf1 include:b.example +all\nb.example FAIL x",
     "temperror include_temperror"},
    {"S14 include permerror",
     "example.com TXT v=spf1 include:b.example +all\n"
     "b.example TXT v=spf1 foo",
     "permerror include_permerror"},
    {"S14 include none", "example.com TXT v=spf1 include:b.example +all\nb.example TXT hello",
     "permerror include_without_record"},
    {"S14 include NXDOMAIN", "example.com TXT v=spf1 include:b.example +all",
     "permerror include_without_record"},
    {"S15 a", "example.com TXT v=spf1 a -all\nexample.com A 192.0.2.9\nexample.com A 192.0.2.1",
     "pass matched"},
    {"S15 a with prefix", "example.com TXT v=spf1 a:b.example/24 -all\nb.example A 192.0.2.200",
     "pass matched"},
    {"S15 a for IPv6 asks AAAA",
     "example.com TXT v=spf1 a//64 -all\n"
     "example.com A 192.0.2.1\nexample.com AAAA 2001:db8::99",
     "pass matched", "user@example.com", "2001:db8::1"},
    {"S15 the IPv4 prefix does not serve IPv6",
     "example.com TXT v=spf1 a/0 -all\n"
     "example.com AAAA 2001:db8::99",
     "fail matched", "user@example.com", "2001:db8::1"},
    {"S15 mx",
     "example.com TXT v=spf1 mx -all\nexample.com MX 20 b.example\n"
     "example.com MX 10 c.example\nb.example A 192.0.2.1\nc.example A 192.0.2.2",
     "pass matched"},
    {"S15 no implicit MX", "example.com TXT v=spf1 mx -all\nexample.com A 192.0.2.1",
     "fail matched"},
    {"S15 null MX", "example.com TXT v=spf1 mx -all\nexample.com MX 0 .", "fail matched"},
    {"S15 DNS error at an MX target",
     "example.com TXT v=spf1 mx -all\nexample.com MX 0 b.example\n"
     "b.example FAIL x",
     "temperror dns_error"},
    {"S16 ptr confirmed",
     "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR "
     "Mail.Example.COM\nmail.example.com A 192.0.2.1",
     "pass matched"},
    {"S16 ptr not confirmed",
     "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR "
     "mail.example.com\nmail.example.com A 192.0.2.2",
     "fail matched"},
    {"S16 a longer name that only ends alike",
     "example.com TXT v=spf1 ptr -all\n"
     "1.2.0.192.in-addr.arpa PTR notexample.com\nnotexample.com A 192.0.2.1",
     "fail matched"},
    {"S16 a DNS error is no match",
     "example.com TXT v=spf1 ptr ~all\n"
     "1.2.0.192.in-addr.arpa FAIL x",
     "softfail matched"},
    {"S16 a DNS error skips the name",
     "example.com TXT v=spf1 ptr -all\n"
     "1.2.0.192.in-addr.arpa PTR a.example.com\n1.2.0.192.in-addr.arpa PTR b.example.com\n"
     "a.example.com FAIL x\nb.example.com A 192.0.2.1",
     "pass matched"},
    {"S17 ip4 never matches IPv6", "example.com TXT v=spf1 ip4:0.0.0.0/0 ~all", "softfail matched",
     "user@example.com", "2001:db8::1"},
    {"S17 ip6", "example.com TXT v=spf1 ip6:2001:db8::/32 -all", "pass matched", "user@example.com",
     "2001:db8:ffff::1"},
    {"S18 exists asks A for IPv6 too",
     "example.com TXT v=spf1 exists:b.example -all\n"
     "b.example A 127.0.0.2",
     "pass matched", "user@example.com", "2001:db8::1"},
    {"S18 exists with AAAA only",
     "example.com TXT v=spf1 exists:b.example -all\n"
     "b.example AAAA 2001:db8::1",
     "fail matched", "user@example.com", "2001:db8::1"},
    {"S20 redirect",
     "example.com TXT v=spf1 redirect=b.example\nb.example TXT v=spf1 a -all\n"
     "b.example A 192.0.2.1",
     "pass matched"},
    {"S20 only after all mechanisms",
     "example.com TXT v=spf1 redirect=b.example ip4:192.0.2.1\n"
     "b.example TXT v=spf1 -all",
     "pass matched"},
    {"S20 target without record", "example.com TXT v=spf1 redirect=b.example",
     "permerror redirect_without_record"},
    {"S20 the sender stays",
     "example.com TXT v=spf1 redirect=b.example\n"
     "b.example TXT v=spf1 exists:%{o}.ok.%{d} -all\nexample.com.ok.b.example A 127.0.0.2",
     "pass matched"},
    {"S20 temperror of the target", "example.com TXT v=spf1 redirect=b.example\nb.example FAIL x",
     "temperror dns_error"},
    {"S28 %{p}: the domain itself first",
     "example.com TXT v=spf1 exists:%{p}.ok.example -all\n"
     "1.2.0.192.in-addr.arpa PTR z.example\n1.2.0.192.in-addr.arpa PTR a.example.com\n"
     "1.2.0.192.in-addr.arpa PTR example.com\nz.example A 192.0.2.1\na.example.com A 192.0.2.1\n"
     "example.com A 192.0.2.1\nexample.com.ok.example A 127.0.0.2",
     "pass matched"},
    {"S28 %{p}: else a subdomain",
     "example.com TXT v=spf1 exists:%{p}.ok.example -all\n"
     "1.2.0.192.in-addr.arpa PTR z.example\n1.2.0.192.in-addr.arpa PTR a.example.com\n"
     "z.example A 192.0.2.1\na.example.com A 192.0.2.1\na.example.com.ok.example A 127.0.0.2",
     "pass matched"},
    {"S28 %{p}: unknown after an error",
     "example.com TXT v=spf1 exists:%{p}.ok.example -all\n"
     "1.2.0.192.in-addr.arpa FAIL x\nunknown.ok.example A 127.0.0.2",
     "pass matched"},
    {"S29 d changes inside include",
     "example.com TXT v=spf1 include:b.example -all\n"
     "b.example TXT v=spf1 exists:%{d}.ok.example -all\nb.example.ok.example A 127.0.0.2",
     "pass matched"},
    {"S29 h",
     "example.com TXT v=spf1 exists:%{h}.ok.example -all\n"
     "mail.example.net.ok.example A 127.0.0.2",
     "pass matched"},
    {"S29 h is not known", "example.com TXT v=spf1 exists:%{h}.ok.example -all",
     "temperror helo_unknown", "user@example.com", "192.0.2.1", ""},
    {"S29 h is not known inside include",
     "example.com TXT v=spf1 include:b.example -all\nb.example TXT v=spf1 a:%{h2} -all",
     "temperror helo_unknown", "user@example.com", "192.0.2.1", ""},
    {"S29 h is not reached", "example.com TXT v=spf1 ip4:192.0.2.1 exists:%{h}.ok.example -all",
     "pass matched", "user@example.com", "192.0.2.1", ""},
    {"S29 h is not known, and only the explanation needs it",
     "example.com TXT v=spf1 -all exp=%{h}.e.example", "fail matched", "user@example.com",
     "192.0.2.1", ""},
    {"S31 non-ASCII local part: no match",
     "example.com TXT v=spf1 exists:%{l}.ok.example include:%{s} ~all", "softfail matched",
     "us\xC3\xA9r@example.com"},
    {"S31 other terms go on", "example.com TXT v=spf1 exists:%{l}.ok.example ip4:192.0.2.1 -all",
     "pass matched", "us\xC3\xA9r@example.com"},
    {"S36 a timeout is temperror", "example.com TXT v=spf1 a:b.example -all\nb.example FAIL x",
     "temperror dns_error"},
    {"S36 loops end", "example.com TXT v=spf1 include:example.com -all", "permerror lookup_limit"},
    {"S36 redirect loops end", "example.com TXT v=spf1 redirect=example.com",
     "permerror lookup_limit"},
    {"an expanded name that DNS cannot hold", "example.com TXT v=spf1 a:%{l}.example ~all",
     "softfail matched", "a..b@example.com"},
    {"a backslash is an ordinary octet",
     "example.com TXT v=spf1 exists:%{l}.example ~all\n"
     "a\\092065.example A 127.0.0.2",
     "pass matched", "a\\065@example.com"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const Check check = check_of(row.zone, row.ip, row.mail_from, row.helo);
      BOOST_TEST(std::string(to_string(check.result)) + " " +
                     std::string(to_string(check.reason)) ==
                 row.result);
    }
  }
}

struct Explanation {
  std::string_view point;
  std::string_view zone;
  std::string_view explanation;
};

const Explanation explanations[] = {
    {"S21 the text, expanded",
     "example.com TXT v=spf1 -all exp=e.example\n"
     "e.example TXT %{c} is not one of %{d}'s mail servers. Ask %{r}.",
     "192.0.2.1 is not one of example.com's mail servers. Ask unknown."},
    {"S21 strings are joined", "example.com TXT v=spf1 -all exp=e.example\ne.example TXT a~~b",
     "ab"},
    {"S21 several records",
     "example.com TXT v=spf1 -all exp=e.example\ne.example TXT a\n"
     "e.example TXT b",
     ""},
    {"S21 no record", "example.com TXT v=spf1 -all exp=e.example", ""},
    {"S21 DNS error", "example.com TXT v=spf1 -all exp=e.example\ne.example FAIL x", ""},
    {"S21 syntax error in the text",
     "example.com TXT v=spf1 -all exp=e.example\n"
     "e.example TXT 100% refused",
     ""},
    {"S21 ASCII only",
     "example.com TXT v=spf1 -all exp=e.example\ne.example TXT d\xC3\xA9j\xC3\xA0", ""},
    {"S21 only for fail", "example.com TXT v=spf1 ~all exp=e.example\ne.example TXT text", ""},
    {"S21 not of an included domain",
     "example.com TXT v=spf1 include:b.example -all\n"
     "b.example TXT v=spf1 -all exp=e.example\ne.example TXT text",
     ""},
    {"S21 with redirect that of the target",
     "example.com TXT v=spf1 redirect=b.example exp=e.example\n"
     "b.example TXT v=spf1 -all exp=f.example\ne.example TXT source\nf.example TXT target",
     "target"},
    {"S21 with redirect never that of the source",
     "example.com TXT v=spf1 redirect=b.example exp=e.example\nb.example TXT v=spf1 -all\n"
     "e.example TXT source",
     ""},
    {"S22 %{p} in the text",
     "example.com TXT v=spf1 -all exp=e.example\ne.example TXT from %{p}\n"
     "1.2.0.192.in-addr.arpa PTR mx.example\nmx.example A 192.0.2.1",
     "from mx.example"},
};

BOOST_AUTO_TEST_CASE(explanations_table) {
  for (const Explanation& row : explanations) {
    BOOST_TEST_CONTEXT(row.point) {
      const Check check = check_of(row.zone, "192.0.2.1", "user@example.com");
      BOOST_TEST(check.explanation == row.explanation);
      BOOST_TEST(check.lookups <= 1U);  // S21, S32: exp costs nothing
      BOOST_TEST(check.void_lookups == 0U);
      BOOST_TEST(check.problem.empty());
      BOOST_TEST((check.cause == check.reason));
    }
  }
}

struct Path {
  std::string_view mail_from;
  std::string_view domain;
  std::string_view sender;
};

const Path paths[] = {
    {"user@example.com", "example.com", "user@example.com"},
    {" <user@example.com> ", "example.com", "user@example.com"},
    {"<>", "mx.example.org", "postmaster@mx.example.org"},
    {"", "mx.example.org", "postmaster@mx.example.org"},
    {"@example.com", "example.com", "postmaster@example.com"},
    {"example.com", "example.com", "postmaster@example.com"},
    {"\"a@b\"@example.com", "example.com", "\"a@b\"@example.com"},
    {"us\xC3\xA9r@b\xC3\xBC"
     "cher.example",
     "xn--bcher-kva.example", "us\xC3\xA9r@xn--bcher-kva.example"},
    {"user@\xFF.example", "\xFF.example", "user@\xFF.example"},
    {"<@relay.example,@other.example:user@example.com>", "example.com", "user@example.com"},
};

BOOST_AUTO_TEST_CASE(queries) {
  for (const Path& row : paths) {
    BOOST_TEST_CONTEXT(row.mail_from) {
      const Query query =
          make_query(*parse_ip("::ffff:192.0.2.1"), row.mail_from, "mx.example.org");
      BOOST_TEST(query.domain == row.domain);
      BOOST_TEST(query.sender == row.sender);
      BOOST_TEST(to_string(query.client_ip) == "192.0.2.1");  // S4
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
