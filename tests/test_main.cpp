// The `main` of every test executable.

#define BOOST_TEST_MODULE aegis

#include <boost/test/unit_test.hpp>

#if defined(__SANITIZE_ADDRESS__)
/// CAF 0.17.6 keeps its BASP broker for ever, once in many processes, if the
/// tick of the heartbeats reaches it in the moment in which the I/O thread
/// stops.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:caf::io::middleman::named_broker\n";
}
#endif
