// Where answers come from: files first, then the resolver, unless offline or a file is
// authoritative for every name. Answers are kept between inputs; those used are written for
// --save-answers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arguments.h"
#include "dns/wire.h"

namespace indicia::cli {

class Resolver;

// How the answers of one report were come by, for its CHECKED section.
struct DnsSummary {
  bool offline = false;
  std::string resolver;   // empty: nobody was asked
  std::size_t asked = 0;  // questions sent
  long milliseconds = 0;
};

class DnsSource {
 public:
  explicit DnsSource(const DnsArguments& arguments);
  ~DnsSource();

  // Reads the answers files and, where DNS may be asked, what the user named for it; an empty
  // string or one sentence naming file, place and remedy.
  std::string load();

  dns::Answers& answers() { return answers_; }

  // Whether anybody may be asked at all.
  bool live() const;

  // One batch; every question gets an answer. Only where live().
  std::vector<dns::Answer> ask(const std::vector<dns::Question>& questions);

  // A sentence where everything was asked in vain; else empty.
  std::string silence() const;

  // Notes the answers a report used, for save().
  void note_used(const std::vector<dns::UsedAnswer>& used);

  // Writes --save-answers; an empty string or what went wrong.
  std::string save() const;

 private:
  void open_resolver();

  const DnsArguments& arguments_;
  dns::Answers answers_;
  std::vector<dns::UsedAnswer> used_;
  std::unique_ptr<Resolver> resolver_;  // made with the first question, or where the user chose it
  std::size_t asked_ = 0;
  std::size_t unanswered_ = 0;
};

}  // namespace indicia::cli
