// Received fields in the dialects of mail servers in use (RFC 5321 4.4).
#include "message/received.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

struct Row {
  std::string_view what;
  std::string_view value;
  // from|from_ip|from_reverse|by|by_ip|with|id|for|envelope_from|ident|tls version cipher|date
  std::string_view expected;
  std::string_view defects;
};

const Row rows[] = {
    {"Gmail, internal",
     "by 2002:a05:6f02:1:b0:9c with SMTP id aa1csp111111rwb; Sat, 21 Nov 2026 01:02:05 -0800 (PST)",
     "|||2002:a05:6f02:1:b0:9c||SMTP|aa1csp111111rwb||||no|"
     "2026-11-21T09:02:05Z",
     "received-no-from "},
    {"Gmail, border",
     "from out.example.com (out.example.com. [192.0.2.25])\r\n by mx.google.com with ESMTPS id "
     "bb2si222222.1.2026.11.21.01.02.04\r\n for <user@recipient.example>\r\n (version=TLS1_3 "
     "cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n Sat, 21 Nov 2026 01:02:05 -0800 (PST)",
     "out.example.com|192.0.2.25|out.example.com|mx.google.com||ESMTPS|"
     "bb2si222222.1.2026.11.21.01.02.04|user@recipient.example|||yes TLSv1.3 "
     "TLS_AES_256_GCM_SHA384|2026-11-21T09:02:05Z",
     ""},
    {"Gmail, IPv6",
     "from out.example.com (out.example.com. [2001:db8::25]) by mx.google.com with ESMTPS id x; "
     "Sat, 21 Nov 2026 01:02:05 -0800 (PST)",
     "out.example.com|2001:db8::25|out.example.com|mx.google.com||ESMTPS|x||||yes|"
     "2026-11-21T09:02:05Z",
     ""},
    {"Gmail API",
     "from 123456789012 named unknown by gmailapi.google.com with HTTPREST; Sat, 21 Nov 2026 "
     "01:02:05 -0800",
     "123456789012|||gmailapi.google.com||HTTPREST|||||?|2026-11-21T09:02:05Z", ""},
    {"Microsoft 365",
     "from out.example.com (192.0.2.25) by AM0EUR00FT000.mail.protection.outlook.com (10.152.1.1) "
     "with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9999.10 "
     "via Frontend Transport; Sat, 21 Nov 2026 09:02:04 +0000",
     "out.example.com|192.0.2.25||AM0EUR00FT000.mail.protection.outlook.com|10.152.1.1|Microsoft "
     "SMTP Server|15.20.9999.10||||yes TLSv1.3 TLS_AES_256_GCM_SHA384|2026-11-21T09:02:04Z",
     ""},
    {"Microsoft 365, IPv6 inside",
     "from A.eurprd05.prod.outlook.com (2603:10a6:1::2) by B.eurprd05.prod.outlook.com "
     "(2603:10a6:1::3) with Microsoft SMTP Server id 15.20.1; Sat, 21 Nov 2026 09:02:04 +0000",
     "A.eurprd05.prod.outlook.com|2603:10a6:1::2||B.eurprd05.prod.outlook.com|2603:10a6:1::3|"
     "Microsoft SMTP Server|15.20.1||||?|2026-11-21T09:02:04Z",
     ""},
    {"Exchange, link-local with zone",
     "from A.prod.outlook.com ([fe80::1:2]) by B.prod.outlook.com ([fe80::1:3%4]) with mapi id "
     "15.20.1; Sat, 21 Nov 2026 09:02:04 +0000",
     "A.prod.outlook.com|fe80::1:2||B.prod.outlook.com|fe80::1:3|mapi|15.20.1||||?|"
     "2026-11-21T09:02:04Z",
     ""},
    {"Yahoo, internal",
     "from 127.0.0.1 by atlas-production.v2-mail-prod1-ne1.omega.yahoo.com pod-id x with HTTP; "
     "Sat, 21 Nov 2026 09:02:05 +0000",
     "127.0.0.1|127.0.0.1||atlas-production.v2-mail-prod1-ne1.omega.yahoo.com||HTTP|||||?|"
     "2026-11-21T09:02:05Z",
     ""},
    {"Yahoo, border",
     "from 192.0.2.25 (EHLO out.example.com) by 10.253.1.1 with SMTPs (version=TLS1_3 "
     "cipher=TLS_AES_128_GCM_SHA256); Sat, 21 Nov 2026 09:02:05 +0000",
     "out.example.com|192.0.2.25||10.253.1.1|10.253.1.1|SMTPs|||||yes TLSv1.3 "
     "TLS_AES_128_GCM_SHA256|2026-11-21T09:02:05Z",
     ""},
    {"iCloud, internal",
     "from ms00000000.mac.example by p00-mailgateway-smtp-aaaa (mailgateway 2626B1) with SMTP id "
     "0000-1",
     "ms00000000.mac.example|||p00-mailgateway-smtp-aaaa||SMTP|0000-1||||no|-",
     "received-no-semicolon received-no-date "},
    {"iCloud, border",
     "from out.example.com (out.example.com [192.0.2.25]) by ms00000000.mac.example (Postfix) with "
     "ESMTPS id A1B2C3 for <user@recipient.example>; Sat, 21 Nov 2026 09:02:04 +0000 (UTC)",
     "out.example.com|192.0.2.25|out.example.com|ms00000000.mac.example||ESMTPS|A1B2C3|"
     "user@recipient.example|||yes|2026-11-21T09:02:04Z",
     ""},
    {"Mail.ru",
     "from [192.0.2.25] (port=40000 helo=out.example.com) by mx000.i.mail.ru with esmtp "
     "(envelope-from <bounce@example.com>) id 1vAbCd-000000002xY-3zAB for user@recipient.example; "
     "Sat, 21 Nov 2026 12:02:04 +0300",
     "out.example.com|192.0.2.25||mx000.i.mail.ru||esmtp|1vAbCd-000000002xY-3zAB|"
     "user@recipient.example|bounce@example.com||no|2026-11-21T09:02:04Z",
     ""},
    {"Yandex, TLS behind the date",
     "from out.example.com (out.example.com [192.0.2.25]) by "
     "mail-nwsmtp-mxfront-production-main-00.sas.yp-c.yandex.net (mxfront/Yandex) with ESMTPS id "
     "AbCdEf0-GhIjKl1; Sat, 21 Nov 2026 12:02:04 +0300 (using TLSv1.3 with cipher "
     "TLS_AES_256_GCM_SHA384 (256/256 bits)) (Client certificate not present)",
     "out.example.com|192.0.2.25|out.example.com|"
     "mail-nwsmtp-mxfront-production-main-00.sas.yp-c.yandex.net||ESMTPS|AbCdEf0-GhIjKl1||||yes "
     "TLSv1.3 TLS_AES_256_GCM_SHA384|2026-11-21T09:02:04Z",
     ""},
    {"Postfix",
     "from out.example.com (host25.example.net [192.0.2.25]) (using TLSv1.3 with cipher "
     "TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange x25519 server-signature ECDSA "
     "(prime256v1) "
     "server-digest SHA256) (No client certificate requested) by mx.receiver.example (Postfix) "
     "with "
     "ESMTPS id 4AbCdE12FGz1 for <user@recipient.example>; Sat, 21 Nov 2026 09:02:04 +0000 (UTC)",
     "out.example.com|192.0.2.25|host25.example.net|mx.receiver.example||ESMTPS|4AbCdE12FGz1|"
     "user@recipient.example|||yes TLSv1.3 TLS_AES_256_GCM_SHA384|2026-11-21T09:02:04Z",
     ""},
    {"Postfix, IPv6, no reverse name, authenticated",
     "from [IPv6:2001:db8::7] (unknown [IPv6:2001:db8::7]) (Authenticated sender: "
     "user@example.com) by mx.receiver.example (Postfix) with ESMTPSA id 4A; Sat, 21 Nov 2026 "
     "09:02:04 +0000",
     "[IPv6:2001:db8::7]|2001:db8::7|unknown|mx.receiver.example||ESMTPSA|4A|||user@example.com|"
     "yes|2026-11-21T09:02:04Z",
     ""},
    {"Postfix, pickup",
     "by mx.receiver.example (Postfix, from userid 1002) id DABB; Sat, 21 Nov 2026 09:02:04 +0000",
     "|||mx.receiver.example|||DABB|||userid 1002|?|2026-11-21T09:02:04Z", "received-no-from "},
    {"amavis",
     "from mx.receiver.example ([127.0.0.1]) by localhost (mx.receiver.example [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTP id Ab-12 for <user@recipient.example>; Sat, 21 Nov 2026 "
     "09:02:04 +0000 (UTC)",
     "mx.receiver.example|127.0.0.1||localhost|127.0.0.1|ESMTP|Ab-12|user@recipient.example|||no|"
     "2026-11-21T09:02:04Z",
     ""},
    {"Exim, helo differs",
     "from host25.example.net ([192.0.2.25]:40000 helo=out.example.com) by mx.receiver.example "
     "with "
     "esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) (envelope-from <bounce@example.com>) "
     "id 1vAbCd-000000002xY-3zAB for user@recipient.example; Sat, 21 Nov 2026 09:02:04 +0000",
     "out.example.com|192.0.2.25|host25.example.net|mx.receiver.example||esmtps|"
     "1vAbCd-000000002xY-3zAB|user@recipient.example|bounce@example.com||yes TLSv1.3 "
     "TLS_AES_256_GCM_SHA384|2026-11-21T09:02:04Z",
     ""},
    {"Exim, helo equals the reverse name",
     "from out.example.com ([192.0.2.25]) by mx.receiver.example with esmtp (Exim 4.98) id 1v; "
     "Sat, "
     "21 Nov 2026 09:02:04 +0000",
     "out.example.com|192.0.2.25|out.example.com|mx.receiver.example||esmtp|1v||||no|"
     "2026-11-21T09:02:04Z",
     ""},
    {"Exim, old TLS form, ident",
     "from [2001:db8::9] (port=4000 helo=a.example ident=joe) by mx.receiver.example with esmtps "
     "(TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.80) id 1v; Sat, 21 Nov 2026 09:02:04 +0000",
     "a.example|2001:db8::9||mx.receiver.example||esmtps|1v|||joe|yes TLSv1.2 "
     "ECDHE-RSA-AES256-GCM-SHA384|2026-11-21T09:02:04Z",
     ""},
    {"Exim, local user",
     "from www-data by mx.receiver.example with local (Exim 4.98) (envelope-from "
     "<www@receiver.example>) id 1v; Sat, 21 Nov 2026 09:02:04 +0000",
     "www-data|||mx.receiver.example||local|1v||www@receiver.example||?|2026-11-21T09:02:04Z", ""},
    {"Proofpoint",
     "from out.example.com (out.example.com [192.0.2.25]) by mx0a-00000000.pphosted.com (PPS) with "
     "ESMTPS id 4aaaaaaaaa-1 (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT) "
     "for <user@recipient.example>; Sat, 21 Nov 2026 09:02:04 +0000 (GMT)",
     "out.example.com|192.0.2.25|out.example.com|mx0a-00000000.pphosted.com||ESMTPS|4aaaaaaaaa-1|"
     "user@recipient.example|||yes TLSv1.3 TLS_AES_256_GCM_SHA384|2026-11-21T09:02:04Z",
     ""},
    {"Proofpoint, filter",
     "from pps.filterd (m0000000.ppops.net [127.0.0.1]) by mx0a-00000000.pphosted.com "
     "(8.18.1.2/8.18.1.2) with ESMTP id 4a; Sat, 21 Nov 2026 09:02:04 GMT",
     "pps.filterd|127.0.0.1|m0000000.ppops.net|mx0a-00000000.pphosted.com||ESMTP|4a||||no|"
     "2026-11-21T09:02:04Z",
     "date-obsolete-zone "},
    {"Mimecast",
     "from out.example.com (out.example.com [192.0.2.25]) by relay.mimecast.com with ESMTP with "
     "STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id us-mta-000-x-1; Sat, 21 Nov "
     "2026 "
     "04:02:04 -0500",
     "out.example.com|192.0.2.25|out.example.com|relay.mimecast.com||ESMTP|us-mta-000-x-1||||yes "
     "TLSv1.3 TLS_AES_256_GCM_SHA384|2026-11-21T09:02:04Z",
     ""},
    {"STARTTLS without a version",
     "from a.example (a.example [192.0.2.25]) by relay.mimecast.com with ESMTP with STARTTLS id u; "
     "Sat, 21 Nov 2026 04:02:04 -0500",
     "a.example|192.0.2.25|a.example|relay.mimecast.com||ESMTP|u||||yes|2026-11-21T09:02:04Z", ""},
    {"Cloudflare",
     "from out.example.com (192.0.2.25) by cloudflare-email.net (cloudflare) id AbCd for "
     "<user@recipient.example>; Sat, 21 Nov 2026 09:02:04 +0000",
     "out.example.com|192.0.2.25||cloudflare-email.net|||AbCd|user@recipient.example|||?|"
     "2026-11-21T09:02:04Z",
     ""},
    {"Fastmail, LMTP",
     "from phl-mx-00.internal (phl-mx-00.phl.internal [10.202.2.1]) by phl-store-00.phl.internal "
     "(Cyrus 3.13) with LMTPA; Sat, 21 Nov 2026 04:02:04 -0500",
     "phl-mx-00.internal|10.202.2.1|phl-mx-00.phl.internal|phl-store-00.phl.internal||LMTPA|||||?|"
     "2026-11-21T09:02:04Z",
     ""},
    {"Amazon SES",
     "from out.example.com (out.example.com [192.0.2.25]) by inbound-smtp.us-east-1.amazonaws.com "
     "with SMTP id abc for user@recipient.example; Sat, 21 Nov 2026 09:02:04 +0000 (UTC)",
     "out.example.com|192.0.2.25|out.example.com|inbound-smtp.us-east-1.amazonaws.com||SMTP|abc|"
     "user@recipient.example|||no|2026-11-21T09:02:04Z",
     ""},
    {"sendmail",
     "from out.example.com (root@host25.example.net [192.0.2.25] (may be forged)) by "
     "mx.receiver.example (8.17.1/8.17.1) with ESMTPS id 5AL92 (version=TLSv1.2 "
     "cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO) for <user@recipient.example>; Sat, 21 "
     "Nov 2026 09:02:04 GMT",
     "out.example.com|192.0.2.25|host25.example.net|mx.receiver.example||ESMTPS|5AL92|"
     "user@recipient.example||root@host25.example.net|yes TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384|"
     "2026-11-21T09:02:04Z",
     "date-obsolete-zone "},
    {"sendmail, local",
     "(from user@localhost) by mx.receiver.example (8.17.1/8.17.1/Submit) id 5AL92; Sat, 21 Nov "
     "2026 09:02:04 +0000",
     "|||mx.receiver.example|||5AL92|||user@localhost|?|2026-11-21T09:02:04Z", "received-no-from "},
    {"qmail, helo and reverse name differ",
     "from unknown (HELO out.example.com) (192.0.2.25) by 0 with SMTP; 21 Nov 2026 09:02:04 -0000",
     "out.example.com|192.0.2.25|unknown|0||SMTP|||||no|2026-11-21T09:02:04Z", ""},
    {"qmail, TLS and ident",
     "from host25.example.net (HELO out.example.com) (joe@192.0.2.25) by mx.receiver.example with "
     "(AES256-GCM-SHA384 encrypted) SMTP; 21 Nov 2026 09:02:04 -0000",
     "out.example.com|192.0.2.25|host25.example.net|mx.receiver.example||SMTP||||joe@192.0.2.25|"
     "yes  AES256-GCM-SHA384|2026-11-21T09:02:04Z",
     ""},
    {"qmail, queue", "(qmail 84907 invoked by uid 89); 21 Nov 2026 09:02:04 -0000",
     "|||||||||uid 89|?|2026-11-21T09:02:04Z", "received-no-from received-no-by "},
    {"Courier",
     "from a.example (host25.example.net [::ffff:192.0.2.25]) (AUTH: LOGIN joe, TLS: TLS1.3, "
     "128bits, ECDHE_RSA_AES_128_GCM_SHA256) by mx.receiver.example with ESMTPSA id 0; Sat, 21 Nov "
     "2026 09:02:04 +0000",
     "a.example|::ffff:192.0.2.25|host25.example.net|mx.receiver.example||ESMTPSA|0|||joe|yes "
     "TLSv1.3 ECDHE_RSA_AES_128_GCM_SHA256|2026-11-21T09:02:04Z",
     ""},
    {"XMail",
     "from a.example (192.0.2.25:23198) by mx.receiver.example (192.0.2.80:25) with [XMail 1.27 "
     "ESMTP Server] id <S72E> for <user@recipient.example> from <bounce@example.com>; Sat, 21 Nov "
     "2026 09:02:04 +0000",
     "a.example|192.0.2.25||mx.receiver.example|192.0.2.80|[XMail 1.27 ESMTP Server]|S72E|"
     "user@recipient.example|bounce@example.com||?|2026-11-21T09:02:04Z",
     ""},
    {"address glued to the name, upper case",
     "FROM a.example[192.0.2.25] BY mx.receiver.example ID 1 ; 21 Nov 2026 09:02:04 +0000",
     "a.example|192.0.2.25||mx.receiver.example|||1||||?|2026-11-21T09:02:04Z", ""},
    // What a client may call itself must not be taken for what the server observed.
    {"client calls itself by",
     "from by (host25.example.net [192.0.2.25]) by mx.receiver.example with SMTP; 21 Nov 2026 "
     "09:02:04 +0000",
     "by|192.0.2.25|host25.example.net|mx.receiver.example||SMTP|||||no|2026-11-21T09:02:04Z", ""},
    {"client opens a bracket",
     "from [x (host25.example.net [192.0.2.25]) by mx.receiver.example with SMTP; 21 Nov 2026 "
     "09:02:04 +0000",
     "[x|192.0.2.25|host25.example.net|mx.receiver.example||SMTP|||||no|2026-11-21T09:02:04Z", ""},
    {"client gives a literal",
     "from [198.51.100.9] (host25.example.net [192.0.2.25]) by mx.receiver.example with SMTP; 21 "
     "Nov 2026 09:02:04 +0000",
     "[198.51.100.9]|192.0.2.25|host25.example.net|mx.receiver.example||SMTP|||||no|"
     "2026-11-21T09:02:04Z",
     ""},
    {"client claims TLS",
     "from version=TLSv1.3 (HELO TLSv1.3) (192.0.2.25) by mx.receiver.example with SMTP; 21 Nov "
     "2026 09:02:04 +0000",
     "TLSv1.3|192.0.2.25|version=TLSv1.3|mx.receiver.example||SMTP|||||no|2026-11-21T09:02:04Z",
     ""},
    {"two addresses",
     "from a.example (x.example [192.0.2.25]) (y.example [192.0.2.26]) by mx.receiver.example with "
     "SMTP; 21 Nov 2026 09:02:04 +0000",
     "a.example|192.0.2.25|x.example|mx.receiver.example||SMTP|||||no|2026-11-21T09:02:04Z",
     "received-several-addresses "},
    // Damage.
    {"empty", "", "||||||||||?|-",
     "received-no-semicolon received-no-from received-no-by received-no-date "},
    {"no semicolon",
     "from a.example ([192.0.2.25]) by mx.receiver.example with SMTP id 1 Sat, 21 Nov 2026 "
     "09:02:04 "
     "+0000",
     "a.example|192.0.2.25||mx.receiver.example||SMTP|1||||no|2026-11-21T09:02:04Z",
     "received-no-semicolon "},
    {"semicolons in comments and behind the date",
     "from a.example ([192.0.2.25]) by mx.receiver.example (a; b) with SMTP id 1; Sat, 21 Nov 2026 "
     "09:02:04 +0000; x=y",
     "a.example|192.0.2.25||mx.receiver.example||SMTP|1||||no|2026-11-21T09:02:04Z",
     "date-trailing-text "},
    {"comment never closed",
     "from a.example ([192.0.2.25] by mx.receiver.example with SMTP id 1; Sat, 21 Nov 2026 "
     "09:02:04 "
     "+0000",
     "a.example|192.0.2.25||mx.receiver.example||SMTP|1||||no|2026-11-21T09:02:04Z",
     "received-unterminated-comment "},
    {"impossible date",
     "from a.example ([192.0.2.25]) by mx.receiver.example with SMTP; Sat, 31 Nov 2026 09:02:04 "
     "+0000",
     "a.example|192.0.2.25||mx.receiver.example||SMTP|||||no|-",
     "date-impossible received-no-date "},
};

