// The message as a file that can be handed on: the header with the same fields in the same order
// and folding, personal data replaced (redactor.h), and a note in place of the body. A further
// field would be evidence that never was; so the first lines of the body say that signatures cannot
// verify over this copy. A pasted text comes out as it was repaired.
#pragma once

#include <string>

#include "report/evidence.h"

namespace indicia::share {

// Empty: the input holds no message.
std::string redacted_message(const Evidence& evidence);

}  // namespace indicia::share
