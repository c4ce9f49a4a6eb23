// Anti-spam fields in a message: who can have written them, what each filter says, what findings
// and headline make of it.
#include <boost/test/unit_test.hpp>

#include <chrono>

#include "analysis.h"

using namespace indicia;

namespace {

constexpr std::string_view author =
    "From: News <news@example.com>\r\nDate: Sat, 21 Nov 2026 09:02:00 +0000\r\nSubject: x\r\n";

// The border of a self-hosted receiver.
constexpr std::string_view own_border =
    "Received: from out.example.com (out.example.com [192.0.2.25])\r\n"
    "\tby mx.receiver.example (Postfix) with ESMTPS id 1\r\n\tfor <a@receiver.example>; Sat, 21 "
    "Nov 2026 09:02:04 +0000\r\n";

constexpr std::string_view microsoft_border =
    "Received: from out.example.com (192.0.2.25) by\r\n AM0EUR00FT000.mail.protection.outlook.com "
    "(10.152.1.1) with "
    "Microsoft\r\n SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id\r\n "
    "15.20.9999.10 via Frontend "
    "Transport; Sat, 21 Nov 2026 09:02:04 +0000\r\n";

constexpr std::string_view yandex_border =
    "Received: from out.example.com (out.example.com [192.0.2.25])\r\n"
    "\tby mxfront1.mail.yandex.net (mxfront/Yandex) with ESMTPS id 1;\r\n\tSat, 21 Nov 2026 "
    "12:02:04 +0300\r\n";

constexpr std::string_view google_border =
    "Received: from out.example.com (out.example.com [192.0.2.25])\r\n"
    "\tby mx.google.com with ESMTPS id 1;\r\n\tSat, 21 Nov 2026 09:02:04 +0000\r\n";

constexpr std::string_view inner_hop =
    "Received: from app.example.com (app.example.com [10.0.0.1])\r\n"
    "\tby out.example.com with ESMTP id 2; Sat, 21 Nov 2026 09:02:02 +0000\r\n";

Report report_of(const std::string& message) {
  Options options;
  options.evaluated_at = 1'795'300'000;
  return evaluate(examine(message + "\r\n", options), {});
}

// vendor side standing verdict decider folder, joined by "|".
std::string blocks_of(const Report& report) {
  std::string text;
  for (const Filter& filter : report.facts.evidence->filters.filters) {
    if (!text.empty()) text += '|';
    constexpr std::string_view sides[] = {"in", "out", "earlier"};
    text += std::string(filter.vendor) + " " +
            std::string(sides[static_cast<std::size_t>(filter.side)]) + " " +
            std::string(to_string(filter.standing)) + " " +
            std::string(antispam::to_string(filter.judgement.said)) + " " +
            std::string(antispam::to_string(filter.judgement.decider)) + " " +
            std::string(antispam::to_string(filter.judgement.folder));
  }
  return text;
}

std::string findings_of(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (!finding.ident.starts_with("filter-")) continue;
    if (!text.empty()) text += ' ';
    text += finding.ident.substr(7);
  }
  return text;
}

struct Line {
  std::string_view point;
  std::string above;  // of the border
  std::string_view border;
  std::string below;
  std::string_view blocks;
  std::string_view findings;
};

