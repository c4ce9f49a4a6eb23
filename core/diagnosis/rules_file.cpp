// Failures that speak of this file and not of the mail (dkim-forensics 7).
#include <algorithm>

#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using Matches = std::vector<Match>;

std::string join(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += (out.empty() ? "" : ", ") + one;
  return out;
}

// A header that fails without a proven change.
bool header_open(const Facts& facts) {
  return std::any_of(facts.dkim.begin(), facts.dkim.end(), [](const DkimFact& fact) {
    const bool fails = fact.verification.block == dkim::Block::other_digest ||
                       fact.verification.header_signature == dkim::HeaderSignature::no_match;
    return fails && !(fact.forensics && fact.forensics->header.edit);
  });
}
bool body_open(const Facts& facts) {
  return std::any_of(facts.dkim.begin(), facts.dkim.end(), [](const DkimFact& fact) {
    return fact.verification.body_hash == dkim::BodyHash::differ &&
           !(fact.forensics && fact.forensics->body.edit);
  });
}

Match match_of(const Facts& facts, const FileFact& fact) {
  const Comparison* recorded = facts.recorded("dmarc");
  const bool header = fact.explains == "header";
  return {.params = {{"term", join(header ? fact.signed_fields : fact.sign.details)},
                     {"count", std::to_string(fact.sign.count)},
                     {"from_domain", facts.from_domain()},
                     {"writer", recorded ? recorded->recorded_by : std::string("-")}},
          .locations = fact.sign.locations};
}

template <bool (*condition)(const Facts&, const FileFact&)>
Matches each(const Facts& facts) {
  Matches matches;
  for (const FileFact& fact : facts.file) {
    if (condition(facts, fact)) matches.push_back(match_of(facts, fact));
  }
  return matches;
}

// One finding, however many parts have such a boundary.
Matches rebuilt(const Facts& facts) {
  if (!facts.rebuilt_copy()) return {};
  for (const FileFact& fact : facts.file) {
    if (fact.sign.ident.ends_with("-boundary") && fact.explains == "body") {
      return {match_of(facts, fact)};
    }
  }
  return {};
}

bool redacted(const Facts& facts, const FileFact& fact) {
  return fact.sign.ident == "redacted" && fact.explains == "header" && header_open(facts);
}
bool store_signed(const Facts&, const FileFact& fact) {
  return fact.sign.ident == "store-fields" && fact.explains == "header";
}
bool escapes(const Facts& facts, const FileFact& fact) {
  return fact.sign.ident == "mbox-escapes" && fact.explains == "body" && body_open(facts);
}

constexpr Rule rules[] = {
    {"file-rebuilt", Severity::warn, Confidence::likely, Who::recipient, "RFC 6376 3.7; RFC 8601 5",
     rebuilt},
    {"file-redacted", Severity::warn, Confidence::likely, Who::recipient, "RFC 6376 3.7",
     each<redacted>},
    {"file-store-field-signed", Severity::warn, Confidence::likely, Who::platform, "RFC 6376 5.4.1",
     each<store_signed>},
    {"file-mbox-escapes", Severity::warn, Confidence::likely, Who::recipient,
     "RFC 6376 3.7; RFC 4155", each<escapes>},
};

}  // namespace

std::span<const Rule> file_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
