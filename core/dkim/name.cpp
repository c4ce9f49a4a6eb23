// Names in DKIM tags (RFC 6376 3.5); see name.h.
#include "dkim/name.h"

#include "message/idn.h"
#include "text.h"

namespace indicia::dkim {

std::string ascii_name(std::string_view name) {
  // RFC 8616 5. ASCII names stay as they are, however malformed: their faults are told elsewhere.
  return is_ascii(name) ? to_lower(name) : message::to_ascii(name).value_or("");
}

bool is_domain_name(std::string_view ascii) {
  std::size_t label = 0;
  if (ascii.empty() || ascii.size() > 253) return false;
  for (std::size_t i = 0; i <= ascii.size(); ++i) {
    if (i == ascii.size() || ascii[i] == '.') {
      if (label == 0 || label > 63) return false;
      label = 0;
    } else if (is_alnum(ascii[i]) || ascii[i] == '-' || ascii[i] == '_') {
      ++label;
    } else {
      return false;
    }
  }
  return true;
}

bool is_within(std::string_view name, std::string_view ancestor) {
  if (name.empty() || ancestor.empty() || !name.ends_with(ancestor)) return false;
  return name.size() == ancestor.size() || name[name.size() - ancestor.size() - 1] == '.';
}

}  // namespace indicia::dkim
