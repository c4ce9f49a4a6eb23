// The answer table and the look-ups over it; see answers.h (RFC 1034 3.6.2, RFC 4592, RFC 8020).
#include "dns/answers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dns/escape.h"
#include "text.h"

namespace indicia::dns {

namespace {

template <typename Enum>
using Names = std::pair<Enum, std::string_view>;

constexpr std::array type_names = {
    Names<RecordType>{RecordType::a, "A"},         Names<RecordType>{RecordType::ns, "NS"},
    Names<RecordType>{RecordType::cname, "CNAME"}, Names<RecordType>{RecordType::soa, "SOA"},
    Names<RecordType>{RecordType::ptr, "PTR"},     Names<RecordType>{RecordType::mx, "MX"},
    Names<RecordType>{RecordType::txt, "TXT"},     Names<RecordType>{RecordType::aaaa, "AAAA"},
    Names<RecordType>{RecordType::spf, "SPF"},
};

constexpr std::array status_names = {
    Names<Status>{Status::ok, "ok"},
    Names<Status>{Status::nodata, "nodata"},
    Names<Status>{Status::nxdomain, "nxdomain"},
    Names<Status>{Status::servfail, "servfail"},
    Names<Status>{Status::timeout, "timeout"},
    Names<Status>{Status::bogus, "bogus"},
    Names<Status>{Status::not_asked, "not_asked"},
};

constexpr std::array dnssec_names = {
    Names<Dnssec>{Dnssec::unknown, "unknown"},
    Names<Dnssec>{Dnssec::insecure, "insecure"},
    Names<Dnssec>{Dnssec::secure, "secure"},
    Names<Dnssec>{Dnssec::bogus, "bogus"},
};

constexpr std::array purpose_names = {
    Names<Purpose>{Purpose::dkim_key, "dkim_key"},
    Names<Purpose>{Purpose::dkim_neighbour, "dkim_neighbour"},
    Names<Purpose>{Purpose::arc_key, "arc_key"},
    Names<Purpose>{Purpose::spf, "spf"},
    Names<Purpose>{Purpose::spf_explanation, "spf_explanation"},
    Names<Purpose>{Purpose::dmarc, "dmarc"},
    Names<Purpose>{Purpose::reverse_name, "reverse_name"},
    Names<Purpose>{Purpose::domain_check, "domain_check"},
};

template <typename Table, typename Enum>
std::string_view name_of(const Table& table, Enum value) {
  for (const auto& [candidate, name] : table) {
    if (candidate == value) return name;
  }
  return "";
}

template <typename Enum, typename Table>
std::optional<Enum> value_of(const Table& table, std::string_view text) {
  for (const auto& [candidate, name] : table) {
    if (equal_ignoring_case(name, text)) return candidate;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(RecordType type) {
  return name_of(type_names, type);
}
std::optional<RecordType> parse_record_type(std::string_view text) {
  return value_of<RecordType>(type_names, text);
}
std::string_view to_string(Status status) {
  return name_of(status_names, status);
}
std::optional<Status> parse_status(std::string_view text) {
  return value_of<Status>(status_names, text);
}
std::string_view to_string(Dnssec dnssec) {
  return name_of(dnssec_names, dnssec);
}
std::optional<Dnssec> parse_dnssec(std::string_view text) {
  return value_of<Dnssec>(dnssec_names, text);
}
std::string_view to_string(Purpose purpose) {
  return name_of(purpose_names, purpose);
}

std::string Record::text() const {
  std::string out;
  for (const std::string& string : strings) out += string;
  return out;
}

void Response::sort_texts() {
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return a.strings < b.strings; });
}

std::string normalise_name(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t at = 0; at < name.size();) {
    if (name[at] == '.') {
      out += '.';
      ++at;
    } else {
      append_label_octet(out, read_octet(name, at));
    }
  }
  if (out.ends_with('.')) out.pop_back();
  return out;
}

std::vector<std::string_view> labels(std::string_view name) {
  // In key form a dot inside a label is \046, so every dot separates.
  if (name.empty()) return {};
  return split(name, '.');
}

bool is_valid_name(std::string_view name) {
  std::size_t total = 0;
  std::size_t length = 0;  // of the label so far, in octets: \DDD is one
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '.') {
      ++length;
      if (name[i] == '\\') i += 3;
      continue;
    }
    if (length == 0 || length > 63) return false;
    total += length + 1;
    length = 0;
  }
  return length != 0 && length <= 63 && total + length <= longest_name;
}

void Answers::add(Answer answer) {
  answer.question.name = normalise_name(answer.question.name);
  // Only valid names, so that a hostile file cannot make the list of ancestors grow quadratically.
  if ((answer.status == Status::ok || answer.status == Status::nodata) &&
      is_valid_name(answer.question.name)) {
    std::string_view name = answer.question.name;
    while (existing_.insert(std::string(name)).second) {
      const std::size_t dot = name.find('.');
      if (dot == std::string_view::npos) break;
      name.remove_prefix(dot + 1);
    }
  }
  Question key = answer.question;
  table_.insert_or_assign(std::move(key), std::move(answer));
}

const Answer* Answers::exact(const Question& question) const {
  const auto found = table_.find(question);
  return found == table_.end() ? nullptr : &found->second;
}

bool Answers::exists(std::string_view name) const {
  return existing_.contains(std::string(name));
}

