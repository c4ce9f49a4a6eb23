// The test program's main function; header-only so that it builds with Emscripten too.
#include <boost/config.hpp>
#ifdef __EMSCRIPTEN__
// Signals do not exist there, and setjmp beside a try block stops the compiler.
#undef BOOST_HAS_SIGACTION
#endif

#define BOOST_TEST_MODULE indicia
#include <boost/test/included/unit_test.hpp>
