#include "mesh/retry_budget.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

constexpr instant start{1000s};

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_retry_budget)

BOOST_AUTO_TEST_CASE(extra_calls_are_a_share_of_the_calls) {
  retry_budget x{{0.1, 0, 1000}};
  BOOST_TEST(!x.take(start));
  auto taken = 0;
  for (int i = 0; i < 10'000; ++i) {
    x.on_call();
    taken += x.take(start) ? 1 : 0; // an outage: every call fails
  }
  BOOST_TEST(std::abs(taken - 1000) <= 1);
}

BOOST_AUTO_TEST_CASE(savings_have_an_end) {
  retry_budget x{{0.5, 0, 10}};
  for (int i = 0; i < 10'000; ++i)
    x.on_call();
  BOOST_TEST(x.available() == 10);
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(x.take(start));
  BOOST_TEST(!x.take(start));
}

BOOST_AUTO_TEST_CASE(trickle_serves_services_that_are_called_rarely) {
  retry_budget x{{0, 2, 100}};
  auto taken = 0;
  for (int i = 0; i <= 100; ++i)
    while (x.take(start + i * 1s))
      ++taken;
  BOOST_TEST(std::abs(taken - 220) <= 2); // twenty to begin with
}

BOOST_AUTO_TEST_CASE(long_pause_brings_no_more_than_the_savings) {
  retry_budget x{{0, 2, 30}};
  x.take(start);
  auto taken = 0;
  while (x.take(start + std::chrono::hours{24 * 365}))
    ++taken;
  BOOST_TEST(taken <= 50);
}

BOOST_AUTO_TEST_CASE(token_that_was_not_used_comes_back) {
  retry_budget x{{0, 1, 1}};
  BOOST_TEST(x.take(start));
  BOOST_TEST(!x.take(start));
  x.put_back();
  BOOST_TEST(x.take(start));
}

BOOST_AUTO_TEST_SUITE_END()
