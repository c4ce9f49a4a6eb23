// DNS as a table: answers passed in, questions passed out. Nothing here asks anybody.
//
// Names are keys in one form: lower case, no final dot (the root is ""), labels in the presentation
// form of RFC 1035 5.1 with octets outside printable ASCII, dots and backslashes inside a label
// written as \DDD.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "result.h"

namespace indicia::dns {

// The numbers of RFC 1035 3.2.2 and its successors.
enum class RecordType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  spf = 99,
};

std::string_view to_string(RecordType type);
std::optional<RecordType> parse_record_type(std::string_view text);  // without case

enum class Status {
  ok,        // records of the type exist
  nodata,    // the name exists, the type does not
  nxdomain,  // neither the name nor anything beneath it exists (RFC 8020)
  servfail,  // also REFUSED, unreachable and malformed responses
  timeout,
  bogus,      // DNSSEC validation failed (RFC 4035 4.3)
  not_asked,  // nobody asked; acts as a server failure where the RFCs know one
};

std::string_view to_string(Status status);
std::optional<Status> parse_status(std::string_view text);

enum class Dnssec { unknown, insecure, secure, bogus };  // RFC 4033 5

std::string_view to_string(Dnssec dnssec);
std::optional<Dnssec> parse_dnssec(std::string_view text);

// One record's data. Addresses in canonical text; names as described above.
struct Record {
  std::string data;                  // A, AAAA: address; CNAME, NS, PTR, MX: name; SOA: its text
  std::uint16_t preference = 0;      // MX
  std::vector<std::string> strings;  // TXT: its character-strings, raw octets

  // The character-strings joined with nothing between (RFC 7208 3.3, RFC 6376 3.6.2.2).
  std::string text() const;

  bool operator==(const Record&) const = default;
};

struct Question {
  std::string name;
  RecordType type = RecordType::txt;

  bool operator==(const Question&) const = default;
  bool operator<(const Question& other) const {
    return name != other.name ? name < other.name : type < other.type;
  }
};

struct Answer {
  Question question;
  Status status = Status::not_asked;
  std::vector<Record> records;  // only records of the question's type and name
  std::uint32_t ttl = 0;
  std::int64_t asked_at = 0;  // seconds since 1970, 0: not stated
  std::string resolver;       // who answered; empty: not stated
  Dnssec dnssec = Dnssec::unknown;
  Provenance provenance = Provenance::supplied;

  bool operator==(const Answer&) const = default;
};

// Longest name of RFC 1035 3.1 in presentation form without escapes.
constexpr std::size_t longest_name = 253;

// The key form of a name. Octets that need escaping are escaped; existing \DDD and \X escapes are
// read. Does not judge validity.
std::string normalise_name(std::string_view name);

// Labels of a name in key form; escaped dots do not separate.
std::vector<std::string_view> labels(std::string_view name);

// Labels 1 to 63 octets, the whole at most 253 octets, at least one label.
bool is_valid_name(std::string_view name);

class Answers {
 public:
  // A later answer to the same question replaces the earlier one.
  void add(Answer answer);

  // nullopt: nobody answered this question. Where the table is authoritative every question is
  // answered: NODATA when the table knows the name or something beneath it (RFC 8020), NXDOMAIN
  // otherwise. A wildcard owner name answers for names beneath it (RFC 4592 3.3.1).
  std::optional<Answer> find(const Question& question) const;

  // The table is authoritative for every name.
  void set_default_nxdomain() { default_nxdomain_ = true; }
  bool default_nxdomain() const { return default_nxdomain_; }

  // The table is authoritative for the zone with this apex, down to its cuts (RFC 1034 4.2).
  void add_authority(std::string_view apex);
  const std::set<std::string>& authority() const { return authority_; }

  const std::map<Question, Answer>& all() const { return table_; }

 private:
  const Answer* exact(const Question& question) const;
  bool is_authoritative(std::string_view name) const;
  bool exists(std::string_view name) const;
  std::optional<std::string> wildcard_for(std::string_view name) const;

  std::map<Question, Answer> table_;
  std::set<std::string> existing_;   // names that own records, and all their ancestors
  std::set<std::string> authority_;  // apexes
  bool default_nxdomain_ = false;
};

// Why a name is asked: one word of the closed list in the report's questions[].why.
enum class Purpose {
  dkim_key,
  dkim_neighbour,  // a name near a key that was not found
  arc_key,
  spf,
  spf_explanation,
  dmarc,
  reverse_name,
  domain_check,
};

std::string_view to_string(Purpose purpose);

// A question the evaluation had and no answer for.
struct OpenQuestion {
  Question question;
  Purpose purpose = Purpose::spf;
  bool required = true;   // a verdict depends on it
  bool personal = false;  // the name carries a local part or a client address
  bool declined = false;  // the driver recorded not_asked for it

  bool operator==(const OpenQuestion&) const = default;
};

// An answer that an evaluation read, and all it was read for, in the order of asking.
struct UsedAnswer : Answer {
  std::vector<Purpose> purposes;

  bool operator==(const UsedAnswer&) const = default;
};

// What one look-up found, CNAMEs followed.
struct Response {
  Status status = Status::not_asked;
  std::vector<Record> records;                     // of the asked type
  std::vector<std::string> aliases;                // targets of the CNAMEs followed, in order
  std::string name;                                // the name asked, key form
  Provenance provenance = Provenance::untestable;  // weakest of the answers followed
  Dnssec dnssec = Dnssec::unknown;                 // likewise

  bool ok() const { return status == Status::ok; }
  bool is_void() const {
    return status == Status::nodata || status == Status::nxdomain;
  }  // RFC 7208 4.6.4
  bool failed() const { return !ok() && !is_void(); }
  bool asked() const { return status != Status::not_asked; }

  // TXT: by their strings. DNS gives records in any order; what is said of several must not depend
  // on it.
  void sort_texts();
};

// The look-ups of one evaluation: reads answers, notes what was used and what is missing.
class Inquiry {
 public:
  Inquiry(const Answers& answers, std::size_t limit, bool personal_names)
      : answers_(answers), limit_(limit), personal_names_(personal_names) {}

  struct Need {
    Purpose purpose = Purpose::spf;
    bool required = true;
    bool personal = false;
  };

  // Follows up to 16 CNAMEs; a loop or a longer chain is servfail. A name that is not valid is
  // nxdomain without a question (nothing can exist there). A personal name without permission is
  // not_asked.
  Response ask(std::string_view name, RecordType type, const Need& need);

  const std::vector<OpenQuestion>& open() const { return open_; }  // in the order of asking
  const std::vector<UsedAnswer>& used() const { return used_; }    // each once, in order of use
  bool limit_reached() const { return limit_reached_; }

  // Questions that may still be asked.
  std::size_t left() const { return limit_ - seen_.size(); }

 private:
  // A place in used_, valid until the next look-up; nullptr: not answered.
  const Answer* look_up(const Question& question, const Need& need);
  static const Answer* use(UsedAnswer& answer, Purpose purpose);
  void note_open(const Question& question, const Need& need, bool declined);

  const Answers& answers_;
  std::size_t limit_;
  bool personal_names_;
  bool limit_reached_ = false;
  std::set<Question> seen_;                      // each counts against the limit once
  std::map<Question, std::size_t> used_places_;  // in used_
  std::map<Question, std::size_t> open_places_;
  std::vector<OpenQuestion> open_;
  std::vector<UsedAnswer> used_;
};

}  // namespace indicia::dns
