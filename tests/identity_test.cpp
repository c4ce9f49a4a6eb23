// Client address, HELO and MAIL FROM as the border host saw them, by receiver (facts: providers
// 2.1, 2.4), and which recorded results are the receiver's own (standards R7).
#include "trace/identity.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::trace;

namespace {

#define DATE "; Sat, 21 Nov 2026 09:02:04 +0000\r\n"
#define MX                                                                                   \
  "Received: from out.example.com (host25.example.net [192.0.2.25]) by mx.receiver.example " \
  "(Postfix) with ESMTPS id 1" DATE

struct Row {
  std::string_view what;
  std::string_view header;
  std::string_view border;     // by of the border hop
  std::string_view client_ip;  // value source
  std::string_view helo;
  std::string_view mail_from;
  std::string_view tls;  // of the border hop
  int trusted;           // result fields
  int claims;            // result fields of others, ARC included
};

const Row rows[] = {
    {"R7 Gmail",
     "Received: by 2002:a05:6f02:1:b0:9c with SMTP id aa1csp111111rwb" DATE
     "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@example.com; spf=pass "
     "(google.com: domain of bounce@example.com designates 192.0.2.25 as permitted sender) "
     "smtp.mailfrom=bounce@example.com\r\n"
     "Return-Path: <bounce@example.com>\r\n"
     "Received: from out.example.com (host25.example.net. [192.0.2.25]) by mx.google.com with "
     "ESMTPS id bb2 for <user@recipient.example> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 "
     "bits=256/256)" DATE "Received-SPF: pass (google.com: domain of bounce@example.com designates "
     "192.0.2.25 as permitted sender) client-ip=192.0.2.25;\r\n"
     "Authentication-Results: mx.google.com; spf=pass (google.com: domain of bounce@example.com "
     "designates 192.0.2.25 as permitted sender) smtp.mailfrom=bounce@example.com\r\n",
     "mx.google.com", "192.0.2.25 received_spf", "out.example.com border_received",
     "bounce@example.com received_spf", "TLSv1.3", 2, 1},
    {"R4 R7 Microsoft 365",
     "Authentication-Results: spf=pass (sender IP is 192.0.2.25) smtp.mailfrom=example.com; "
     "dkim=pass (signature was verified) header.d=example.com;dmarc=pass action=none "
     "header.from=example.com;compauth=pass reason=100\r\n"
     "Received-SPF: Pass (protection.outlook.com: domain of example.com designates 192.0.2.25 as "
     "permitted sender) receiver=protection.outlook.com; client-ip=192.0.2.25; "
     "helo=out.example.com; pr=C\r\n"
     "Received: from out.example.com (192.0.2.25) by AM0EUR00FT000.mail.protection.outlook.com "
     "(10.152.1.1) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id "
     "15.20.9999.10 via Frontend Transport" DATE "Return-Path: bounce@example.com\r\n"
     "X-Forefront-Antispam-Report: "
     "CIP:192.0.2.25;CTRY:US;H:out.example.com;PTR:out.example.com;\r\n",
     "AM0EUR00FT000.mail.protection.outlook.com", "192.0.2.25 received_spf",
     "out.example.com received_spf", "bounce@example.com return_path", "TLSv1.3", 2, 0},
    {"Microsoft 365, result fields removed",
     "Received: from x (10.152.1.1) by A.prod.outlook.com (10.152.1.2) with HTTPS" DATE
     "Received: from out.example.com (192.0.2.25) by AM0EUR00FT000.mail.protection.outlook.com "
     "(10.152.1.1) with Microsoft SMTP Server id 15.20.9999.10" DATE "X-Forefront-Antispam-Report: "
     "CIP:192.0.2.25;CTRY:US;H:out.example.com;PTR:out.example.com;\r\n",
     "AM0EUR00FT000.mail.protection.outlook.com", "192.0.2.25 vendor_field",
     "out.example.com vendor_field", "-", "", 0, 0},
    {"Yahoo",
     "Received: from 127.0.0.1 by atlas-production.v2-mail-prod1-ne1.omega.yahoo.com pod-id x with "
     "HTTP" DATE "Return-Path: <bounce@example.com>\r\n"
     "X-Originating-Ip: [192.0.2.25]\r\n"
     "Received-SPF: pass (domain of example.com designates 192.0.2.25 as permitted sender)\r\n"
     "Authentication-Results: atlas-production.v2-mail-prod1-ne1.omega.yahoo.com; spf=pass "
     "smtp.mailfrom=example.com arc_overridden_status=NOT_OVERRIDDEN;\r\n"
     "Received: from 192.0.2.25 (EHLO out.example.com) by 10.253.1.1 with SMTPs (version=TLS1_3 "
     "cipher=TLS_AES_128_GCM_SHA256)" DATE,
     "10.253.1.1", "192.0.2.25 received_spf", "out.example.com border_received",
     "bounce@example.com return_path", "TLSv1.3", 2, 0},
    {"R7 iCloud, results below the border",
     "Received: from ms00000000.mac.example by p00-mailgateway-smtp-aaaa (mailgateway 2626B1) with "
     "SMTP id 0000-1\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by ms00000000.mac.example "
     "(Postfix) with ESMTPS id A1" DATE
     "Authentication-Results: bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"\r\n"
     "Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of "
     "bounce@example.com designates 192.0.2.25 as permitted sender) "
     "smtp.mailfrom=bounce@example.com\r\n"
     "Received-SPF: pass (spf.icloud.com: domain of bounce@example.com designates 192.0.2.25 as "
     "permitted sender) receiver=spf.icloud.com; client-ip=192.0.2.25; helo=out.example.com; "
     "envelope-from=bounce@example.com\r\n",
     "ms00000000.mac.example", "192.0.2.25 received_spf", "out.example.com received_spf",
     "bounce@example.com received_spf", "", 3, 0},
    {"Mail.ru",
     "Received: from [192.0.2.25] (port=40000 helo=out.example.com) by mx000.i.mail.ru with esmtp "
     "(envelope-from <bounce@example.com>) id 1vAbCd for user@recipient.example" DATE
     "Authentication-Results: mxs.mail.ru; spf=pass (mx000.i.mail.ru: domain of example.com "
     "designates 192.0.2.25 as permitted sender) smtp.mailfrom=bounce@example.com "
     "smtp.helo=out.example.com\r\n",
     "mx000.i.mail.ru", "192.0.2.25 authentication_results",
     "out.example.com authentication_results", "bounce@example.com authentication_results", "", 1,
     0},
    {"Mail.ru, empty comment",
     "Received: from [192.0.2.25] (port=40000 helo=out.example.com) by mx000.i.mail.ru with esmtp "
     "(envelope-from <bounce@example.com>) id 1vAbCd" DATE
     "Authentication-Results: mxs.mail.ru; spf=none () smtp.mailfrom=bounce@example.com\r\n",
     "mx000.i.mail.ru", "192.0.2.25 border_received", "out.example.com border_received",
     "bounce@example.com authentication_results", "", 1, 0},
    {"R8 Yandex",
     "Received: from out.example.com (out.example.com [192.0.2.25]) by "
     "mail-nwsmtp-mxfront-production-main-00.sas.yp-c.yandex.net (mxfront/Yandex) with ESMTPS id "
     "Ab; Sat, 21 Nov 2026 12:02:04 +0300 (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
     "(256/256 bits)) (Client certificate not present)\r\n"
     "Return-Path: bounce@example.com\r\n"
     "Authentication-Results: mail-nwsmtp-mxfront-production-main-00.sas.yp-c.yandex.net; spf=pass "
     "(x: domain of example.com designates 192.0.2.25 as permitted sender, "
     "rule=[ip4:192.0.2.0/24]) smtp.mail=bounce@example.com\r\n",
     "mail-nwsmtp-mxfront-production-main-00.sas.yp-c.yandex.net",
     "192.0.2.25 authentication_results", "out.example.com border_received",
     "bounce@example.com authentication_results", "TLSv1.3", 1, 0},
    {"Fastmail",
     "Received: from phl-compute-00.internal (phl-compute-00.internal [10.202.2.1]) by "
     "phl-sloti00d1t00.internal (Cyrus 3.13.0) with LMTPA" DATE
     "X-Spam-source: IP='192.0.2.25', Host='out.example.com', Country='US', FromHeader='com', "
     "MailFrom='com'\r\n"
     "X-Mail-from: bounce@example.com\r\n"
     "Received: from phl-mx-00.messagingengine.com (localhost [127.0.0.1]) by mailmx.phl.internal "
     "(Postfix) with ESMTP id 0E" DATE
     "Authentication-Results: phl-mx-00.messagingengine.com; iprev=pass smtp.remote-ip=192.0.2.25 "
     "(out.example.com); spf=pass smtp.mailfrom=bounce@example.com smtp.helo=out.example.com\r\n"
     "Received-SPF: pass (example.com: Sender is authorized to use 'bounce@example.com' in 'mfrom' "
     "identity (mechanism 'ip4:192.0.2.0/24' matched)) receiver=phl-mx-00.messagingengine.com; "
     "identity=mailfrom; envelope-from=\"bounce@example.com\"; helo=out.example.com; "
     "client-ip=192.0.2.25\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) (using TLSv1.3 with cipher "
     "TLS_AES_256_GCM_SHA384 (256/256 bits)) by phl-mx-00.messagingengine.com (Postfix) with "
     "ESMTPS" DATE,
     "phl-mx-00.messagingengine.com", "192.0.2.25 received_spf", "out.example.com received_spf",
     "bounce@example.com received_spf", "TLSv1.3", 2, 0},
    {"Postfix",
     "Return-Path: <bounce@example.com>\r\n"
     "Authentication-Results: mx.receiver.example; dkim=pass (2048-bit key; unprotected) "
     "header.d=example.com\r\n"
     "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.25; helo=out.example.com; "
     "envelope-from=bounce@example.com; receiver=<UNKNOWN>\r\n"
     "Received: from out.example.com (host25.example.net [192.0.2.25]) (using TLSv1.3 with cipher "
     "TLS_AES_256_GCM_SHA384 (256/256 bits)) by mx.receiver.example (Postfix) with ESMTPS id "
     "4A" DATE,
     "mx.receiver.example", "192.0.2.25 received_spf", "out.example.com received_spf",
     "bounce@example.com received_spf", "TLSv1.3", 2, 0},
    {"Exim, results below are a claim",
     "Received: from host25.example.net ([192.0.2.25]:40000 helo=out.example.com) by "
     "mx.receiver.example with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) "
     "(envelope-from <bounce@example.com>) id 1v" DATE
     "Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=bounce@example.com\r\n",
     "mx.receiver.example", "192.0.2.25 border_received", "out.example.com border_received",
     "bounce@example.com border_received", "TLSv1.3", 0, 1},
    {"Proofpoint",
     "Received: from mx0a-00000000.pphosted.com (mx0a-00000000.pphosted.com [203.0.113.148]) by "
     "ex.recipient.example (10.1.2.3) with Microsoft SMTP Server id 15.2" DATE
     "Received: from pps.filterd (m0000000.ppops.net [127.0.0.1]) by mx0a-00000000.pphosted.com "
     "(8.18.1.2/8.18.1.2) with ESMTP id 3" DATE
     "Authentication-Results: ppops.net; spf=pass smtp.mailfrom=bounce@example.com\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by mx0a-00000000.pphosted.com "
     "(PPS) with ESMTPS id 4 (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 "
     "verify=NOT)" DATE,
     "mx0a-00000000.pphosted.com", "192.0.2.25 border_received", "out.example.com border_received",
     "bounce@example.com authentication_results", "TLSv1.3", 1, 0},
    {"Mimecast",
     "Received: from out.example.com (out.example.com [192.0.2.25]) by relay.mimecast.com with "
     "ESMTP with STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id us-1" DATE
     "Authentication-Results: relay.mimecast.com; spf=pass (relay.mimecast.com: domain of "
     "bounce@example.com designates 192.0.2.25 as permitted sender) "
     "smtp.mailfrom=bounce@example.com\r\n",
     "relay.mimecast.com", "192.0.2.25 authentication_results", "out.example.com border_received",
     "bounce@example.com authentication_results", "TLSv1.3", 1, 0},
    {"Cloudflare",
     "Authentication-Results: mx.cloudflare.net; spf=none (mx.cloudflare.net: no SPF records found "
     "for postmaster@out.example.com) smtp.helo=out.example.com; spf=pass (mx.cloudflare.net: "
     "domain of bounce@example.com designates 192.0.2.25 as permitted sender) "
     "smtp.mailfrom=bounce@example.com\r\n"
     "Received: from out.example.com (192.0.2.25) by cloudflare-email.net (cloudflare) id x for "
     "<user@recipient.example>" DATE,
     "cloudflare-email.net", "192.0.2.25 authentication_results",
     "out.example.com authentication_results", "bounce@example.com authentication_results", "", 1,
     0},
    {"Amazon SES",
     "Received-SPF: pass (spfCheck: domain of bounce@example.com designates 192.0.2.25 as "
     "permitted sender) client-ip=192.0.2.25; envelope-from=bounce@example.com; "
     "helo=out.example.com;\r\n"
     "Authentication-Results: amazonses.com; spf=pass (spfCheck: domain of bounce@example.com "
     "designates 192.0.2.25 as permitted sender) client-ip=192.0.2.25; "
     "envelope-from=bounce@example.com; helo=out.example.com; dkim=pass header.i=@example.com;\r\n"
     "Received: from out.example.com (out.example.com [192.0.2.25]) by "
     "inbound-smtp.us-east-1.amazonaws.com with SMTP id x for user@recipient.example" DATE,
     "inbound-smtp.us-east-1.amazonaws.com", "192.0.2.25 received_spf",
     "out.example.com received_spf", "bounce@example.com received_spf", "", 2, 0},
    {"IPv6, mapped and long forms",
     "Received-SPF: pass client-ip=2001:0db8:0:0::25; helo=out.example.com; envelope-from=<>\r\n"
     "Received: from out.example.com (unknown [IPv6:2001:db8::25]) by mx.receiver.example with "
     "ESMTP id 1" DATE,
     "mx.receiver.example", "2001:db8::25 received_spf", "out.example.com received_spf",
     " received_spf", "", 1, 0},
    {"S4 mapped address",
     "Received: from out.example.com (unknown [::ffff:192.0.2.25]) by mx.receiver.example with "
     "ESMTP id 1" DATE,
     "mx.receiver.example", "192.0.2.25 border_received", "out.example.com border_received", "-",
     "", 0, 0},
    {"S2 null sender checked as postmaster@HELO",
     "Return-Path: <>\r\n"
     "Received-SPF: pass (google.com: domain of postmaster@out.example.com designates 192.0.2.25 "
     "as permitted sender) client-ip=192.0.2.25;\r\n"
     "Received: from out.example.com (out.example.com. [192.0.2.25]) by mx.google.com with ESMTPS "
     "id 1" DATE,
     "mx.google.com", "192.0.2.25 received_spf", "out.example.com border_received", " return_path",
     "", 1, 0},
    // Never an inner relay.
    {"results about an inner relay",
     "Received-SPF: fail client-ip=203.0.113.1; helo=mx.receiver.example; "
     "envelope-from=bounce@example.com\r\n"
     "Received: from mx.receiver.example (mx.receiver.example [203.0.113.1]) by "
     "store.receiver.example with ESMTP id 3" DATE MX,
     "mx.receiver.example", "192.0.2.25 border_received", "mx.receiver.example received_spf",
     "bounce@example.com received_spf", "", 1, 0},
    {"results about a private address",
     "Received-SPF: softfail client-ip=10.0.0.1; envelope-from=bounce@example.com\r\n" MX,
     "mx.receiver.example", "192.0.2.25 border_received", "out.example.com border_received",
     "bounce@example.com received_spf", "", 1, 0},
    // R7: what others wrote.
    {"R7 results of another host above",
     "Authentication-Results: mx.other.example; spf=pass (sender IP is 203.0.113.9)\r\n" MX,
     "mx.receiver.example", "192.0.2.25 border_received", "out.example.com border_received", "-",
     "", 0, 1},
    {"R7 the receiver's name below the border",
     MX "Authentication-Results: mx.receiver.example; spf=pass (sender IP is 203.0.113.9) "
        "smtp.mailfrom=x@y.example\r\n"
        "Received-SPF: pass client-ip=203.0.113.9; envelope-from=x@y.example\r\n"
        "X-Originating-Ip: [203.0.113.9]\r\n",
     "mx.receiver.example", "192.0.2.25 border_received", "out.example.com border_received", "-",
     "", 0, 2},
    {"R7 forged below Gmail's border, after the true ones",
     "Received: from out.example.com (out.example.com. [192.0.2.25]) by mx.google.com with ESMTPS "
     "id 1" DATE "Received-SPF: fail (google.com: domain of b@example.com does not designate "
     "192.0.2.25 as permitted sender) client-ip=192.0.2.25;\r\n"
     "Received-SPF: pass (google.com: domain of c@example.org designates 192.0.2.25 as permitted "
     "sender) client-ip=192.0.2.25;\r\n"
     "Received-SPF: pass (google.com: domain of d@example.org designates 203.0.113.9 as permitted "
     "sender) client-ip=203.0.113.9;\r\n",
     "mx.google.com", "192.0.2.25 received_spf", "out.example.com border_received",
     "b@example.com received_spf", "", 1, 2},
    {"Return-Path of the sender",
     MX "Received: from a.example (a.example [10.0.0.1]) by out.example.com with ESMTP id 1" DATE
        "Return-Path: <forged@example.org>\r\n",
     "mx.receiver.example", "192.0.2.25 border_received", "out.example.com border_received", "-",
     "", 0, 0},
    {"nothing to trust", "Return-Path: <bounce@example.com>\r\nSubject: x\r\n", "", "-", "-",
     "bounce@example.com return_path", "", 0, 0},
};

std::string shown(const Chosen& chosen) {
  if (!chosen.best) return "-";
  return chosen.best->value + " " + std::string(to_string(chosen.best->source));
}

struct Case {
  message::Message message;
  Path path;
  Records records;

