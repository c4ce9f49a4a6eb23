// Lays a report out for a terminal; see render.h.
#include "render.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "arc_render.h"
#include "render_filters.h"
#include "text.h"

namespace indicia::cli {

namespace {

constexpr std::size_t indent = 6;

std::string_view word_of(Severity severity) {
  switch (severity) {
    case Severity::fail:
      return "FAIL";
    case Severity::warn:
      return "warn";
    case Severity::info:
      return "info";
    case Severity::ok:
      return "ok";
  }
  return "info";
}

std::string_view word_of(Result result) {
  switch (result) {
    case Result::pass:
      return "ok";
    case Result::fail:
      return "FAIL";
    case Result::softfail:
    case Result::policy:
      return "warn";
    case Result::neutral:
    case Result::none:
      return "none";
    case Result::temperror:
    case Result::permerror:
      return "err";
    case Result::untestable:
      return "n/a";
  }
  return "n/a";
}

class Writer {
 public:
  Writer(const Report& report, const DnsSummary& dns, const Style& style)
      : report_(report), facts_(report.facts), dns_(dns), style_(style) {}

  std::string run() {
    who();
    verdict();
    if (!style_.quiet && facts_.evidence) {
      findings();
      changes();
      identity();
      out_ += render_arc(facts_, report_.evidence.options.language, style_);
      path();
      filters();
      checked();
    }
    return std::move(out_);
  }

 private:
  const MessageEvidence& message() const { return *facts_.evidence; }

  std::string label(std::string_view ident, const Params& params = {}) const {
    return phrase(report_.evidence.options.language, ident, params);
  }

  void line(std::string_view text = {}) {
    out_ += text;
    out_ += '\n';
  }

  std::string bold(std::string_view text) const {
    return style_.colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
  }

  // A result word padded to its column; colour never stands alone.
  std::string mark(std::string_view word) const {
    const std::string padded = fmt::format("{:<{}}", word, indent - 1);
    if (!style_.colour) return padded;
    const int code = word == "FAIL" || word == "err" ? 31
                     : word == "warn"                ? 33
                     : word == "ok"                  ? 32
                                                     : 0;
    return code == 0 ? padded : fmt::format("\x1b[{}m{}\x1b[0m", code, padded);
  }

  void paragraph(std::string_view text, std::size_t left = indent, std::string_view lead = {}) {
    bool first = true;
    for (const std::string& one : wrapped(escaped(text), style_.width - left)) {
      std::string start(left, ' ');
      if (first && !lead.empty()) start = fmt::format("{:<{}}", lead, left);
      line(start + one);
      first = false;
    }
  }

  void row(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    const std::size_t left = std::max<std::size_t>(10, columns(name) + 2);
    line(fmt::format("{}{}{}", name, std::string(left - columns(name), ' '),
                     shortened(escaped(value), style_.width - left)));
  }

  void who() {
    const Evidence& evidence = report_.evidence;
    if (!facts_.evidence) return;
    std::string from;
    for (const AuthorMailbox& author : message().from) {
      if (!from.empty()) from += ", ";
      const std::string address = author.mailbox.address();
      from += author.mailbox.display_name.empty()
                  ? address
                  : author.mailbox.display_name + " <" + address + ">";
    }
    row(label("label-from"), from);
    if (message().subject) row(label("label-subject"), message().subject->text);
    if (facts_.received_at) {
      row(label("label-received"), message::to_iso(*facts_.received_at) + " " + label("label-by") +
                                       " " + message().path.receiver);
    }
    const bool body = message().has_body;
    row(label("label-input"), label(body ? "label-input-full" : "label-input-headers",
                                    {{"octets", std::to_string(evidence.octets)},
                                     {"count", std::to_string(message().message.fields.size())}}));
    if (evidence.messages.size() > 1) {
      row("", label("label-input-several", {{"count", std::to_string(evidence.messages.size())},
                                            {"limit", std::to_string(evidence.selected + 1)}}));
    }
    line();
  }

