#include "simulation/core/trace_hash.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(trace_hash_suite)

BOOST_AUTO_TEST_CASE(every_part_of_a_delivery_counts) {
  const trace_hash::delivery first{beginning + 1s, 1, 2, "probe", 42};
  auto value = [&](const trace_hash::delivery& x) {
    trace_hash result;
    result.add(first);
    result.add(x);
    return result.value();
  };
  auto same = value(first);
  BOOST_TEST(same == value(first));
  auto other = first;
  other.when += 1ns;
  BOOST_TEST(same != value(other));
  other = first;
  other.from = 3;
  BOOST_TEST(same != value(other));
  other = first;
  other.to = 3;
  BOOST_TEST(same != value(other));
  other = first;
  other.type = "pro";
  BOOST_TEST(same != value(other));
  other = first;
  other.digest = 43;
  BOOST_TEST(same != value(other));
}

BOOST_AUTO_TEST_CASE(the_number_is_the_same_on_every_platform) {
  trace_hash x;
  x.add({beginning + 1s, 1, 2, "probe", 42});
  BOOST_TEST(x.count() == 1u);
  BOOST_TEST(x.value() == 0xae7e807b40a78a85);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
