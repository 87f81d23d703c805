#include "mesh/backoff.hpp"

#include "support.hpp"

#include <algorithm>

using namespace aegis::mesh;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(mesh_backoff)

BOOST_AUTO_TEST_CASE(ceiling_doubles_with_each_failure_up_to_the_maximum) {
  random_source random{1};
  backoff x{100ms, 1s};
  for (auto expected : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
    BOOST_TEST(x.ceiling().count() == expected.count());
    x.next(random);
  }
  BOOST_TEST(x.failures() == 6u);
}

BOOST_AUTO_TEST_CASE(pauses_spread_from_the_floor_to_the_ceiling) {
  random_source random{2};
  backoff x{100ms, 10s};
  for (int i = 0; i < 20; ++i)
    x.next(random);
  auto low = 10s + 0ms;
  auto high = 0ms;
  for (int i = 0; i < 10'000; ++i) {
    auto pause = x.next(random);
    low = std::min(low, pause);
    high = std::max(high, pause);
  }
  BOOST_TEST((low >= 10ms && low < 100ms), low.count());
  BOOST_TEST((high <= 10s && high > 9900ms), high.count());
}

BOOST_AUTO_TEST_CASE(success_starts_over) {
  random_source random{3};
  backoff x{100ms, 1s};
  for (int i = 0; i < 5; ++i)
    x.next(random);
  x.reset();
  BOOST_TEST(x.failures() == 0u);
  BOOST_TEST(x.ceiling().count() == 100);
}

BOOST_AUTO_TEST_CASE(nodes_that_fail_together_do_not_return_together) {
  random_source first{4};
  random_source second{5};
  backoff x{1s, 60s};
  backoff y{1s, 60s};
  auto equal = 0;
  for (int i = 0; i < 20; ++i)
    equal += x.next(first) == y.next(second) ? 1 : 0;
  BOOST_TEST(equal <= 1);
}

BOOST_AUTO_TEST_CASE(huge_maximum_does_not_overflow) {
  random_source random{6};
  backoff x{1ms, backoff::duration::max()};
  for (int i = 0; i < 200; ++i)
    BOOST_REQUIRE(x.next(random) >= 0ms);
  BOOST_TEST(x.ceiling().count() == backoff::duration::max().count());
}

BOOST_AUTO_TEST_SUITE_END()
