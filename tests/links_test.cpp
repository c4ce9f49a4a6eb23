// Links that filters rewrote, by service; the shapes are those seen in mail, with reserved names.
#include "forensics/links.h"

#include <boost/test/unit_test.hpp>

#include "forensics/link_scan.h"

using namespace indicia::forensics;

namespace {

struct Row {
  LinkService service;
  std::string_view url;
  std::string_view original;  // empty: a token
};

constexpr Row rows[] = {
    {LinkService::proofpoint_v1,
     "https://urldefense.proofpoint.com/v1/url?u=http://www.example.com/a%3Fb%3Dc&k=oIvRg1%2BdGA%3D"
     "%0A&r=abc%3D%0A&m=def%3D%0A&s=0123",
     "http://www.example.com/a?b=c"},
    {LinkService::proofpoint_v2,
     "https://urldefense.proofpoint.com/v2/"
     "url?u=https-3A__www.example.com_a-2Db_page-3Fx-3D1-26y-3D"
     "-2520-23top&d=DwMFaQ&c=abc&r=def&m=ghi&s=jkl&e=",
     "https://www.example.com/a-b/page?x=1&y=%20#top"},
    {LinkService::proofpoint_v2,
     "https://urldefense.proofpoint.com/v2/url?u=http-3A__example.com_under-5Fscore&d=DwIC&c=a",
     "http://example.com/under_score"},
    {LinkService::proofpoint_v3,
     "https://urldefense.com/v3/__https://www.example.com/page__;!!AbCdEf12!GhIjKlMn-oPq_rStU$",
     "https://www.example.com/page"},
    {LinkService::proofpoint_v3,  // one replaced character each
     "https://urldefense.com/v3/__https://www.example.com/?q=a*b*c__;KyM!!AbCd!EfGh$",
     "https://www.example.com/?q=a+b#c"},
    {LinkService::proofpoint_v3,  // "**B": a run of three, characters of UTF-8
     "https://urldefense.com/v3/__https://example.com/**Bx*y__;w6nigqzDqSM!!AbCd!EfGh$",
     "https://example.com/\xC3\xA9\xE2\x82\xAC\xC3\xA9x#y"},
    {LinkService::proofpoint_v3,  // "https://" shortened in a path
     "https://urldefense.com/v3/__https:/example.com/a__;!!AbCd!EfGh$", "https://example.com/a"},
    {LinkService::proofpoint_v3, "https://urldefense.us/v3/__https://example.com/__;!!AbCd!EfGh$",
     "https://example.com/"},
    {LinkService::safe_links,
     "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.com%2Fa%3Fb%3D1"
     "%26c%3D2&data=05%7C01%7Canna%40recipient.example%7C0123&sdata=AbC%3D&reserved=0",
     "https://www.example.com/a?b=1&c=2"},
    {LinkService::safe_links,
     "https://EUR01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fexample.com%2F&data=04%7C",
     "http://example.com/"},
    {LinkService::safe_links,
     "https://eur02.safelinks.protection.outlook.com/ap/t-59584e83/?url=https%3A%2F%2Fexample.com",
     "https://example.com"},
    {LinkService::barracuda,
     "https://linkprotect.cudasvc.com/"
     "url?a=https%3a%2f%2fwww.example.com%2fp%3fq%3d1&c=E,1,abc-DEF_"
     "&typo=1",
     "https://www.example.com/p?q=1"},
    {LinkService::sophos,
     "https://us-west-2.protection.sophos.com/"
     "?d=example.com&u=aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vYT9iP"
     "WM=&i=NWY&t=Q0E9&h=0123&s=AVNP",
     "https://www.example.com/a?b=c"},
    {LinkService::sophos,
     "https://"
     "eu-central-1.protection.sophos.com?d=example.com&u=aHR0cDovL2V4YW1wbGUuY29tLw==&p=m&i="
     "NWY",
     "http://example.com/"},
    {LinkService::cisco,
     "https://secure-web.cisco.com/1EH1B-CLV31IF8vcULmniGDoJim0uL59/"
     "https%3A%2F%2Fwww.example.com%2F"
     "a%3Fb%3Dc",
     "https://www.example.com/a?b=c"},
    {LinkService::trend_micro,
     "https://ddec1-0-en-ctp.trendmicro.com/wis/clicktime/v1/"
     "query?url=https%3a%2f%2fwww.example.com"
     "%2fen%2dus%2fa&umid=5d725047-d0f2&auth=65a620fa",
     "https://www.example.com/en-us/a"},
    {LinkService::trend_micro,  // the link not encoded
     "https://cas5-0-urlprotect.trendmicro.com/wis/clicktime/v1/query?url=https://example.com/"
     "d?usp="
     "x&y=1&umid=1f2e17b0&rct=1761678757&auth=30c0",
     "https://example.com/d?usp=x&y=1"},
    {LinkService::fireeye,
     "https://protect2.fireeye.com/v1/"
     "url?k=84f6a8c0-e57dbdd9&q=1&e=6739af06&u=http%3A%2F%2Fexample."
     "com%2Fschemas%2Fa.yaml%23",
     "http://example.com/schemas/a.yaml#"},
    {LinkService::fireeye,
     "https://protect2.fireeye.com/url?k=1ffa720f&u=http://example.com/a?b=1&c=2#top",
     "http://example.com/a?b=1&c=2#top"},
    {LinkService::symantec,
     "https://clicktime.symantec.com/38YrYPLxxSqYhBQLb1eruhW7Vc?u=http%3A%2F%2Fwww.example.com%2Fa",
     "http://www.example.com/a"},
    {LinkService::symantec,
     "https://clicktime.symantec.com/15xVcHh2?h=QCYVzyLU=&u=https://example.com/i.php?r%3Da/b",
     "https://example.com/i.php?r=a/b"},
    {LinkService::google,
     "https://www.google.com/url?q=https://www.example.com/a?b%3Dc&sa=D&source=calendar&usg=AOv",
     "https://www.example.com/a?b=c"},
    {LinkService::mimecast, "https://protect-eu.mimecast.com/s/0wSdCVON0gcz?domain=example.com",
     ""},
    {LinkService::mimecast, "https://url.uk.m.mimecastprotect.com/s/AbCdC1234?domain=example.com",
     ""},
};

// Nearly rewritten links.
constexpr std::string_view others[] = {
    "https://www.example.com/?url=https%3A%2F%2Fexample.org",
    "https://safelinks.protection.outlook.com.example/?url=https%3A%2F%2Fexample.org",
    "https://nam02.safelinks.protection.outlook.com/?data=https%3A%2F%2Fexample.org",
    "https://nam02.safelinks.protection.outlook.com/?url=not+a+link",
    "https://urldefense.com/v3/__https://example.com/*__;!!AbCd!EfGh$",  // no character for "*"
    "https://urldefense.com/v3/__https://example.com/",
    "https://urldefense.com/v4/__https://example.com/__;!!a!b$",
    "https://us-west-2.protection.sophos.com/?d=example.com&u=!!!",
    "https://secure-web.cisco.com/1EH1B",
    "https://www.google.com/search?q=https://example.com",
    "https://protect-eu.mimecast.com/login",
    "ftp://urldefense.com/v3/__https://example.com/__;!!a!b$",
    "https://urldefense.com",
    "",
};

std::string undone(std::string_view text, bool html, const LinkStyle& style) {
  std::string out;
  std::size_t at = 0;
  for (const FoundLink& link : scan_links(text, html, 100).links) {
    out += text.substr(at, link.offset - at);
    out += original_of(link, style);
    at = link.offset + replaced_length(link, style);
  }
  out += text.substr(at);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(links)

BOOST_AUTO_TEST_CASE(each_service_is_undone) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.url) {
      const auto link = decode_link(row.url);
      BOOST_REQUIRE(link.has_value());
      BOOST_TEST((link->service == row.service));
      BOOST_TEST(link->original == row.original);
      BOOST_TEST(leads_to_service(row.url));
    }
  }
}

