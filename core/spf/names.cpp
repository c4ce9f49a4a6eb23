// The client's names: PTR records confirmed forward (RFC 7208 5.5), for ptr and for %{p} (7.3).
// A real DNS failure only skips a name; a question nobody answered ends the check.
#include <algorithm>

#include "spf/evaluation.h"
#include "text.h"

namespace indicia::spf {

namespace {

// Names are in key form, so equal names have equal text.
bool is_subdomain(std::string_view name, std::string_view domain) {
  return name.size() > domain.size() && name.ends_with(domain) &&
         name[name.size() - domain.size() - 1] == '.';
}

struct ClientNames {
  std::vector<std::string> names;
  std::optional<Verdict> end;
};

// RFC 7208 4.6.4: only the first ten are used.
ClientNames client_names(Evaluation& evaluation, Term& term) {
  const dns::Response response = ask(evaluation, reverse_name(evaluation.values.client_ip), true,
                                     dns::RecordType::ptr, term.purpose);
  ClientNames out;
  if (!response.asked()) {
    out.end = dns_failure(evaluation, response, term);
    return out;
  }
  out.end = count_void(evaluation, term, response);
  if (!response.ok()) return out;
  for (const dns::Record& record : response.records) {
    if (out.names.size() == names_limit) break;
    out.names.push_back(dns::normalise_name(record.data));
  }
  step_of(evaluation, term).found = out.names;
  return out;
}

bool has_address(const dns::Response& response, const IpAddress& client) {
  return std::any_of(response.records.begin(), response.records.end(),
                     [&](const dns::Record& record) { return parse_ip(record.data) == client; });
}

struct Confirmed {
  std::string name;  // empty: none of them
  std::optional<Verdict> end;
};

// The first of the names that has the client's address. When one was not asked, the questions of
// all that follow are opened with it.
Confirmed first_confirmed(Evaluation& evaluation, Term& term,
                          const std::vector<std::string>& names) {
  const IpAddress& client = evaluation.values.client_ip;
  const auto type = client.v6 ? dns::RecordType::aaaa : dns::RecordType::a;
  Confirmed out;
  for (const std::string& name : names) {
    const dns::Response response = ask(evaluation, name, true, type, term.purpose);
    if (!response.asked()) {
      if (!out.end) {
        out.end = dns_failure(evaluation, response, term);
      }
      continue;
    }
    if (out.end) continue;
    if ((out.end = count_void(evaluation, term, response))) return out;
    if (has_address(response, client)) {
      out.name = name;
      return out;
    }
  }
  return out;
}

}  // namespace

Match match_ptr(Evaluation& evaluation, Term& term, const Target& target) {
  ClientNames found = client_names(evaluation, term);
  if (found.end) return {.end = std::move(found.end)};
  // Names outside the target cannot match; confirming them would be needless questions.
  const std::string domain = key(target.name);
  std::erase_if(found.names, [&](const std::string& name) {
    return name != domain && !is_subdomain(name, domain);
  });
  Confirmed confirmed = first_confirmed(evaluation, term, found.names);
  return {.matched = !confirmed.name.empty(), .end = std::move(confirmed.end)};
}

ValidatedName validated_name(Evaluation& evaluation, Term& term) {
  ClientNames found = client_names(evaluation, term);
  if (found.end) return {.end = std::move(found.end)};
  // RFC 7208 7.3: the domain itself, else a subdomain of it, else any.
  const std::string domain = key(term.frame.domain.name);
  const auto rank = [&](const std::string& name) {
    return name == domain ? 0 : is_subdomain(name, domain) ? 1 : 2;
  };
  // A host name needs no escapes, and %{p} could not carry them.
  std::erase_if(found.names,
                [](const std::string& name) { return name.find('\\') != std::string::npos; });
  std::stable_sort(found.names.begin(), found.names.end(),
                   [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  Confirmed confirmed = first_confirmed(evaluation, term, found.names);
  if (confirmed.end) return {.end = std::move(confirmed.end)};
  return {.name = confirmed.name.empty() ? "unknown" : confirmed.name};
}

}  // namespace indicia::spf
