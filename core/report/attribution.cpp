// Signs of handling to a probable author of the change; see attribution.h.
#include "report/attribution.h"

#include <array>

#include "text.h"

namespace indicia {

namespace {

using message::Field;

bool is_within(std::string_view host, std::string_view domain) {
  if (domain.empty() || !ends_with_ignoring_case(host, domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

std::optional<std::size_t> hop_of(const trace::Path& path, std::string_view domain) {
  for (std::size_t i = 0; i < path.hops.size(); ++i) {
    if (is_within(path.hops[i].received.by, domain)) return i;
  }
  return std::nullopt;
}

void set(forensics::Outcome& outcome, std::string_view reason, std::string by,
         std::optional<std::size_t> hop) {
  outcome.by_reason = reason;
  outcome.by = std::move(by);
  outcome.hop = hop;
}

// RFC 8601: the final receiver saw the signature hold, so what changed changed in the mailbox, the
// export or the copy.
bool changed_after_receipt(forensics::Outcome& outcome, const Facts& facts, std::size_t signature) {
  const Comparison* recorded = facts.recorded_signature(signature);
  if (recorded == nullptr || recorded->recorded != "pass") return false;
  set(outcome, "after_receipt", recorded->recorded_by, std::nullopt);
  return true;
}

std::optional<std::size_t> hop_of_set(const ArcFact& arc, unsigned instance) {
  for (std::size_t i = 0; i < arc.hops.size(); ++i) {
    if (arc.examined->sets[i].set.instance == instance) return arc.hops[i];
  }
  return std::nullopt;
}

// The ARC set at which the message was last intact: its sealer changed it before sealing, or the
// next host did after it.
bool changed_around_arc_set(forensics::Outcome& outcome, const Facts& facts,
                            std::size_t signature) {
  for (const ArcChange& change : facts.arc.changes) {
    const Moment& intact = change.intact;
    if (change.signature != signature || intact.instance == 0) continue;
    const auto hop = hop_of_set(facts.arc, intact.instance);
    if (change.changed.instance == intact.instance) {
      set(outcome, "arc_sealer", facts.arc.sealer(intact.instance), hop);
      return true;
    }
    if (!hop || *hop + 1 >= facts.evidence->path.hops.size()) continue;
    set(outcome, "after_arc_set", facts.evidence->path.hops[*hop].received.by, *hop);
    return true;
  }
  return false;
}

// The newest recorded pass on the way: the next host that took over is where it broke.
bool changed_after_recorded_pass(forensics::Outcome& outcome, const Facts& facts,
                                 std::size_t signature) {
  const trace::Path& path = facts.evidence->path;
  for (const Comparison& one : facts.comparison) {
    if (one.signature != signature || one.recorded != "pass" || one.trusted) continue;
    const auto below = path.hop_beneath(one.location.offset);
    if (!below || *below + 1 >= path.hops.size()) continue;
    set(outcome, "after_recorded_pass", path.hops[*below].received.by, *below);
    return true;
  }
  return false;
}

// RFC 2919: the identifier stands in angle brackets, a description before it.
std::string list_identifier(std::string_view value) {
  const std::size_t open = value.rfind('<');
  const std::size_t close = value.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return clean_utf8(trim(value));
  }
  return clean_utf8(trim(value.substr(open + 1, close - open - 1)));
}

// The host of a list: the identifier itself or what is left of it without its first labels.
std::optional<std::size_t> hop_of_list(const trace::Path& path, std::string_view identifier) {
  while (identifier.find('.') != std::string_view::npos) {
    if (const auto hop = hop_of(path, identifier)) return hop;
    identifier.remove_prefix(identifier.find('.') + 1);
  }
  return std::nullopt;
}

bool changed_by_list(forensics::Outcome& outcome, const Facts& facts) {
  const message::Message& message = facts.evidence->message;
  for (const std::string_view name : {"List-Id", "X-BeenThere", "X-Google-Group-Id", "List-Post"}) {
    const Field* field = message.first(name);
    if (field == nullptr) continue;
    const std::string identifier = list_identifier(field->value);
    set(outcome, "list", identifier, hop_of_list(facts.evidence->path, identifier));
    return true;
  }
  return false;
}

struct Gateway {
  std::string_view prefix;  // of field names
  std::string_view name;
};

constexpr std::array gateways = {
    Gateway{"X-Proofpoint-", "Proofpoint"},
    Gateway{"X-Mimecast-", "Mimecast"},
    Gateway{"X-Barracuda-", "Barracuda"},
    Gateway{"X-IronPort-", "Cisco IronPort"},
    Gateway{"IronPort-", "Cisco IronPort"},
    Gateway{"X-TM-AS-", "Trend Micro"},
    Gateway{"X-TMASE-", "Trend Micro"},
    Gateway{"X-Sophos-", "Sophos"},
    Gateway{"X-SEA-", "Sophos"},
    Gateway{"X-Brightmail-", "Symantec"},
    Gateway{"X-FEAS-", "FortiMail"},
    Gateway{"X-MailScanner-", "MailScanner"},
    Gateway{"X-MS-Exchange-Organization-", "Microsoft Exchange"},
    Gateway{"X-MS-Exchange-Transport-", "Microsoft Exchange"},
};

// The newest gateway that wrote a field. Its fields may be forged; that a gateway is named by them
// is a sign, not a proof.
bool changed_by_gateway(forensics::Outcome& outcome, const Facts& facts) {
  for (const Field& field : facts.evidence->message.fields) {
    for (const Gateway& gateway : gateways) {
      if (!starts_with_ignoring_case(field.name, gateway.prefix)) continue;
      set(outcome, "gateway", std::string(gateway.name),
          facts.evidence->path.hop_beneath(field.location.offset));
      return true;
    }
  }
  return false;
}

// A signature of another domain that covers the message as it stands was made after the change:
// who signs again usually has changed.
bool changed_before_signer(forensics::Outcome& outcome, const Facts& facts, std::size_t signature) {
  const std::string& own = facts.dkim[signature].examined->signature.domain_ascii;
  for (const DkimFact& fact : facts.dkim) {
    const std::string& domain = fact.examined->signature.domain_ascii;
    if (fact.verification.result != Result::pass || domain == own) continue;
    const bool above = fact.examined->field->location.offset <
                       facts.dkim[signature].examined->field->location.offset;
    if (!above) continue;
    set(outcome, "signer", domain, hop_of(facts.evidence->path, domain));
    return true;
  }
  return false;
}

}  // namespace

void attribute(forensics::Outcome& outcome, const Facts& facts, std::size_t signature) {
  if (changed_after_receipt(outcome, facts, signature) ||
      changed_around_arc_set(outcome, facts, signature) ||
      changed_after_recorded_pass(outcome, facts, signature) || changed_by_list(outcome, facts) ||
      changed_by_gateway(outcome, facts) || changed_before_signer(outcome, facts, signature)) {
    return;
  }
}

}  // namespace indicia
