# CMake toolchain of preset "page": the distribution's Emscripten. The core and the module are compiled without
# exceptions, which would be a sixth of their code; the unit tests, which Boost reports with, have them.
find_program(INDICIA_EMCC emcc REQUIRED NO_CMAKE_FIND_ROOT_PATH)
file(REAL_PATH ${INDICIA_EMCC} emcc)
cmake_path(GET emcc PARENT_PATH emscripten)
include(${emscripten}/cmake/Modules/Platform/Emscripten.cmake)

# JavaScript output runs scripts that need the distribution's Node modules, wherever Node itself is from.
set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)

# Programs (the unit tests) run under Node. Its fetch misleads Emscripten 3.1.6's start-up code, which takes
# it for a browser's and cannot load files with it.
set(CMAKE_CROSSCOMPILING_EMULATOR ${NODE_JS_EXECUTABLE} --no-experimental-fetch)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-sALLOW_MEMORY_GROWTH")
