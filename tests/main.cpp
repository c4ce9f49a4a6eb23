// The test program's main function; header-only so that it builds with Emscripten too.
#define BOOST_TEST_MODULE indicia
#include <boost/test/included/unit_test.hpp>
