#include "mesh/latency_histogram.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(mesh_latency_histogram)

BOOST_AUTO_TEST_CASE(each_bucket_ends_where_the_next_begins) {
  using histogram = latency_histogram;
  for (std::size_t i = 0; i + 1 < histogram::bucket_count; ++i) {
    auto bound = histogram::upper_bound(i);
    BOOST_REQUIRE(histogram::bucket_of(bound - 1ns) == i);
    BOOST_REQUIRE(histogram::bucket_of(bound) == i + 1);
  }
  BOOST_TEST(histogram::bucket_of(-5ns) == 0u);
  BOOST_TEST(histogram::bucket_of(std::chrono::hours{1000})
             == histogram::bucket_count - 1);
}

BOOST_AUTO_TEST_CASE(quantiles_are_right_within_a_quarter) {
  latency_histogram x;
  for (int i = 1; i <= 1000; ++i)
    x.add(i * 100us);
  auto median = *x.quantile(0.5);
  auto high = *x.quantile(0.99);
  BOOST_TEST((median >= 50ms && median <= 63ms), median.count());
  BOOST_TEST((high >= 99ms && high <= 124ms), high.count());
}

BOOST_AUTO_TEST_CASE(too_few_values_have_no_quantile) {
  latency_histogram x;
  BOOST_TEST(!x.quantile(0.5));
  x.add(1ms);
  BOOST_TEST(!x.quantile(0.5, 2));
  BOOST_TEST(x.quantile(0.5, 1).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