  explicit Case(std::string_view header) : message(message::parse_message(header, {0, 0, 1}, {})) {
    path = trace_path(message, std::nullopt);
    records = read_records(message, path);
  }
  Identity identity(const Options& options = {}) const {
    return select_identity(message, path, records, options);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(identity)

BOOST_AUTO_TEST_CASE(receivers) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Case made(row.header);
      const Identity identity = made.identity();
      BOOST_TEST(made.path.receiver == row.border);
      BOOST_TEST(shown(identity.client_ip) == row.client_ip);
      BOOST_TEST(shown(identity.helo) == row.helo);
      BOOST_TEST(shown(identity.mail_from) == row.mail_from);
      if (made.path.border) {
        BOOST_TEST(made.path.hops[*made.path.border].received.tls_version == row.tls);
      }
      int trusted = 0;
      int claims = 0;
      for (const auto& record : made.records.authentication_results) {
        ++(record.trusted ? trusted : claims);
        BOOST_TEST(!record.field_name.empty());
      }
      for (const auto& record : made.records.received_spf) ++(record.trusted ? trusted : claims);
      BOOST_TEST(trusted == row.trusted);
      BOOST_TEST(claims == row.claims);
    }
  }
}

BOOST_AUTO_TEST_CASE(options_go_first_and_the_rest_is_kept) {
  const Case made("Return-Path: <bounce@example.com>\r\n" MX);
  Options options;
  options.client_ip = "2001:DB8::0:1";
  options.helo = "given.example";
  options.mail_from = "<given@example.org>";
  const Identity identity = made.identity(options);
  BOOST_TEST(shown(identity.client_ip) == "2001:db8::1 option");
  BOOST_TEST(shown(identity.helo) == "given.example option");
  BOOST_TEST(shown(identity.mail_from) == "given@example.org option");
  BOOST_TEST(identity.client_ip.best->location.line == 0);
  BOOST_TEST(identity.client_ip.conflicting());
  BOOST_TEST(identity.client_ip.alternatives.size() == 1);
  BOOST_TEST(identity.client_ip.alternatives.at(0).value == "192.0.2.25");
  BOOST_TEST(identity.mail_from.conflicting());
}

