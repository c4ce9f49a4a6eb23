// Composes the stages: octets -> fields -> evidence -> results -> facts -> findings -> report.
#include "analysis.h"

#include <algorithm>
#include <set>

#include "antispam/explain.h"
#include "diagnosis/catalogue.h"
#include "diagnosis/diagnose.h"
#include "diagnosis/filter_texts.h"
#include "diagnosis/rules.h"
#include "dmarc/public_suffix.h"
#include "message/encoded_word.h"
#include "message/idn.h"
#include "report/gather.h"
#include "text.h"

namespace indicia {

struct Workspace::State {
  dkim::KeyCache keys;
};

Workspace::Workspace() : state_(std::make_unique<State>()) {}
Workspace::~Workspace() = default;

std::vector<dns::OpenQuestion> Report::open_questions() const {
  std::vector<dns::OpenQuestion> open;
  for (const dns::OpenQuestion& question : facts.questions) {
    if (!question.declined) open.push_back(question);
  }
  return open;
}

namespace {

using message::Field;

std::optional<TextFact> decoded(const message::Message& message, std::string_view name) {
  const Field* field = message.first(name);
  if (field == nullptr) return std::nullopt;
  const std::string text = message::decode_encoded_words(field->value).text;
  return TextFact{clean_utf8(trim(text)), field->location};
}

// A body that was copied together with a header section that was damaged in the copy is no evidence
// of a change on the way: a hash that matches counts, one that differs shows nothing.
void read_body(MessageEvidence& evidence, const Options& options) {
  const message::Message& message = evidence.message;
  if (options.headers_only) return;
  evidence.has_body = message.has_body && !trim(message.body).empty();
  evidence.body = {.octets = message.body,
                   .present = message.has_body,
                   .doubtful = !evidence.has_body || evidence.paste};
}

// Domains already seen stand in `known`: a From field may name thousands.
void add_domain(dmarc::Author& author, std::set<std::string>& known, std::string_view domain) {
  if (domain.empty()) return;
  if (domain.ends_with('.')) domain.remove_suffix(1);  // no part of the name (RFC 1034 3.1)
  const auto ascii = message::to_ascii(domain);
  if (!ascii || !dns::is_valid_name(dns::normalise_name(*ascii))) {
    author.invalid = true;
    return;
  }
  std::string name = dns::normalise_name(*ascii);
  if (known.insert(name).second) author.domains.push_back(std::move(name));
}

// Locations in one field at rising offsets: every line is counted once.
class Locator {
 public:
  explicit Locator(const Field& field) : field_(field) {}

  Location locate(std::size_t offset, std::size_t length) {
    const auto start = static_cast<std::size_t>(field_.value.data() - field_.raw.data()) + offset;
    const std::size_t end = std::min(start, field_.raw.size());
    if (end < counted_) counted_ = lines_ = 0;
    const std::string_view passed = field_.raw.substr(counted_, end - counted_);
    lines_ += static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
    counted_ = end;
    return {field_.location.offset + start, length, field_.location.line + lines_};
  }

