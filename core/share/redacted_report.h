// A report whose sentences hold no personal data. Its facts are those of the original but for what
// the sentences quote.
#pragma once

#include "report/report.h"
#include "share/redactor.h"

namespace indicia::share {

Report redacted_report(const Report& report, Redactor& redactor);

}  // namespace indicia::share
