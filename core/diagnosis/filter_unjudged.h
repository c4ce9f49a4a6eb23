// What a filter wrote although it gave no verdict: words that speak against the message, words that
// nobody knows, a score without a limit. They decide nothing; a reader who looks for the cause
// wants to see them.
#pragma once

#include <string>
#include <string_view>

#include "report/facts.h"

namespace indicia::diagnosis {

// "SFV:SPM", "compauth=fail", "X-Yandex-Spam: 4".
std::string filter_word(const antispam::Reading& reading, const antispam::Item& item);

// In sentences; empty: nothing of the kind, a filter with a verdict, or one that only claims to be
// the receiver's.
std::string unjudged_words(const Facts& facts, const Filter& filter, std::string_view language);

// Worth a line to somebody who asks where the message went and why: a verdict, a folder, words left
// without one (`unjudged`), or that there can be none.
bool speaks(const Filter& filter, std::string_view unjudged);

}  // namespace indicia::diagnosis
