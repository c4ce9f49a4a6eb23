// Three sentences for somebody who does not read headers; see ticket_text.h.
#include <algorithm>

#include "analysis.h"
#include "share/ticket_text.h"
#include "text.h"

namespace indicia::share {

namespace {

// The first finding that somebody can mend and that no other explains; nullptr: none.
const Finding* first_to_mend(const Report& report) {
  const auto found =
      std::find_if(report.findings.begin(), report.findings.end(), [](const Finding& one) {
        return one.severity <= Severity::warn && one.causes.empty() && one.who != Who::nobody &&
               !one.fix.empty();
      });
  return found == report.findings.end() ? nullptr : &*found;
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
  std::string out = sentence(phrase(language, "reply-cause", {{"text", headline.text}}));
  const bool fine = headline.severity >= Severity::info;
  const Finding* finding = fine ? nullptr : first_to_mend(report);
  if (finding != nullptr) {
    out += sentence(phrase(language, "reply-who", {{"term", finding->who_text}}));
    out += sentence(phrase(language, "reply-change", {{"text", finding->fix}}));
  } else if (!fine && !headline.so.empty()) {
    out += sentence(phrase(language, "reply-who-unknown"));
    out += sentence(phrase(language, "reply-change", {{"text", headline.so}}));
  } else {
    out += sentence(phrase(language, fine ? "reply-who-nobody" : "reply-who-unknown"));
    out += sentence(phrase(language, fine ? "reply-change-nothing" : "reply-change-unknown"));
  }
  return out;
}

}  // namespace indicia::share
