// The `main` of every test executable.

#define BOOST_TEST_MODULE aegis

#include <boost/test/unit_test.hpp>