BOOST_AUTO_TEST_CASE(agreement_and_conflict) {
  const Case agreeing(
      "Return-Path: <bounce@example.com>\r\n"
      "Authentication-Results: mx.receiver.example; spf=pass (sender IP is 192.0.2.25) "
      "smtp.mailfrom=EXAMPLE.com smtp.helo=out.example.com\r\n" MX);
  const Identity one = agreeing.identity();
  BOOST_TEST(!one.client_ip.conflicting());
  BOOST_TEST(!one.helo.conflicting());
  BOOST_TEST(!one.mail_from.conflicting());
  BOOST_TEST(!one.mail_from_domain_only);
  BOOST_TEST(shown(one.mail_from) == "bounce@example.com return_path");
  const Case differing(
      "Return-Path: <bounce@example.org>\r\n"
      "Authentication-Results: mx.receiver.example; spf=pass (sender IP is 203.0.113.3) "
      "smtp.mailfrom=example.com\r\n" MX);
  const Identity two = differing.identity();
  BOOST_TEST(shown(two.client_ip) == "203.0.113.3 authentication_results");
  BOOST_TEST(two.client_ip.conflicting());
  BOOST_TEST(two.mail_from.conflicting());
  BOOST_TEST(two.mail_from_domain_only);
  BOOST_TEST(shown(two.mail_from) == "example.com authentication_results");
}

