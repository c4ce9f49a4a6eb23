// Authentication-Results and ARC-Authentication-Results (RFC 8601 2.2).
#include "message/auth_results.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += "(" + part + ")";
  return out;
}

// id/version(comments) then "; method/version=result!reason (comments) type.name=value ..."
std::string shown(const AuthenticationResults& results) {
  std::string out = "[" + results.authserv_id + "]";
  if (!results.version.empty()) out += " " + results.version;
  out += joined(results.comments);
  if (results.no_results) out += "; none";
  for (const ResultInfo& info : results.results) {
    out += "; " + info.method;
    if (!info.version.empty()) out += "/" + info.version;
    out += "=" + info.result + joined(info.comments);
    if (!info.reason.empty()) out += " reason:" + info.reason;
    for (const Property& property : info.properties) {
      out += " " + property.type + (property.type.empty() ? "" : ".") + property.name + "=" +
             property.value;
    }
  }
  return out;
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const Defect& defect : defects) {
    out += (out.empty() ? "" : " ") + std::string(defect.ident.substr(13));  // auth-results-
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(auth_results)

struct Row {
  std::string_view point;
  std::string_view text;
  std::string_view results;
  std::string_view defects;  // without "auth-results-"
};

const Row rows[] = {
    {"R1 whole grammar",
     " mx.example.org 1;\r\n\tdkim/1=fail reason=\"bad signature\" header.d=example.com"
     " header.s=sel1; spf=pass smtp.mailfrom=example.com",
     "[mx.example.org] 1; dkim/1=fail reason:bad signature header.d=example.com header.s=sel1; "
     "spf=pass smtp.mailfrom=example.com",
     ""},
    {"R1 no method was tried", " mx.example.org 1; none", "[mx.example.org] 1; none", ""},
    {"R1 nothing after the authserv-id", "mx.example.org", "[mx.example.org]", "no-results"},
    {"R1 none beside results", "a.example; none; spf=pass", "[a.example]; none; spf=pass",
     "none-with-results"},
    {"R1 upper case", "a.example; SPF=Pass SMTP.MailFrom=A@Example.com",
     "[a.example]; spf=pass smtp.mailfrom=A@Example.com", ""},
    {"R1 quoted authserv-id", "\"a b.example\"; spf=pass", "[a b.example]; spf=pass", ""},
    {"R1 internationalised authserv-id (RFC 8601 2.2, EAI)",
     "b\xC3\xBC"
     "cher.example; spf=pass smtp.mailfrom=\xC3\xBC@example.com",
     "[b\xC3\xBC"
     "cher.example]; spf=pass smtp.mailfrom=\xC3\xBC@example.com",
     ""},
    {"R2 comments almost anywhere",
     "(c0) foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it)"
     " fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't"
     " expecting it) 1362471462",
     "[foo.example.net] 1(c0)(foobar)(baz); dkim/1=fail(Because I like it)(One yay)(wait for it)(A "
     "dot can go here)(like that)(this surprised me)(as I wasn't expecting it) "
     "policy.expired=1362471462",
     ""},
    {"R2 nested comment", "a.example; spf=pass (x (y (z)) \\) w) smtp.helo=h.example",
     "[a.example]; spf=pass(x (y (z)) \\) w) smtp.helo=h.example", ""},
    {"R2 comment glued to the result (Yahoo)",
     "atlas-production.example; dkim=pass header.i=@example.com header.s=sel1"
     " arc_overridden_status=NOT_OVERRIDDEN; dmarc=pass(p=REJECT) header.from=example.com"
     " arc_overridden_status=NOT_OVERRIDDEN;",
     "[atlas-production.example]; dkim=pass header.i=@example.com header.s=sel1 "
     "arc_overridden_status=NOT_OVERRIDDEN; dmarc=pass(p=REJECT) header.from=example.com "
     "arc_overridden_status=NOT_OVERRIDDEN",
     ""},
    {"R2 folding inside a comment", "a.example; dkim=pass (2048-bit\r\n key)",
     "[a.example]; dkim=pass(2048-bit key)", ""},
    {"R2 empty comment (Mail.ru)", "mxs.example; spf=none () smtp.mailfrom=a@example.com",
     "[mxs.example]; spf=none() smtp.mailfrom=a@example.com", ""},
    {"R2 comment after the authserv-id (amavis)", "a.example (amavisd-new); dkim=pass",
     "[a.example](amavisd-new); dkim=pass", ""},
    {"R3 domain with a leading @", "a.example; dkim=pass header.i=@example.com",
     "[a.example]; dkim=pass header.i=@example.com", ""},
    {"R3 quoted value", "a.example; dkim=pass header.b=\"Ab12/d34\"",
     "[a.example]; dkim=pass header.b=Ab12/d34", ""},
    {"R3 quoted local part keeps its quotes",
     "a.example; spf=pass smtp.mailfrom=\"x y\"@example.com",
     "[a.example]; spf=pass smtp.mailfrom=\"x y\"@example.com", ""},
    {"R3 whole address quoted",
     "a.example; spf=pass smtp.mailfrom=\"SRS0=HHH=TT=example.com=u@fwd.example\"",
     "[a.example]; spf=pass smtp.mailfrom=SRS0=HHH=TT=example.com=u@fwd.example", ""},
    {"R3 equals signs in a bare value",
     "a.example; spf=pass smtp.mailfrom=SRS0=HHH=TT=example.com=u@fwd.example",
     "[a.example]; spf=pass smtp.mailfrom=SRS0=HHH=TT=example.com=u@fwd.example", ""},
    {"R3 semicolon inside quotes", "a.example; dkim=fail reason=\"a; spf=pass\" header.d=x.example",
     "[a.example]; dkim=fail reason:a; spf=pass header.d=x.example", ""},
    {"R4 Microsoft 365 omits the authserv-id",
     "spf=pass (sender IP is 192.0.2.25) smtp.mailfrom=example.com; dkim=pass (signature was "
     "verified) header.d=example.com;dmarc=pass action=none header.from=example.com;compauth=pass "
     "reason=100",
     "[]; spf=pass(sender IP is 192.0.2.25) smtp.mailfrom=example.com; dkim=pass(signature was "
     "verified) header.d=example.com; dmarc=pass action=none header.from=example.com; "
     "compauth=pass reason:100",
     "no-authserv-id"},
    {"R4 Microsoft's own ARC form with a version",
     "mx.microsoft.example 1; spf=pass (sender ip is 192.0.2.25) "
     "smtp.rcpttodomain=recipient.example "
     "smtp.mailfrom=example.com; dmarc=pass (p=reject sp=reject pct=100) action=none "
     "header.from=example.com; dkim=pass (signature was verified) header.d=example.com; arc=none "
     "(0)",
     "[mx.microsoft.example] 1; spf=pass(sender ip is 192.0.2.25) "
     "smtp.rcpttodomain=recipient.example smtp.mailfrom=example.com; dmarc=pass(p=reject sp=reject "
     "pct=100) action=none header.from=example.com; dkim=pass(signature was verified) "
     "header.d=example.com; arc=none(0)",
     ""},
    {"R4 the receiving domain between results",
     "dkim=none (message not signed) header.d=none;recipient.example; dmarc=none action=none "
     "header.from=example.com;",
     "[]; dkim=none(message not signed) header.d=none; dmarc=none action=none "
     "header.from=example.com",
     "no-authserv-id no-method"},
    {"R4 none alone", "none", "[]; none", "no-authserv-id"},
    {"R5 unregistered methods",
     "a.example; dkim2=none (no signatures found); x-tls=pass smtp.version=TLSv1.3; "
     "bimi=skipped reason=\"insufficient dmarc\"",
     "[a.example]; dkim2=none(no signatures found); x-tls=pass smtp.version=TLSv1.3; bimi=skipped "
     "reason:insufficient dmarc",
     ""},
    {"R6 DKIM properties",
     "a.example; dkim=pass header.d=example.com header.i=@example.com header.b=Ab12Cd34 "
     "header.a=rsa-sha256 header.s=sel1",
     "[a.example]; dkim=pass header.d=example.com header.i=@example.com header.b=Ab12Cd34 "
     "header.a=rsa-sha256 header.s=sel1",
     ""},
    {"R7 one field per check (iCloud)",
     "spf.receiver.example; spf=pass (spf.receiver.example: domain of b@example.com designates "
     "192.0.2.25 as permitted sender) smtp.mailfrom=b@example.com",
     "[spf.receiver.example]; spf=pass(spf.receiver.example: domain of b@example.com designates "
     "192.0.2.25 as permitted sender) smtp.mailfrom=b@example.com",
     ""},
    {"R8 Yandex smtp.mail and rule",
     "mx.example; spf=pass (mx.example: domain of example.com designates 192.0.2.25 as permitted "
     "sender, rule=[ip4:192.0.2.0/24]) smtp.mail=bounce@example.com; dkim=pass "
     "header.i=@example.com",
     "[mx.example]; spf=pass(mx.example: domain of example.com designates 192.0.2.25 as permitted "
     "sender, rule=[ip4:192.0.2.0/24]) smtp.mail=bounce@example.com; dkim=pass "
     "header.i=@example.com",
     ""},
    {"R8 Fastmail policy properties around a comment",
     "mx.example; dmarc=pass policy.published-domain-policy=reject policy.applied-disposition=none "
     "(p=reject,d=none,d.eval=none) policy.policy-from=p header.from=example.com; iprev=pass "
     "smtp.remote-ip=2001:db8::25 (out.example.com)",
     "[mx.example]; dmarc=pass(p=reject,d=none,d.eval=none) "
     "policy.published-domain-policy=reject policy.applied-disposition=none policy.policy-from=p "
     "header.from=example.com; iprev=pass(out.example.com) smtp.remote-ip=2001:db8::25",
     ""},
    {"R8 header.from with an address (Mail.ru)", "m.example; dmarc=pass header.from=n@example.com",
     "[m.example]; dmarc=pass header.from=n@example.com", ""},
    {"R8 arc.chain", "m.example; arc=pass arc.chain=\"a.example:b.example\"",
     "[m.example]; arc=pass arc.chain=a.example:b.example", ""},
    {"R9 Microsoft's results and actions",
     "spf=none smtp.mailfrom=x.example; dmarc=bestguesspass action=oreject header.from=x.example;"
     "compauth=softpass reason=202",
     "[]; spf=none smtp.mailfrom=x.example; dmarc=bestguesspass action=oreject "
     "header.from=x.example; compauth=softpass reason:202",
     "no-authserv-id"},
    {"SES separates Received-SPF keys by semicolons",
     "ses.example; spf=pass (spfCheck: domain of example.com designates 192.0.2.25 as permitted "
     "sender) client-ip=192.0.2.25; envelope-from=b@example.com; helo=out.example.com; dkim=pass "
     "header.i=@example.com; dmarc=pass header.from=example.com;",
     "[ses.example]; spf=pass(spfCheck: domain of example.com designates 192.0.2.25 as permitted "
     "sender) client-ip=192.0.2.25 envelope-from=b@example.com helo=out.example.com; dkim=pass "
     "header.i=@example.com; dmarc=pass header.from=example.com",
     ""},
    {"Cloudflare: two spf results, helo then mailfrom",
     "mx.cf.example; dmarc=pass header.from=example.com policy.dmarc=reject; spf=none "
     "(no record) smtp.helo=out.example.com; spf=pass (ok) smtp.mailfrom=b@example.com",
     "[mx.cf.example]; dmarc=pass header.from=example.com policy.dmarc=reject; spf=none(no record) "
     "smtp.helo=out.example.com; spf=pass(ok) smtp.mailfrom=b@example.com",
     ""},
    {"Gmail",
     "mx.example; dkim=temperror (no key for signature) header.i=@example.com header.s=sel1 "
     "header.b=\"Ab12Cd3/\"; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com",
     "[mx.example]; dkim=temperror(no key for signature) header.i=@example.com header.s=sel1 "
     "header.b=Ab12Cd3/; dmarc=pass(p=REJECT sp=REJECT dis=NONE) header.from=example.com",
     ""},
    {"repeated separators", "a.example;; spf=pass ; ;", "[a.example]; spf=pass", ""},
    {"no semicolon after the authserv-id", "a.example spf=pass smtp.helo=h.example",
     "[a.example]; spf=pass smtp.helo=h.example", "no-semicolon"},
    {"result missing", "a.example; spf=; dkim=pass", "[a.example]; spf=; dkim=pass", "no-result"},
    {"value missing before the next key", "a.example; spf=none smtp.mailfrom= smtp.helo=h.example",
     "[a.example]; spf=none smtp.mailfrom= smtp.helo=h.example", "empty-value"},
    {"value missing at the end", "a.example; spf=none smtp.mailfrom=",
     "[a.example]; spf=none "
     "smtp.mailfrom=",
     ""},
    {"stray words", "a.example; dkim=fail body has changed header.d=x.example",
     "[a.example]; dkim=fail header.d=x.example", "stray-word stray-word stray-word"},
    {"second reason", "a.example; compauth=fail reason=001 reason=002",
     "[a.example]; compauth=fail reason:001 reason=002", "reason-repeated"},
    {"property before any result", "a.example; header.d=x.example; spf=pass",
     "[a.example]; = header.d=x.example; spf=pass", "stray-property"},
    {"unclosed comment ends before the next result", "a.example; spf=pass (a (b; dkim=pass (c)",
     "[a.example]; spf=pass(a (b); dkim=pass(c)", "unclosed-comment unclosed-comment"},
    {"unclosed quote", "a.example; dkim=pass header.b=\"Ab12 header.d=x.example",
     "[a.example]; dkim=pass header.b=Ab12 header.d=x.example", "unclosed-quote"},
    {"empty", "", "[]", "no-authserv-id no-results"},
    {"only separators", " ;=;\"; (", "[]()",
     "no-authserv-id no-method no-method unclosed-quote unclosed-comment "
     "no-results"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const AuthenticationResults results = parse_authentication_results(row.text);
      BOOST_TEST(shown(results) == row.results);
      BOOST_TEST(idents(results.defects) == row.defects);
      for (const ResultInfo& info : results.results) {
        BOOST_REQUIRE(info.offset + info.length <= row.text.size());
        const std::string_view text = row.text.substr(info.offset, info.length);
        BOOST_TEST(!text.empty());
        BOOST_TEST(text.back() != ' ');
        BOOST_TEST(text.back() != ';');
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_result_knows_its_place) {
  const std::string_view text = " a.example; spf=pass (ok) smtp.helo=h ;\r\n dkim=fail reason=x ";
  const AuthenticationResults results = parse_authentication_results(text);
  BOOST_REQUIRE(results.results.size() == 2);
  const ResultInfo& spf = results.results[0];
  const ResultInfo& dkim = results.results[1];
  BOOST_TEST(text.substr(spf.offset, spf.length) == "spf=pass (ok) smtp.helo=h");
  BOOST_TEST(text.substr(dkim.offset, dkim.length) == "dkim=fail reason=x");
  BOOST_REQUIRE(spf.property("smtp", "helo") != nullptr);
  BOOST_TEST(spf.property("smtp", "helo")->value == "h");
  BOOST_TEST(spf.property("smtp", "mailfrom") == nullptr);
}

BOOST_AUTO_TEST_CASE(arc_authentication_results) {
  const auto good = parse_arc_authentication_results(" i=1; mx.example 1; arc=none (0); spf=pass");
  BOOST_TEST((good.instance == 1U));
  BOOST_TEST(shown(good.results) == "[mx.example] 1; arc=none(0); spf=pass");
  BOOST_TEST(good.results.defects.empty());
  BOOST_TEST(good.results.results.at(1).offset == 34);

  const auto folded =
      parse_arc_authentication_results("\r\n i (c) = 12 (d) ;\r\n mx.example; none");
  BOOST_TEST((folded.instance == 12U));
  BOOST_TEST(shown(folded.results) == "[mx.example]; none");

  const auto microsoft = parse_arc_authentication_results("i=2; spf=pass");
  BOOST_TEST((microsoft.instance == 2U));
  BOOST_TEST(shown(microsoft.results) == "[]; spf=pass");

  for (std::string_view text : {"mx.example; spf=pass", "i=x; mx.example; spf=pass",
                                "i=99999999999999999999; mx.example; spf=pass"}) {
    const auto bad = parse_arc_authentication_results(text);
    BOOST_TEST(!bad.instance);
    BOOST_TEST(shown(bad.results) == "[mx.example]; spf=pass");
    BOOST_REQUIRE(!bad.results.defects.empty());
    BOOST_TEST(bad.results.defects.back().ident == "arc-no-instance");
  }
}

// Each would take minutes, or gigabytes, if one step looked back or ahead.
BOOST_AUTO_TEST_CASE(hostile_text_stays_linear) {
  for (std::string_view piece : {"(", "\"", ";a=b", "; spf=pass x.y=z", " a.b= ", "=", "a ", "(a)",
                                 "\\", ".", " . ", "a=\"", "(\"", "; (", "a/ ", "\r\n "}) {
    std::string text = "mx.example; spf=pass ";
    while (text.size() < (1U << 18)) text += piece;
    const AuthenticationResults results = parse_authentication_results(text);
    BOOST_TEST(results.authserv_id == "mx.example");
    BOOST_TEST(results.results.size() <= 500);
    BOOST_TEST(results.defects.size() <= 51);
  }
}

BOOST_AUTO_TEST_SUITE_END()
