#include "tests/bench/figures.hpp"

#include <boost/test/unit_test.hpp>

using bench::samples;

BOOST_AUTO_TEST_SUITE(figures_suite)

BOOST_AUTO_TEST_CASE(a_figure_is_the_median_of_its_rounds) {
  samples found;
  for (auto x : {90.0, 10.0, 30.0, 20.0, 40.0})
    found.add("", "call_p50_us", x);
  BOOST_TEST(found.medians("caf_lean_").at("call_p50_us") == 30);
}

BOOST_AUTO_TEST_CASE(ratios_are_ours_over_the_rivals) {
  samples found;
  found.add("", "calls_per_second", 300);
  found.add("caf_lean_", "calls_per_second", 200);
  found.add("openssl_", "calls_per_second", 1000);
  auto result = found.medians("caf_lean_");
  BOOST_TEST(result.at("calls_per_second_ratio") == 1.5);
  BOOST_TEST(result.size() == 4u);
}

BOOST_AUTO_TEST_CASE(without_a_rival_there_is_no_ratio) {
  samples found;
  found.add("", "calls_per_second", 300);
  BOOST_TEST(found.medians("caf_lean_").count("calls_per_second_ratio") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
