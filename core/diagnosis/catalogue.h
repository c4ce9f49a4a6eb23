// Every sentence the core can say, in English and Russian, compiled in from catalogue/*.json.
//
// findings:  ident -> title, seen, expects, means, fix; one entry for each rule of rules_*.cpp.
// headlines: ident -> text, because, so.
// phrases:   ident -> text; pieces of headlines, roles (who-*), labels of the text report
// (label-*), names of repairs (repair-*).
//
// {name} in a text is replaced by the parameter of that name. Names in use: domain, selector, host,
// ip, address, count, limit, bits, delay, record, term, policy, from_domain, spf_domain,
// dkim_domain, recorded, recomputed, writer, date, key_name, reason, field, octets, algorithm,
// received, signed, tag, line, text, service, filter, expected, found; change, by, causes, search,
// proof and faults stand for phrases (PhraseParam).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diagnosis/finding.h"

namespace indicia::diagnosis {

struct Entry {
  std::string_view ident;
  std::string_view title;    // one line
  std::string_view seen;     // what was seen
  std::string_view expects;  // what the standard expects
  std::string_view means;    // what it means
  std::string_view fix;      // what to do
};

struct HeadlineEntry {
  std::string_view ident;
  std::string_view text;
  std::string_view because;
  std::string_view so;
};

struct Phrase {
  std::string_view ident;
  std::string_view text;
};

// Sorted by ident.
struct Catalogue {
  std::span<const Entry> findings;
  std::span<const HeadlineEntry> headlines;
  std::span<const Phrase> phrases;
};

// "en" or "ru"; any other language gets English.
const Catalogue& catalogue(std::string_view language);

const Entry* find(std::string_view language, std::string_view ident);
const HeadlineEntry* find_headline(std::string_view language, std::string_view ident);

// The template with each {name} replaced; a name without a parameter stays as written.
std::string render(std::string_view text, const Params& params);

// The phrase of that ident, rendered; empty when there is none.
std::string phrase(std::string_view language, std::string_view ident, const Params& params);

}  // namespace indicia::diagnosis
