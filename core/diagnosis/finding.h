// What a report says and advises: findings and the headline. Idents are language-free; sentences
// come from the catalogue in the language asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "location.h"

namespace indicia {

enum class Severity { fail, warn, info, ok };  // worst first
enum class Confidence { proven, certain, likely, undecidable };
enum class Who { sender, platform, dns, ip_owner, forwarder, receiver_admin, recipient, nobody };

std::string_view to_string(Severity severity);
std::string_view to_string(Confidence confidence);
std::string_view to_string(Who who);

// Name and value, in the order the catalogue names them. Values are clean UTF-8.
using Params = std::vector<std::pair<std::string_view, std::string>>;

struct Finding {
  std::string_view ident;
  Severity severity = Severity::info;
  Confidence confidence = Confidence::certain;
  Who who = Who::nobody;
  std::string who_text;  // who, in the language asked for
  Params params;
  std::string title;    // one line
  std::string seen;     // what was seen
  std::string expects;  // what the standard expects
  std::string means;    // what it means
  std::string fix;      // what to do
  std::vector<Location> locations;
  std::vector<std::string_view> references;  // "RFC 6376 3.7"
  std::vector<std::string_view> causes;      // idents of findings that explain this one
};

// Who has to act, by what the headline says.
enum class Acts {
  unknown,  // the evidence does not tell; `so` says what to do next
  nobody,   // nothing has to be mended for this message
  finding,  // whom the first finding names that carries the headline
  named,    // Headline::who; `so` says what to do
};

struct Headline {
  std::string_view ident;
  Severity severity = Severity::info;
  Params params;
  std::string text;
  std::string because;
  std::string so;
  std::string based_on;
  std::string also;  // the next best headline; empty: none
  // For readers who want one answer: of all findings only those that carry the headline may give
  // it, so that the two never speak of different things.
  Acts acts = Acts::unknown;
  std::string_view carriers;  // beginnings of the idents of those findings, separated by blanks
  std::string who_text;       // Acts::named, in the language asked for

  bool carried_by(const Finding& finding) const;
};

}  // namespace indicia
