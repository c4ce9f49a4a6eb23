// The built page, which --html fills with a report: beside the program, in the build tree, or where
// it was installed.
#pragma once

#include <string>

namespace indicia::cli {

struct Page {
  std::string name;  // of the file
  std::string html;
  std::string problem;  // not empty: a sentence that says where it was looked for
};

Page find_page();

}  // namespace indicia::cli
