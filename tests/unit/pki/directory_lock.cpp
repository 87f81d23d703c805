#include "pki/directory_lock.hpp"

#include "support.hpp"

#include <future>

using namespace aegis::pki;
using namespace aegis::pki::test;
using namespace std::chrono_literals;
using aegis::ec;

BOOST_AUTO_TEST_SUITE(directory_lock_test)

BOOST_AUTO_TEST_CASE(lock_that_is_held_is_refused_after_the_timeout) {
  scratch_directory dir;
  auto first = directory_lock::acquire(dir.path(), 0ms);
  BOOST_TEST_REQUIRE(succeeds(first));
  BOOST_TEST(fails_with(directory_lock::acquire(dir.path(), 30ms),
                        ec::file_error, dir.path(), "another process"));
}

BOOST_AUTO_TEST_CASE(lock_is_free_again_when_its_owner_ends) {
  scratch_directory dir;
  BOOST_TEST(succeeds(directory_lock::acquire(dir.path(), 0ms)));
  BOOST_TEST(succeeds(directory_lock::acquire(dir.path(), 0ms)));
}

BOOST_AUTO_TEST_CASE(waiter_gets_the_lock_once_it_is_released) {
  scratch_directory dir;
  std::future<bool> waiter;
  {
    auto first = directory_lock::acquire(dir.path(), 0ms);
    BOOST_TEST_REQUIRE(succeeds(first));
    waiter = std::async(std::launch::async, [&] {
      return static_cast<bool>(directory_lock::acquire(dir.path(), 60s));
    });
    BOOST_CHECK(waiter.wait_for(20ms) == std::future_status::timeout);
  }
  BOOST_TEST(waiter.get());
}

BOOST_AUTO_TEST_CASE(directory_that_cannot_be_written_is_named) {
  BOOST_TEST(fails_with(directory_lock::acquire("/proc/self", 0ms),
                        ec::file_error, "/proc/self"));
}

BOOST_AUTO_TEST_SUITE_END()
