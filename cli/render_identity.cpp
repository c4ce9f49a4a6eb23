// Who the message is from, and which identifiers that passed are of the same domain.
#include <fmt/format.h>

#include <algorithm>

#include "render_sections.h"
#include "text.h"

namespace indicia::cli {

namespace {

std::string_view drawn(const Sheet& sheet, dmarc::Alignment alignment) {
  switch (alignment) {
    case dmarc::Alignment::relaxed:
    case dmarc::Alignment::strict:
      return sheet.style().unicode ? "\u2550\u2550\u2550\u2550\u2550\u2550\u2550" : "=======";
    case dmarc::Alignment::none:
      return "...x...";
    case dmarc::Alignment::undecided:
      return ". . . .";
  }
  return ". . . .";
}

std::string aligned_text(const Sheet& sheet, dmarc::Alignment alignment) {
  return sheet.label("label-alignment-" + std::string(dmarc::to_string(alignment)));
}

std::string key_text(const DkimFact& fact) {
  const dkim::Verification& v = fact.verification;
  std::string text = "s=" + escaped(fact.examined->signature.selector);
  if (v.used_key && v.keys[*v.used_key].bits > 0) {
    const dkim::KeyRecord& key = v.keys[*v.used_key];
    text += ", " + escaped(key.type_text) +
            (key.type == dkim::KeyType::rsa ? " " + std::to_string(key.bits) : "");
  }
  if (v.result != Result::pass) text += ", " + std::string(dkim::to_string(v.reason));
  return text;
}

}  // namespace

void write_identity(Sheet& sheet) {
  std::string policy = sheet.facts().dmarc.rfc9989.policy;
  const std::string from =
      sheet.facts().from_domain().empty() ? "-" : escaped(sheet.facts().from_domain());
  sheet.line(sheet.bold(sheet.label("label-identity")) + "  From " + from +
             (policy.empty() ? "" : ", " + sheet.label("label-policy") + " " + policy));
  std::size_t left = 10;
  for (const auto& one : sheet.facts().dmarc.rfc9989.identifiers) {
    left = std::max(left, std::min<std::size_t>(columns(escaped(one.identifier.domain)), 40));
  }
  std::size_t rows = 0;
  bool omitted = false;
  for (const dmarc::Aligned& one : sheet.facts().dmarc.rfc9989.identifiers) {
    constexpr std::size_t most = 15;
    const bool matters = one.identifier.result == Result::pass ||
                         one.alignment == dmarc::Alignment::relaxed ||
                         one.alignment == dmarc::Alignment::strict;
    if (!sheet.style().verbose && rows >= (matters ? 4 * most : most)) {
      omitted = true;
      continue;
    }
    ++rows;
    const bool dkim = one.identifier.method == dmarc::Identifier::Method::dkim;
    std::string domain = escaped(one.identifier.domain);
    if (domain.empty()) domain = "-";
    std::string tail = dkim && one.identifier.index < sheet.facts().dkim.size()
                           ? key_text(sheet.facts().dkim[one.identifier.index])
                           : std::string(sheet.facts().spf.identity) + " " +
                                 std::string(to_string(sheet.facts().spf.result));
    const std::string aligned =
        fmt::format("{}  {}", drawn(sheet, one.alignment), aligned_text(sheet, one.alignment));
    const std::string start = fmt::format("  {} {}  ", sheet.mark(word_of(one.identifier.result)),
                                          dkim ? "DKIM" : "SPF ");
    // The domain is never shortened; what does not fit beside it stands below.
    const std::size_t used = Sheet::indent + 8 + columns(domain) + 2 + columns(aligned);
    if (used > sheet.style().width) {
      sheet.line(start + domain);
      sheet.line(std::string(Sheet::indent + 8, ' ') + aligned);
    } else {
      const std::size_t gap = left > columns(domain) ? left - columns(domain) : 0;
      sheet.line(start + domain + std::string(2 + std::min(gap, sheet.style().width - used), ' ') +
                 aligned);
    }
    sheet.line(std::string(Sheet::indent + 8, ' ') +
               shortened(tail, sheet.style().width - Sheet::indent - 8));
  }
  if (omitted) sheet.line("      ...");
  if (sheet.facts().dmarc.rfc9989.result != sheet.facts().dmarc.rfc7489.result) {
    sheet.paragraph(
        sheet.label("label-both-versions",
                    {{"recomputed", std::string(to_string(sheet.facts().dmarc.rfc9989.result))},
                     {"recorded", std::string(to_string(sheet.facts().dmarc.rfc7489.result))}}),
        2);
  }
  sheet.line();
}

}  // namespace indicia::cli
