#include "mesh/suspicion.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

/// alpha 5, beta 6, K 3, a probe each second.
const suspicion_settings rules{};
const instant begin{};

std::int64_t left(const suspicion& x) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(x.deadline()
                                                               - begin)
    .count();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_suspicion)

BOOST_AUTO_TEST_CASE(shortest_time_grows_with_the_logarithm_of_the_mesh) {
  BOOST_TEST(suspicion_min(rules, 0).count() == 5000);
  BOOST_TEST(suspicion_min(rules, 10).count() == 5000);
  BOOST_TEST(suspicion_min(rules, 100).count() == 10'000);
  BOOST_TEST(suspicion_min(rules, 10'000).count() == 20'000);
}

BOOST_AUTO_TEST_CASE(lonely_suspicion_takes_longest_and_confirmations_shorten) {
  suspicion x{7, "a", begin, rules, 10};
  BOOST_TEST(x.incarnation() == 7u);
  BOOST_TEST(left(x) == 30'000);
  BOOST_TEST(x.confirm("b"));
  BOOST_TEST(left(x) == 17'500); // log 2 / log 4 is a half
  BOOST_TEST(x.confirm("c"));
  BOOST_TEST((left(x) > 10'000 && left(x) < 10'300), left(x));
  BOOST_TEST(x.confirm("d"));
  BOOST_TEST(left(x) == 5000);
}

BOOST_AUTO_TEST_CASE(one_accuser_counts_once_however_often_it_repeats) {
  suspicion x{7, "a", begin, rules, 10};
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(!x.confirm("a"));
  BOOST_TEST(left(x) == 30'000);
  x.confirm("b");
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(!x.confirm("b"));
  BOOST_TEST(left(x) == 17'500);
}

BOOST_AUTO_TEST_CASE(more_accusers_than_counted_change_nothing) {
  suspicion x{7, "a", begin, rules, 100};
  for (auto id : {"b", "c", "d"})
    BOOST_TEST(x.confirm(id));
  BOOST_TEST(!x.confirm("e"));
  BOOST_TEST(left(x) == 10'000);
}

BOOST_AUTO_TEST_CASE(small_mesh_without_enough_accusers_waits_the_shortest) {
  suspicion x{7, "a", begin, rules, 4};
  BOOST_TEST(left(x) == 5000);
  BOOST_TEST(!x.confirm("b"));
  suspicion y{7, "a", begin, rules, 5};
  BOOST_TEST(left(y) == 30'000);
}

BOOST_AUTO_TEST_SUITE_END()
