// Redacts what a report's sentences quote, and says them anew; see redacted_report.h.
#include "share/redacted_report.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "analysis.h"
#include "message/address.h"
#include "text.h"

namespace indicia::share {

namespace {

template <std::size_t n>
bool is_one_of(const std::string_view (&list)[n], std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// Values are words of protocols, dates or ids.
bool is_technical(std::string_view edit) {
  constexpr std::string_view idents[] = {
      "transfer-encoding",    "encoded-lines",    "list-wrapped-encoding",
      "charset-changed",      "links-rewritten",  "transfer-encoding-changed",
      "mime-version-changed", "date-reformatted", "message-id-replaced"};
  return is_one_of(idents, edit);
}

// Values are lists of addresses.
bool is_about_addresses(std::string_view edit) {
  constexpr std::string_view idents[] = {"from-rewritten", "reply-to-added", "reply-to-replaced",
                                         "recipients-reformatted"};
  return is_one_of(idents, edit);
}

std::string addresses_of(const std::string& list, Redactor& redactor) {
  constexpr std::size_t most = 5;
  std::string out;
  std::size_t count = 0;
  for (const message::Mailbox& mailbox : message::parse_address_list(list).mailboxes) {
    if (++count > most) return out + ", ...";
    out += (out.empty() ? "" : ", ") + redactor.text(clean_utf8(mailbox.address()));
  }
  return out;
}

bool concerns_subject(const forensics::Edit& edit) {
  if (edit.ident.starts_with("subject-")) return true;
  return std::any_of(edit.params.begin(), edit.params.end(), [](const auto& param) {
    return param.first == "field" && to_lower(param.second).find("subject") != std::string::npos;
  });
}

void redact(forensics::Edit& edit, Redactor& redactor) {
  const bool subject = concerns_subject(edit);
  for (auto& [name, value] : edit.params) {
    if (value.empty()) continue;
    if (name == "text") {
      value = "[text]";
    } else if (name != "signed" && name != "received" && name != "tag") {
      value = redactor.text(value);
    } else if (subject) {
      value = "[subject]";
    } else if (is_about_addresses(edit.ident)) {
      value = addresses_of(value, redactor);
    } else {
      value = is_technical(edit.ident) ? redactor.text(value) : "[value]";
    }
  }
}

void redact(Facts& facts, Redactor& redactor) {
  for (DkimFact& fact : facts.dkim) {
    if (!fact.forensics) continue;
    auto outcome = std::make_shared<forensics::Outcome>(*fact.forensics);
    for (forensics::Search* search : {&outcome->body, &outcome->header}) {
      if (search->edit) redact(*search->edit, redactor);
    }
    fact.forensics = std::move(outcome);
  }
}

void redact(Params& params, Redactor& redactor) {
  for (auto& [name, value] : params) value = redactor.text(value);
}

}  // namespace

Report redacted_report(const Report& report, Redactor& redactor) {
  Report out = report;
  redact(out.facts, redactor);
  if (!out.evidence.first_line.empty()) out.evidence.first_line = "[text]";
  describe(out);
  Headline& headline = out.headline;
  redact(headline.params, redactor);
  for (std::string* text :
       {&headline.text, &headline.because, &headline.so, &headline.based_on, &headline.also}) {
    *text = redactor.text(*text);
  }
  for (Finding& finding : out.findings) {
    redact(finding.params, redactor);
    for (std::string* text :
         {&finding.title, &finding.seen, &finding.expects, &finding.means, &finding.fix}) {
      *text = redactor.text(*text);
    }
  }
  return out;
}

}  // namespace indicia::share