 private:
  const Field& field_;
  std::size_t counted_ = 0;
  std::size_t lines_ = 0;
};

void read_authors(MessageEvidence& evidence) {
  std::set<std::string> known;
  evidence.author.cut = evidence.message.cut();
  for (const Field* field : evidence.message.named("From")) {
    ++evidence.author.from_fields;
    evidence.from_fields.push_back(field->location);
    const message::AddressList list = message::parse_address_list(field->value);
    Locator places(*field);
    for (const message::Mailbox& mailbox : list.mailboxes) {
      AuthorMailbox author{mailbox, places.locate(mailbox.offset, mailbox.length)};
      author.mailbox.display_name =
          clean_utf8(message::decode_encoded_words(mailbox.display_name).text);
      evidence.from.push_back(std::move(author));
      add_domain(evidence.author, known, mailbox.domain);
    }
    for (const Defect& defect : list.defects) {
      const Location place = places.locate(defect.offset, defect.length);
      evidence.field_defects.push_back({defect.ident, place.offset, place.length});
    }
  }
}

void read_fields(MessageEvidence& evidence) {
  const message::Message& message = evidence.message;
  evidence.subject = decoded(message, "Subject");
  evidence.message_id = decoded(message, "Message-ID");
  evidence.reply_to = decoded(message, "Reply-To");
  evidence.date_text = decoded(message, "Date");
  if (const Field* date = message.first("Date"))
    evidence.date = message::parse_date(date->value).date;
}

// One look at the fields and one pass over the body for DKIM and ARC together.
void examine_signatures(MessageEvidence& evidence, const Limits& limits) {
  const dkim::FieldIndex index(evidence.message);
  evidence.signatures = dkim::examine_headers(evidence.message, index, limits.signatures);
  evidence.arc = arc::examine_headers(evidence.message, index, limits.arc_sets);
  std::vector<dkim::Examined*> all = arc::message_signatures(evidence.arc);
  for (dkim::Examined& examined : evidence.signatures) {
    if (examined.syntax != dkim::Reason::too_many_signatures) all.push_back(&examined);
  }
  dkim::examine_bodies(all, evidence.body);
}

std::shared_ptr<const MessageEvidence> examine_one(const Evidence& whole,
                                                   message::ContainedMessage&& contained) {
  const Options& options = whole.options;
  auto evidence = std::make_shared<MessageEvidence>();
  evidence->input = whole.octets_given;
  if (whole.paste) {
    evidence->input = std::shared_ptr<const std::string>(whole.paste, &whole.paste->text);
    evidence->paste = whole.paste;
  }
  evidence->message = std::move(contained.message);
  const message::Message& message = evidence->message;
  if (!contained.headers_only) read_body(*evidence, options);
  examine_signatures(*evidence, options.limits);
  evidence->path = trace::trace_path(message, options.receiver);
  evidence->records = trace::read_records(message, evidence->path);
  evidence->identity = trace::select_identity(message, evidence->path, evidence->records, options);
  read_authors(*evidence);
  read_fields(*evidence);
  evidence->mime = message::scan_parts(message, options.limits);
  evidence->filters = read_filters(message, evidence->path, evidence->records);
  evidence->file_signs = message::read_file_signs(message, evidence->mime, *evidence->input);
  return evidence;
}

std::string first_line_of(std::string_view octets) {
  constexpr std::size_t longest = 80;
  const std::size_t end = octets.find('\n');
  return clean_utf8(trim(octets.substr(0, std::min(end, longest))));
}

// The input, or what repairs make of it where that is a message.
message::Container open(Evidence& evidence) {
  const Limits& limits = evidence.options.limits;
  bool limit_reached = false;
  if (auto paste = message::repair_paste(*evidence.octets_given, limits, limit_reached)) {
    auto repaired = std::make_shared<const message::Paste>(std::move(*paste));
    message::Container container = message::open_container(repaired->text, limits);
    if (container.kind != "unknown") {
      evidence.paste = std::move(repaired);
      evidence.repairs = evidence.paste->repairs;
      for (message::Repair& repair : container.repairs) {
        repair.last_line = evidence.original({repair.location.offset, 0, repair.last_line}).line;
        repair.location = evidence.original(repair.location);
        evidence.repairs.push_back(std::move(repair));
      }
      if (limit_reached) evidence.limits.push_back("repairs");
      return container;
    }
  }
  message::Container container = message::open_container(*evidence.octets_given, limits);
  evidence.repairs = std::move(container.repairs);
  if (limit_reached) evidence.limits.push_back("repairs");
  return container;
}

void note_limits(Evidence& evidence) {
  const auto note = [&](std::string_view limit) {
    for (const std::string& known : evidence.limits) {
      if (known == limit) return;
    }
    evidence.limits.emplace_back(limit);
  };
  for (const Defect& defect : evidence.defects) {
    if (defect.ident == "container-too-many-messages") note("messages");
  }
  for (const auto& message : evidence.messages) {
    for (const Defect& defect : message->message.defects) {
      if (defect.ident == "message-too-many-fields") note("fields");
      if (defect.ident == "message-header-too-long") note("header_octets");
    }
    for (const Defect& defect : message->mime.defects) {
      if (defect.ident == "mime-too-deep") note("mime_depth");
      if (defect.ident == "mime-too-many-parts") note("mime_parts");
    }
    for (const dkim::Examined& examined : message->signatures) {
      if (examined.syntax == dkim::Reason::too_many_signatures) note("signatures");
    }
    if (message->arc.over_limit) note("arc_sets");
  }
}

}  // namespace

Evidence examine(std::string octets, const Options& options) {
  Evidence evidence;
  evidence.options = options;
  evidence.octets = octets.size();
  if (octets.size() > options.limits.input_octets) {
    octets.resize(options.limits.input_octets);
    evidence.limits.push_back("input_octets");
  }
  evidence.octets_given = std::make_shared<const std::string>(std::move(octets));
  message::Container container = open(evidence);
  evidence.kind = container.kind;
  evidence.defects = std::move(container.defects);
  evidence.report = std::move(container.report);
  evidence.first_line = first_line_of(*evidence.octets_given);
  if (evidence.kind == "unknown") evidence.format = message::file_format(*evidence.octets_given);
  if (evidence.kind != "unknown") {
    for (message::ContainedMessage& contained : container.messages) {
      evidence.messages.push_back(examine_one(evidence, std::move(contained)));
    }
  }
  const std::size_t last = evidence.messages.empty() ? 0 : evidence.messages.size() - 1;
  evidence.selected = std::min(options.message, last);
  note_limits(evidence);
  return evidence;
}

namespace {

// The list of the options, else the built-in one.
class List {
 public:
  explicit List(const Options& options) {
    if (options.public_suffix_list) {
      given_ = dmarc::PublicSuffixList::from_text(*options.public_suffix_list);
    }
  }
  const dmarc::PublicSuffixList& get() const {
    return given_ ? *given_ : dmarc::PublicSuffixList::builtin();
  }

