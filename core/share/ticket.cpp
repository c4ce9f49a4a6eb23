// Chooses what stands in a ticket; see ticket.h and ticket_text.h.
#include "share/ticket.h"

#include <algorithm>

#include "analysis.h"
#include "share/redacted_report.h"
#include "share/ticket_text.h"
#include "text.h"

namespace indicia::share {

namespace {

constexpr std::size_t longest_text = 600;
constexpr std::size_t longest_cell = 100;
constexpr std::size_t most_findings = 12;
constexpr std::size_t most_notes = 12;
constexpr std::size_t most_identifiers = 8;
constexpr std::size_t most_hops = 12;

// One line of at most that many octets, cut between characters.
std::string cut(std::string_view text, std::size_t most) {
  std::string line = clean_utf8(text.substr(0, most + 4));
  if (text.size() > most) {
    std::size_t end = std::min(line.size(), most);
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    line = line.substr(0, end) + "...";
  }
  return line;
}

std::string_view mark_of(Severity severity) {
  switch (severity) {
    case Severity::fail:
      return "FAIL";
    case Severity::warn:
      return "WARN";
    case Severity::info:
      return "INFO";
    case Severity::ok:
      return "OK";
  }
  return "INFO";
}

class Composer {
 public:
  Composer(const Report& report, Redactor* redactor)
      : report_(report), facts_(report.facts), redactor_(redactor) {}

  Ticket run() {
    headline();
    findings();
    if (facts_.evidence) {
      identity();
      path();
    }
    footer();
    return std::move(ticket_);
  }

 private:
  std::string label(std::string_view ident, const Params& params = {}) const {
    return phrase(report_.evidence.options.language, ident, params);
  }

  // Facts are cut before they are redacted: a hostile field is long.
  std::string fact(std::string_view text) const {
    const std::string shown = cut(text, longest_cell);
    return redactor_ ? redactor_->text(shown) : shown;
  }

  void headline() {
    const Headline& headline = report_.headline;
    ticket_.mark = mark_of(headline.severity);
    ticket_.headline = cut(headline.text, longest_text);
    const auto add = [&](const std::string& text) {
      if (!text.empty()) ticket_.because.push_back(cut(text, 2 * longest_text));
    };
    add(headline.because);
    add(headline.so);
    if (!headline.based_on.empty()) add(label("label-based-on", {{"term", headline.based_on}}));
    if (!headline.also.empty()) add(label("label-also", {{"term", headline.also}}));
  }

  void finding(const Finding& one) {
    TicketFinding row{.mark = mark_of(one.severity), .ident = one.ident};
    if (!one.locations.empty() && one.locations.front().line != 0) {
      row.place = label("label-line", {{"count", std::to_string(one.locations.front().line)}});
    }
    row.title = cut(one.title, longest_text);
    // A consequence needs no remedy of its own.
    if (!one.fix.empty() && one.causes.empty()) {
      row.fix = cut((one.who == Who::nobody ? "" : one.who_text + ": ") + one.fix, longest_text);
    }
    ticket_.findings.push_back(std::move(row));
  }

  void findings() {
    ticket_.todo_title = label("label-todo");
    std::size_t left_out = 0;
    std::vector<std::string_view> notes;
    for (const Finding& one : report_.findings) {
      if (one.severity > Severity::warn) {
        const bool told = std::find(notes.begin(), notes.end(), one.ident) != notes.end();
        if (one.severity == Severity::info && !told) notes.push_back(one.ident);
      } else if (ticket_.findings.size() < most_findings) {
        finding(one);
      } else {
        ++left_out;
      }
    }
    if (left_out > 0) {
      ticket_.more_findings = label("ticket-more", {{"count", std::to_string(left_out)}});
    }
    std::string list;
    for (std::size_t i = 0; i < notes.size() && i < most_notes; ++i) {
      list += (list.empty() ? "" : ", ") + std::string(notes[i]);
    }
    if (!list.empty()) ticket_.notes = label("ticket-notes", {{"term", list}});
  }

  // What stands behind the result: the identity that SPF checked, the signature's selector.
  std::string detail(const dmarc::Identifier& identifier) const {
    if (identifier.method == dmarc::Identifier::Method::spf) {
      return std::string(facts_.spf.identity);
    }
    if (identifier.index >= facts_.dkim.size()) return {};
    const DkimFact& signature = facts_.dkim[identifier.index];
    std::string text = "s=" + fact(signature.examined->signature.selector);
    if (signature.verification.reason != dkim::Reason::none) {
      text += ", " + std::string(dkim::to_string(signature.verification.reason));
    }
    return text;
  }

  // An identifier that is aligned or passed says more than one that is neither.
  static bool matters(const dmarc::Aligned& one) {
    return one.identifier.result == Result::pass || one.alignment == dmarc::Alignment::relaxed ||
           one.alignment == dmarc::Alignment::strict;
  }

