// Which field instances a signature's h= means (RFC 6376 5.4.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/field.h"

namespace indicia::dkim {

// The fields of one message by name. The message must outlive it.
class FieldIndex {
 public:
  explicit FieldIndex(const message::Message& message);

  struct Selection {
    std::vector<const message::Field*> signed_fields;  // in h= order; absent instances left out
    // Instances that this signature leaves open although another instance of the same name exists,
    // of the fields that RFC 5322 3.6 allows once: From, Subject, To and so on (RFC 6376 8.15).
    std::vector<const message::Field*> unsigned_duplicates;
  };

  // For each name the last instance not yet taken; `self` is never taken (RFC 6376 3.7).
  Selection select(const std::vector<std::string>& names, const message::Field* self) const;

  // Fields are missing that the limits left out: what h= means cannot be told.
  bool cut() const { return cut_; }

 private:
  // Range of the fields of that name in by_name_.
  struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  Range find(std::string_view name) const;

  std::vector<const message::Field*> by_name_;  // sorted by name, then top to bottom
  bool cut_ = false;
};

}  // namespace indicia::dkim
