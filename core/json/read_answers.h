// The JSON form of an answers file to answers, mistakes with the line they stand in.
#pragma once

#include <string_view>

#include "json/answers.h"

namespace indicia::json {

// text starts with "{" or "[", white space aside. Also reads the answers of a report (indicia/1).
AnswersFile read_answers(std::string_view text);

}  // namespace indicia::json