BOOST_AUTO_TEST_CASE(other_links_stay) {
  for (const std::string_view url : others) {
    BOOST_TEST_CONTEXT(url) {
      BOOST_TEST(!decode_link(url).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(links_in_text) {
  struct Text {
    std::string_view note;
    bool html;
    LinkStyle style;
    std::string_view text;
    std::string_view before;
  };
  const Text texts[] = {
      {"a full stop behind the link is not part of it",
       false,
       {},
       "See "
       "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa&data=0"
       "5&reserved=0.\r\n",
       "See https://example.com/a.\r\n"},
      {"the slash that completed an origin",
       false,
       {.drop_slash = true},
       "<https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2F&data=05>",
       "<https://example.com>"},
      {"a slash of a path stays",
       false,
       {.drop_slash = true},
       "https://nam02.safelinks.protection.outlook.com/"
       "?url=https%3A%2F%2Fexample.com%2Fa%2F&data=05",
       "https://example.com/a/"},
      {"the blank behind a link of URL Defense",
       false,
       {.drop_blank = true},
       "(https://urldefense.com/v3/__https://example.com/a__;!!b!c$ ) end",
       "(https://example.com/a) end"},
      {"text behind \"$\"",
       false,
       {},
       "https://urldefense.com/v3/__https://example.com/a__;!!b!c$, end",
       "https://example.com/a, end"},
      {"a link without scheme",
       false,
       {.drop_scheme = true},
       "https://urldefense.com/v3/__http://www.example.com/a__;!!b!c$",
       "www.example.com/a"},
      {"entities of HTML",
       true,
       {},
       "<a "
       "href=\"https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2F%3F"
       "a%3D1%26b%3D2&amp;data=05&amp;reserved=0\">x</a>",
       "<a href=\"https://example.com/?a=1&amp;b=2\">x</a>"},
      {"bare ampersands in HTML",
       true,
       {.entities = false},
       "<a "
       "href='https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2F%3F"
       "a%3D1%26b%3D2&amp;data=05'>x</a>",
       "<a href='https://example.com/?a=1&b=2'>x</a>"},
      {"the original that Safe Links keeps beside the link",
       true,
       {.drop_slash = true},
       "<a "
       "href=\"https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2F&am"
       "p;data=05\" originalsrc=\"https://example.com/\" shash=\"ab+/=\" class=\"b\">x</a>",
       "<a href=\"https://example.com/\" class=\"b\">x</a>"},
      {"one service over another",
       false,
       {},
       "https://nam02.safelinks.protection.outlook.com/"
       "?url=https%3A%2F%2Furldefense.com%2Fv3%2F__htt"
       "ps%3A%2F%2Fexample.com%2Fa__%3B!!b!c%24&data=05",
       "https://example.com/a"},
      {"only the outer one",
       false,
       {.outer = true},
       "https://nam02.safelinks.protection.outlook.com/"
       "?url=https%3A%2F%2Furldefense.com%2Fv3%2F__htt"
       "ps%3A%2F%2Fexample.com%2Fa__%3B!!b!c%24&data=05",
       "https://urldefense.com/v3/__https://example.com/a__;!!b!c$"},
      {"lower case of escapes",
       false,
       {.percent = LinkStyle::Percent::lower},
       "https://www.google.com/url?q=https://example.com/%252FA",
       "https://example.com/%2fA"},
      {"a token stays",
       false,
       {},
       "https://protect-eu.mimecast.com/s/AbCd?domain=example.com",
       "https://protect-eu.mimecast.com/s/AbCd?domain=example.com"},
      {"no link",
       false,
       {},
       "a :// http:// https://example.com ://",
       "a :// http:// https://example.com ://"},
  };
  for (const Text& row : texts) {
    BOOST_TEST_CONTEXT(row.note) {
      BOOST_TEST(undone(row.text, row.html, row.style) == row.before);
    }
  }
  BOOST_TEST(scan_links("https://protect-eu.mimecast.com/s/AbCd", false, 10).tokens == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
