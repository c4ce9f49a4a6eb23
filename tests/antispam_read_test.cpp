// Anti-spam fields through the grammars of their families: ordinary forms, dialects, and damaged
// ones.
#include "antispam/read.h"

#include <boost/test/unit_test.hpp>

#include "antispam/vade.h"

using namespace indicia;
using namespace indicia::antispam;

namespace {

// name=value{score}[options]!known, joined by "|"; "known" only where it is not a value of the
// table.
std::string items_of(const Reading& reading) {
  std::string text;
  for (const Item& item : reading.items) {
    if (!text.empty()) text += '|';
    text += item.name + "=" + item.value;
    if (!item.score.empty()) text += "{" + item.score + "}";
    if (!item.options.empty()) text += "[" + item.options + "]";
    if (item.known != Known::value) text += "!" + std::string(to_string(item.known));
  }
  return text;
}

std::string defects_of(const Reading& reading) {
  std::string text;
  for (const Defect& defect : reading.defects) {
    if (!text.empty()) text += ' ';
    text += defect.ident.substr(7);  // "filter-"
  }
  return text;
}

struct Line {
  std::string_view point;
  std::string_view name;
  std::string_view value;
  std::string_view items;
  std::string_view head;  // vendor, flag, score/threshold
  std::string_view defects;
};

const Line lines[] = {
    // Microsoft
    {"a report", "X-Forefront-Antispam-Report",
     " CIP:192.0.2.25;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:out.example.com;PTR:[192.0.2.25];CAT:SPM;DIR:"
     "INB;",
     "CIP=192.0.2.25!field|SCL=5|SRV=!field|IPV=NLI|SFV=SPM|H=out.example.com!field|PTR=[192.0.2."
     "25]!field|CAT=SPM|"
     "DIR=INB",
     "Microsoft", ""},
    {"an address with colons", "X-Forefront-Antispam-Report", "CIP:2001:db8::1;SCL:1",
     "CIP=2001:db8::1!field|SCL=1", "Microsoft", ""},
    {"keys in any case, doubled separators", "x-forefront-antispam-report", "scl:1;; ;sfv:nspm;",
     "scl=1|sfv=nspm", "Microsoft", ""},
    {"(null)", "X-Forefront-Antispam-Report", "SFV:(null);(null);SCL:1", "SFV=!field|SCL=1",
     "Microsoft", "null-value null-value"},
    {"a fold that cut the value", "X-Forefront-Antispam-Report", "SCL:5;SFV:\r\n SPM;CA",
     "SCL=5|SFV=SPM|=CA!unknown_name", "Microsoft", "item-malformed"},
    {"unknown key and value, out of range", "X-Forefront-Antispam-Report",
     "NEW:1;SFV:XYZ;SCL:17;SCL:-2",
     "NEW=1!unknown_name|SFV=XYZ!unknown_value|SCL=17!unknown_value|SCL=-2!unknown_value",
     "Microsoft", "value-out-of-range repeated-key value-out-of-range"},
    {"delivery to a mailbox", "X-Microsoft-Antispam-Mailbox-Delivery",
     "\r\n\tucf:1; dest:J;OFR:SpamFilterAuthJ;", "ucf=1|dest=J|OFR=SpamFilterAuthJ", "Microsoft",
     ""},
    {"a stamp without text", "X-MS-Exchange-Organization-Antispam-Report",
     "MessageSecurityAntispamBypass", "MessageSecurityAntispamBypass=!field", "Microsoft", ""},
    {"compauth in results", "Authentication-Results",
     "spf=fail (sender IP is 192.0.2.25)\r\n smtp.mailfrom=example.com; dkim=none (message not "
     "signed)\r\n "
     "header.d=none;dmarc=fail action=oreject\r\n header.from=example.com;compauth=fail reason=000",
     "dmarc=fail|action=oreject|compauth=fail|reason=000", "Microsoft", ""},
    {"level alone", "X-MS-Exchange-Organization-SCL", " -1", "=-1", "Microsoft", ""},
    {"an optional setting", "X-CustomSpam", " Image links to remote sites",
     "=Image links to remote sites", "Microsoft", ""},
    {"rewritten bounce address", "Return-Path", "<bounces+SRS=AbCdE=x1@tenant.example>",
     "=bounces+SRS=AbCdE=x1@tenant.example!unknown_name", "Microsoft", ""},
    {"tenant facts", "X-MS-Exchange-CrossTenant-AuthAs", "Anonymous", "AuthAs=Anonymous!field",
     "Microsoft", ""},
    {"flags", "X-MS-Exchange-AtpMessageProperties", "SA|SL", "=SA|=SL", "Microsoft", ""},
    {"encoded for Microsoft alone", "X-Microsoft-Antispam-Message-Info", "=?us-ascii?Q?QUJD?=", "",
     "Microsoft", ""},
    // SpamAssassin and its relatives
    {"status, folded inside tests", "X-Spam-Status",
     "No, score=-2.1 required=5.0 tests=BAYES_00,DKIM_SIGNED,\r\n\tSPF_PASS autolearn=ham "
     "autolearn_force=no\r\n\tversion=4.0.1",
     "=No!field|score=-2.1!field|required=5.0!field|BAYES_00=|DKIM_SIGNED=|SPF_PASS=|"
     "autolearn=ham|"
     "autolearn_force=no!field|version=4.0.1!field",
     "SpamAssassin no -2.1/5.0", ""},
    {"amavis", "X-Spam-Status",
     "Yes, score=7.4 tagged_above=2 required=6.31 tests=[BAYES_99=3.5, URIBL_BLACK=1.7] "
     "autolearn=no",
     "=Yes!field|score=7.4!field|tagged_above=2!field|required=6.31!field|BAYES_99={3.5}|"
     "URIBL_BLACK={1.7}|"
     "autolearn=no",
     "SpamAssassin yes 7.4/6.31", ""},
    {"the bracket is missing", "X-Spam-Status",
     "Yes, score=7.4 tests=[BAYES_99=3.5, URIBL_BLACK=1.7",
     "=Yes!field|score=7.4!field|BAYES_99={3.5}|URIBL_BLACK={1.7}", "SpamAssassin yes 7.4/",
     "unclosed"},
    {"old name, tests=none", "X-Spam-Status", "No, hits=0.0 required=5.0 tests=none version=2.63",
     "=No!field|hits=0.0!field|required=5.0!field|tests=none!field|version=2.63!field",
     "SpamAssassin no 0.0/5.0", ""},
    {"not a number", "X-Spam-Status", "Yes, score=nan required=5,0 tests=A_B=inf",
     "=Yes!field|score=nan!field|required=5,0!field|A_B=inf!unknown_name", "SpamAssassin yes",
     "number-malformed number-malformed number-malformed"},
    {"localised decimals", "X-Spam-Score", "7,4", "=7,4!unknown_name", "SpamAssassin",
     "number-malformed"},
    {"score with stars", "X-Spam-Score", " 4.74 (****)", "=4.74!field", "SpamAssassin 4.74/", ""},
    {"flag", "X-Spam-Flag", "YES", "=YES", "SpamAssassin", ""},
    {"level", "X-Spam-Level", " *****", "=*****!field", "SpamAssassin", ""},
    {"report", "X-Spam-Report",
     "\r\n\t*  1.7 URIBL_BLACK Contains an URL listed in the URIBL blacklist\r\n\t*      [URIs: "
     "bad.example]\r\n\t* -0.0 SPF_PASS SPF: sender matches SPF record",
     "URIBL_BLACK={1.7}[Contains an URL listed in the URIBL blacklist * [URIs: bad.example] "
     "*]|SPF_PASS={-0.0}[SPF: "
     "sender matches SPF record]",
     "SpamAssassin", ""},
    {"cPanel's report", "X-Ham-Report",
     "Spam detection software, running on the system \"host1.example.net\",\r\n has NOT identified "
     "this incoming email "
     "as spam.\r\n Content analysis details:   (-1.9 points, 5.0 required)\r\n  pts rule name      "
     "        "
     "description\r\n ---- ---------------------- -----\r\n -1.9 BAYES_00               BODY: "
     "Bayes spam probability is "
     "0 to 1%\r\n                             [score: 0.0000]",
     "system=host1.example.net!field|BAYES_00={-1.9}[BODY: Bayes spam probability is 0 to "
     "1% [score: 0.0000]]",
     "SpamAssassin -1.9/5.0", ""},
    {"MailScanner", "X-Example-MailScanner-SpamCheck",
     "spam, SpamAssassin (not cached, score=7.1,\r\n\trequired 5, BAYES_99 3.50, URIBL_BLACK 1.70)",
     "=spam!field|score=7.1!field|required=5!field|BAYES_99={3.50}|URIBL_BLACK={1.70}",
     "MailScanner yes 7.1/5", ""},
    {"outbound of cPanel", "X-OutGoing-Spam-Status", "No, score=-2.9", "=No!field|score=-2.9!field",
     "cPanel no -2.9/", ""},
    {"Exim", "X-Spam_score_int", "-29", "=-29!field", "Exim", ""},
    {"Fastmail's hits", "X-Spam-hits",
     "HTML_MESSAGE 0.001, SPF_PASS -0.001, LANGUAGES en, BAYES_USED none, SA_VERSION 4.0.1",
     "HTML_MESSAGE={0.001}|SPF_PASS={-0.001}|LANGUAGES=en!unknown_name|BAYES_USED=none!unknown_"
     "name|SA_VERSION=4.0.1!"
     "unknown_name",
     "Fastmail", ""},
    {"Bogofilter", "X-Bogosity", "Spam, tests=bogofilter, spamicity=0.999999, version=1.2.5",
     "=Spam!field|bogofilter=!unknown_name|spamicity=0.999999!field|version=1.2.5!"
     "unknown_name",
     "Bogofilter yes 0.999999/", ""},
    {"Barracuda", "X-Barracuda-Spam-Status",
     "Yes, SCORE=3.60 using per-user scores of TAG_LEVEL=3.5 QUARANTINE_LEVEL=9.0 "
     "KILL_LEVEL=1000.0 tests=BSF_SC0_MISMATCH_TO, HTML_MESSAGE",
     "=Yes!field|SCORE=3.60!field|TAG_LEVEL=3.5!field|QUARANTINE_LEVEL=9.0!field|KILL_LEVEL="
     "1000.0!field|BSF_"
     "SC0_MISMATCH_TO=!unknown_name|HTML_MESSAGE=",
     "Barracuda yes 3.60/3.5", ""},
    {"Symantec", "X-SpamReason", "No, hits=0.0 required=7.0 tests=newsletters: ",
     "=No!field|hits=0.0!field|required=7.0!field|newsletters:=!unknown_name",
     "Symantec / MessageLabs no 0.0/7.0", ""},
    // Rspamd
    {"symbols", "X-Spamd-Result",
     "default: False [-3.70 / "
     "15.00];\r\n\tBAYES_HAM(-3.00)[99.99%];\r\n\tR_SPF_ALLOW(-0.20)[+ip4:192.0.2.0/"
     "24];\r\n\tASN(0.00)[asn:64496, ipnet:192.0.2.0/24]",
     "BAYES_HAM={-3.00}[99.99%]|R_SPF_ALLOW={-0.20}[+ip4:192.0.2.0/24]|ASN={0.00}[asn:64496, "
     "ipnet:192.0.2.0/24]",
     "Rspamd no -3.70/15.00", ""},
    {"options with brackets and semicolons", "X-Spamd-Result",
     "default: True [20.00 / 15.00]; A_B(1.00)[x[1];y,z]; C_D(2.00)[]",
     "A_B={1.00}[x[1]!unknown_name|=y,z]!unknown_name|C_D={2.00}!unknown_name",
     "Rspamd yes 20.00/15.00", "item-malformed"},
    {"an option list without its end", "X-Spamd-Result",
     "default: False [1.00 / 15.00]; A_B(1.00)[x", "A_B={1.00}[x]!unknown_name",
     "Rspamd no 1.00/15.00", "unclosed"},
    {"inf and nan", "X-Spamd-Result", "default: False [nan / inf]; A_B(inf)[x]",
     "A_B=inf[x]!unknown_name", "Rspamd no", "number-malformed number-malformed number-malformed"},
    {"a list without head", "X-Rspamd-Report", "MIME_GOOD(-0.1) BAYES_HAM(-3) MISSING_TO(2)",
     "MIME_GOOD={-0.1}|BAYES_HAM={-3}|MISSING_TO={2}", "Rspamd", ""},
    {"action", "X-Rspamd-Action", "add header", "=add header", "Rspamd", ""},
    {"bar", "X-Spamd-Bar", "+++++++", "=+++++++!field", "Rspamd", ""},
    {"mixed bar", "X-Spamd-Bar", "++-", "=++-!unknown_name", "Rspamd", "item-malformed"},
    // Others
    {"Proofpoint", "X-Proofpoint-Spam-Details",
     "rule=notspam policy=default score=0 mlxlogscore=999\r\n classifier=spam reason=mlx "
     "engine=8.19.0-0 definitions=main-1",
     "rule=notspam|policy=default!field|score=0!field|mlxlogscore=999!field|classifier=spam!field|"
     "reason=mlx!field|"
     "engine=8.19.0-0!field|definitions=main-1!field",
     "Proofpoint", ""},
    {"Mimecast", "X-Mimecast-Impersonation-Protect",
     "Policy=Default Definition;Similar Internal Domain=false;Newly Observed Domain=true",
     "Policy=Default Definition!field|Similar Internal Domain=false|Newly "
     "Observed Domain=true",
     "Mimecast", ""},
    {"Mimecast's score", "X-Mimecast-Spam-Score", " 6", "=6", "Mimecast 6/", ""},
    {"IronPort's reputation", "X-SBRS", "None", "=None", "Cisco ESA (IronPort)", ""},
    {"IronPort's antivirus", "X-IronPort-AV", "E=Sophos;i=\"6.00,100;1700000000\"; d=\"scan'208\"",
     "E=Sophos!unknown_name|i=6.00,100;1700000000!unknown_name|d=scan'208!unknown_name",
     "Cisco ESA (IronPort)", ""},
    {"Sophos", "X-SEA-Spam",
     "Gauge=IIIIIIII, Probability=8%, Report='HTML_00_01 0.05, BODY_SIZE_1000_LESS 0'",
     "Gauge=IIIIIIII!field|Probability=8%|HTML_00_01={0.05}!unknown_name|BODY_"
     "SIZE_1000_LESS={0}!"
     "unknown_name",
     "Sophos", ""},
    {"FortiMail", "X-FEAS-SPF", "spf-result=pass, ip=192.0.2.25, helo=mail.example.com",
     "spf-result=pass!unknown_name|ip=192.0.2.25!unknown_name|helo=mail.example.com!unknown_name",
     "Fortinet FortiMail", ""},
    {"FortiGate by its word", "X-SpamInfo", "dnsbl, path block ip 192.0.2.25",
     "=dnsbl, path block ip 192.0.2.25", "Fortinet FortiGate", ""},
    {"Symantec by its word", "X-SpamInfo", "blackholed by bl.example", "=blackholed by bl.example",
     "Symantec / MessageLabs", ""},
    {"Trend Micro, negative", "X-TM-AS-Result", "No--10.5-7.0-31-10",
     "=No--10.5-7.0-31-10!field|type=10!field", "Trend Micro no -10.5/7.0", ""},
    {"Trend Micro, cut", "X-TM-AS-Result", "Yes-12-7.0", "=Yes-12-7.0!field",
     "Trend Micro yes 12/7.0", "item-malformed"},
    {"Mail.ru's word", "X-Spam", "Not detected", "=Not detected", "Mail.ru (VK)", ""},
    {"Rspamd's word", "X-Spam", "Yes", "=Yes", "Rspamd", ""},
    {"Yandex: 1 is no spam", "X-Yandex-Spam", "1", "=1", "Yandex", ""},
    {"GMX", "X-UI-Filterresults", "junk:10;V03:K0:AAAA=:BBBB", "=junk:10;V03:K0:AAAA=:BBBB",
     "GMX / web.de / 1&1 (United Internet)", ""},
    {"GMX's number", "X-GMX-Antispam", "6 (nemesis text pattern profiler); Detail=V3;",
     "=6 (nemesis text pattern profiler); Detail=V3;", "GMX / web.de / 1&1 (United Internet)", ""},
    {"SpamExperts", "X-SpamExperts-Evidence", "Combined (0.15)", "=Combined (0.15)!field",
     "SpamExperts / N-able Mail Assure 0.15/", ""},
    {"OVH", "X-Ovh-Spam-Reason", "vr: OK; dkim: disabled; spf: disabled",
     "vr=OK!unknown_name|dkim=disabled!unknown_name|spf=disabled!unknown_name", "OVHcloud", ""},
    {"iCloud", "X-Apple-MoveToFolder", "Junk", "=Junk", "Apple iCloud", ""},
    {"Vade", "X-VADE-SPAMCAUSE", "gggruggvucftvghtrhho", "engine=Vade Retro!field",
     "Vade (OVH, Orange, home.pl, Fastmail, Dr.Web ...)", ""},
    {"Vade, encrypted", "X-VR-SPAMCAUSE", "dmFkZTEexample==", "",
     "Vade (OVH, Orange, home.pl, Fastmail, Dr.Web ...)", "unreadable"},
    {"nothing there", "X-Yandex-Spam", " \r\n ", "", "Yandex", "empty"},
};

std::string head_of(const Reading& reading) {
  std::string head(reading.meaning().vendor);
  if (reading.flagged) head += *reading.flagged ? " yes" : " no";
  if (!reading.score.empty() || !reading.threshold.empty())
    head += " " + reading.score + "/" + reading.threshold;
  return head;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(antispam_read)

BOOST_AUTO_TEST_CASE(table) {
  for (const Line& row : lines) {
    BOOST_TEST_CONTEXT(row.point) {
      const auto reading = read_filter(row.name, row.value);
      BOOST_TEST_REQUIRE(reading.has_value());
      BOOST_TEST(items_of(*reading) == row.items);
      BOOST_TEST(head_of(*reading) == row.head);
      BOOST_TEST(defects_of(*reading) == row.defects);
      for (const Item& item : reading->items)
        BOOST_TEST(item.offset + item.length <= row.value.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(fields_that_are_no_filters) {
  BOOST_TEST(!read_filter("Authentication-Results", "mx.example; spf=pass smtp.mailfrom=a.example")
                  .has_value());
  BOOST_TEST(!read_filter("Return-Path", "<bounce@example.com>").has_value());
  BOOST_TEST(!read_filter("X-Anything", "1").has_value());
}

BOOST_AUTO_TEST_CASE(vade_pairs) {
  BOOST_TEST((decode_vade("gggruggvucft\r\n vghtrhho") == "Vade Retro"));
  BOOST_TEST(!decode_vade("gggruggvu").has_value());  // an odd number
  BOOST_TEST(!decode_vade("GGGR").has_value());
  BOOST_TEST(!decode_vade("gzgz").has_value());  // no shifter
  BOOST_TEST(!decode_vade("").has_value());
}

// A hostile field costs no more than its length, and what is cut is said.
BOOST_AUTO_TEST_CASE(long_lists) {
  std::string symbols = "default: False [1.00 / 15.00]";
  std::string pairs, report, status = "Yes, score=1 required=2 tests=";
  for (int i = 0; i < 20'000; ++i) {
    symbols += "; A_B(0.10)[x]";
    pairs += "a=b ";
    report += "a:b;";
    status += "A_B,";
  }
  for (const auto& [name, value] :
       {std::pair("X-Spamd-Result", symbols), std::pair("X-Proofpoint-Spam-Details", pairs),
        std::pair("X-Forefront-Antispam-Report", report), std::pair("X-Spam-Status", status)}) {
    BOOST_TEST_CONTEXT(name) {
      const auto reading = read_filter(name, value);
      BOOST_TEST_REQUIRE(reading.has_value());
      BOOST_TEST(reading->items.size() == 2000U);
      BOOST_TEST(defects_of(*reading).find("too-many-items") != std::string::npos);
    }
  }
  for (const std::string& open :
       {std::string(1 << 20, '['), std::string(1 << 20, '('), std::string(1 << 20, '"'),
        std::string(1 << 20, '='), std::string(1 << 20, ',')}) {
    for (std::string_view name :
         {"X-Spamd-Result", "X-IronPort-AV", "X-Spam-Status", "X-Spam-Report", "X-VADE-SPAMCAUSE",
          "X-TM-AS-Result", "X-Forefront-Antispam-Report", "X-Spam-hits"}) {
      BOOST_TEST(read_filter(name, open).has_value());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
