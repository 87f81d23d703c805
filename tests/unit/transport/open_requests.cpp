#include "transport/open_requests.hpp"

#include <boost/test/unit_test.hpp>

using aegis::transport::open_requests;

BOOST_AUTO_TEST_SUITE(open_requests_suite)

BOOST_AUTO_TEST_CASE(an_open_request_is_answered_once) {
  open_requests open;
  open.opened(7, 1);
  BOOST_TEST(open.answered(7, 1));
  BOOST_TEST(!open.answered(7, 1));
}

BOOST_AUTO_TEST_CASE(a_response_to_another_actor_or_request_closes_nothing) {
  open_requests open;
  open.opened(7, 1);
  BOOST_TEST(!open.answered(8, 1));
  BOOST_TEST(!open.answered(7, 2));
  BOOST_TEST(open.size() == 1u);
}

BOOST_AUTO_TEST_CASE(beyond_the_bound_the_oldest_is_forgotten) {
  open_requests open{10};
  for (std::uint64_t i = 1; i <= 11; ++i)
    open.opened(7, i);
  BOOST_TEST(open.size() == 10u);
  BOOST_TEST(!open.answered(7, 1));
  BOOST_TEST(open.answered(7, 2));
  BOOST_TEST(open.answered(7, 11));
}

BOOST_AUTO_TEST_CASE(a_long_history_of_answered_requests_is_not_kept) {
  open_requests open{10};
  open.opened(7, 1);
  for (std::uint64_t i = 2; i <= 100'000; ++i) {
    open.opened(7, i);
    BOOST_REQUIRE(open.answered(7, i));
  }
  BOOST_TEST(open.answered(7, 1));
}

BOOST_AUTO_TEST_SUITE_END()
