#include "simulation/core/cuts.hpp"

#include <boost/test/unit_test.hpp>

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(cuts_suite)

BOOST_AUTO_TEST_CASE(a_cut_stops_both_ways_or_one) {
  cuts x;
  auto both = x.add({1}, {2}, true);
  BOOST_TEST(x.stops(1, 2));
  BOOST_TEST(x.stops(2, 1));
  BOOST_TEST(!x.stops(1, 3));
  x.remove(both);
  BOOST_TEST(x.empty());
  x.add({1}, {2}, false);
  BOOST_TEST(x.stops(1, 2));
  BOOST_TEST(!x.stops(2, 1));
}

BOOST_AUTO_TEST_CASE(cuts_that_overlap_are_healed_one_by_one) {
  cuts x;
  auto first = x.add({1, 2}, {3}, true);
  x.add({2}, {3, 4}, true);
  x.remove(first);
  BOOST_TEST(!x.stops(1, 3));
  BOOST_TEST(x.stops(2, 3));
  x.clear();
  BOOST_TEST(!x.stops(2, 3));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
