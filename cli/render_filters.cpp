// Rows of the FILTERS section; see render_filters.h.
#include "render_filters.h"

#include <fmt/format.h>

namespace indicia::cli {

namespace {

constexpr std::size_t indent = 6;

bool is_kept_back(antispam::Folder folder) {
  return folder == antispam::Folder::junk || folder == antispam::Folder::quarantine;
}

std::string_view word_of(const Filter& filter, const FilterText& text) {
  const antispam::Said said = filter.judgement.said;
  const bool nothing = said == antispam::Said::nothing;
  if (filter.silent || (nothing && !text.speaks)) return "none";
  if (filter.standing == Standing::claimed || filter.side != antispam::Side::inbound) return "n/a";
  if (antispam::is_against(said) || is_kept_back(filter.judgement.folder)) return "warn";
  return said == antispam::Said::clean && filter.believed() ? "ok" : "info";
}

class Rows {
 public:
  Rows(const Report& report, const Style& style)
      : report_(report), style_(style), evidence_(report.facts.evidence->filters) {}

  std::vector<FilterRow> run() {
    std::size_t fields = 0;
    for (std::size_t i = 0; i < evidence_.filters.size(); ++i) {
      const Filter& filter = evidence_.filters[i];
      fields += filter.fields.size();
      if (!report_.filters[i].speaks && !style_.verbose) continue;
      one_filter(filter, report_.filters[i]);
    }
    if (!style_.verbose && fields > 0) {
      rows_.push_back({.text = label("label-filter-more", {{"count", std::to_string(fields)}})});
    }
    return std::move(rows_);
  }

 private:
  std::string label(std::string_view ident, const Params& params = {}) const {
    return phrase(report_.evidence.options.language, ident, params);
  }

  void one_filter(const Filter& filter, const FilterText& text) {
    rows_.push_back({.word = word_of(filter, text), .text = text.happened});
    if (!text.decided.empty()) rows_.push_back({.text = text.decided});
    if (!text.fix.empty()) {
      const std::string who = text.who == Who::nobody ? "" : text.who_text + ": ";
      rows_.push_back({.text = who + text.fix,
                       .left = indent + 5,
                       .lead = std::string(indent, ' ') + label("label-fix")});
    }
    constexpr std::size_t most = 3;
    if (style_.verbose) {
      for (const antispam::Piece& piece : filter.judgement.contributions)
        contribution(filter, piece);
      for (std::size_t index : filter.fields) field(evidence_.fields[index]);
    } else {
      for (std::size_t i = 0; i < text.causes.size() && i < most; ++i)
        contribution(filter, text.causes[i]);
    }
  }

  // "   1.7  URIBL_BLACK: meaning and remedy"; points that are only the usual ones stand behind
  // "~".
  void contribution(const Filter& filter, const antispam::Piece& piece) {
    constexpr std::size_t column = 8;
    const antispam::Item& item = evidence_.item(filter, piece);
    const antispam::Entry meaning = item.row ? antispam::entry(*item.row) : antispam::Entry();
    std::string score = item.score;
    if (score.empty() && !meaning.default_score.empty())
      score = "~" + std::string(meaning.default_score);
    std::string text = item.name + ": " +
                       (item.row ? std::string(meaning.meaning) : label("label-filter-unknown"));
    if (item.row && meaning.verdict == antispam::Verdict::bad)
      text += " " + std::string(meaning.action);
    rows_.push_back({.text = std::move(text),
                     .left = indent + column,
                     .lead = std::string(indent, ' ') +
                             fmt::format("{:>{}}", shortened(score, column - 2), column - 2)});
  }

  // A field with each of its pieces; rules stand above, ranked.
  void field(const antispam::Reading& reading) {
    rows_.push_back({.text = reading.name + ": " + std::string(reading.meaning().meaning),
                     .lead = fmt::format("{:>4}", reading.location.line)});
    for (const antispam::Item& item : reading.items) {
      if (!item.score.empty()) continue;
      std::string text =
          item.name + (item.name.empty() || item.value.empty() ? "" : ": ") + item.value;
      const bool unknown = item.known == antispam::Known::unknown_value ||
                           (item.known == antispam::Known::unknown_name && !item.name.empty());
      if (unknown) {
        text += " (" + label("label-filter-unknown") + ")";
      } else if (item.row) {
        const antispam::Entry meaning = antispam::entry(*item.row);
        text += " - " + std::string(meaning.meaning);
        if (meaning.backing == antispam::Backing::unconfirmed) {
          text += " (" + label("label-filter-unconfirmed") + ")";
        }
      }
      rows_.push_back({.text = std::move(text), .left = indent + 4});
    }
    for (const Defect& defect : reading.defects) {
      rows_.push_back({.text = std::string(defect.ident), .left = indent + 4});
    }
  }

  const Report& report_;
  const Style& style_;
  const FilterEvidence& evidence_;
  std::vector<FilterRow> rows_;
};

}  // namespace

std::vector<FilterRow> filter_rows(const Report& report, const Style& style) {
  return Rows(report, style).run();
}

}  // namespace indicia::cli