// RFC 4592 3.3.1: the wildcard directly beneath the closest ancestor that exists.
std::optional<std::string> Answers::wildcard_for(std::string_view name) const {
  while (true) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    name.remove_prefix(dot + 1);
    std::string wildcard = "*." + std::string(name);
    if (exists(wildcard)) return wildcard;
    if (exists(name)) return std::nullopt;
  }
}

void Answers::add_authority(std::string_view apex) {
  authority_.insert(normalise_name(apex));
}

// RFC 1034 4.2: a zone reaches down to its cuts, the names beneath its apex that own NS records.
bool Answers::is_authoritative(std::string_view name) const {
  if (authority_.empty()) return false;
  while (true) {
    if (authority_.contains(std::string(name))) return true;
    const Answer* cut = exact({std::string(name), RecordType::ns});
    if ((cut && cut->status == Status::ok) || name.empty()) return false;
    const std::size_t dot = name.find('.');
    name.remove_prefix(dot == std::string_view::npos ? name.size() : dot + 1);
  }
}

std::optional<Answer> Answers::find(const Question& question) const {
  if (const Answer* answer = exact(question)) return *answer;
  if (!default_nxdomain_ && !is_authoritative(question.name)) return std::nullopt;
  Answer answer{.question = question, .status = Status::nxdomain};
  if (exists(question.name)) {
    answer.status = Status::nodata;
    return answer;
  }
  if (const auto wildcard = wildcard_for(question.name)) {
    if (const Answer* given = exact({*wildcard, question.type})) {
      answer = *given;
      answer.question = question;
    } else if (question.type != RecordType::cname && exact({*wildcard, RecordType::cname})) {
      return std::nullopt;
    } else {
      answer.status = Status::nodata;
    }
  }
  return answer;
}

namespace {

Provenance weaker(Provenance sofar, const Answer& next) {
  return sofar == Provenance::observed ? next.provenance : sofar;
}

Dnssec weaker(Dnssec sofar, const Answer& next) {
  for (Dnssec weak : {Dnssec::bogus, Dnssec::unknown, Dnssec::insecure}) {
    if (sofar == weak || next.dnssec == weak) return weak;
  }
  return Dnssec::secure;
}

}  // namespace

Response Inquiry::ask(std::string_view asked_name, RecordType type, const Need& need) {
  constexpr std::size_t longest_chain = 16;
  Response response;
  response.name = normalise_name(asked_name);
  bool first = true;
  Question question{response.name, type};
  while (true) {
    if (!is_valid_name(question.name)) {
      response.status = Status::nxdomain;
      if (first) response.provenance = Provenance::verified;
      return response;
    }
    const Answer* answer = look_up(question, need);
    if (answer == nullptr) {
      response.status = Status::not_asked;
      response.provenance = Provenance::untestable;
      return response;
    }
    // A chain is worth as much as its weakest link (RFC 4035 4.3).
    response.provenance = first ? answer->provenance : weaker(response.provenance, *answer);
    response.dnssec = first ? answer->dnssec : weaker(response.dnssec, *answer);
    first = false;
    if (answer->question.type == type) {
      response.status = answer->status;
      response.records = answer->records;
      return response;
    }
    // RFC 1034 3.6.2: the answer is an alias; go on at its target.
    if (answer->records.empty() || response.aliases.size() == longest_chain) {
      response.status = Status::servfail;
      return response;
    }
    question.name = normalise_name(answer->records.front().data);
    response.aliases.push_back(question.name);
  }
}

// The answer to the question itself, else the CNAME that stands at the name, else nothing.
const Answer* Inquiry::look_up(const Question& question, const Need& need) {
  if (!seen_.contains(question)) {
    if (seen_.size() >= limit_) {
      limit_reached_ = true;
      return nullptr;
    }
    seen_.insert(question);
  }
  if (const auto place = used_places_.find(question); place != used_places_.end()) {
    UsedAnswer& known = used_[place->second];
    if (known.status == Status::ok) return use(known, need.purpose);
  }
  std::optional<Answer> answer = answers_.find(question);
  if (question.type != RecordType::cname && (!answer || answer->status != Status::ok)) {
    auto alias = answers_.find({question.name, RecordType::cname});
    if (alias && alias->status == Status::ok) answer = std::move(alias);
  }
  if (!answer || answer->status == Status::not_asked) {
    note_open(question, need, answer.has_value() || (need.personal && !personal_names_));
    return nullptr;
  }
  const auto [place, is_new] = used_places_.emplace(answer->question, used_.size());
  if (is_new) used_.push_back({std::move(*answer), {}});
  return use(used_[place->second], need.purpose);
}

const Answer* Inquiry::use(UsedAnswer& answer, Purpose purpose) {
  auto& all = answer.purposes;
  if (std::find(all.begin(), all.end(), purpose) == all.end()) all.push_back(purpose);
  return &answer;
}

// The same question may be asked for several reasons: it is as required, and as free to be asked,
// as the strongest of them.
void Inquiry::note_open(const Question& question, const Need& need, bool declined) {
  const auto [place, is_new] = open_places_.emplace(question, open_.size());
  if (is_new) {
    open_.push_back({question, need.purpose, need.required, need.personal, declined});
    return;
  }
  OpenQuestion& open = open_[place->second];
  open.required = open.required || need.required;
  open.personal = open.personal && need.personal;
  open.declined = open.declined && declined;
}

}  // namespace indicia::dns
