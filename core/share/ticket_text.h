// A ticket's parts, chosen and cut to size, before a format lays them out; and the layouts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "share/redactor.h"

namespace indicia::share {

struct TicketFinding {
  std::string_view mark;
  std::string_view ident;
  std::string place;  // "line 31"; empty: none
  std::string title;
  std::string fix;  // with who; empty: nothing to do
};

using TicketRow = std::vector<std::string>;

// Every text is one line of bounded length, not escaped.
struct Ticket {
  std::string_view mark;
  std::string headline;
  std::vector<std::string> because;  // because, so, based on, also
  std::string todo_title;
  std::vector<TicketFinding> findings;  // fail and warn
  std::string more_findings;            // that were left out; empty: none
  std::string notes;                    // idents of what is worth knowing only
  std::string identity_title;
  std::vector<TicketRow> identity;  // first row: headings
  std::string path_title;
  std::vector<TicketRow> path;
  std::vector<std::string> footer;  // versions, times, what was replaced
};

// The report in the language of its options; `redactor` null: as it is.
Ticket make_ticket(const Report& report, Redactor* redactor);

std::string as_markdown(const Ticket& ticket);
std::string as_text(const Ticket& ticket);

// Three sentences, each on a line of its own.
std::string as_reply(const Report& report);

}  // namespace indicia::share
