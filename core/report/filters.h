// The anti-spam fields of a message, put where they belong: who can have written each, and what
// each filter says with the fields that are its own. None of these fields is signed, so their place
// in the header and the hosts around them are all there is to believe them by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "antispam/judgement.h"
#include "antispam/reading.h"
#include "message/field.h"
#include "trace/identity.h"
#include "trace/path.h"

namespace indicia {

// How sure it is that the receiver's side wrote a field, surest first.
enum class Standing {
  receiver,  // above the border: the sender cannot write there
  service,   // below, by the receiver's own service, which replaces foreign copies
  named,     // below, where the sender can write too, but it names the receiver's own host or is
             // the first of its name that the receiver's own service writes
  claimed,   // anybody may have written it
};

std::string_view to_string(Standing standing);

// What one filter wrote in one place.
struct Filter {
  std::string_view vendor;
  antispam::Side side = antispam::Side::inbound;
  Standing standing = Standing::claimed;
  std::vector<std::size_t> fields;  // indices into FilterEvidence::fields, top to bottom
  antispam::Judgement judgement;    // its pieces count in `fields`
  std::string remark;   // the receiver's word outside of its filter fields: "dis=QUARANTINE"
  bool silent = false;  // the receiver is known to write no verdict at all (Gmail)
  bool loose = false;   // the decider rests on a field that the service does not replace

  // What it wrote is worth showing, though it may prove nothing.
  bool heard() const { return side == antispam::Side::inbound && standing != Standing::claimed; }
  // The receiver's side wrote it, or, of a verdict against the message, most probably did: a sender
  // forges good verdicts, not bad ones.
  bool believed() const {
    if (!heard()) return false;
    return standing != Standing::named || antispam::is_against(judgement.said) ||
           antispam::is_filed(judgement);
  }
  bool against() const { return believed() && antispam::is_against(judgement.said); }
  // Put into junk or quarantine although no verdict is against it.
  bool only_filed() const {
    return believed() && !antispam::is_against(judgement.said) && antispam::is_filed(judgement);
  }
};

struct FilterEvidence {
  std::vector<antispam::Reading> fields;  // top to bottom
  std::vector<Standing> standings;        // of each field
  std::vector<Filter> filters;  // believed ones first, then claimed, then of the sending side; each
                                // in order of place
  bool unsubscribe = false;     // RFC 2369 List-Unsubscribe
  bool one_click = false;       // RFC 8058 List-Unsubscribe-Post

  const antispam::Reading& reading(const Filter& filter, const antispam::Piece& piece) const {
    return fields[filter.fields[piece.reading]];
  }
  const antispam::Item& item(const Filter& filter, const antispam::Piece& piece) const {
    return reading(filter, piece).items[piece.item];
  }
  // The place of an item in the input.
  Location place(const antispam::Reading& reading, const antispam::Item& item,
                 const message::Message& message) const;
};

FilterEvidence read_filters(const message::Message& message, const trace::Path& path,
                            const trace::Records& records);

}  // namespace indicia
