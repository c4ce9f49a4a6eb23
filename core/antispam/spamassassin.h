// SpamAssassin's fields and those that programs around it write: amavis, Exim, cPanel, MailScanner;
// also the look-alikes of Barracuda, Symantec and Bogofilter.
#pragma once

#include <string_view>

#include "antispam/reading.h"

namespace indicia::antispam {

// ("Yes" | "No") "," *(key "=" value) with tests=RULE,RULE; rules may carry "=score" and stand in
// "[ ]". MailScanner's "spam, SpamAssassin (score=7.4, required 5, RULE 1.90)" too.
void read_status(std::string_view value, Reading& reading);

// Lines of "* score RULE description", or cPanel's table under "Content analysis details: (7.4
// points, 5.0 required)".
void read_rule_report(std::string_view value, Reading& reading);

// Fastmail: RULE score, RULE score, KEY word.
void read_hits(std::string_view value, Reading& reading);

// A name as rules have it: upper-case letters, digits and underscores, at least one letter.
bool is_rule_name(std::string_view name);

}  // namespace indicia::antispam
