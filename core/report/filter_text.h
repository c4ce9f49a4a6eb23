// What one anti-spam filter did, in sentences.
#pragma once

#include <string>
#include <vector>

#include "antispam/judgement.h"
#include "diagnosis/finding.h"

namespace indicia {

// In the language asked for. Empty decided and fix: it decided nothing here.
struct FilterText {
  bool speaks = false;  // worth a line where not every filter has one
  std::string happened;
  std::string decided;
  std::string fix;
  Who who = Who::nobody;
  std::string who_text;
  std::vector<antispam::Piece> causes;  // what the sender can mend, largest share first
};

}  // namespace indicia
