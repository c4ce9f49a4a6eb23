// "Copy for ticket": what a colleague or a provider needs to see, in less than 60 lines. The page
// and the program write the same octets.
//
// Message text in it cannot form anything of the ticket system's (markdown.h); redacted, it holds
// no personal data (redactor.h).
#pragma once

#include <string>
#include <string_view>

#include "report/report.h"

namespace indicia::share {

enum class Format {
  markdown,  // GitHub, GitLab, Zendesk, Jira
  text,      // the same without markup
  reply,     // three plain sentences for a customer: cause, who must act, what to change
};

struct Request {
  Format format = Format::markdown;
  bool redact = true;
  std::string language;  // empty: the report's
};

// Ends with a line end. Length is bounded, whatever the message holds.
std::string ticket(const Report& report, const Request& request);

}  // namespace indicia::share
