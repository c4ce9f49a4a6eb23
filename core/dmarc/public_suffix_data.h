// The built-in public suffix list as psl-make-dafsa wrote it; its source is generated in the build
// tree from the file that INDICIA_PUBLIC_SUFFIX_LIST names.
#pragma once

#include <cstddef>

namespace indicia::dmarc {

extern const unsigned char public_suffix_dafsa[];
extern const std::size_t public_suffix_dafsa_size;
extern const char* const public_suffix_date;

}  // namespace indicia::dmarc
