// What reports make of ARC chains: where the message was changed, what a receiver recorded, and the
// findings. The messages stand in data/make_arc_vectors.py.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "analysis.h"
#include "data/arc_vectors.h"
#include "report/attribution.h"

using namespace indicia;

namespace {

dns::Answers answers() {
  dns::Answers table;
  const auto add = [&](std::string name, std::string text) {
    table.add({.question = {std::move(name), dns::RecordType::txt},
               .status = dns::Status::ok,
               .records = {dns::Record{.strings = {std::move(text)}}}});
  };
  for (const auto& key : arc_vectors::keys) {
    const auto status = dns::parse_status(key.record);
    if (!status) {
      add(std::string(key.name), std::string(key.record));
    } else {
      table.add({.question = {std::string(key.name), dns::RecordType::txt}, .status = *status});
    }
  }
  add("_dmarc.example.com", "v=DMARC1; p=reject");
  table.set_default_nxdomain();
  return table;
}

Report report(std::string text, const Options& options = {}) {
  return evaluate(examine(std::move(text), options), answers());
}

template <typename Rows>
std::string message_of(const Rows& rows, std::string_view what) {
  for (const auto& row : rows) {
    if (row.what == what) return std::string(row.message);
  }
  BOOST_FAIL("no row " << what);
  return {};
}

std::string describe(const Moment& moment) {
  return std::string(to_string(moment.stage)) + std::to_string(moment.instance);
}

std::string describe(const std::vector<ArcChange>& changes) {
  std::string text;
  for (const ArcChange& change : changes) {
    if (!text.empty()) text += ", ";
    text += std::string(to_string(change.part)) + " " + describe(change.intact) + " " +
            describe(change.changed) + " = " + describe(change.proven_intact) + " " +
            describe(change.proven_changed);
  }
  return text;
}

// "ident severity confidence" of each ARC finding.
std::string findings(const Report& report) {
  std::string text;
  for (const Finding& one : report.findings) {
    if (!one.ident.starts_with("arc-")) continue;
    if (!text.empty()) text += ", ";
    text += std::string(one.ident) + " " + std::string(to_string(one.severity)) + " " +
            std::string(to_string(one.confidence));
  }
  return text;
}

const Finding* find(const Report& report, std::string_view ident) {
  const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                  [&](const Finding& one) { return one.ident == ident; });
  return found == report.findings.end() ? nullptr : &*found;
}

struct FindingRow {
  std::string_view what;  // of arc_vectors::rows or arc_vectors::changes
  std::string_view expected;
};

const FindingRow finding_rows[] = {
    {"A3 no ARC field", ""},
    // Without a DKIM signature DMARC fails.
    {"A1 A8 two sets", "arc-intact info proven"},
    {"nothing changed", "arc-intact ok proven"},
    // The chain passes, and nobody vouches for From.
    {"A9 From not covered is tolerated, as the published suite has it", ""},
    {"A5 a gap", "arc-structure warn certain"},
    {"A10 h= in a seal", "arc-structure warn certain"},
    {"A4 A12 the newest seal says cv=fail and covers its own set", "arc-chain-fails warn certain"},
    {"A8 an old seal's b= changed", "arc-chain-fails warn certain"},
    {"A9 ARC-Seal may not be covered", "arc-chain-fails warn certain"},
    {"A7 body changed between two sets", "arc-intact info proven"},
    {"A15 DNS does not answer: nothing is decided", ""},
    {"body, between two seals", "arc-body-changed-between warn proven, arc-intact info proven"},
    {"body, before the first seal", "arc-body-changed-between warn proven, arc-intact info proven"},
    {"body, by the sealer", "arc-body-changed-by-sealer warn likely, arc-intact info proven"},
    {"body, on arrival at the second by its own word",
     "arc-body-changed-between warn likely, arc-intact info proven"},
    {"body, after the newest seal",
     "arc-body-changed-after warn proven, arc-chain-fails warn certain"},
    {"header, by the sealer", "arc-header-changed-by-sealer warn likely, arc-intact info proven"},
    {"header, between, no verdict",
     "arc-header-changed-between warn proven, arc-intact info proven"},
    {"header: a signature that does not cover the author's shows nothing",
     "arc-header-changed-after warn likely, arc-intact info proven"},
    {"l= is not compared", "arc-chain-fails warn certain"},
};

