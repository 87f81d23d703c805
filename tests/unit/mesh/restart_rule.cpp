#include "mesh/restart_rule.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

constexpr instant start{1000s};

restart_rule make(std::size_t max) {
  return {{100ms, 10s, max, 60s}, random_source{1}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_restart_rule)

BOOST_AUTO_TEST_CASE(restart_comes_after_a_pause_that_may_grow) {
  auto x = make(100);
  auto first = *x.on_failure(start);
  BOOST_TEST((first > start && first <= start + 100ms));
  auto longest = 0ns;
  for (int i = 0; i < 20; ++i)
    longest = std::max<std::chrono::nanoseconds>(longest,
                                                 *x.on_failure(start) - start);
  BOOST_TEST((longest > 1s && longest <= 10s), longest.count());
}

BOOST_AUTO_TEST_CASE(more_than_the_maximum_within_the_window_is_given_up) {
  auto x = make(3);
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(x.on_failure(start + i * 1s).has_value());
  BOOST_TEST(!x.on_failure(start + 59s));
}

BOOST_AUTO_TEST_CASE(failures_beyond_the_window_are_forgotten) {
  auto x = make(3);
  for (int i = 0; i < 100; ++i)
    BOOST_TEST(x.on_failure(start + i * 20s).has_value());
  BOOST_TEST(x.failures() == 3u);
}

BOOST_AUTO_TEST_CASE(long_life_makes_the_pause_short_again) {
  auto x = make(100);
  for (int i = 0; i < 20; ++i)
    x.on_failure(start);
  auto next = *x.on_failure(start + 1h);
  BOOST_TEST((next <= start + 1h + 100ms));
}

BOOST_AUTO_TEST_SUITE_END()