  void verdict() {
    const Headline& headline = report_.headline;
    const std::vector<std::string> text = wrapped(escaped(headline.text), style_.width - indent);
    for (std::size_t i = 0; i < text.size(); ++i) {
      line((i == 0 ? mark(word_of(headline.severity)) + " " : std::string(indent, ' ')) +
           bold(text[i]));
    }
    paragraph(headline.because);
    paragraph(headline.so);
    if (!headline.based_on.empty()) {
      paragraph(label("label-based-on", {{"term", headline.based_on}}));
    }
    if (!headline.also.empty()) paragraph(label("label-also", {{"term", headline.also}}));
    line();
  }

  std::string place(const Finding& finding) const {
    if (finding.locations.empty() || finding.locations.front().line == 0) return {};
    return label("label-line", {{"count", std::to_string(finding.locations.front().line)}});
  }

  // The first octets of the place, as they stand in the input.
  void excerpt(const Finding& finding) {
    if (finding.locations.empty() || finding.locations.front().line == 0) return;
    const Location& location = finding.locations.front();
    const std::string_view input = *report_.evidence.octets_given;
    const std::string_view rest = input.substr(std::min(location.offset, input.size()));
    const std::string number = std::to_string(location.line);
    const std::string text =
        escaped(trim(rest.substr(0, std::min(rest.find('\n'), std::size_t{400}))));
    if (text.empty()) return;  // a blank line shows nothing
    line(fmt::format("  {} | {}", number, shortened(text, style_.width - number.size() - 5)));
  }

  void finding(const Finding& one) {
    const std::string at = place(one);
    const std::size_t used = indent + one.ident.size() + columns(at);
    const std::string gap(used + 2 < style_.width ? style_.width - used : 2, ' ');
    line(mark(word_of(one.severity)) + " " + bold(one.ident) + (at.empty() ? "" : gap + at));
    const bool open = one.severity == Severity::fail || style_.verbose;
    // A consequence stands under its cause: what it is, and what to read instead.
    if (!one.causes.empty() && !style_.verbose) {
      std::string causes;
      for (const std::string_view cause : one.causes) {
        causes += (causes.empty() ? "" : ", ") + std::string(cause);
      }
      paragraph(one.title);
      paragraph(label("label-follows-from", {{"term", causes}}));
      return;
    }
    if (open) {
      paragraph(one.seen);
      if (style_.verbose) paragraph(one.expects);
      paragraph(one.means);
      excerpt(one);
    } else {
      paragraph(one.title);
    }
    if (!one.fix.empty() && one.severity != Severity::ok) {
      const std::string who = one.who == Who::nobody ? "" : one.who_text + ": ";
      paragraph(who + one.fix, indent + 5, std::string(indent, ' ') + label("label-fix"));
    }
  }

  void findings() {
    const auto count = [&](Severity severity) {
      return std::count_if(report_.findings.begin(), report_.findings.end(),
                           [&](const Finding& one) { return one.severity == severity; });
    };
    if (count(Severity::fail) + count(Severity::warn) > 0 || style_.verbose) {
      line(bold(label("label-todo")));
      for (const Finding& one : report_.findings) {
        if (one.severity <= Severity::warn || style_.verbose) finding(one);
      }
      line();
    }
    if (style_.verbose || count(Severity::info) == 0) return;
    line(bold(label("label-notes")));
    for (const Finding& one : report_.findings) {
      if (one.severity == Severity::info) paragraph(one.title, indent, mark(word_of(one.severity)));
    }
    line();
  }

  // A line of a change; a blank at its end may be what was changed.
  std::string changed_line(std::string_view text) const {
    std::string shown = escaped(text);
    if (shown.ends_with(' ')) shown.replace(shown.size() - 1, 1, "\\x20");
    return style_.verbose ? shown : shortened(shown, style_.width - 8);
  }

