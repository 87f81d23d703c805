#include "simulation/core/latency.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using namespace std::chrono_literals;

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(latency_suite)

BOOST_AUTO_TEST_CASE(draws_have_the_quantiles_that_were_asked_for) {
  latency x{1ms, 2ms, 10ms, 100ms};
  mesh::random_source random{1};
  std::vector<duration> all(20'000);
  for (auto& y : all)
    y = draw(x, random);
  std::sort(all.begin(), all.end());
  BOOST_CHECK(all.front() >= 1ms);
  BOOST_CHECK(all.back() <= 100ms);
  auto median = all[all.size() / 2];
  BOOST_CHECK(median > 1900us && median < 2200us);
  auto p99 = all[all.size() * 99 / 100];
  BOOST_CHECK(p99 > 9ms && p99 < 20ms);
}

BOOST_AUTO_TEST_CASE(a_constant_is_always_the_same) {
  mesh::random_source random{7};
  for (int i = 0; i < 100; ++i)
    BOOST_CHECK(draw(latency::constant(3ms), random) == 3ms);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
