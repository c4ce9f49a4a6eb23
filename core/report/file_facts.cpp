// Signs of how the file came about, held against what failed (dkim-forensics 7): an export, a copy
// or a redaction explains a failure that says nothing of the mail.
#include <algorithm>
#include <array>

#include "report/gather.h"
#include "text.h"

namespace indicia {

namespace {

using dkim::BodyHash;
using dkim::HeaderSignature;
using message::FileSign;

bool header_fails(const DkimFact& fact) {
  return fact.verification.block == dkim::Block::other_digest ||
         fact.verification.header_signature == HeaderSignature::no_match;
}

bool covers(const DkimFact& fact, const message::Field* field) {
  const auto& fields = fact.examined->signed_fields;
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

// The fields of the sign that a failing signature covers.
std::vector<std::string> failing_fields(const Facts& facts, const FileSign& sign) {
  std::vector<std::string> names;
  for (const message::Field* field : sign.fields) {
    const bool fails = std::any_of(facts.dkim.begin(), facts.dkim.end(), [&](const DkimFact& fact) {
      return header_fails(fact) && covers(fact, field);
    });
    if (fails) names.push_back(clean_utf8(field->name));
  }
  return names;
}

bool body_fails(const Facts& facts) {
  return std::any_of(facts.dkim.begin(), facts.dkim.end(), [](const DkimFact& fact) {
    return fact.verification.body_hash == BodyHash::differ;
  });
}

bool holds_word(std::string_view text, std::string_view word) {
  return to_lower(text).find(word) != std::string::npos;
}

// The program that the sender's message names; empty: it names none.
std::string_view mailer(const message::Message& message) {
  for (const std::string_view name : {"X-Mailer", "User-Agent"}) {
    if (const message::Field* field = message.first(name)) return trim(field->value);
  }
  return {};
}

// Whether the message was sent by a Microsoft program, by its own fields and signatures.
bool sent_by_microsoft(const Facts& facts) {
  const message::Message& message = facts.evidence->message;
  const std::string_view program = mailer(message);
  for (const std::string_view word : {"microsoft", "outlook", "exchange"}) {
    if (holds_word(program, word)) return true;
  }
  if (message.first("Thread-Index") != nullptr) return true;
  constexpr std::array<std::string_view, 4> domains = {"outlook.com", "hotmail.com",
                                                       "exchangelabs.com", "onmicrosoft.com"};
  const message::Field* ident = message.first("Message-ID");
  const auto fits = [&](std::string_view domain) {
    if (ident != nullptr && ends_with_ignoring_case(trim(ident->value), std::string(domain) + ">"))
      return true;
    return std::any_of(facts.dkim.begin(), facts.dkim.end(), [&](const DkimFact& fact) {
      return ends_with_ignoring_case(fact.examined->signature.domain_ascii, domain);
    });
  };
  return std::any_of(domains.begin(), domains.end(), fits);
}

// The structure is in the style of another program than the sender's.
bool by_other_program(const Facts& facts, std::string_view ident) {
  const std::string_view program = mailer(facts.evidence->message);
  if (ident == "libpst-boundary") return true;  // no program sends so
  if (ident == "python-boundary") return !program.empty() && !holds_word(program, "python");
  if (ident == "perl-boundary") return !program.empty() && !holds_word(program, "perl");
  return !sent_by_microsoft(facts);
}

bool passed_at_receiver(const Facts& facts) {
  const Comparison* dmarc = facts.recorded("dmarc");
  if (dmarc != nullptr && dmarc->recorded == "pass") return true;
  for (std::size_t i = 0; i < facts.dkim.size(); ++i) {
    const Comparison* one = facts.recorded_signature(i);
    if (one != nullptr && one->recorded == "pass") return true;
  }
  return false;
}

FileFact judged(const Facts& facts, const FileSign& sign) {
  FileFact fact{.sign = sign};
  if (sign.ident.ends_with("-boundary")) {
    const bool other = by_other_program(facts, sign.ident);
    if (other) fact.because = "other_mailer";
    if (other && body_fails(facts) && passed_at_receiver(facts)) fact.explains = "body";
  } else if (sign.ident == "mbox-escapes") {
    if (body_fails(facts)) fact.explains = "body";
  } else {
    fact.signed_fields = failing_fields(facts, sign);
    if (!fact.signed_fields.empty()) fact.explains = "header";
  }
  return fact;
}

}  // namespace

std::vector<FileFact> judge_file(const Facts& facts, const Evidence& evidence) {
  std::vector<FileFact> list;
  // Repairs of pasted text stand among the repairs already.
  if (!evidence.paste) {
    for (const FileSign& sign : message::container_signs(evidence.repairs)) {
      list.push_back({.sign = sign});
    }
  }
  for (const FileSign& sign : facts.evidence->file_signs) list.push_back(judged(facts, sign));
  return list;
}

namespace {

bool is_boundary(const FileFact& fact) {
  return fact.sign.ident.ends_with("-boundary");
}

bool overlap(const Location& a, const Location& b) {
  return a.offset < b.offset + std::max<std::size_t>(b.length, 1) &&
         b.offset < a.offset + std::max<std::size_t>(a.length, 1);
}

// The proven change stands where the sign does.
bool is_change_of(const forensics::Edit& edit, const FileSign& sign) {
  if (edit.undo.empty()) return false;
  const Location& place = edit.undo.front().received;
  return std::any_of(sign.locations.begin(), sign.locations.end(),
                     [&](const Location& one) { return overlap(one, place); }) ||
         std::any_of(sign.fields.begin(), sign.fields.end(),
                     [&](const message::Field* field) { return overlap(field->location, place); });
}

// No signature passes, and no proven change explains that otherwise.
bool may_explain(const Facts& facts, const FileSign& sign) {
  const auto other_cause = [&](const forensics::Search& search) {
    return search.edit && !is_change_of(*search.edit, sign);
  };
  return !facts.dkim.empty() &&
         std::none_of(facts.dkim.begin(), facts.dkim.end(), [&](const DkimFact& fact) {
           return fact.verification.result == Result::pass ||
                  (fact.forensics &&
                   (other_cause(fact.forensics->body) || other_cause(fact.forensics->header)));
         });
}

}  // namespace

bool Facts::rebuilt_copy() const {
  const FileFact* sign = copy_sign();
  return sign != nullptr && is_boundary(*sign);
}

const FileFact* Facts::copy_sign() const {
  if (!evidence || !passed_at_receiver(*this)) return nullptr;
  const FileFact* found = nullptr;
  for (const FileFact& fact : file) {
    if (fact.explains.empty() || !may_explain(*this, fact.sign)) continue;
    if (found == nullptr || is_boundary(fact)) found = &fact;
  }
  return found;
}

}  // namespace indicia
