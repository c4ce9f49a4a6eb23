// A batch of questions to answers through libunbound: in parallel, cached for the life of the
// object, over TCP where a response is truncated, within a deadline of our own, validated where a
// trust anchor reaches (RFC 4035 4.3).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "dns/wire.h"

namespace indicia::cli {

struct ResolverSettings {
  std::string address = "system";  // system: /etc/resolv.conf; root: iterate; IP or IP@PORT
  // A file of DS or DNSKEY records; empty: the distribution's root key where it is installed.
  // A resolver that cannot give the root's keys is used without validation then; with a file of
  // the user's own, what does not validate is bogus.
  std::string trust_anchor;
  std::chrono::milliseconds deadline{5000};  // of one batch
};

class Resolver {
 public:
  explicit Resolver(ResolverSettings settings);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // Why nothing can be asked, and the remedy, as one sentence; empty: ready.
  const std::string& problem() const;

  // At least one answer for each question: aliases are answers of their own, a question that was
  // not answered in time is a timeout, and with a problem every answer is servfail. All are
  // observed, with the time and the resolver's name.
  std::vector<dns::Answer> ask(const std::vector<dns::Question>& questions);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether a text is system, root, IP or IP@PORT.
bool is_resolver_address(const std::string& text);

}  // namespace indicia::cli
