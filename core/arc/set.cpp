// Sorts ARC fields into sets (RFC 8617 4.2, 5.2 steps 1 to 3); see set.h.
#include "arc/set.h"

#include <algorithm>
#include <array>

#include "message/scanner.h"
#include "message/tag_list.h"
#include "text.h"

namespace indicia::arc {

std::string_view to_string(ChainValue value) {
  constexpr std::array<std::string_view, 5> names = {"none", "pass", "fail", "absent", "invalid"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(Reason reason) {
  constexpr std::array<std::string_view, 24> names = {"none",
                                                      "no_sets",
                                                      "too_many_sets",
                                                      "sealed_as_failed",
                                                      "instance_missing",
                                                      "instance_invalid",
                                                      "instance_repeated",
                                                      "instance_gap",
                                                      "results_missing",
                                                      "signature_missing",
                                                      "seal_missing",
                                                      "cv_missing",
                                                      "cv_invalid",
                                                      "cv_not_none",
                                                      "cv_not_pass",
                                                      "seal_names_headers",
                                                      "signature_covers_seal",
                                                      "signature_fails",
                                                      "seal_fails",
                                                      "key_unavailable",
                                                      "key_not_asked",
                                                      "key_out_of_limits",
                                                      "body_missing",
                                                      "over_limit"};
  return names[static_cast<std::size_t>(reason)];
}

namespace {

using message::Field;
using Member = const Field* Set::*;

struct Kind {
  std::string_view name;
  Member member;
  Reason missing;
};
constexpr std::array<Kind, 3> kinds = {{
    {"ARC-Authentication-Results", &Set::results, Reason::results_missing},
    {"ARC-Message-Signature", &Set::signature, Reason::signature_missing},
    {"ARC-Seal", &Set::seal, Reason::seal_missing},
}};

// An instance, or why the text is none.
struct Position {
  unsigned instance = 0;
  Reason fault = Reason::none;
};

// RFC 8617 4.2.1: position = 1*2DIGIT, 1 to 50; so a leading zero is legal.
Position read_position(std::string_view text) {
  const auto number = parse_decimal(text);
  if (number && *number > most_sets) return {0, Reason::too_many_sets};
  if (!number || *number == 0 || text.size() > 2) return {0, Reason::instance_invalid};
  return {static_cast<unsigned>(*number), Reason::none};
}

// RFC 8617 4.1.1: the value begins with the instance and a semicolon.
Position position_of_results(std::string_view value) {
  message::Scanner scan(value, "", "");
  scan.skip_cfws(nullptr);
  const std::string_view name = scan.word("=");
  scan.skip_cfws(nullptr);
  if (name != "i" || !scan.skip('=')) return {0, Reason::instance_missing};
  scan.skip_cfws(nullptr);
  const std::string_view number = scan.word();
  scan.skip_cfws(nullptr);
  if (scan.peek() != ';') return {0, Reason::instance_invalid};
  return read_position(number);
}

Position position_of_tags(const message::TagList& tags) {
  const message::Tag* tag = tags.find("i");
  if (tag == nullptr) return {0, Reason::instance_missing};
  return read_position(tag->value);
}

ChainValue chain_value_of(const message::TagList& tags) {
  const message::Tag* tag = tags.find("cv");
  if (tag == nullptr) return ChainValue::absent;
  for (const ChainValue value : {ChainValue::none, ChainValue::pass, ChainValue::fail}) {
    if (tag->value == to_string(value)) return value;
  }
  return ChainValue::invalid;
}

class Collector {
 public:
  explicit Collector(const message::Message& message) : message_(message) {}

  Sets run(std::size_t limit) {
    for (const Field& field : message_.fields) {
      for (const Kind& kind : kinds) {
        if (equal_ignoring_case(field.name, kind.name)) add(field, kind);
      }
    }
    check_sets();
    for (const Set& set : table_) {
      if (set.instance != 0) out_.sets.push_back(set);
    }
    const std::size_t most = std::min<std::size_t>(limit, most_sets);
    out_.over_limit = out_.sets.size() > most;
    if (out_.over_limit) out_.sets.resize(most);
    std::stable_sort(out_.faults.begin(), out_.faults.end(), [](const Fault& a, const Fault& b) {
      return a.reason != b.reason ? a.reason < b.reason : a.instance < b.instance;
    });
    return std::move(out_);
  }

 private:
  void add(const Field& field, const Kind& kind) {
    message::TagList tags;
    if (kind.member != &Set::results) tags = message::parse_tag_list(field.value);
    const Position position =
        kind.member == &Set::results ? position_of_results(field.value) : position_of_tags(tags);
    if (position.fault != Reason::none) {
      out_.faults.push_back({position.fault, 0, &field});
      return;
    }
    Set& set = table_[position.instance - 1];
    set.instance = position.instance;
    newest_ = std::max(newest_, position.instance);
    if (set.*kind.member != nullptr) {
      out_.faults.push_back({Reason::instance_repeated, set.instance, &field});
      return;
    }
    set.*kind.member = &field;
    if (kind.member != &Set::seal) return;
    set.chain_value = chain_value_of(tags);
    if (tags.find("h") != nullptr) {
      out_.faults.push_back({Reason::seal_names_headers, set.instance, &field});
    }
  }

  void check_sets() {
    for (unsigned instance = 1; instance <= newest_; ++instance) {
      const Set& set = table_[instance - 1];
      if (set.instance == 0) {
        out_.faults.push_back({Reason::instance_gap, instance, nullptr});
        continue;
      }
      for (const Kind& kind : kinds) {
        if (set.*kind.member == nullptr) out_.faults.push_back({kind.missing, instance, nullptr});
      }
      if (set.seal != nullptr) check_chain_value(set);
    }
  }

  void check_chain_value(const Set& set) {
    const ChainValue expected = set.instance == 1 ? ChainValue::none : ChainValue::pass;
    if (set.chain_value == expected) return;
    Reason reason = set.instance == 1 ? Reason::cv_not_none : Reason::cv_not_pass;
    if (set.chain_value == ChainValue::absent) reason = Reason::cv_missing;
    if (set.chain_value == ChainValue::invalid) reason = Reason::cv_invalid;
    out_.faults.push_back({reason, set.instance, set.seal});
  }

  const message::Message& message_;
  std::array<Set, most_sets> table_;
  unsigned newest_ = 0;
  Sets out_;
};

}  // namespace

Sets collect(const message::Message& message, std::size_t limit) {
  return Collector(message).run(limit);
}

}  // namespace indicia::arc
