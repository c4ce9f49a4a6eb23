// Lays an SPF evaluation out for a terminal; see spf_render.h.
#include "spf_render.h"

#include <fmt/format.h>
#include <algorithm>

#include "analysis.h"

namespace indicia::cli {

namespace {

constexpr std::size_t label_columns = 6;
constexpr std::size_t shown_names = 12;  // of the addresses and names that one term found

std::string padding(std::size_t count) {
  return std::string(count, ' ');
}

class Writer {
 public:
  Writer(const SpfEvaluation& evaluation, std::string_view language, const Style& style)
      : evaluation_(evaluation), check_(evaluation.check), language_(language), style_(style) {}

  std::string run() {
    summary();
    if (!style_.quiet) {
      out_ += '\n';
      for (const spf::Step& step : check_.trace) show(step);
      open_questions();
    }
    return std::move(out_);
  }

 private:
  // Text is escaped already.
  void paragraph(std::size_t indent, const std::string& text) {
    const std::size_t width = style_.width > indent + 20 ? style_.width - indent : 20;
    for (const std::string& line : wrapped(text, width)) out_ += padding(indent) + line + "\n";
  }

  std::string text_of(std::string_view ident, const Params& params = {}) const {
    return phrase(language_, ident, params);
  }

  void summary() {
    out_ += fmt::format("{:<{}}{}  {}\n", "SPF", label_columns, to_string(evaluation_.result()),
                        shortened(escaped(check_.domain), style_.width - 20));
    // The term and the domain at fault, else those that matched.
    const bool fault = !check_.problem_domain.empty();
    const std::string term = fault ? check_.problem : check_.matched_term;
    const std::string domain = fault                           ? check_.problem_domain
                               : check_.matched_domain.empty() ? check_.domain
                                                               : check_.matched_domain;
    paragraph(label_columns, text_of("spf-reason-" + std::string(spf::to_string(check_.cause)),
                                     {{"term", escaped(term)}, {"domain", escaped(domain)}}));
    if (check_.cause != check_.reason || check_.matched_term != check_.mechanism) {
      const std::string& through = fault ? first_of_includes() : check_.mechanism;
      paragraph(label_columns, text_of("label-spf-through", {{"term", escaped(through)}}));
    }
    paragraph(label_columns,
              fmt::format("IP {}, MAIL FROM {}, HELO {}", to_string(evaluation_.query.client_ip),
                          escaped(evaluation_.query.sender),
                          evaluation_.query.helo.empty() ? "-" : escaped(evaluation_.query.helo)));
    paragraph(
        label_columns,
        text_of("label-spf-lookups", {{"count", std::to_string(check_.lookups)},
                                      {"limit", std::to_string(spf::lookup_limit)}}) +
            ", " +
            text_of("label-spf-void-lookups", {{"count", std::to_string(check_.void_lookups)},
                                               {"limit", std::to_string(spf::void_lookup_limit)}}));
    if (!check_.explanation.empty()) {
      paragraph(label_columns, "exp: " + escaped(check_.explanation));
    }
  }

  // The outermost include or redirect under which the fault lies.
  std::string first_of_includes() const {
    for (auto step = check_.trace.rbegin(); step != check_.trace.rend(); ++step) {
      if (step->depth == 0 && !step->term.empty()) return step->term;
    }
    return check_.domain;
  }

  void show(const spf::Step& step) {
    const std::size_t indent = std::min<std::size_t>(step.depth * 4, style_.width / 2);
    if (step.term.empty()) {
      line(indent, escaped(step.domain), step.outcome == "record" ? "" : step.outcome);
      if (!step.record.empty()) paragraph(indent + 2, escaped(step.record));
      if (step.domain == check_.problem_domain) syntax_errors(indent + 2, step.record);
      return;
    }
    std::string left = escaped(step.term);
    if (!step.target.empty() && step.term.find('%') != std::string::npos) {
      left += " -> " + escaped(step.target);
    }
    line(indent + 2, left, step.outcome);
    found(indent + 4, step);
  }

  void syntax_errors(std::size_t indent, const std::string& record) {
    for (const Defect& defect : check_.syntax) {
      if (defect.offset + defect.length > record.size()) return;
      line(indent, escaped(record.substr(defect.offset, defect.length)), std::string(defect.ident));
    }
  }

  // The outcome stands at the right edge, or on a line of its own below a long term.
  void line(std::size_t indent, const std::string& left, const std::string& outcome) {
    const std::size_t used = indent + columns(left) + 2 + columns(outcome);
    if (used <= style_.width) {
      out_ += padding(indent) + left +
              (outcome.empty() ? "" : padding(2 + style_.width - used) + outcome) + "\n";
      return;
    }
    paragraph(indent, left);
    if (!outcome.empty()) {
      out_ += padding(style_.width - std::min(style_.width, columns(outcome))) + outcome + "\n";
    }
  }

  void found(std::size_t indent, const spf::Step& step) {
    std::string text;
    for (std::size_t i = 0; i < step.found.size(); ++i) {
      if (i == shown_names && !style_.verbose) {
        text += fmt::format(" +{}", step.found.size() - i);
        break;
      }
      text += (i == 0 ? "" : " ") + escaped(step.found[i]);
    }
    if (!text.empty()) paragraph(indent, text);
  }

  void open_questions() {
    if (evaluation_.questions.empty()) return;
    out_ += "\n" +
            text_of("label-open", {{"count", std::to_string(evaluation_.questions.size())}}) + "\n";
    for (const dns::OpenQuestion& open : evaluation_.questions) {
      out_ += fmt::format("  {:<5} {}{}\n", dns::to_string(open.question.type),
                          escaped(open.question.name),
                          open.personal ? "  " + text_of("label-personal") : "");
    }
  }

  const SpfEvaluation& evaluation_;
  const spf::Check& check_;
  std::string_view language_;
  const Style& style_;
  std::string out_;
};

}  // namespace

std::string render_spf(const SpfEvaluation& evaluation, std::string_view language,
                       const Style& style) {
  return Writer(evaluation, language, style).run();
}

}  // namespace indicia::cli