 private:
  std::unique_ptr<const dmarc::PublicSuffixList> given_;
};

}  // namespace

Report evaluate(const Evidence& evidence, const dns::Answers& answers, Workspace* workspace,
                const Investigation* investigation) {
  Report report;
  report.evidence = evidence;
  dkim::KeyCache* keys = workspace ? &workspace->state().keys : nullptr;
  report.facts = gather(evidence, answers, List(evidence.options).get(), keys);
  if (investigation != nullptr) add_investigation(report.facts, *investigation);
  describe(report);
  return report;
}

void describe(Report& report) {
  const Evidence& evidence = report.evidence;
  const std::string& language = evidence.options.language;
  report.findings = diagnosis::find_all(report.facts, language);
  report.filters = diagnosis::describe_filters(report.facts, language);
  for (Finding& finding : report.findings) {
    for (Location& location : finding.locations) location = evidence.original(location);
  }
  report.headline = diagnosis::choose_headline(evidence, report.facts, language);
  diagnosis::put_first(report.findings, report.headline);
}

Investigation investigate(const Evidence& evidence, const dns::Answers& answers,
                          const Budget& budget, Workspace* workspace) {
  dkim::KeyCache* keys = workspace ? &workspace->state().keys : nullptr;
  const Facts facts = gather(evidence, answers, List(evidence.options).get(), keys);
  return search_changes(facts, evidence.options.limits, budget);
}

Report conclude(const Evidence& evidence, const dns::Answers& answers, Workspace* workspace) {
  Report report = evaluate(evidence, answers, workspace);
  const std::vector<DkimFact>& dkim = report.facts.dkim;
  if (std::none_of(dkim.begin(), dkim.end(), may_be_searched)) return report;
  const Investigation found = investigate(evidence, answers, evidence.options.budget, workspace);
  return evaluate(evidence, answers, workspace, &found);
}

Explanation explain(std::string_view ident, std::string_view language) {
  const diagnosis::Rule* rule = diagnosis::find_rule(ident);
  const diagnosis::Entry* entry = diagnosis::find(language, ident);
  if (rule == nullptr || entry == nullptr) return {};
  return {.ident = rule->ident,
          .title = entry->title,
          .seen = entry->seen,
          .expects = entry->expects,
          .means = entry->means,
          .fix = entry->fix,
          .who = phrase(language, "who-" + std::string(to_string(rule->who))),
          .references = rule->references};
}

std::vector<std::string_view> finding_idents() {
  return diagnosis::rule_idents();
}

namespace {

std::string name_of(const antispam::Entry& entry) {
  if (entry.kind == antispam::Kind::header) return std::string(entry.header);
  if (entry.kind == antispam::Kind::rule || entry.kind == antispam::Kind::symbol) {
    return std::string(entry.value);
  }
  std::string name(entry.field);
  if (!entry.value.empty()) name += (name.empty() ? "" : ":") + std::string(entry.value);
  return name + " in " + std::string(entry.header);
}

FilterMeaning meaning_of(const antispam::Unlisted& unlisted) {
  antispam::Entry asked = antispam::entry(unlisted.header);
  asked.kind = antispam::Kind::value;
  asked.field = unlisted.field;
  asked.value = unlisted.value;
  FilterMeaning meaning{.kind = "value", .vendor = asked.vendor, .what = name_of(asked)};
  meaning.meaning = unlisted.listed.empty()
                        ? "Not known: neither the name nor its value is in the table."
                        : "Not known: the field is in the table, this value is not.";
  for (antispam::Row row : unlisted.listed) meaning.listed.push_back(antispam::entry(row).value);
  return meaning;
}

}  // namespace

std::vector<FilterMeaning> explain_filter(std::string_view topic) {
  std::vector<FilterMeaning> meanings;
  const antispam::Topic found = antispam::find_topic(topic);
  for (antispam::Row row : found.rows) {
    const antispam::Entry entry = antispam::entry(row);
    FilterMeaning meaning{.id = std::string(entry.id_prefix) + std::string(entry.id),
                          .kind = antispam::to_string(entry.kind),
                          .vendor = entry.vendor,
                          .what = name_of(entry),
                          .meaning = entry.meaning,
                          .action = entry.action,
                          .verdict = antispam::to_string(entry.verdict),
                          .confidence = antispam::to_string(entry.backing),
                          .default_score = entry.default_score,
                          .notes = entry.notes};
    for (std::string_view source : split(entry.sources, ' ')) {
      meaning.sources.push_back(antispam::source_text(source));
    }
    meanings.push_back(std::move(meaning));
  }
  for (const antispam::Unlisted& unlisted : found.unlisted) {
    meanings.push_back(meaning_of(unlisted));
  }
  return meanings;
}

bool is_public_suffix_list(std::string_view text) {
  return dmarc::PublicSuffixList::from_text(text) != nullptr;
}

Tool tool() {
  return {.name = "indicia",
          .version = INDICIA_VERSION,
          .public_suffix_list_date = dmarc::PublicSuffixList::builtin().date()};
}

std::string phrase(std::string_view language, std::string_view ident, const Params& params) {
  return diagnosis::phrase(language, ident, params);
}

std::string duration_text(std::int64_t seconds) {
  return diagnosis::duration_text(seconds);
}

}  // namespace indicia
