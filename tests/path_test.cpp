// Hops in time order, delays, gaps and the trust boundary (facts: providers 2.2).
#include "trace/path.h"

#include <boost/test/unit_test.hpp>

#include "trace/host.h"

using namespace indicia;
using namespace indicia::trace;

namespace {

Path path_of(std::string_view header, const std::optional<std::string>& receiver = std::nullopt) {
  return trace_path(message::parse_message(header, {0, 0, 1}, {}), receiver);
}

// by of the border hop, its index from the oldest, the reason.
std::string border_of(const Path& path) {
  if (!path.border) return "- " + path.border_reason;
  return path.hops[*path.border].received.by + " " + std::to_string(*path.border) + " " +
         path.border_reason;
}

struct BorderRow {
  std::string_view what;
  std::string_view header;
  std::string_view border;
  std::string_view domain;
};

#define DATE "; Sat, 21 Nov 2026 09:02:04 +0000\r\n"
#define MX                                                                                     \
  "Received: from out.example.com (out.example.com [192.0.2.25]) by mx.receiver.example with " \
  "ESMTPS id 1" DATE
#define FORGED                                                                                    \
  "Received: from good.example (good.example [203.0.113.99]) by mx.receiver.example with ESMTPS " \
  "id 2" DATE

const BorderRow border_rows[] = {
    {"no Received", "Subject: x\r\n", "- no_received", ""},
    {"one foreign peer", MX, "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"results above", "Authentication-Results: mx.receiver.example; spf=pass\r\n" MX,
     "mx.receiver.example 0 result_above", "receiver.example"},
    {"results of somebody else above", "Authentication-Results: mx.other.example; spf=pass\r\n" MX,
     "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"Received-SPF above", "Received-SPF: pass client-ip=192.0.2.25\r\n" MX,
     "mx.receiver.example 0 result_above", "receiver.example"},
    {"filter on the same host",
     "Received: from localhost (localhost [127.0.0.1]) by mx.receiver.example (Postfix) with ESMTP "
     "id 3" DATE "Received: from mx.receiver.example ([127.0.0.1]) by localhost (amavis, port "
     "10024) with ESMTP id 2" DATE MX,
     "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"private and shared address space",
     "Received: from a.receiver.example (a [10.1.1.1]) by b.receiver.example with LMTP id 3" DATE
     "Received: from relay (relay [100.64.1.1]) by a.receiver.example with ESMTP id 2" DATE
     "Received: from x (x [fd00::1]) by relay.receiver.example with ESMTP id 2" DATE MX,
     "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"own relay with a public address",
     "Received: from mx.receiver.example (mx.receiver.example [203.0.113.1]) by "
     "store.receiver.example with ESMTP id 3" DATE MX,
     "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"own relay, results above the inner hop too",
     "Authentication-Results: store.receiver.example; spf=fail\r\n"
     "Received: from mx.receiver.example (mx.receiver.example [203.0.113.1]) by "
     "store.receiver.example with ESMTP id 3" DATE MX,
     "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"three labels under a registry",
     "Received: from mx.receiver.co.uk (mx.receiver.co.uk [203.0.113.1]) by store.receiver.co.uk "
     "with ESMTP id 3" DATE "Received: from mx.other.co.uk (mx.other.co.uk [192.0.2.25]) by "
     "mx.receiver.co.uk with ESMTP id 3" DATE,
     "mx.receiver.co.uk 0 foreign_peer", "receiver.co.uk"},
    {"between customers of one service",
     "Received: by 2002:a05:6f02:1:b0:9c with SMTP id a" DATE
     "Received: from mail-x.google.com (mail-x.google.com. [192.0.2.65]) by mx.google.com with "
     "SMTPS id b" DATE "Received-SPF: pass (google.com: domain of u@example.com designates "
     "192.0.2.65 as permitted sender) client-ip=192.0.2.65;\r\n"
     "Authentication-Results: mx.google.com; spf=pass (google.com: domain of u@example.com "
     "designates 192.0.2.65 as permitted sender)\r\n"
     "Received: by 2002:a17:906:1:b0:1 with SMTP id c" DATE
     "Received: from laptop (dsl.example [203.0.113.7]) by smtp.gmail.com with ESMTPSA id d" DATE,
     "mx.google.com 2 result_below", "google.com"},
    {"submission by a user of the receiver",
     "Received: from laptop (dsl.example [203.0.113.7]) (Authenticated sender: u) by "
     "mx.receiver.example with ESMTPSA id 1" DATE,
     "mx.receiver.example 0 submission", "receiver.example"},
    {"fetched from a mailbox",
     "Received: from pop.receiver.example (203.0.113.2) by loki.home.example with POP3" DATE MX,
     "mx.receiver.example 0 foreign_peer", "receiver.example"},
    {"no address written down",
     "Received: from out.example.com by mx.receiver.example with ESMTP id 1" DATE,
     "mx.receiver.example 0 foreign_name", "receiver.example"},
    {"all local",
     "Received: from a.receiver.example (a [10.0.0.1]) by b.receiver.example with ESMTP id 1" DATE,
     "- no_border", ""},
    {"Microsoft, inner hops with public addresses",
     "Received: from A.eurprd05.prod.outlook.com (2603:10a6:20b:1::1) by "
     "B.eurprd06.prod.outlook.com (2603:10a6:10:1::2) with Microsoft SMTP Server id 15.20.1" DATE
     "Received: from AM0EUR00FT000.mail.protection.outlook.com (2603:10a6:20b:cafe::1) by "
     "A.outlook.office365.com (2603:10b6:20b:1::1) with Microsoft SMTP Server id 15.20.1 via "
     "Frontend Transport" DATE
     "Authentication-Results: spf=pass (sender IP is 192.0.2.25) smtp.mailfrom=example.com\r\n"
     "Received: from out.example.com (192.0.2.25) by AM0EUR00FT000.mail.protection.outlook.com "
     "(10.152.1.1) with Microsoft SMTP Server id 15.20.1 via Frontend Transport" DATE,
     "AM0EUR00FT000.mail.protection.outlook.com 0 result_above", "outlook.com"},
    // What an attacker writes below the border must not move it.
    {"forged Received below",
     "Received: from evil.example (evil.example [198.51.100.66]) by mx.receiver.example with ESMTP "
     "id 9" DATE "Authentication-Results: mx.receiver.example; spf=pass\r\n" FORGED,
     "mx.receiver.example 1 foreign_peer", "receiver.example"},
    {"client calls itself one of ours",
     "Received: from mx2.receiver.example (evil.example [198.51.100.66]) by mx.receiver.example "
     "with ESMTP id 9" DATE "Authentication-Results: mx.receiver.example; spf=pass\r\n" FORGED,
     "mx.receiver.example 1 foreign_peer", "receiver.example"},
    {"client calls itself one of ours, no reverse name",
     "Received: from mx2.receiver.example (unknown [198.51.100.66]) by mx.receiver.example with "
     "ESMTP id 9" DATE FORGED,
     "mx.receiver.example 1 foreign_peer", "receiver.example"},
    {"client calls itself one of ours, none written down",
     "Received: from mx2.receiver.example ([198.51.100.66]) by mx.receiver.example with ESMTP id "
     "9" DATE FORGED,
     "mx.receiver.example 1 foreign_peer", "receiver.example"},
    {"reverse name that may be forged",
     "Received: from x (mx2.receiver.example [198.51.100.66] (may be forged)) by "
     "mx.receiver.example with ESMTP id 9" DATE FORGED,
     "mx.receiver.example 1 foreign_peer", "receiver.example"},
    {"reverse name that qmail did not confirm",
     "Received: from mx2.receiver.example (HELO x) (198.51.100.66) by mx.receiver.example with "
     "SMTP" DATE FORGED,
     "mx.receiver.example 1 foreign_peer", "receiver.example"},
    {"client calls itself a Microsoft host",
     "Received: from A.prod.outlook.com (198.51.100.66) by "
     "AM0EUR00FT000.mail.protection.outlook.com (10.152.1.1) with Microsoft SMTP Server id 15.20.1 "
     "via Frontend Transport" DATE "Authentication-Results: spf=pass (sender IP is 192.0.2.25)\r\n"
     "Received: from out.example.com (192.0.2.25) by AM0EUR00FT000.mail.protection.outlook.com "
     "(10.152.1.1) with Microsoft SMTP Server id 15.20.1" DATE,
     "AM0EUR00FT000.mail.protection.outlook.com 1 foreign_peer", "outlook.com"},
    {"customer of the hosting service that receives",
     "Received-SPF: pass client-ip=198.51.100.66\r\n"
     "Received: from x (ec2-1.compute-1.amazonaws.com [198.51.100.66]) by "
     "inbound-smtp.us-east-1.amazonaws.com with SMTP id 1" DATE
     "Received: from good.example (good.example [203.0.113.99]) by "
     "inbound-smtp.us-east-1.amazonaws.com with SMTP id 1" DATE,
     "inbound-smtp.us-east-1.amazonaws.com 1 result_above", "amazonaws.com"},
    // A filtering service in front of the receiver.
    {"gateway, passes at itself",
     "Received: from mx0a.pphosted.com (mx0a.pphosted.com [203.0.113.1]) by ex.receiver.example "
     "with ESMTP id 3" DATE "Received: from pps.filterd (m0.ppops.net [127.0.0.1]) by "
     "mx0a.pphosted.com (8.18.1.2/8.18.1.2) with ESMTP id 2" DATE
     "Authentication-Results: ppops.net; spf=pass smtp.mailfrom=b@example.com\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by mx0a.pphosted.com (PPS) "
     "with ESMTPS id 1" DATE,
     "mx0a.pphosted.com 0 gateway", "pphosted.com"},
    {"gateway, fails at the receiver",
     "Authentication-Results: ex.receiver.example; spf=fail (sender IP is 203.0.113.1)\r\n"
     "Received: from mx0a.pphosted.com (mx0a.pphosted.com [203.0.113.1]) by ex.receiver.example "
     "with ESMTP id 3" DATE "Received: from out.example.com (out.example.com [192.0.2.25]) by "
     "mx0a.pphosted.com (PPS) with ESMTPS id 1" DATE,
     "mx0a.pphosted.com 0 gateway", "pphosted.com"},
    {"the sender's gateway passes at the receiver",
     "Authentication-Results: ex.receiver.example; spf=pass (sender IP is 203.0.113.1)\r\n"
     "Received: from mx0a.pphosted.com (mx0a.pphosted.com [203.0.113.1]) by ex.receiver.example "
     "with ESMTP id 3" DATE "Authentication-Results: ppops.net; spf=fail\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by mx0a.pphosted.com (PPS) "
     "with ESMTPS id 1" DATE,
     "ex.receiver.example 1 result_above", "receiver.example"},
    {"a stranger who calls itself a gateway",
     "Authentication-Results: ex.receiver.example; spf=fail\r\n"
     "Received: from mx0a.pphosted.com (evil.example [198.51.100.66]) by ex.receiver.example with "
     "ESMTP id 3" DATE "Received: from out.example.com (out.example.com [192.0.2.25]) by "
     "mx0a.pphosted.com (PPS) with ESMTPS id 1" DATE,
     "ex.receiver.example 1 result_above", "receiver.example"},
    {"a stranger who calls itself a gateway at Microsoft",
     "Authentication-Results: spf=fail (sender IP is 198.51.100.66)\r\n"
     "Received: from mx0a.pphosted.com (198.51.100.66) by A.mail.protection.outlook.com (10.1.1.1) "
     "with Microsoft SMTP Server id 1" DATE
     "X-Forefront-Antispam-Report: CIP:198.51.100.66;H:mx0a.pphosted.com;PTR:evil.example;\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by mx0a.pphosted.com (PPS) "
     "with ESMTPS id 1" DATE,
     "A.mail.protection.outlook.com 1 result_above", "outlook.com"},
    {"listed gateway at Microsoft",
     "Authentication-Results: spf=fail (sender IP is 203.0.113.1)\r\n"
     "Received: from gw.receiver.example (203.0.113.1) by A.mail.protection.outlook.com (10.1.1.1) "
     "with Microsoft SMTP Server id 1" DATE
     "X-MS-Exchange-SkipListedInternetSender: ip=[192.0.2.25];domain=out.example.com\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by gw.receiver.example with "
     "ESMTPS id 1" DATE,
     "gw.receiver.example 0 gateway", "receiver.example"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(path)

BOOST_AUTO_TEST_CASE(borders) {
  for (const BorderRow& row : border_rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Path path = path_of(row.header);
      BOOST_TEST(border_of(path) == row.border);
      BOOST_TEST(path.receiver_domain == row.domain);
      for (std::size_t i = 0; i < path.hops.size(); ++i) {
        BOOST_TEST(path.hops[i].border == (path.border == i));
        BOOST_TEST(path.hops[i].trusted == (path.border && i >= *path.border));
        BOOST_TEST(row.header.substr(path.hops[i].location.offset, 9) == "Received:");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(receiver_given_by_the_user) {
  const std::string_view header =
      "Received: from gw.receiver.example (203.0.113.1) by A.mail.protection.outlook.com with "
      "Microsoft SMTP Server id 1" DATE
      "Received: from out.example.com (out.example.com [192.0.2.25]) by gw.receiver.example with "
      "ESMTPS id 1" DATE
      "Received: from x (x [203.0.113.77]) by gw.receiver.example with ESMTPS id 1" DATE;
  BOOST_TEST(border_of(path_of(header)) == "A.mail.protection.outlook.com 2 foreign_peer");
  BOOST_TEST(border_of(path_of(header, "gw.receiver.example")) ==
             "gw.receiver.example 1 receiver_option");
  BOOST_TEST(border_of(path_of(header, "RECEIVER.example.")) ==
             "gw.receiver.example 1 receiver_option");
  BOOST_TEST(border_of(path_of(header, "nobody.example")) == "- receiver_option_not_found");
  BOOST_TEST(path_of(header, "nobody.example").receiver_not_found == "nobody.example");
  BOOST_TEST(path_of(header, "gw.receiver.example").receiver_not_found == "");
  BOOST_TEST(path_of("", "nobody.example").receiver_not_found == "");  // there is nothing to find
}

BOOST_AUTO_TEST_CASE(delays_and_clocks) {
  const Path path = path_of(
      "Received: from d.example (d.example [192.0.2.4]) by e.example with SMTP; 21 Nov 2026 "
      "09:10:00 +0000\r\n"
      "Received: from c.example (c.example [192.0.2.3]) by d.example with SMTP; 21 Nov 2026 "
      "09:09:00\r\n"
      "Received: from b.example (b.example [192.0.2.2]) by c.example with SMTP; 21 Nov 2026 "
      "08:55:00 +0000\r\n"
      "Received: from a.example (a.example [192.0.2.1]) by b.example with SMTP\r\n"
      "Received: from x.example (x.example [192.0.2.9]) by a.example with SMTP; 21 Nov 2026 "
      "11:00:00 +0200\r\n");
  const Delay kinds[] = {Delay::first, Delay::undated, Delay::clocks_differ, Delay::undated,
                         Delay::known};
  const std::int64_t seconds[] = {0, 0, -300, 0, 900};
  BOOST_TEST_REQUIRE(path.hops.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST((path.hops[i].delay_kind == kinds[i]));
    BOOST_TEST(path.hops[i].delay_seconds == seconds[i]);
    BOOST_TEST(!path.hops[i].gap);
  }
  BOOST_TEST(path.total_seconds.value() == 600);
  BOOST_TEST(path.total_is_lower_bound);
}

BOOST_AUTO_TEST_CASE(gaps) {
  const Path path =
      path_of("Received: from c.example (c.example [192.0.2.3]) by d.example with SMTP" DATE
              "Received: from b2.b.example (x [192.0.2.2]) by c.example with SMTP" DATE
              "Received: from a.example (a.example [192.0.2.1]) by b1.b.example with SMTP" DATE
              "Received: from y.example (y.example [192.0.2.8]) by x.example with SMTP" DATE);
  BOOST_TEST_REQUIRE(path.hops.size() == 4);
  BOOST_TEST(!path.hops[0].gap);
  BOOST_TEST(path.hops[1].gap);   // a.example does not continue x.example
  BOOST_TEST(!path.hops[2].gap);  // another host of the same organisation
  BOOST_TEST(!path.hops[3].gap);
}

BOOST_AUTO_TEST_CASE(organizations) {
  struct HostRow {
    std::string_view host;
    std::string_view domain;
    std::string_view organization;
  };
  const HostRow host_rows[] = {
      {"mx.receiver.example", "receiver.example", "receiver.example"},
      {"MX.Receiver.EXAMPLE.", "receiver.example", "receiver.example"},
      {"a.b.receiver.co.uk", "receiver.co.uk", "receiver.co.uk"},
      {"receiver.co.uk", "receiver.co.uk", "receiver.co.uk"},
      {"co.uk", "co.uk", "co.uk"},
      {"mx000.i.mail.ru", "mail.ru", "mail.ru"},
      {"a.internal", "internal", "internal"},
      {"host", "host", "host"},
      {"[192.0.2.1]", "", ""},
      {"10.253.1.1", "", ""},
      {"2002:a05:6f02:1:b0:9c", "", ""},
      {"", "", ""},
      {".", "", ""},
      {".example", ".example", ".example"},
      {"X.outlook.office365.com", "office365.com", "outlook.com"},
      {"m0.ppops.net", "ppops.net", "pphosted.com"},
      {"ec2-1.compute-1.amazonaws.com", "amazonaws.com", "ec2-1.compute-1.amazonaws.com"},
  };
  for (const HostRow& row : host_rows) {
    BOOST_TEST_CONTEXT(row.host) {
      BOOST_TEST(domain_of(row.host) == row.domain);
      BOOST_TEST(organization_of(row.host) == row.organization);
    }
  }
}

// Ten thousand hops: the work per hop must not grow with their number. Counts are the check; a
// quadratic walk would make this test last minutes.
BOOST_AUTO_TEST_CASE(many_hops) {
  for (std::string_view hop :
       {"Received: from a.receiver.example (a [10.0.0.1]) by b%.receiver%.example with LMTP id "
        "1" DATE,
        "Received: by % with SMTP id 1" DATE, "Received: (((((%\r\n",
        "Received: from a% (a%.example [192.0.2.1]) by b%.example with SMTP" DATE}) {
    std::string header;
    for (int i = 0; i < 10'000; ++i) {
      for (char c : hop) c == '%' ? header += std::to_string(i) : header += c;
    }
    Limits limits;
    limits.header_octets = header.size();
    const Path path = trace_path(message::parse_message(header, {0, 0, 1}, limits), std::nullopt);
    BOOST_TEST(path.hops.size() == 10'000);
  }
}

BOOST_AUTO_TEST_SUITE_END()