  // The undo of a proven change: what stands here now, and what was signed.
  void side(char sign, std::string_view text, std::size_t& left) {
    if (text.empty()) return;
    while (!text.empty() && left > 0) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string shown =
          changed_line(text.substr(0, end > 0 && text[end - 1] == '\r' ? end - 1 : end));
      line(fmt::format("      {}{}{}", sign, shown.empty() ? "" : " ", shown));
      text.remove_prefix(std::min(end + 1, text.size()));
      --left;
    }
    if (text.empty()) return;
    const auto more = std::count(text.begin(), text.end(), '\n') + (text.ends_with('\n') ? 0 : 1);
    line("        " + label("label-more-lines", {{"count", std::to_string(more)}}));
  }

  void undo(const forensics::Edit& edit, std::string_view proof, const DkimFact& fact) {
    paragraph(label("edit-" + std::string(edit.ident), edit.params), indent, "  ");
    const std::string_view input = *message().input;
    for (const forensics::Replacement& one : edit.undo) {
      std::size_t left = style_.verbose ? std::string::npos : 6;
      line("  " +
           label("label-line", {{"count", std::to_string(message().original(one.received).line)}}));
      const std::size_t offset = std::min(one.received.offset, input.size());
      side('-', input.substr(offset, one.received.length), left);
      left = std::max<std::size_t>(left, 6);
      side('+', one.text, left);
    }
    // An edit without an undo is the signer's own error.
    if (edit.undo.empty()) return;
    paragraph(label(proof, {{"domain", fact.examined->signature.domain}}), indent);
  }

  void changes() {
    std::vector<const std::vector<forensics::Replacement>*> shown;
    for (const DkimFact& fact : facts_.dkim) {
      if (!fact.forensics) continue;
      const auto show = [&](const forensics::Search& search, std::string_view proof) {
        if (!search.edit) return;
        for (const auto* known : shown) {
          if (*known == search.edit->undo) return;
        }
        if (shown.empty()) line(bold(label("label-changed")));
        shown.push_back(&search.edit->undo);
        undo(*search.edit, proof, fact);
      };
      show(fact.forensics->body, "label-undo-body");
      show(fact.forensics->header, "label-undo-header");
    }
    if (!shown.empty()) line();
  }

  std::string_view drawn(dmarc::Alignment alignment) const {
    switch (alignment) {
      case dmarc::Alignment::relaxed:
      case dmarc::Alignment::strict:
        return style_.unicode ? "\u2550\u2550\u2550\u2550\u2550\u2550\u2550" : "=======";
      case dmarc::Alignment::none:
        return "...x...";
      case dmarc::Alignment::undecided:
        return ". . . .";
    }
    return ". . . .";
  }

  std::string aligned_text(dmarc::Alignment alignment) const {
    return label("label-alignment-" + std::string(dmarc::to_string(alignment)));
  }