struct RecordedRow {
  std::string_view what;
  std::string_view row;
  std::string_view above;             // on top of the message
  std::string_view inserted, before;  // and in front of this text
  std::string_view expected;          // recomputed agrees reason, of the last arc= result
};

const RecordedRow recorded_rows[] = {
    {"the whole chain", "A1 A8 two sets", "mx.example; arc=pass", "", "", "pass agrees -"},
    {"none and none", "A3 no ARC field", "mx.example; arc=none", "", "", "none agrees -"},
    {"no chain, one recorded", "A3 no ARC field", "mx.example; arc=pass", "", "",
     "none differs receiver_more_lenient"},
    {"changed since", "A6 body changed after the newest set", "mx.example; arc=pass", "", "",
     "fail differs changed_after_check"},
    {"the seal's key has gone since", "A14 the seal's key is gone, the signature's is there",
     "mx.example; arc=pass", "", "", "fail differs key_changed_since"},
    {"a rule that the receiver does not have", "A5 cv=pass in the first seal",
     "mx.example; arc=pass", "", "", "fail differs receiver_more_lenient"},
    {"failed then, passes now", "A1 A8 two sets", "mx.example; arc=fail", "", "",
     "pass differs passes_now"},
    {"failed, and failed", "A6 header changed after the newest set", "mx.example; arc=fail", "", "",
     "fail agrees -"},
    {"its own set is newer than its verdict", "A1 one set", "mx.one.example; arc=none", "", "",
     "none agrees -"},
    {"its own set of an earlier visit is not", "A1 one set", "mx.one.example; arc=pass",
     "Received: from a.example by mx.one.example; Sat, 21 Nov 2026 10:00:00 +0000\r\n", "ARC-Seal",
     "pass agrees -"},
    {"a verdict below the newest set is about the older ones", "A7 body changed between two sets",
     "", "Authentication-Results: mx.two.example; arc=fail\r\n", "ARC-Seal: i=1", "fail agrees -"},
    {"a temporary error", "A1 one set", "mx.example; arc=temperror", "", "",
     "pass differs receiver_had_dns_error"},
};

std::string last_comparison(const Report& report) {
  std::string text;
  for (const Comparison& one : report.facts.comparison) {
    if (one.method != "arc") continue;
    text = std::string(to_string(one.recomputed)) + " " +
           (!one.agrees   ? "open"
            : *one.agrees ? "agrees"
                          : "differs") +
           " " + (one.reason.empty() ? "-" : std::string(one.reason));
  }
  return text;
}

std::string find_message(std::string_view what) {
  for (const auto& row : arc_vectors::rows) {
    if (row.what == what) return std::string(row.message);
  }
  return message_of(arc_vectors::changes, what);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arc_rules)

BOOST_AUTO_TEST_CASE(changes) {
  for (const auto& row : arc_vectors::changes) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(describe(report(std::string(row.message)).facts.arc.changes) == row.expected);
    }
  }
}

// Equal and unequal bh= values tell without a body, too.
BOOST_AUTO_TEST_CASE(changes_without_a_body) {
  Options options;
  options.headers_only = true;
  const auto changes = [&](std::string_view what) {
    return describe(report(message_of(arc_vectors::changes, what), options).facts.arc.changes);
  };
  BOOST_TEST(changes("body, between two seals") == "body sealing1 sealing2 = sealing1 sealing2");
  BOOST_TEST(changes("body, after the newest seal") == "");
  BOOST_TEST(changes("nothing changed") == "");
}

BOOST_AUTO_TEST_CASE(how_long_the_body_is_unchanged) {
  const auto since = [](std::string_view what) {
    const auto found = report(find_message(what)).facts.arc.body_unchanged_since;
    return found ? static_cast<int>(*found) : -1;
  };
  BOOST_TEST(since("A1 A8 three sets") == 1);
  BOOST_TEST(since("A7 body changed between two sets") == 2);
  BOOST_TEST(since("A6 body changed after the newest set") == -1);
  BOOST_TEST(since("A9 l= and a tail") == -1);
}