BOOST_AUTO_TEST_CASE(writers) {
  const Case made(
      "Authentication-Results: spf=pass (sender IP is 192.0.2.25) smtp.mailfrom=example.com\r\n"
      "X-MS-Exchange-Authentication-Results: spf=pass smtp.mailfrom=example.com\r\n"
      "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass smtp.mailfrom=example.com\r\n"
      "Received: from out.example.com (192.0.2.25) by A.mail.protection.outlook.com (10.1.1.1) "
      "with "
      "Microsoft SMTP Server id 1" DATE);
  const auto& list = made.records.authentication_results;
  BOOST_TEST_REQUIRE(list.size() == 3);
  BOOST_TEST(list[0].writer == "a.mail.protection.outlook.com");
  BOOST_TEST(list[0].trusted);
  BOOST_TEST(list[1].field_name == "X-MS-Exchange-Authentication-Results");
  BOOST_TEST(list[1].trusted);
  BOOST_TEST(list[2].writer == "mx.microsoft.com");
  BOOST_TEST(!list[2].trusted);
  BOOST_TEST(list[2].results.results.size() == 1);
  BOOST_TEST(list[2].results.version == "1");
}

// Results, like hops, in the thousands: the count is the check.
BOOST_AUTO_TEST_CASE(many_results) {
  std::string header;
  for (int i = 0; i < 4'000; ++i) {
    header += "Authentication-Results: spf=pass\r\nReceived: by " + std::to_string(i) + DATE;
  }
  Limits limits;
  limits.header_octets = header.size();
  const message::Message message = message::parse_message(header, {0, 0, 1}, limits);
  const Path path = trace_path(message, std::nullopt);
  const Records records = read_records(message, path);
  BOOST_TEST(records.authentication_results.size() == 4'000);
  BOOST_TEST(!select_identity(message, path, records, {}).client_ip.best.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