std::string shown(const std::optional<IpAddress>& ip) {
  return ip ? to_string(*ip) : std::string();
}

std::string shown(const Received& r) {
  std::string tls = r.tls == Received::Tls::yes ? "yes" : r.tls == Received::Tls::no ? "no" : "?";
  if (!r.tls_version.empty() || !r.tls_cipher.empty()) {
    tls += " " + r.tls_version + " " + r.tls_cipher;
  }
  return r.from + "|" + shown(r.from_ip) + "|" + r.from_reverse + "|" + r.by + "|" +
         shown(r.by_ip) + "|" + r.with + "|" + r.id + "|" + r.for_address + "|" + r.envelope_from +
         "|" + r.ident + "|" + tls + "|" + (r.date ? to_iso(r.date->seconds) : "-");
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const Defect& defect : defects) out += std::string(defect.ident) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(received)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Received received = parse_received(row.value);
      BOOST_TEST(shown(received) == row.expected);
      BOOST_TEST(idents(received.defects) == row.defects);
      for (const Defect& defect : received.defects) {
        BOOST_TEST(defect.offset + defect.length <= row.value.size());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(comments_are_kept_without_their_parentheses) {
  const Received received = parse_received(
      "from a (b [192.0.2.1] (c)) by d (Postfix); 21 Nov 2026 09:02:04 +0000 (using TLSv1.2)");
  BOOST_TEST(received.comments.size() == 3);
  BOOST_TEST(received.comments.at(0) == "b [192.0.2.1] (c)");
  BOOST_TEST(received.comments.at(1) == "Postfix");
  BOOST_TEST(received.comments.at(2) == "using TLSv1.2");
  BOOST_TEST(received.tls_version == "TLSv1.2");
}

// Sizes that a quadratic search would make felt; counts are the check.
BOOST_AUTO_TEST_CASE(hostile_sizes) {
  const std::size_t size = 1U << 20;
  for (std::string_view unit :
       {"(",    ")",     "()",  "[",     "[ ",    "<",        "< ",   ";",
        "; ",   "from ", "by ", "with ", "id x ", "from x (", "(a [", "HELO ",
        "((a)", "\\(",   "a,",  "x ",    "[](",   "Sat,",     "\r\n "}) {
    BOOST_TEST_CONTEXT(unit) {
      std::string value;
      while (value.size() < size) value += unit;
      const Received received = parse_received(value);
      BOOST_TEST(received.comments.size() <= 50);
      BOOST_TEST(received.defects.size() <= 100);
      BOOST_TEST(!received.date.has_value());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
