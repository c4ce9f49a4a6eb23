# Run as a script at build time: OCTETS (a file made by psl-make-dafsa) and DATE to the C++ source OUTPUT.
file(READ ${OCTETS} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," list "${hex}")
string(REPEAT "0x..," 16 line)
string(REGEX REPLACE "(${line})" "\\1\n" list "${list}")
file(WRITE ${OUTPUT} "// Made by cmake/embed_public_suffix_list.cmake; see dmarc/public_suffix_data.h.
#include \"dmarc/public_suffix_data.h\"

namespace indicia::dmarc {

const unsigned char public_suffix_dafsa[] = {
${list}
};
const std::size_t public_suffix_dafsa_size = sizeof(public_suffix_dafsa);
const char* const public_suffix_date = \"${DATE}\";

}  // namespace indicia::dmarc
")
