// Text of others in Markdown of a ticket system (GitHub, GitLab, Zendesk, Jira): it cannot form
// links, images, mentions, references, headings, lists, tables, emphasis, HTML, formulas or emoji,
// and control, bidirectional and zero-width characters are shown as what they are.
//
// Ticket systems look for @names, addresses and #numbers in the rendered text, so that a backslash
// does not help: every word that holds more than letters, digits and plain punctuation stands in a
// code span.
#pragma once

#include <string>
#include <string_view>

namespace indicia::share {

// One line. Never longer than a small multiple of the text.
std::string markdown(std::string_view text);

// The same for a cell of a table.
std::string markdown_cell(std::string_view text);

}  // namespace indicia::share