  void identity() {
    const dmarc::Verdict& verdict = facts_.dmarc.rfc9989;
    const std::string& policy = verdict.policy;
    ticket_.identity_title =
        label("ticket-identity",
              {{"from_domain", facts_.from_domain().empty() ? "-" : fact(facts_.from_domain())},
               {"recomputed", std::string(to_string(verdict.result))},
               {"policy", policy.empty() ? "-" : policy}});
    ticket_.identity.push_back({"", label("ticket-domain"), label("ticket-result"),
                                label("ticket-alignment"), label("ticket-detail")});
    std::vector<const dmarc::Aligned*> order;
    for (const dmarc::Aligned& one : verdict.identifiers) order.push_back(&one);
    std::stable_partition(order.begin(), order.end(),
                          [](const dmarc::Aligned* one) { return matters(*one); });
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i == most_identifiers) {
        const std::string left = std::to_string(order.size() - i);
        ticket_.identity.push_back({"", label("ticket-more", {{"count", left}}), "", "", ""});
        break;
      }
      const dmarc::Identifier& identifier = order[i]->identifier;
      const bool dkim = identifier.method == dmarc::Identifier::Method::dkim;
      const std::string alignment(dmarc::to_string(order[i]->alignment));
      ticket_.identity.push_back({dkim ? "DKIM" : "SPF",
                                  identifier.domain.empty() ? "-" : fact(identifier.domain),
                                  std::string(to_string(identifier.result)),
                                  label("label-alignment-" + alignment), detail(identifier)});
    }
  }

  std::string delay_of(const trace::Hop& hop) const {
    switch (hop.delay_kind) {
      case trace::Delay::first:
        return label("label-first");
      case trace::Delay::undated:
        return label("label-undated");
      case trace::Delay::unknown:
        return "?";
      case trace::Delay::clocks_differ:
        return "-" + duration_text(hop.delay_seconds);
      case trace::Delay::known:
        break;
    }
    return duration_text(hop.delay_seconds);
  }

  void hop(std::size_t index) {
    const trace::Hop& hop = message().path.hops[index];
    std::string from = hop.received.from;
    if (from.empty() && hop.received.from_ip) from = to_string(*hop.received.from_ip);
    const bool boundary = message().path.border == index;
    ticket_.path.push_back({std::to_string(index + 1), from.empty() ? "?" : fact(from),
                            hop.received.by.empty() ? "?" : fact(hop.received.by),
                            hop.received.date ? message::to_iso(hop.received.date->seconds) : "",
                            delay_of(hop), boundary ? label("ticket-boundary") : ""});
  }

  void path() {
    const trace::Path& path = message().path;
    const std::size_t count = path.hops.size();
    ticket_.path_title = label("label-path", {{"count", std::to_string(count)}});
    if (path.total_seconds) {
      ticket_.path_title += ", " + (path.total_is_lower_bound ? label("label-about") + " " : "") +
                            duration_text(*path.total_seconds);
    }
    if (count == 0) return;
    ticket_.path.push_back({"#", label("ticket-handed-by"), label("ticket-taken-by"),
                            label("ticket-when"), label("ticket-delay"), ""});
    // The oldest three, the newest, and the two at the boundary.
    const auto near_border = [&](std::size_t i) {
      return path.border && (i == *path.border || i + 1 == *path.border);
    };
    for (std::size_t i = 0; i < count; ++i) {
      const bool shown =
          count <= most_hops || i < 3 || i + most_hops - 6 >= count || near_border(i);
      if (shown) {
        hop(i);
      } else if (ticket_.path.back().front() != "...") {
        ticket_.path.push_back({"...", "", "", "", "", ""});
      }
    }
  }

  std::string time_or_dash(const std::optional<std::int64_t>& time) const {
    return time ? message::to_iso(*time) : "-";
  }

  std::string sources() const {
    std::size_t observed = 0;
    for (const dns::Answer& answer : facts_.answers) {
      observed += answer.provenance == Provenance::observed ? 1 : 0;
    }
    return label("ticket-answers", {{"count", std::to_string(observed)},
                                    {"limit", std::to_string(facts_.answers.size() - observed)},
                                    {"octets", std::to_string(facts_.questions.size())}});
  }

  void footer() {
    const Tool about = tool();
    ticket_.footer.push_back(label("ticket-version", {{"term", std::string(about.version)},
                                                      {"date", facts_.public_suffix_list_date}}));
    ticket_.footer.push_back(
        label("ticket-times", {{"received", time_or_dash(facts_.received_at)},
                               {"date", message::to_iso(facts_.judged_at.time)},
                               {"reason", std::string(facts_.judged_at.source)},
                               {"recomputed", message::to_iso(facts_.evaluated_at)}}));
    ticket_.footer.push_back(sources());
    if (redactor_) ticket_.footer.push_back(label("ticket-redacted"));
  }

  const MessageEvidence& message() const { return *facts_.evidence; }

  const Report& report_;
  const Facts& facts_;
  Redactor* redactor_;
  Ticket ticket_;
};

}  // namespace

Ticket make_ticket(const Report& report, Redactor* redactor) {
  return Composer(report, redactor).run();
}

std::string ticket(const Report& report, const Request& request) {
  Report shown = report;
  if (!request.language.empty() && request.language != report.evidence.options.language) {
    shown.evidence.options.language = request.language;
    describe(shown);
  }
  std::optional<Redactor> redactor;
  if (request.redact) {
    redactor.emplace(report.facts.evidence.get());
    shown = redacted_report(shown, *redactor);
  }
  if (request.format == Format::reply) return as_reply(shown);
  const Ticket parts = make_ticket(shown, redactor ? &*redactor : nullptr);
  return request.format == Format::markdown ? as_markdown(parts) : as_text(parts);
}

}  // namespace indicia::share