BOOST_AUTO_TEST_CASE(findings_table) {
  for (const FindingRow& row : finding_rows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(findings(report(find_message(row.what))) == row.expected);
    }
  }
}

// A16: a chain that passes changes no DMARC verdict, and what the first sealer saw is its word.
BOOST_AUTO_TEST_CASE(no_dmarc_verdict_rests_on_arc) {
  const std::string sealed = message_of(arc_vectors::changes, "body, by the sealer");
  std::string bare = sealed;
  for (std::size_t at = bare.find("ARC-"); at != std::string::npos; at = bare.find("ARC-")) {
    bare.replace(at, 4, "XXX-");
  }
  Options options;  // so that SPF can be decided: there is no record
  options.client_ip = "192.0.2.1";
  options.mail_from = "alice@example.com";
  options.helo = "mail.example.com";
  const Report with = report(sealed, options);
  const Report without = report(bare, options);
  BOOST_TEST((with.facts.arc.chain.verdict.result == Result::pass));
  BOOST_TEST((without.facts.arc.chain.verdict.result == Result::none));
  BOOST_TEST((with.facts.dmarc.rfc9989.result == Result::fail));
  BOOST_TEST((without.facts.dmarc.rfc9989.result == Result::fail));
  BOOST_TEST(with.headline.ident == without.headline.ident);
  BOOST_REQUIRE(find(with, "arc-intact") != nullptr);
  BOOST_TEST(find(with, "arc-intact")->seen.find("mx.one.example: dkim=pass, spf=pass") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(recorded_chains) {
  for (const RecordedRow& row : recorded_rows) {
    BOOST_TEST_CONTEXT(row.what) {
      std::string text = find_message(row.row);
      if (!row.before.empty()) text.insert(text.find(row.before), row.inserted);
      if (!row.above.empty()) {
        text = "Authentication-Results: " + std::string(row.above) + "\r\n" + text;
      }
      BOOST_TEST(last_comparison(report(text)) == row.expected);
    }
  }
}

// "by_reason by hop" for the only signature of a message with a hop beneath each set and one on
// top.
std::string attributed(std::string_view what) {
  std::string text = message_of(arc_vectors::changes, what);
  const auto received = [&](std::string_view before, std::string_view host) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return;
    text.insert(at, "Received: from x.example by " + std::string(host) +
                        "; Sat, 21 Nov 2026 10:00:00 +0000\r\n");
  };
  received("DKIM-Signature:", "mx.one.example");
  received("ARC-Seal: i=1", "mx.two.example");
  text = "Received: from y.example by mx.last.example; Sat, 21 Nov 2026 10:00:00 +0000\r\n" + text;
  const Report made = report(text);
  forensics::Outcome outcome;
  attribute(outcome, made.facts, 0);
  return std::string(outcome.by_reason) + " " + outcome.by + " " +
         (outcome.hop ? std::to_string(*outcome.hop) : "-");
}

BOOST_AUTO_TEST_CASE(who_made_the_change) {
  BOOST_TEST(attributed("body, by the sealer") == "arc_sealer one.example 0");
  BOOST_TEST(attributed("body, between two seals") == "after_arc_set mx.one.example 0");
  BOOST_TEST(attributed("body, after the newest seal") == "after_arc_set mx.one.example 0");
  BOOST_TEST(attributed("body, before the first seal") == "  -");
}

// Keys of ARC come last among the questions and are marked as not required.
BOOST_AUTO_TEST_CASE(questions_come_last) {
  const Evidence evidence = examine(message_of(arc_vectors::changes, "nothing changed"), {});
  const Report open = evaluate(evidence, {});
  const std::vector<dns::OpenQuestion>& questions = open.facts.questions;
  BOOST_REQUIRE_GE(questions.size(), 2U);
  BOOST_TEST((questions.back().purpose == dns::Purpose::arc_key));
  BOOST_TEST(!questions.back().required);
  BOOST_TEST((open.facts.arc.chain.verdict.result == Result::untestable));
}

BOOST_AUTO_TEST_SUITE_END()
