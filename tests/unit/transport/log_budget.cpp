#include "transport/log_budget.hpp"

#include <boost/test/unit_test.hpp>

using aegis::transport::log_budget;

using namespace std::chrono_literals;

namespace {

struct fixture {
  log_budget budget;
  log_budget::time_point now{1h};

  void use_up() {
    for (int i = 0; i < log_budget::lines_per_second; ++i)
      BOOST_TEST((budget.take(now) == 0u));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(log_budget_suite, fixture)

BOOST_AUTO_TEST_CASE(lines_beyond_the_limit_are_denied) {
  use_up();
  BOOST_TEST(!budget.take(now));
  BOOST_TEST(!budget.take(now + 999ms));
}

BOOST_AUTO_TEST_CASE(the_next_line_tells_how_many_were_denied) {
  use_up();
  budget.take(now);
  budget.take(now);
  now += 1s;
  BOOST_TEST((budget.take(now) == 2u));
  BOOST_TEST((budget.take(now) == 0u));
}

BOOST_AUTO_TEST_CASE(rare_lines_are_never_denied) {
  for (int i = 0; i < 100; ++i, now += 1s)
    BOOST_TEST((budget.take(now) == 0u));
}

BOOST_AUTO_TEST_SUITE_END()