const Line lines[] = {
    {"above the border only the receiver writes",
     "X-Spam-Status: Yes, score=7.4 required=5.0 tests=BAYES_99=3.5\r\n", own_border, "",
     "SpamAssassin in receiver spam score_limit unknown", "spam"},
    {"below it the sender can write: an all-clear decides nothing", "", own_border,
     "X-Spam-Status: No, score=-9 required=5.0 tests=BAYES_00\r\n",
     "SpamAssassin in claimed clean score_limit unknown", "may-be-forged"},
    {"a bad word there decides nothing either", "", own_border, "X-Spam-Flag: YES\r\n",
     "SpamAssassin in claimed spam content_filter unknown", "may-be-forged"},
    {"a bad word that names the receiver's host is likely", "", own_border,
     "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on mx.receiver.example\r\n"
     "X-Spam-Status: Yes, score=7.4 required=5.0 tests=BAYES_99=3.5\r\n",
     "SpamAssassin in named spam score_limit unknown", "spam"},
    {"a good word that does so is no proof", "", own_border,
     "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on mx.receiver.example\r\n"
     "X-Spam-Status: No, score=-9 required=5.0 tests=BAYES_00\r\n",
     "SpamAssassin in named clean score_limit unknown", ""},
    {"two copies that name it: neither", "", own_border,
     "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on mx.receiver.example\r\n"
     "X-Spam-Status: Yes, score=7.4 required=5.0 tests=BAYES_99=3.5\r\n"
     "X-Spam-Status: No, score=-9 required=5.0 tests=BAYES_00\r\n",
     "SpamAssassin in named nothing unknown unknown|SpamAssassin in claimed spam score_limit "
     "unknown",
     "may-be-forged"},
    {"no trust boundary: claims", "", "", "X-Forefront-Antispam-Report: SFV:SPM;SCL:5;CAT:SPM;\r\n",
     "Microsoft in claimed spam content_filter unknown", "may-be-forged"},
    // Microsoft replaces foreign copies.
    {"Microsoft's one report below its border", "", microsoft_border,
     "X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:SPM;SCL:5;CAT:SPM;DIR:INB;\r\n",
     "Microsoft in service spam content_filter unknown", "spam"},
    {"a report that names another client", "", microsoft_border,
     "X-Forefront-Antispam-Report: CIP:203.0.113.9;SFV:SKA;SCL:-1;\r\n",
     "Microsoft in claimed allowed admin_allow unknown", "may-be-forged"},
    {"of two the one that names the client", "", microsoft_border,
     "X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:SPM;SCL:5;CAT:SPM;\r\n"
     "X-Forefront-Antispam-Report: CIP:203.0.113.9;SFV:SKA;SCL:-1;\r\n",
     "Microsoft in service spam content_filter unknown|Microsoft in claimed allowed admin_allow "
     "unknown",
     "spam may-be-forged"},
    {"two that both name it: neither", "", microsoft_border,
     "X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:SPM;SCL:5;CAT:SPM;\r\n"
     "X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:SKA;SCL:-1;\r\n",
     "Microsoft in claimed spam content_filter unknown", "may-be-forged"},
    {"Microsoft's report at another receiver", "", own_border,
     "X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:SKA;SCL:-1;DIR:INB;\r\n",
     "Microsoft in claimed allowed admin_allow unknown", "may-be-forged"},
    {"the sender's own tenant", "", microsoft_border,
     "X-Forefront-Antispam-Report-Untrusted: "
     "CIP:255.255.255.255;SFV:NSPM;SCL:1;CAT:NONE;DIR:OUT;\r\n",
     "Microsoft earlier service nothing unknown unknown", ""},
    // Services that write below their border: the first of each name.
    {"Yandex below its own border", "", yandex_border, "X-Yandex-Spam: 4\r\nX-Yandex-Spam: 1\r\n",
     "Yandex in named spam content_filter unknown|Yandex in claimed clean content_filter unknown",
     "spam may-be-forged"},
    {"behind the sender's Received nobody is believed", "", yandex_border,
     std::string(inner_hop) + "X-Yandex-Spam: 1\r\n",
     "Yandex in claimed clean content_filter unknown", "may-be-forged"},
    {"a good word there is no proof", "", yandex_border, "X-Yandex-Spam: 1\r\n",
     "Yandex in named clean content_filter unknown", ""},
    {"Google writes nothing below its own border", "", google_border, "X-Gm-Spam: 0\r\n",
     "Google in receiver nothing unknown unknown|Google in claimed clean content_filter unknown",
     "may-be-forged"},
    {"nor a bad word", "", google_border, "X-Gm-Phishy: 1\r\n",
     "Google in receiver nothing unknown unknown|Google in claimed phishing phishing_filter "
     "unknown",
     "may-be-forged"},
    // Fields of the other side of the border tell nothing about the writer.
    {"the sender's Rspamd field does not take the receiver's status",
     "X-Spam-Status: Yes, score=7.4\r\n", own_border, "X-Rspamd-Server: x\r\n",
     "SpamAssassin in receiver spam score_limit unknown|Rspamd in claimed nothing unknown unknown",
     "spam"},
    {"nor does it split a block",
     "X-Spam-Flag: YES\r\nX-Spam-Status: Yes, score=7.4 required=5.0\r\n", own_border,
     "X-Rspamd-Queue-Id: x\r\n",
     "SpamAssassin in receiver spam score_limit unknown|Rspamd in claimed nothing unknown unknown",
     "spam"},
    {"nor Symantec's a flag", "X-Spam-Flag: YES\r\n", own_border, "X-StarScan-Version: 1\r\n",
     "SpamAssassin in receiver spam content_filter unknown|Symantec / MessageLabs in claimed "
     "nothing unknown unknown",
     "spam"},
    {"nor Mail.ru's", "X-Spam: Yes\r\n", own_border, "X-Mras: Ok\r\n",
     "Rspamd in receiver spam score_limit unknown|Mail.ru (VK) in claimed clean content_filter "
     "unknown",
     "spam may-be-forged"},
    {"companions of the same side do", "X-Spam-Status: Yes, score=7.4\r\nX-Rspamd-Server: x\r\n",
     own_border, "", "Rspamd in receiver spam score_limit unknown", "spam"},
    {"limit and rules are SpamAssassin's form",
     "X-Spam-Status: Yes, score=7.4 required=5.0 tests=BAYES_99\r\nX-Rspamd-Score: 1\r\n",
     own_border, "",
     "SpamAssassin in receiver spam score_limit unknown|Rspamd in receiver nothing unknown unknown",
     "spam"},
    // Microsoft read together (facts 2.0).
    {"recipient's block", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:BLK;SCL:6;\r\n",
     "Microsoft in service blocked recipient_block unknown", "blocked"},
    {"recipient's safe senders", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SFE;SCL:-1;\r\n",
     "Microsoft in service allowed recipient_allow unknown", "allowed"},
    {"policy allow", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SKA;\r\n",
     "Microsoft in service allowed admin_allow unknown", "allowed"},
    {"policy block", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SKB;\r\n",
     "Microsoft in service blocked admin_block unknown", "blocked"},
    {"allowed address", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SKI;IPV:CAL;\r\n",
     "Microsoft in service allowed ip_allow unknown", "allowed"},
    {"skipped for another reason", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SKI;IPV:NLI;\r\n",
     "Microsoft in service allowed unknown unknown", "allowed"},
    {"rule, level -1", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SKN;SCL:-1;\r\n",
     "Microsoft in service allowed rule_allow unknown", "allowed"},
    {"rule that marks", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SKS;SCL:9;\r\n",
     "Microsoft in service blocked rule_block unknown", "blocked"},
    {"released from quarantine", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SKQ;\r\n",
     "Microsoft in service released quarantine_release unknown", "quarantined"},
    {"optional setting", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SCL:9;\r\nX-CustomSpam: Form tag in html\r\n",
     "Microsoft in service spam custom_setting unknown", "custom-setting"},
    {"bulk", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SRV:BULK;SCL:6;\r\nX-Microsoft-Antispam: "
     "BCL:8;\r\n",
     "Microsoft in service bulk bulk_threshold unknown", "bulk list-without-unsubscribe"},
    {"a bulk level below the limit", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;CAT:NONE;SCL:1;\r\nX-Microsoft-Antispam: BCL:5;\r\n",
     "Microsoft in service clean content_filter unknown", "bulk list-without-unsubscribe"},
    {"an unremarkable bulk level", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;CAT:NONE;SCL:1;\r\nX-Microsoft-Antispam: BCL:0;\r\n",
     "Microsoft in service clean content_filter unknown", ""},
    {"high-confidence phishing", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:HPHSH;SCL:8;\r\n",
     "Microsoft in service phishing threat_protection unknown", "threat"},
    {"a list lets no phishing in", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SKA;CAT:HPHSH;SCL:-1;\r\n",
     "Microsoft in service phishing threat_protection unknown", "threat"},
    {"malware", "", microsoft_border, "X-Forefront-Antispam-Report: SFV:SPM;CAT:MALW;SCL:9;\r\n",
     "Microsoft in service malware threat_protection unknown", "threat"},
    {"user impersonation", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:UIMP;SCL:5;SFTY:9.20;\r\n",
     "Microsoft in service spoofed impersonation_protection unknown", "spoof"},
    {"the recipient's inbox rule", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;SCL:1;\r\n"
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:1;jmr:0;auth:0;dest:C;OFR:CustomRules;\r\n",
     "Microsoft in service clean inbox_rule custom", ""},
    {"an unknown verdict is not guessed", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:XYZ;SCL:17;\r\n",
     "Microsoft in service nothing unknown unknown", "malformed"},
    {"nor a level out of its range", "", microsoft_border, "X-MS-Exchange-Organization-SCL: 42\r\n",
     "Microsoft in service nothing unknown unknown", "malformed"},
    {"a broken level", "", microsoft_border, "X-MS-Exchange-Organization-SCL: 5.5\r\n",
     "Microsoft in service nothing unknown unknown", "malformed"},
    {"a level below -1", "", microsoft_border, "X-MS-Exchange-Organization-SCL: -7\r\n",
     "Microsoft in service nothing unknown unknown", "malformed"},
    {"a bulk level out of its range", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;CAT:NONE;SCL:1;\r\nX-Microsoft-Antispam: "
     "BCL:12;\r\n",
     "Microsoft in service clean content_filter unknown", "malformed"},
    {"level -1 alone: a list or a rule", "", microsoft_border,
     "X-MS-Exchange-Organization-SCL: -1\r\n", "Microsoft in service allowed unknown unknown",
     "allowed"},
    {"a stamp names the list", "", microsoft_border,
     "X-MS-Exchange-Organization-SCL: -1\r\n"
     "X-MS-Exchange-Organization-Antispam-Report: IPOnAllowList\r\n",
     "Microsoft in service allowed ip_allow unknown", "allowed"},
    {"a stamp names an exemption", "", microsoft_border,
     "X-MS-Exchange-Organization-Antispam-Report: DV:3.3;SenderBypassed\r\n",
     "Microsoft in service allowed bypass unknown", "allowed"},
    {"a mark of quarantine is no folder", "", microsoft_border,
     "X-MS-Exchange-Organization-Quarantine: Yes\r\nX-MS-Exchange-Organization-SCL: 1\r\n",
     "Microsoft in service clean content_filter unknown", "quarantined"},
    {"a denied mark is none", "", microsoft_border,
     "X-MS-Exchange-Organization-Quarantine: No\r\nX-MS-Exchange-Organization-SCL: 1\r\n",
     "Microsoft in service clean content_filter unknown", ""},
    // A clean verdict and the junk folder.
    {"the mailbox's filtering", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;SCL:1;\r\n"
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:J;OFR:SpamFilterAuthJ;\r\n",
     "Microsoft in service clean mailbox_filter junk", "put-into-junk"},
    {"safe senders only", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;SCL:1;\r\n"
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:J;OFR:ExclusiveSettings;\r\n",
     "Microsoft in service clean safe_senders_only junk", "put-into-junk"},
    {"nobody named", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;SCL:1;\r\n"
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:J;\r\n",
     "Microsoft in service clean unknown junk", "put-into-junk"},
    {"a verdict explains the folder", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SCL:5;\r\n"
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:J;OFR:SpamFilterAuthJ;\r\n",
     "Microsoft in service spam content_filter junk", "spam"},
    {"the recipient's rule", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:NSPM;SCL:1;\r\n"
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:1;dest:J;OFR:CustomRules;\r\n",
     "Microsoft in service clean inbox_rule junk", ""},
    // Classes of threats.
    {"a list lets phishing of low confidence in", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SFE;CAT:PHSH;SCL:-1;\r\n",
     "Microsoft in service allowed recipient_allow unknown", "allowed"},
    {"type of an attachment", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:FTBP;SCL:5;\r\n",
     "Microsoft in service attachment attachment_filter unknown", "attachment"},
    {"phishing from within", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:INTOS;SCL:5;\r\n",
     "Microsoft in service phishing internal_phishing unknown", "threat"},
    {"spam that the sending tenant found", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:OSPM;SCL:5;DIR:INB;\r\n",
     "Microsoft out service spam content_filter unknown", "outbound-spam"},
    // X-CustomSpam
    {"test mode decides nothing", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SCL:5;\r\n"
     "X-CustomSpam: This message was filtered by the custom spam filter option\r\n",
     "Microsoft in service spam content_filter unknown", "spam"},
    {"a setting that gives a higher level did not fire", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SCL:5;\r\nX-CustomSpam: Web bug\r\n",
     "Microsoft in service spam content_filter unknown", "spam"},
    {"inside of the report", "", microsoft_border,
     "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SCL:9;X-CustomSpam:Web bug;\r\n",
     "Microsoft in service spam custom_setting unknown", "custom-setting"},
    {"a folder nobody confirmed is not claimed", "", microsoft_border,
     "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:D;RF:JunkEmail;\r\n",
     "Microsoft in service nothing unknown unknown", ""},
    // Rspamd: False is no all-clear.
    {"Rspamd's action counts",
     "X-Rspamd-Action: add header\r\nX-Spamd-Result: default: False [8.00 / 15.00]; "
     "A_B(8.00)[]\r\n",
     own_border, "", "Rspamd in receiver spam score_limit unknown", "spam"},
    {"above the usual limit without an action",
     "X-Spamd-Result: default: False [6.00 / 15.00]; A_B(6.00)[]\r\n", own_border, "",
     "Rspamd in receiver spam score_limit unknown", "spam"},
    {"below it", "X-Spamd-Result: default: False [5.99 / 15.00]; A_B(5.99)[]\r\n", own_border, "",
     "Rspamd in receiver clean score_limit unknown", ""},
    {"quarantine", "X-Rspamd-Action: quarantine\r\n", own_border, "",
     "Rspamd in receiver spam score_limit quarantine", "spam quarantined"},
    // Others
    {"a block list among SpamAssassin's rules",
     "X-Spam-Status: Yes, score=103 required=5 tests=USER_IN_BLOCKLIST=100\r\n", own_border, "",
     "SpamAssassin in receiver blocked admin_block unknown", "blocked"},
    {"IronPort's 'filtered' is no verdict", "X-IronPort-Anti-Spam-Filtered: true\r\n", own_border,
     "", "Cisco ESA (IronPort) in receiver nothing unknown unknown", ""},
    {"Proofpoint's classifier is no verdict",
     "X-Proofpoint-Spam-Details: rule=notspam policy=default score=0 mlxlogscore=999 "
     "classifier=spam\r\n",
     own_border, "", "Proofpoint in receiver clean content_filter unknown", ""},
    {"an unconfirmed word decides nothing", "X-DrWeb-SpamState: spam\r\n", own_border, "",
     "Dr.Web in receiver nothing unknown unknown", ""},
    {"a virus beside clean text", "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: FAIL\r\n",
     own_border, "", "Amazon SES in receiver malware malware_filter unknown", "threat"},
    {"phishing outranks spam", "X-Gm-Spam: 1\r\nX-Gm-Phishy: 1\r\n", own_border, "",
     "Google in receiver phishing phishing_filter unknown", "threat"},
    {"iCloud names the folder", "X-Apple-MoveToFolder: Junk\r\n", own_border, "",
     "Apple iCloud in receiver nothing unknown junk", "put-into-junk"},
    {"what nobody documented decides nothing",
     "X-Bogosity: Spam, tests=bogofilter, spamicity=0.999999, version=1.2.5\r\n", own_border, "",
     "Bogofilter in receiver nothing unknown unknown", ""},
    {"Symantec detects without acting",
     "X-SpamReason: Yes, hits=1.0 required=7.0 tests=newsletters\r\n", own_border, "",
     "Symantec / MessageLabs in receiver nothing unknown unknown", ""},
    {"Symantec over its limit", "X-SpamReason: Yes, hits=12.0 required=7.0 tests=spamhouse\r\n",
     own_border, "", "Symantec / MessageLabs in receiver spam score_limit unknown", "spam"},
    {"Fastmail's usual limit", "X-Spam-score: 7.4\r\nX-Spam-hits: BAYES_99 3.5\r\n", own_border, "",
     "Fastmail in receiver spam score_limit unknown", "spam"},
    {"below it", "X-Spam-score: 4.9\r\nX-Spam-hits: BAYES_99 3.5\r\n", own_border, "",
     "Fastmail in receiver clean score_limit unknown", ""},
    {"outbound: Proofpoint of the sender", "", own_border,
     "X-Proofpoint-Spam-Details: rule=outbound_notspam policy=outbound score=0\r\n",
     "Proofpoint out claimed nothing unknown unknown", ""},
    {"outbound spam", "", own_border, "X-UI-Out-Filterresults: junk:10;V03:K0:A=:B\r\n",
     "GMX / web.de / 1&1 (United Internet) out claimed spam content_filter unknown",
     "outbound-spam"},
    {"a truncated field of the receiver",
     "X-Spamd-Result: default: False [1.00 / 15.00]; A_B(1.00)[x\r\n", own_border, "",
     "Rspamd in receiver clean score_limit unknown", "malformed"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(filters)

BOOST_AUTO_TEST_CASE(table) {
  for (const Line& row : lines) {
    BOOST_TEST_CONTEXT(row.point) {
      const Report report =
          report_of(row.above + std::string(row.border) + row.below + std::string(author));
      BOOST_TEST_REQUIRE(report.facts.evidence != nullptr);
      BOOST_TEST(blocks_of(report) == row.blocks);
      BOOST_TEST(findings_of(report) == row.findings);
      BOOST_TEST(report.filters.size() == report.facts.evidence->filters.filters.size());
      for (const FilterText& text : report.filters) BOOST_TEST(!text.happened.empty());
    }
  }
}

// Points printed in the field rank, exactly and whatever their number of digits; refused look-ups
// are no causes.
BOOST_AUTO_TEST_CASE(contributions_are_ranked) {
  const Report report = report_of(
      "X-Spam-Status: Yes, score=12.3 required=5.0 tests=[URIBL_BLOCKED=0.001,\r\n\tBAYES_50=0.8, "
      "RDNS_NONE=0.793, "
      "URIBL_BLACK=10.10, HTML_MESSAGE=10.09,\r\n\tDKIM_VALID_AU=-0.1, MY_RULE=10.095]\r\n" +
      std::string(own_border) + std::string(author));
  const FilterEvidence& evidence = report.facts.evidence->filters;
  const Filter& filter = evidence.filters.front();
  std::string ranked;
  for (const auto& piece : filter.judgement.contributions)
    ranked += evidence.item(filter, piece).name + " ";
  BOOST_TEST(ranked ==
             "URIBL_BLACK MY_RULE HTML_MESSAGE BAYES_50 RDNS_NONE URIBL_BLOCKED DKIM_VALID_AU ");
  std::string causes;
  for (const auto& piece : report.filters.front().causes)
    causes += evidence.item(filter, piece).name + " ";
  BOOST_TEST(causes.find("URIBL_BLOCKED") == std::string::npos);
  BOOST_TEST(causes.find("DKIM_VALID_AU") == std::string::npos);
  BOOST_TEST(causes.starts_with("URIBL_BLACK MY_RULE "));
}

// Without printed points the usual ones rank, and are not taken for printed ones.
BOOST_AUTO_TEST_CASE(usual_points_rank_where_none_are_printed) {
  const Report report = report_of(
      "X-Spam-Status: Yes, score=6 required=5.0 tests=HTML_MESSAGE,URIBL_BLACK,BAYES_99\r\n" +
      std::string(own_border) + std::string(author));
  const FilterEvidence& evidence = report.facts.evidence->filters;
  const Filter& filter = evidence.filters.front();
  BOOST_TEST_REQUIRE(filter.judgement.contributions.size() == 3U);
  BOOST_TEST(evidence.item(filter, filter.judgement.contributions[0]).name == "BAYES_99");
  BOOST_TEST(evidence.item(filter, filter.judgement.contributions[2]).name == "HTML_MESSAGE");
  for (const auto& piece : filter.judgement.contributions)
    BOOST_TEST(evidence.item(filter, piece).score.empty());
}

// A filter without a verdict speaks where it wrote a folder, words against the message, words that
// nobody knows, or a score; what an ordinary server leaves is silent.
BOOST_AUTO_TEST_CASE(filters_without_a_verdict) {
  struct Row {
    std::string above;
    std::string_view border;
    std::string below;
    bool speaks;
    std::string_view happened;  // its end
  };
  const Row rows[] = {
      {"X-Apple-MoveToFolder: Junk\r\n", own_border, "", true,
       "It was put into the junk folder (X-Apple-MoveToFolder: Junk)."},
      {"X-Amavis-Alert: INFECTED, message contains virus: Eicar\r\n", own_border, "", true,
       "These words speak against the message: X-Amavis-Alert: INFECTED, message contains virus: "
       "Eicar."},
      {"X-IronPort-MailFlowPolicy: $BLOCKED\r\n", own_border, "", true,
       "These words speak against the message: X-IronPort-MailFlowPolicy: $BLOCKED."},
      {"X-Mimecast-Spam-Score: 30\r\n", own_border, "", true,
       "These words would speak against the message, but no documentation confirms what they mean: "
       "X-Mimecast-Spam-Score: 30."},
      {"X-SEA-Spam: Gauge=XXXXXXXXXIIIIIIII, Probability=98%, Report='HTML_00_01 0.05'\r\n",
       own_border, "", true,
       "These words would speak against the message, but no documentation confirms what they mean: "
       "Probability=98%."},
      {"", microsoft_border, "X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:XYZ;DIR:INB;\r\n",
       true, "Values that are not known here: SFV:XYZ."},
      {"X-Rspamd-Score: 12.31\r\n", own_border, "", true,
       "The filter wrote score 12.31, without a limit or a verdict."},
      {"", microsoft_border, "X-MS-Exchange-Organization-SCL: 3\r\n", true,
       "The filter wrote SCL:3, without a limit or a verdict."},
      {"X-Mimecast-Spam-Score: 1\r\n", own_border, "", false,
       "Mimecast left fields that hold no verdict."},
      {"X-Spam_score: -3.0\r\n", own_border, "", false, "Exim left fields that hold no verdict."},
      {"X-Virus-Scanned: amavis at mx.receiver.example\r\n", own_border, "", false,
       "amavis left fields that hold no verdict."},
      {"X-IronPort-Anti-Spam-Filtered: true\r\n", own_border, "", false,
       "Cisco ESA (IronPort) left fields that hold no verdict."},
      {"",
       "Received: from out.example.com (out.example.com [192.0.2.25])\r\n\tby "
       "eu-smtp-1.mimecast.com with ESMTPS id 1;\r\n\tSat, 21 Nov 2026 09:02:04 +0000\r\n",
       "X-Mimecast-Spam-Score: 30\r\n", true, "the receiver's own service writes."},
      // The sender's own words are not spread out.
      {"", own_border, "X-Amavis-Alert: INFECTED\r\n", false,
       "The sender could have written this: it may be forged and decides nothing."},
      {"X-Amavis-Alert: " + std::string(5000, 'x') + "\r\n", own_border, "", true, "xxx...."},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.above << row.below) {
      const Report report =
          report_of(row.above + std::string(row.border) + row.below + std::string(author));
      BOOST_TEST_REQUIRE(report.filters.size() == 1U);
      BOOST_TEST(report.filters.front().speaks == row.speaks);
      BOOST_TEST(report.filters.front().happened.ends_with(row.happened));
      BOOST_TEST(report.filters.front().happened.size() < 400U);
    }
  }
}

// What the numbers are compared with, and what makes the words doubtful.
BOOST_AUTO_TEST_CASE(sentences) {
  struct Row {
    std::string above;
    std::string_view border;
    std::string below;
    std::string_view happened, decided, fix;  // their parts
  };
  const Row rows[] = {
      {"X-Spamd-Result: default: False [5.5 / 15.00]; A_B(5.5)\r\n", own_border, "",
       "(score 5.5, usual limit for marking 6, refused from 15.00). The limit for marking is the "
       "usual one",
       "", ""},
      {"X-Barracuda-Spam-Status: Yes, SCORE=9.60 using global scores of TAG_LEVEL=3.5 "
       "QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=BSF_SC0_MISMATCH_TO\r\n",
       own_border, "", "(score 9.60, limit 3.5, refused from 9.0)",
       "the score against the site's limit", "Check links"},
      {"X-Barracuda-Spam-Status: No, SCORE=1.60 using global scores of TAG_LEVEL=1000.0 "
       "QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=HTML_MESSAGE\r\n",
       own_border, "", "(score 1.60, refused from 9.0)", "", ""},
      {"X-TM-AS-Result: Yes-10.5-5.0-31-1\r\n", own_border, "", "(score 10.5, limit 5.0)",
       "the score against the site's limit", "Check links"},
      {"X-Spam-Status: Yes, score=NaN required=inf tests=BAYES_99=nan\r\n", own_border, "",
       "(X-Spam-Status: Yes)", "", ""},
      {"X-Spam-Status: Yes, score=" + std::string(50'000, '9') + " required=5.0\r\n", own_border,
       "", "(X-Spam-Status: Yes)", "", ""},
      {"X-Bogosity: Spam, tests=bogofilter, spamicity=0.999999, version=1.2.5\r\n", own_border, "",
       "no documentation confirms what they mean: X-Bogosity: Spam.", "", ""},
      {"X-SpamReason: Yes, hits=12.0 required=7.0 tests=spamhouse\r\n", own_border, "",
       "spam was detected and nothing was done", "", ""},
      {"", microsoft_border, "X-Forefront-Antispam-Report: SFV:SPM;SCL::5;CAT:SPM;\r\n",
       "(SFV:SPM, CAT:SPM)", "", ""},
      {"", microsoft_border,
       "X-Forefront-Antispam-Report: SFV:SPM;CAT:SPM;SCL:9;\r\nX-CustomSpam: Web "
       "bug\r\nX-CustomSpam: Form tag in html\r\n",
       "X-CustomSpam stands where the sender could write too.", "(Web bug; Form tag in html)", ""},
      {"", microsoft_border,
       "X-MS-Exchange-Organization-SCL: 1\r\nX-MS-Exchange-Organization-Quarantine: "
       "released\r\n",
       "held in quarantine, or released from there", "", ""},
      {"", microsoft_border,
       "X-Forefront-Antispam-Report: SFV:NSPM;SCL:1;\r\n"
       "X-Microsoft-Antispam-Mailbox-Delivery: dest:J;OFR:ExclusiveSettings;\r\n",
       "junk folder (dest:J, OFR:ExclusiveSettings)", "probably a setting of the recipient's",
       "Add the sender to the safe senders"},
      {"", yandex_border, "X-Yandex-Spam: 1\r\n", "A good word there is no proof.", "", ""},
      {"", yandex_border, "X-Yandex-Spam: 4\r\n", "the receiver's own service writes.",
       "the content filter", "Check links"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.above.substr(0, 200) << row.below) {
      const Report report =
          report_of(row.above + std::string(row.border) + row.below + std::string(author));
      BOOST_TEST_REQUIRE(report.filters.size() == 1U);
      const FilterText& text = report.filters.front();
      BOOST_TEST_INFO(text.happened.substr(0, 400));
      BOOST_TEST(text.happened.find(row.happened) != std::string::npos);
      BOOST_TEST(text.happened.size() < 500U);
      BOOST_TEST_INFO(text.decided << " / " << text.fix);
      BOOST_TEST(text.decided.find(row.decided) != std::string::npos);
      BOOST_TEST(text.fix.find(row.fix) != std::string::npos);
    }
  }
}

// compauth's reason names who did not believe From, and who can change that.
BOOST_AUTO_TEST_CASE(reasons_of_composite_authentication) {
  struct Row {
    std::string_view compauth;
    std::string_view decider;
    Who who;
    std::string_view fix;  // its start
    std::string_view findings;
  };
  const Row rows[] = {
      {"fail reason=000", "dmarc", Who::sender, "Align", "spoof"},
      {"fail reason=001", "spoof_protection", Who::sender, "Publish SPF", "spoof"},
      {"fail reason=002", "spoof_block", Who::receiver_admin, "Take the pair", "blocked"},
      {"fail reason=010", "own_domain_spoof", Who::sender, "If the organisation's own", "spoof"},
      {"fail reason=601", "own_domain_spoof", Who::sender, "If the organisation's own", "spoof"},
      {"none reason=451", "spoof_protection", Who::sender, "Align", "spoof"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.compauth) {
      const Report report = report_of(
          "Authentication-Results: spf=fail (sender IP is 192.0.2.25) "
          "smtp.mailfrom=example.com;\r\n dkim=none header.d=none;dmarc=fail action=none "
          "header.from=example.com;compauth=" +
          std::string(row.compauth) + "\r\n" + std::string(microsoft_border) +
          "X-Forefront-Antispam-Report: "
          "CIP:192.0.2.25;SCL:5;SFV:SPM;CAT:SPOOF;DIR:INB;\r\n" +
          std::string(author));
      BOOST_TEST_REQUIRE(report.filters.size() == 1U);
      const auto& judgement = report.facts.evidence->filters.filters.front().judgement;
      BOOST_TEST(antispam::to_string(judgement.decider) == row.decider);
      BOOST_TEST((report.filters.front().who == row.who));
      BOOST_TEST(report.filters.front().fix.starts_with(row.fix));
      BOOST_TEST(findings_of(report) == row.findings);
    }
  }
}

// The junk folder comes before a pass; the finding points at the word that names it.
BOOST_AUTO_TEST_CASE(headline_of_the_junk_folder) {
  struct Row {
    std::string_view delivery;
    std::string_view headline;
  };
  const Row rows[] = {
      {"dest:J;OFR:SpamFilterAuthJ;", "put-into-junk"},
      {"dest:J;OFR:ExclusiveSettings;", "put-into-junk"},
      {"dest:J;OFR:CustomRules;", "recorded-pass"},
      {"dest:I;", "recorded-pass"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.delivery) {
      const Report report = report_of(
          "Authentication-Results: spf=pass smtp.mailfrom=example.com;\r\n dmarc=pass action=none "
          "header.from=example.com;compauth=pass reason=100\r\n" +
          std::string(microsoft_border) +
          "X-Forefront-Antispam-Report: CIP:192.0.2.25;SCL:1;SFV:NSPM;CAT:NONE;DIR:INB;\r\n"
          "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;" +
          std::string(row.delivery) + "\r\n" + std::string(author));
      BOOST_TEST(report.headline.ident == row.headline);
      for (const Finding& finding : report.findings) {
        if (finding.ident != "filter-put-into-junk") continue;
        BOOST_TEST_REQUIRE(finding.locations.size() == 1U);
        BOOST_TEST(finding.locations.front().line == 8U);
      }
    }
  }
}

// The word counts where its code belongs to another.
BOOST_AUTO_TEST_CASE(unusual_reason) {
  const Report report = report_of(
      "Authentication-Results: spf=pass smtp.mailfrom=example.com;\r\n dmarc=pass action=none "
      "header.from=example.com;compauth=pass reason=001\r\n" +
      std::string(microsoft_border) +
      "X-Forefront-Antispam-Report: CIP:192.0.2.25;SCL:1;SFV:NSPM;CAT:NONE;DIR:INB;\r\n" +
      std::string(author));
  BOOST_TEST_REQUIRE(report.filters.size() == 1U);
  BOOST_TEST(report.filters.front().happened.find(
                 "The code 001 does not belong to compauth=pass; the word counts.") !=
             std::string::npos);
}

// The advice is for the one who is named before it.
BOOST_AUTO_TEST_CASE(advice_is_for_the_one_who_is_named) {
  struct Row {
    std::string_view report;
    Who who;
    std::string_view fix;  // its start
  };
  const Row rows[] = {
      {"SFV:BLK;SCL:6;", Who::recipient, "Lift the block if"},
      {"SFV:SKB;SCL:6;", Who::receiver_admin, "Take the sender off the list if"},
      {"SFV:SKS;SCL:9;", Who::receiver_admin, "Look up the rule"},
      {"SFV:SKQ;SCL:1;", Who::receiver_admin, "Look up in the quarantine"},
      {"SFV:SKI;IPV:NLI;SCL:-1;", Who::receiver_admin, "Look up which list or rule"},
      {"SFV:SPM;SCL:5;", Who::sender, "Check links"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.report) {
      const Report report =
          report_of(std::string(microsoft_border) + "X-Forefront-Antispam-Report: CIP:192.0.2.25;" +
                    std::string(row.report) + "DIR:INB;\r\n" + std::string(author));
      BOOST_TEST_REQUIRE(report.filters.size() == 1U);
      BOOST_TEST((report.filters.front().who == row.who));
      BOOST_TEST(report.filters.front().fix.starts_with(row.fix));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_item_has_its_place) {
  const std::string message =
      std::string(microsoft_border) +
      "X-Forefront-Antispam-Report:\r\n CIP:192.0.2.25;\r\n SFV:SPM;SCL:5;CAT:SPM;\r\n" +
      std::string(author);
  const Report report = report_of(message);
  const FilterEvidence& evidence = report.facts.evidence->filters;
  for (const antispam::Item& item : evidence.fields.front().items) {
    const Location place =
        evidence.place(evidence.fields.front(), item, report.facts.evidence->message);
    BOOST_TEST(message.substr(place.offset, place.length) == item.name + ":" + item.value);
    BOOST_TEST(place.line == (item.name == "CIP" ? 6U : 7U));
  }
}

// Ten thousand fields of one name, and fields of many items: linear.
BOOST_AUTO_TEST_CASE(hostile_headers) {
  for (const std::string& field :
       {std::string("X-Forefront-Antispam-Report: CIP:192.0.2.25;SFV:SPM;\r\n"),
        std::string("X-Spam-Flag: YES\r\n"), std::string("X-SpamInfo: dnsbl\r\n"),
        std::string("X-Spam: x\r\n")}) {
    std::string message(microsoft_border);
    for (int i = 0; i < 9'000; ++i) message += field;
    const auto start = std::chrono::steady_clock::now();
    const Report report = report_of(message + std::string(author));
    BOOST_TEST(!report.facts.evidence->filters.filters.empty());
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(20)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
