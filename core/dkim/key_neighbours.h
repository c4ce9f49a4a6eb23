// Where the key of a signature may stand instead, when its own name holds nothing: the mistakes of
// zone editors and the selectors that platforms use. Asked only after DNS has answered that the key
// does not exist, never required, and without influence on the verdict; a key found there that
// opens the signature proves where the right one is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/key_record.h"
#include "dkim/public_key.h"
#include "dns/answers.h"
#include "options.h"

namespace indicia::dkim {

struct Examined;
struct Verification;

enum class NeighbourKind {
  doubled_domain,  // <s>._domainkey.<d>.<d>: an editor that appends the zone's name
  alias_target,    // the target of the CNAME without <d> at its end: the same mistake
  parent_domain,   // <s>._domainkey.<organizational domain of d>
  no_domainkey,    // <s>.<d>
  no_selector,     // _domainkey.<d>
  other_selector,  // <another selector>._domainkey.<d>
  wildcard_probe,  // _domainkey.<d>: does the text found at the key's name answer there, too
};

std::string_view to_string(NeighbourKind kind);

struct Neighbour {
  NeighbourKind kind = NeighbourKind::other_selector;
  std::string name;      // key form
  std::string selector;  // other_selector
  dns::Response response;
  bool holds_key = false;  // a record there is a usable key
  bool same_text = false;  // wildcard_probe: the records found at the key's own name
  Opened opened;           // by the first key there that fits, else the first that is usable

  // The key there made this signature.
  bool proven() const {
    return opened.header_signature == HeaderSignature::match ||
           opened.header_signature == HeaderSignature::differ;
  }
};

// What is asked about one signature and one message at most.
constexpr std::size_t most_neighbours = 12;
constexpr std::size_t most_seekers = 2;

struct SeekContext {
  std::string_view organizational_domain;  // of d=, by the public suffix list; empty: unknown
  std::vector<std::string> selectors;      // seen in the message's other signatures and seals, for
                                           // the same domain first
};

// The names worth asking, most telling first, at most most_neighbours. `aliases` are the targets of
// the CNAMEs followed from the key's name. With `below_domainkey` false nothing exists beneath
// _domainkey.<d> (RFC 8020), so no other selector does.
std::vector<Neighbour> neighbours_of(const Signature& signature,
                                     const std::vector<std::string>& aliases,
                                     const SeekContext& context, bool below_domainkey);

// Asks about one verified signature whose key was not found (or is another kind of record) and
// fills in verification.neighbours. Nothing is asked when fewer than a quarter of the questions
// are left.
void seek_key(Verification& verification, const Examined& examined, const SeekContext& context,
              dns::Inquiry& inquiry, const Limits& limits, KeyCache* cache);

}  // namespace indicia::dkim
