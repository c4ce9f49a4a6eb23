// Lays an ARC chain out for a terminal; see arc_render.h.
#include "arc_render.h"

#include <fmt/format.h>

namespace indicia::cli {

namespace {

constexpr std::size_t indent = 6;
constexpr std::size_t row_indent = 12;

class Writer {
 public:
  Writer(const Facts& facts, std::string_view language, const Style& style)
      : arc_(facts.arc), facts_(facts), language_(language), style_(style) {}

  std::string run() {
    const arc::Verdict& verdict = arc_.chain.verdict;
    if (verdict.result == Result::none) return {};
    chain(verdict);
    constexpr std::size_t most = 10;
    for (std::size_t i = 0; i < arc_.chain.sets.size(); ++i) {
      if (i == most && !style_.verbose) {
        out_ += "      ...\n";
        break;
      }
      row(arc_.examined->sets[i], arc_.chain.sets[i], arc_.hops[i]);
    }
    for (const ArcChange& change : arc_.changes) show(change);
    return out_ + "\n";
  }

 private:
  std::string label(std::string_view ident, const Params& params = {}) const {
    return phrase(language_, ident, params);
  }

  void paragraph(std::size_t left, const std::string& text) {
    for (const std::string& line : wrapped(text, style_.width - left)) {
      out_ += std::string(left, ' ') + line + "\n";
    }
  }

  void chain(const arc::Verdict& verdict) {
    std::string text = label("label-arc-sets", {{"recomputed", word(verdict)},
                                                {"count", std::to_string(arc_.chain.sets.size())}});
    if (arc_.chain.oldest_pass.value_or(0) > 0) {
      text +=
          "; " + label("label-arc-oldest", {{"count", std::to_string(*arc_.chain.oldest_pass)}});
    }
    if (arc_.body_unchanged_since) {
      text += "; " + label("label-arc-body-since",
                           {{"count", std::to_string(*arc_.body_unchanged_since)}});
    }
    const std::vector<std::string> lines = wrapped(text, style_.width - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string title = style_.colour ? "\x1b[1mARC\x1b[0m   " : "ARC   ";
      out_ += (i == 0 ? title : std::string(indent, ' ')) + lines[i] + "\n";
    }
  }

  static std::string word(const arc::Verdict& verdict) {
    std::string text(to_string(verdict.result));
    if (verdict.cause.reason != arc::Reason::none) {
      text += " (" + std::string(arc::to_string(verdict.cause.reason));
      if (verdict.cause.instance > 0) text += ", i=" + std::to_string(verdict.cause.instance);
      text += ")";
    }
    return text;
  }

  static std::string word(const dkim::Verification& verified, bool exists) {
    if (!exists) return "-";
    std::string text(to_string(verified.result));
    if (verified.reason != dkim::Reason::none) {
      text += " (" + std::string(dkim::to_string(verified.reason)) + ")";
    }
    return text;
  }

  void row(const arc::ExaminedSet& one, const arc::VerifiedSet& verified,
           const std::optional<std::size_t>& hop) {
    std::string start = fmt::format("  i={:<3} ", one.set.instance);
    std::string place;
    if (hop) place = "  " + label("label-arc-hop", {{"count", std::to_string(*hop + 1)}});
    const std::size_t room = style_.width - columns(start) - columns(place);
    out_ += start + shortened(escaped(arc_.sealer(one.set.instance)), room) + place + "\n";
    paragraph(row_indent,
              label("label-arc-signatures",
                    {{"recorded", word(verified.seal, one.seal.has_value())},
                     {"recomputed", word(verified.message_signature, verified.signature)}}));
    std::string saw;
    for (const message::ResultInfo& info : one.results.results.results) {
      if (!saw.empty()) saw += ", ";
      saw += info.method + "=" + info.result;
      if (saw.size() > 2 * style_.width) break;
    }
    if (saw.empty()) return;
    const std::string& writer = one.results.results.authserv_id;
    paragraph(row_indent,
              label("label-arc-saw", {{"writer", escaped(writer.empty() ? "?" : writer)},
                                      {"recorded", escaped(saw)}}));
  }

  std::string text_of(const Moment& moment) const {
    const std::string name = "label-moment-" + std::string(to_string(moment.stage));
    return label(name, {{"domain", escaped(arc_.sealer(moment.instance))},
                        {"count", std::to_string(moment.instance)}});
  }

  void show(const ArcChange& change) {
    const dkim::Signature& signature = facts_.dkim[change.signature].examined->signature;
    std::string text = label(
        change.part == SignedPart::body ? "label-arc-body-changed" : "label-arc-header-changed",
        {{"domain", escaped(signature.domain)},
         {"writer", text_of(change.intact)},
         {"host", text_of(change.changed)}});
    if (!change.proven()) text += " (" + label("label-only-claimed") + ")";
    paragraph(indent, text + ".");
  }

  const ArcFact& arc_;
  const Facts& facts_;
  std::string_view language_;
  const Style& style_;
  std::string out_;
};

}  // namespace

std::string render_arc(const Facts& facts, std::string_view language, const Style& style) {
  return Writer(facts, language, style).run();
}

}  // namespace indicia::cli
