// What was changed after signing: the undo of each proven edit.
#include <fmt/format.h>

#include <algorithm>

#include "render_sections.h"
#include "text.h"

namespace indicia::cli {

namespace {

// A line of a change; a blank at its end may be what was changed.
std::string changed_line(const Sheet& sheet, std::string_view text) {
  std::string shown = escaped(text);
  if (shown.ends_with(' ')) shown.replace(shown.size() - 1, 1, "\\x20");
  return sheet.style().verbose ? shown : shortened(shown, sheet.style().width - 8);
}

// The undo of a proven change: what stands here now, and what was signed.
void side(Sheet& sheet, char sign, std::string_view text, std::size_t& left) {
  if (text.empty()) return;
  while (!text.empty() && left > 0) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string shown =
        changed_line(sheet, text.substr(0, end > 0 && text[end - 1] == '\r' ? end - 1 : end));
    sheet.line(fmt::format("      {}{}{}", sign, shown.empty() ? "" : " ", shown));
    text.remove_prefix(std::min(end + 1, text.size()));
    --left;
  }
  if (text.empty()) return;
  const auto more = std::count(text.begin(), text.end(), '\n') + (text.ends_with('\n') ? 0 : 1);
  sheet.line("        " + sheet.label("label-more-lines", {{"count", std::to_string(more)}}));
}

void undo(Sheet& sheet, const forensics::Edit& edit, std::string_view proof, const DkimFact& fact) {
  sheet.paragraph(sheet.label("edit-" + std::string(edit.ident), edit.params), Sheet::indent, "  ");
  const std::string_view input = *sheet.message().input;
  for (const forensics::Replacement& one : edit.undo) {
    std::size_t left = sheet.style().verbose ? std::string::npos : 6;
    sheet.line("  " + sheet.label("label-line",
                                  {{"count",
                                    std::to_string(sheet.message().original(one.received).line)}}));
    const std::size_t offset = std::min(one.received.offset, input.size());
    side(sheet, '-', input.substr(offset, one.received.length), left);
    left = std::max<std::size_t>(left, 6);
    side(sheet, '+', one.text, left);
  }
  // An edit without an undo is the signer's own error.
  if (edit.undo.empty()) return;
  sheet.paragraph(sheet.label(proof, {{"domain", fact.examined->signature.domain}}), Sheet::indent);
}

}  // namespace

void write_changes(Sheet& sheet) {
  std::vector<const std::vector<forensics::Replacement>*> shown;
  for (const DkimFact& fact : sheet.facts().dkim) {
    if (!fact.forensics) continue;
    const auto show = [&](const forensics::Search& search, std::string_view proof) {
      if (!search.edit) return;
      for (const auto* known : shown) {
        if (*known == search.edit->undo) return;
      }
      if (shown.empty()) sheet.line(sheet.bold(sheet.label("label-changed")));
      shown.push_back(&search.edit->undo);
      undo(sheet, *search.edit, proof, fact);
    };
    show(fact.forensics->body, "label-undo-body");
    show(fact.forensics->header, "label-undo-header");
  }
  if (!shown.empty()) sheet.line();
}

}  // namespace indicia::cli
