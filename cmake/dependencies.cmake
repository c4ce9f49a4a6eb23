# The third-party libraries of the core under one set of names for both toolchains.
include_guard(GLOBAL)

if(NOT EMSCRIPTEN)
  find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
  find_package(nlohmann_json 3.11 REQUIRED)
  find_library(INDICIA_MIMETIC_LIBRARY mimetic REQUIRED)
  find_library(INDICIA_PSL_LIBRARY psl REQUIRED)
  add_library(indicia::mimetic UNKNOWN IMPORTED GLOBAL)
  set_target_properties(indicia::mimetic PROPERTIES IMPORTED_LOCATION ${INDICIA_MIMETIC_LIBRARY})
  add_library(indicia::psl UNKNOWN IMPORTED GLOBAL)
  set_target_properties(indicia::psl PROPERTIES IMPORTED_LOCATION ${INDICIA_PSL_LIBRARY})
endif()
