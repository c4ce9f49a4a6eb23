// Lays a report out for a terminal; see render.h.
#include "render.h"

#include <fmt/format.h>

#include <algorithm>

#include "arc_render.h"
#include "render_filters.h"
#include "render_sections.h"
#include "sheet.h"
#include "text.h"

namespace indicia::cli {

namespace {

// RFC 5322 3.2.4: a name that could pass for an address or for the end of one stands in quotation
// marks.
std::string shown_display_name(const std::string& name) {
  if (name.find_first_of("<>,;:@\"\\") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// Something was not checked, though no answer of DNS is wanting.
bool has_untestable(const Facts& facts) {
  return facts.spf.result == Result::untestable ||
         facts.dmarc.rfc9989.result == Result::untestable ||
         std::any_of(facts.dkim.begin(), facts.dkim.end(), [](const DkimFact& fact) {
           return fact.verification.result == Result::untestable;
         });
}

class Writer {
 public:
  Writer(const Report& report, const DnsSummary& dns, const Style& style)
      : report_(report), facts_(report.facts), dns_(dns), sheet_(report, style) {}

  std::string run() {
    who();
    verdict();
    if (!sheet_.style().quiet && facts_.evidence) {
      findings();
      write_changes(sheet_);
      write_identity(sheet_);
      sheet_.add(render_arc(facts_, report_.evidence.options.language, sheet_.style()));
      write_path(sheet_);
      filters();
      checked();
    }
    return sheet_.take();
  }

 private:
  void who() {
    const Evidence& evidence = report_.evidence;
    if (!facts_.evidence) return;
    std::string from;
    for (const AuthorMailbox& author : sheet_.message().from) {
      if (!from.empty()) from += ", ";
      const std::string address = author.mailbox.address();
      from += author.mailbox.display_name.empty()
                  ? address
                  : shown_display_name(author.mailbox.display_name) + " <" + address + ">";
    }
    sheet_.row(sheet_.label("label-from"), from);
    if (sheet_.message().subject)
      sheet_.row(sheet_.label("label-subject"), sheet_.message().subject->text);
    if (facts_.received_at) {
      sheet_.row(sheet_.label("label-received"), message::to_iso(*facts_.received_at) + " " +
                                                     sheet_.label("label-by") + " " +
                                                     sheet_.message().path.receiver);
    }
    const bool body = sheet_.message().has_body;
    sheet_.row(sheet_.label("label-input"),
               sheet_.label(body ? "label-input-full" : "label-input-headers",
                            {{"octets", std::to_string(evidence.octets)},
                             {"count", std::to_string(sheet_.message().message.field_count())}}));
    if (evidence.messages.size() > 1) {
      sheet_.row("", sheet_.label("label-input-several",
                                  {{"count", std::to_string(evidence.messages.size())},
                                   {"limit", std::to_string(evidence.selected + 1)}}));
    }
    sheet_.line();
  }

  void verdict() {
    const Headline& headline = report_.headline;
    sheet_.marked(word_of(headline.severity), headline.text, true);
    sheet_.paragraph(headline.because);
    sheet_.paragraph(headline.so);
    if (!headline.based_on.empty()) {
      sheet_.paragraph(sheet_.label("label-based-on", {{"term", headline.based_on}}));
    }
    if (!headline.also.empty())
      sheet_.paragraph(sheet_.label("label-also", {{"term", headline.also}}));
    sheet_.line();
  }

  std::string place(const Finding& finding) const {
    if (finding.locations.empty() || finding.locations.front().line == 0) return {};
    return sheet_.label("label-line", {{"count", std::to_string(finding.locations.front().line)}});
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
    sheet_.line(fmt::format("  {} | {}", number,
                            shortened(text, sheet_.style().width - number.size() - 5)));
  }

  void finding(const Finding& one) {
    const std::string at = place(one);
    const std::size_t used = Sheet::indent + one.ident.size() + columns(at);
    const std::string gap(used + 2 < sheet_.style().width ? sheet_.style().width - used : 2, ' ');
    sheet_.line(sheet_.mark(word_of(one.severity)) + " " + sheet_.bold(one.ident) +
                (at.empty() ? "" : gap + at));
    const bool open = one.severity == Severity::fail || sheet_.style().verbose;
    // A consequence stands under its cause: what it is, and what to read instead.
    if (!one.causes.empty() && !sheet_.style().verbose) {
      std::string causes;
      for (const std::string_view cause : one.causes) {
        causes += (causes.empty() ? "" : ", ") + std::string(cause);
      }
      sheet_.paragraph(one.title);
      sheet_.paragraph(sheet_.label("label-follows-from", {{"term", causes}}));
      return;
    }
    if (open) {
      sheet_.paragraph(one.seen);
      if (sheet_.style().verbose) sheet_.paragraph(one.expects);
      sheet_.paragraph(one.means);
      excerpt(one);
    } else {
      sheet_.paragraph(one.title);
    }
    if (!one.fix.empty() && one.severity != Severity::ok) {
      const std::string who = one.who == Who::nobody ? "" : one.who_text + ": ";
      sheet_.paragraph(who + one.fix, Sheet::indent + 5,
                       std::string(Sheet::indent, ' ') + sheet_.label("label-fix"));
    }
  }

  void findings() {
    const auto count = [&](Severity severity) {
      return std::count_if(report_.findings.begin(), report_.findings.end(),
                           [&](const Finding& one) { return one.severity == severity; });
    };
    if (count(Severity::fail) + count(Severity::warn) > 0 || sheet_.style().verbose) {
      sheet_.line(sheet_.bold(sheet_.label("label-todo")));
      for (const Finding& one : report_.findings) {
        if (one.severity <= Severity::warn || sheet_.style().verbose) finding(one);
      }
      sheet_.line();
    }
    if (sheet_.style().verbose || count(Severity::info) == 0) return;
    sheet_.line(sheet_.bold(sheet_.label("label-notes")));
    for (const Finding& one : report_.findings) {
      if (one.severity == Severity::info)
        sheet_.paragraph(one.title, Sheet::indent, sheet_.mark(word_of(one.severity)));
    }
    sheet_.line();
  }

  void filters() {
    const std::vector<FilterRow> rows = filter_rows(report_, sheet_.style());
    if (rows.empty()) return;
    sheet_.line(sheet_.bold(sheet_.label("label-filters")));
    for (const FilterRow& row : rows) {
      if (row.word.empty()) {
        sheet_.paragraph(row.text, row.left, row.lead);
      } else {
        sheet_.marked(row.word, row.text);
      }
    }
    sheet_.line();
  }

  std::string source_text() const {
    if (!dns_.resolver.empty()) {
      return sheet_.label("label-checked-resolver",
                          {{"count", std::to_string(dns_.asked)},
                           {"host", dns_.resolver},
                           {"delay", std::to_string(dns_.milliseconds) + " ms"},
                           {"date", message::to_iso(facts_.evaluated_at)}});
    }
    return sheet_.label(dns_.offline ? "label-checked-offline" : "label-checked-file",
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
    return " " + sheet_.label("label-dnssec", {{"count", std::to_string(secure)},
                                               {"limit", std::to_string(bogus)}});
  }

  // What was put right in a pasted text before anything was checked.
  std::string repaired_text() const {
    for (const Finding& finding : report_.findings) {
      if (finding.ident == "input-repaired") return finding.seen;
    }
    return {};
  }

  void checked() {
    const std::string title = sheet_.label("label-checked");
    const std::size_t left = std::max<std::size_t>(9, columns(title) + 1);
    sheet_.paragraph(source_text() + dnssec_text(), left, title);
    if (const std::string text = repaired_text(); !text.empty()) sheet_.paragraph(text, left);
    if (facts_.questions.empty()) {
      sheet_.paragraph(
          sheet_.label(has_untestable(facts_) ? "label-no-name-open" : "label-nothing-open"), left);
    } else {
      sheet_.paragraph(
          sheet_.label("label-open", {{"count", std::to_string(facts_.questions.size())}}), left);
      constexpr std::size_t most = 12;
      for (std::size_t i = 0; i < facts_.questions.size(); ++i) {
        if (i == most && !sheet_.style().verbose) {
          sheet_.line("           ...");
          break;
        }
        const dns::OpenQuestion& question = facts_.questions[i];
        sheet_.line(fmt::format("           {:<5} {}{}", dns::to_string(question.question.type),
                                escaped(question.question.name),
                                question.personal ? "  " + sheet_.label("label-personal") : ""));
      }
    }
    if (!report_.findings.empty() && report_.findings.front().severity <= Severity::warn) {
      sheet_.paragraph(
          sheet_.label("label-more", {{"term", std::string(report_.findings.front().ident)}}),
          left);
    }
  }

  const Report& report_;
  const Facts& facts_;
  const DnsSummary& dns_;
  Sheet sheet_;
};

}  // namespace

std::string render_text(const Report& report, const DnsSummary& dns, const Style& style) {
  return Writer(report, dns, style).run();
}

std::string render_line(const Report& report, const Style& style) {
  const Headline& headline = report.headline;
  Severity severity = headline.severity;
  std::string_view ident = headline.ident;
  // Word and ident belong together: a finding stands for the headline where it weighs the same, and
  // before it where it is a failure, which the exit status tells as well.
  if (!report.findings.empty()) {
    const Finding& first = report.findings.front();
    const bool same = first.severity == severity && severity <= Severity::warn;
    if (same || first.severity == Severity::fail) {
      severity = first.severity;
      ident = first.ident;
    }
  }
  const std::string domain = report.facts.from_domain();
  return fmt::format("{:<{}} {:<28} {}  {}\n", word_of(severity), Sheet::indent - 1, ident,
                     escaped(domain.empty() ? "-" : domain),
                     shortened(escaped(report.evidence.options.input_name), style.width));
}

}  // namespace indicia::cli
