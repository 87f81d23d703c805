#include "mesh/random.hpp"

#include "support.hpp"

#include <array>
#include <limits>
#include <numeric>

using namespace aegis::mesh;

BOOST_AUTO_TEST_SUITE(mesh_random)

// Simulations repeat from their seed on every platform and with every version;
// the first numbers are those of the authors' own program.
BOOST_AUTO_TEST_CASE(sequence_of_a_seed_is_frozen) {
  random_source random{42};
  BOOST_TEST(random.next() == 1546998764402558742u);
  BOOST_TEST(random.next() == 6990951692964543102u);
  BOOST_TEST(random.below(1000) == 9u);
}

BOOST_AUTO_TEST_CASE(equal_seeds_make_equal_sequences_and_others_do_not) {
  random_source x{1};
  random_source y{1};
  random_source z{2};
  auto differ = 0;
  for (int i = 0; i < 100; ++i) {
    auto value = x.next();
    BOOST_REQUIRE_EQUAL(value, y.next());
    differ += value != z.next() ? 1 : 0;
  }
  BOOST_TEST(differ == 100);
}

BOOST_AUTO_TEST_CASE(draws_below_a_number_are_spread_evenly) {
  random_source random{8};
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; ++i)
    ++counts.at(random.below(6));
  for (auto count : counts)
    BOOST_TEST((count > 9'500 && count < 10'500), count);
}

BOOST_AUTO_TEST_CASE(draws_between_numbers_reach_both_ends) {
  random_source random{9};
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1'000; ++i)
    seen.insert(random.between(-2, 2));
  BOOST_TEST(seen == (std::set<std::int64_t>{-2, -1, 0, 1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(random.between(5, 5) == 5);
  using limits = std::numeric_limits<std::int64_t>;
  random.between(limits::min(), limits::max());
}

BOOST_AUTO_TEST_CASE(chance_comes_true_as_often_as_it_says) {
  random_source random{10};
  auto hits = 0;
  for (int i = 0; i < 10'000; ++i)
    hits += random.chance(0.25) ? 1 : 0;
  BOOST_TEST((hits > 2'300 && hits < 2'700), hits);
  BOOST_TEST(!random.chance(0.0));
  BOOST_TEST(random.chance(1.0));
}

BOOST_AUTO_TEST_CASE(shuffle_keeps_the_elements_and_reaches_every_order) {
  random_source random{11};
  std::map<std::vector<int>, int> orders;
  for (int i = 0; i < 6'000; ++i) {
    std::vector<int> xs{1, 2, 3};
    random.shuffle(xs);
    ++orders[xs];
  }
  BOOST_TEST(orders.size() == 6u);
  for (const auto& [order, count] : orders)
    BOOST_TEST((count > 850 && count < 1'150), count);
}

BOOST_AUTO_TEST_SUITE_END()