  std::string key_text(const DkimFact& fact) const {
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

  void identity() {
    std::string policy = facts_.dmarc.rfc9989.policy;
    const std::string from = facts_.from_domain().empty() ? "-" : escaped(facts_.from_domain());
    line(bold(label("label-identity")) + "  From " + from +
         (policy.empty() ? "" : ", " + label("label-policy") + " " + policy));
    std::size_t left = 10;
    for (const auto& one : facts_.dmarc.rfc9989.identifiers) {
      left = std::max(left, std::min<std::size_t>(columns(escaped(one.identifier.domain)), 40));
    }
    std::size_t rows = 0;
    bool omitted = false;
    for (const dmarc::Aligned& one : facts_.dmarc.rfc9989.identifiers) {
      constexpr std::size_t most = 15;
      const bool matters = one.identifier.result == Result::pass ||
                           one.alignment == dmarc::Alignment::relaxed ||
                           one.alignment == dmarc::Alignment::strict;
      if (!style_.verbose && rows >= (matters ? 4 * most : most)) {
        omitted = true;
        continue;
      }
      ++rows;
      const bool dkim = one.identifier.method == dmarc::Identifier::Method::dkim;
      std::string domain = escaped(one.identifier.domain);
      if (domain.empty()) domain = "-";
      std::string tail =
          dkim && one.identifier.index < facts_.dkim.size()
              ? key_text(facts_.dkim[one.identifier.index])
              : std::string(facts_.spf.identity) + " " + std::string(to_string(facts_.spf.result));
      const std::string aligned =
          fmt::format("{}  {}", drawn(one.alignment), aligned_text(one.alignment));
      const std::string start =
          fmt::format("  {} {}  ", mark(word_of(one.identifier.result)), dkim ? "DKIM" : "SPF ");
      // The domain is never shortened; what does not fit beside it stands below.
      const std::size_t used = indent + 8 + columns(domain) + 2 + columns(aligned);
      if (used > style_.width) {
        line(start + domain);
        line(std::string(indent + 8, ' ') + aligned);
      } else {
        const std::size_t gap = left > columns(domain) ? left - columns(domain) : 0;
        line(start + domain + std::string(2 + std::min(gap, style_.width - used), ' ') + aligned);
      }
      line(std::string(indent + 8, ' ') + shortened(tail, style_.width - indent - 8));
    }
    if (omitted) line("      ...");
    if (facts_.dmarc.rfc9989.result != facts_.dmarc.rfc7489.result) {
      paragraph(label("label-both-versions",
                      {{"recomputed", std::string(to_string(facts_.dmarc.rfc9989.result))},
                       {"recorded", std::string(to_string(facts_.dmarc.rfc7489.result))}}),
                2);
    }
    line();
  }

  std::string_view arrow() const { return style_.unicode ? " \u2192 " : " > "; }

  std::string bar(const trace::Hop& hop) const {
    constexpr double cells = 16;
    if (hop.delay_kind == trace::Delay::clocks_differ) return "~|";
    if (hop.delay_kind != trace::Delay::known) return " |";
    const double share =
        std::log10(1.0 + static_cast<double>(hop.delay_seconds)) / std::log10(86401.0);
    const auto length = static_cast<std::size_t>(std::lround(std::min(1.0, share) * cells));
    std::string out = " |";
    for (std::size_t i = 0; i < length; ++i) out += style_.unicode ? "\u2588" : "#";
    return out;
  }

  std::string delay_text(const trace::Hop& hop) const {
    switch (hop.delay_kind) {
      case trace::Delay::first:
        return label("label-first");
      case trace::Delay::undated:
        return label("label-undated");
      case trace::Delay::clocks_differ:
        return "-" + duration_text(hop.delay_seconds);
      case trace::Delay::known:
        break;
    }
    return duration_text(hop.delay_seconds);
  }

  void hop_row(std::size_t number, const trace::Hop& hop) {
    std::string from = hop.received.from;
    if (from.empty() && hop.received.from_ip) from = to_string(*hop.received.from_ip);
    if (from.empty()) from = "?";
    const std::size_t names = style_.width - 36;
    const std::string hosts =
        shortened(escaped(from), names / 2 - 2) + std::string(arrow()) +
        shortened(escaped(hop.received.by.empty() ? "?" : hop.received.by), names / 2 - 1);
    line(fmt::format("  {:<3} {}{}{:>11} {}", number, hosts,
                     std::string(columns(hosts) < names ? names - columns(hosts) : 1, ' '),
                     delay_text(hop), bar(hop)));
  }

  void path() {
    const trace::Path& path = message().path;
    std::string title = label("label-path", {{"count", std::to_string(path.hops.size())}});
    if (path.total_seconds) {
      title += ", " + (path.total_is_lower_bound ? label("label-about") + " " : std::string()) +
               duration_text(*path.total_seconds);
    }
    line(bold(title));
    if (path.hops.empty()) paragraph(label("label-no-path"), 2);
    constexpr std::size_t most = 15;
    for (std::size_t i = 0; i < path.hops.size(); ++i) {
      if (path.border == i) {
        const std::string text = label("label-boundary");
        const std::size_t room = style_.width - indent - 7 - columns(text);
        line("      -- " + text + " " + shortened(escaped(path.receiver), room) + " --");
      }
      const bool near_border = path.border && (i + 1 == *path.border || i == *path.border);
      if (path.hops.size() > most && !style_.verbose && i >= 3 && i + 8 < path.hops.size() &&
          !near_border) {
        if (i == 3) line("      ...");
        continue;
      }
      hop_row(i + 1, path.hops[i]);
    }
    line();
  }

  void filters() {
    const std::vector<FilterRow> rows = filter_rows(report_, style_);
    if (rows.empty()) return;
    line(bold(label("label-filters")));
    for (const FilterRow& row : rows) {
      if (row.word.empty()) {
        paragraph(row.text, row.left, row.lead);
        continue;
      }
      const std::vector<std::string> text = wrapped(escaped(row.text), style_.width - indent);
      for (std::size_t i = 0; i < text.size(); ++i) {
        line((i == 0 ? mark(row.word) + " " : std::string(indent, ' ')) + text[i]);
      }
    }
    line();
  }

  std::string source_text() const {
    if (!dns_.resolver.empty()) {
      return label("label-checked-resolver", {{"count", std::to_string(dns_.asked)},
                                              {"host", dns_.resolver},
                                              {"delay", std::to_string(dns_.milliseconds) + " ms"},
                                              {"date", message::to_iso(facts_.evaluated_at)}});
    }
    return label(dns_.offline ? "label-checked-offline" : "label-checked-file",
                 {{"count", std::to_string(facts_.answers.size())}});
  }

  std::string dnssec_text() const {
    std::size_t secure = 0;
    std::size_t bogus = 0;
    for (const dns::Answer& answer : facts_.answers) {
      if (answer.provenance != Provenance::observed) continue;
      secure += answer.dnssec == dns::Dnssec::secure ? 1 : 0;
      bogus += answer.dnssec == dns::Dnssec::bogus ? 1 : 0;
    }
    if (secure + bogus == 0) return {};
    return " " + label("label-dnssec",
                       {{"count", std::to_string(secure)}, {"limit", std::to_string(bogus)}});
  }

  // What was put right in a pasted text before anything was checked.
  std::string repaired_text() const {
    for (const Finding& finding : report_.findings) {
      if (finding.ident == "input-repaired") return finding.seen;
    }
    return {};
  }

  void checked() {
    const std::string title = label("label-checked");
    const std::size_t left = std::max<std::size_t>(9, columns(title) + 1);
    paragraph(source_text() + dnssec_text(), left, title);
    if (const std::string text = repaired_text(); !text.empty()) paragraph(text, left);
    if (facts_.questions.empty()) {
      paragraph(label("label-nothing-open"), left);
    } else {
      paragraph(label("label-open", {{"count", std::to_string(facts_.questions.size())}}), left);
      constexpr std::size_t most = 12;
      for (std::size_t i = 0; i < facts_.questions.size(); ++i) {
        if (i == most && !style_.verbose) {
          line("           ...");
          break;
        }
        const dns::OpenQuestion& question = facts_.questions[i];
        line(fmt::format("           {:<5} {}{}", dns::to_string(question.question.type),
                         escaped(question.question.name),
                         question.personal ? "  " + label("label-personal") : ""));
      }
    }
    if (!report_.findings.empty() && report_.findings.front().severity <= Severity::warn) {
      paragraph(label("label-more", {{"term", std::string(report_.findings.front().ident)}}), left);
    }
  }

  const Report& report_;
  const Facts& facts_;
  const DnsSummary& dns_;
  const Style& style_;
  std::string out_;
};

}  // namespace

std::string render_text(const Report& report, const DnsSummary& dns, const Style& style) {
  return Writer(report, dns, style).run();
}

std::string render_line(const Report& report, const Style& style) {
  const Headline& headline = report.headline;
  const std::string_view word = word_of(headline.severity);
  std::string_view ident = headline.ident;
  if (!report.findings.empty() && report.findings.front().severity <= Severity::warn) {
    ident = report.findings.front().ident;
  }
  const std::string domain = report.facts.from_domain();
  return fmt::format("{:<{}} {:<28} {}  {}\n", word, indent - 1, ident,
                     escaped(domain.empty() ? "-" : domain),
                     shortened(escaped(report.evidence.options.input_name), style.width));
}

}  // namespace indicia::cli
