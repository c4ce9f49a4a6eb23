// Three sentences for somebody who does not read headers; see ticket_text.h.
#include <algorithm>
#include <iterator>

#include "analysis.h"
#include "share/ticket_text.h"
#include "text.h"

namespace indicia::share {

namespace {

bool mendable(const Finding& finding) {
  return finding.severity <= Severity::warn && finding.who != Who::nobody && !finding.fix.empty();
}

// The first finding that answers for the headline, if possible one that no other explains. Where
// nobody has to act for this message, only a failure of another kind overrules that.
const Finding* answering(const Report& report) {
  const Headline& headline = report.headline;
  const Finding* explained = nullptr;
  for (const Finding& one : report.findings) {
    if (!mendable(one)) continue;
    const bool answers =
        headline.acts == Acts::nobody ? one.severity == Severity::fail : headline.carried_by(one);
    if (!answers) continue;
    if (one.causes.empty()) return &one;
    if (explained == nullptr) explained = &one;
  }
  return explained;
}

// Of one message on its way, or open: no fault of a record or of a signer.
bool is_passing(const Finding& finding) {
  constexpr std::string_view idents[] = {"spf-fail", "spf-softfail", "spf-neutral",
                                         "spf-not-aligned"};
  return finding.confidence == Confidence::undecidable || finding.ident.ends_with("-differs") ||
         finding.ident.starts_with("dkim-change-") ||
         std::find(std::begin(idents), std::end(idents), finding.ident) != std::end(idents);
}

// Beside a pass: what works today and is written wrongly all the same; nullptr: nothing.
const Finding* worth_mending(const Report& report) {
  if (report.headline.ident != "proven") return nullptr;
  for (const Finding& one : report.findings) {
    const bool checks = one.ident.starts_with("dkim-") || one.ident.starts_with("spf-") ||
                        one.ident.starts_with("dmarc-");
    if (checks && mendable(one) && !is_passing(one)) return &one;
  }
  return nullptr;
}

std::string sentence(std::string_view text) {
  constexpr std::size_t longest = 600;
  std::string line = escaped(clean_utf8(text.substr(0, longest)));
  if (text.size() > longest) line += "...";
  if (!line.ends_with('.')) line += '.';
  return line + '\n';
}

}  // namespace

std::string as_reply(const Report& report) {
  const std::string& language = report.evidence.options.language;
  const Headline& headline = report.headline;
  const auto say = [&](std::string_view ident, Params params = {}) {
    return sentence(phrase(language, ident, params));
  };
  const std::string cause = say("reply-cause", {{"text", headline.text}});
  if (const Finding* finding = answering(report)) {
    return cause + say("reply-who", {{"term", finding->who_text}}) +
           say("reply-change", {{"text", finding->fix}});
  }
  if (headline.acts == Acts::named) {
    return cause + say("reply-who", {{"term", headline.who_text}}) +
           say("reply-change", {{"text", headline.so}});
  }
  if (headline.acts == Acts::nobody) {
    const Finding* finding = worth_mending(report);
    if (finding == nullptr) return cause + say("reply-who-nobody") + say("reply-change-nothing");
    return cause + say("reply-who-nobody") +
           say("reply-improve", {{"term", finding->who_text}, {"text", finding->fix}});
  }
  const bool open = headline.acts == Acts::unknown && !headline.so.empty();
  return cause + say("reply-who-unknown") +
         (open ? say("reply-next", {{"text", headline.so}}) : say("reply-change-unknown"));
}

}  // namespace indicia::share
