# The public suffix list to a C++ source in the build tree, PUBLIC_SUFFIX_SOURCE. The list's date is the value
# of its VERSION comment, else the day its file was last modified.
find_program(INDICIA_PSL_MAKE_DAFSA psl-make-dafsa PATHS /usr/bin NO_CMAKE_FIND_ROOT_PATH REQUIRED)
if(NOT EXISTS ${INDICIA_PUBLIC_SUFFIX_LIST})
  message(FATAL_ERROR "no public suffix list at ${INDICIA_PUBLIC_SUFFIX_LIST}: install the package "
    "publicsuffix or set INDICIA_PUBLIC_SUFFIX_LIST")
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${INDICIA_PUBLIC_SUFFIX_LIST})
file(STRINGS ${INDICIA_PUBLIC_SUFFIX_LIST} version REGEX "^// VERSION:" LIMIT_COUNT 1)
if(version MATCHES "^// VERSION: *([-_0-9A-Za-z:.]+)")
  set(PUBLIC_SUFFIX_DATE ${CMAKE_MATCH_1})
else()
  file(TIMESTAMP ${INDICIA_PUBLIC_SUFFIX_LIST} PUBLIC_SUFFIX_DATE "%Y-%m-%d" UTC)
endif()

set(dafsa ${CMAKE_CURRENT_BINARY_DIR}/public_suffix_list.dafsa)
set(PUBLIC_SUFFIX_SOURCE ${CMAKE_CURRENT_BINARY_DIR}/public_suffix_data.cpp)
# ASCII form: rules as A-labels alone, which is what names in key form are compared with.
add_custom_command(OUTPUT ${PUBLIC_SUFFIX_SOURCE}
  COMMAND ${INDICIA_PSL_MAKE_DAFSA} --output-format=binary --encoding=ascii
    ${INDICIA_PUBLIC_SUFFIX_LIST} ${dafsa}
  COMMAND ${CMAKE_COMMAND} -DOCTETS=${dafsa} -DOUTPUT=${PUBLIC_SUFFIX_SOURCE} -DDATE=${PUBLIC_SUFFIX_DATE}
    -P ${PROJECT_SOURCE_DIR}/cmake/embed_public_suffix_list.cmake
  DEPENDS ${INDICIA_PUBLIC_SUFFIX_LIST} ${PROJECT_SOURCE_DIR}/cmake/embed_public_suffix_list.cmake
  VERBATIM)
