#include "mesh/suspicion.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

/// Beta 6, K 3. The shortest time is a second for up to 15 members.
suspicion_settings simple_rules() {
  suspicion_settings result;
  result.probe_interval = 100ms;
  result.alpha = 2;
  result.step = 100ms;
  return result;
}

const suspicion_settings rules = simple_rules();
const instant begin{};

std::int64_t left(const suspicion& x) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(x.deadline()
                                                               - begin)
    .count();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_suspicion)

BOOST_AUTO_TEST_CASE(shortest_time_is_some_periods_and_the_way_of_the_news) {
  BOOST_TEST(suspicion_min(rules, 1).count() == 200 + 2 * 1 * 100);
  BOOST_TEST(suspicion_min(rules, 8).count() == 200 + 2 * 4 * 100);
  BOOST_TEST(suspicion_min(rules, 15).count() == 200 + 2 * 4 * 100);
  BOOST_TEST(suspicion_min(rules, 16).count() == 200 + 2 * 5 * 100);
  BOOST_TEST(suspicion_min(rules, 10'000).count() == 200 + 2 * 14 * 100);
}

BOOST_AUTO_TEST_CASE(a_stop_of_two_seconds_leaves_time_to_refute) {
  // The first suspicion comes one period after the stop.
  suspicion_settings lan;
  auto judged = lan.probe_interval + suspicion_min(lan, 12);
  BOOST_TEST((judged >= 2s + 1500ms), judged.count());
  BOOST_TEST((suspicion_min(lan, 12) <= 4s));
}

BOOST_AUTO_TEST_CASE(lonely_suspicion_takes_longest_and_confirmations_shorten) {
  suspicion x{7, "a", begin, rules, 10};
  BOOST_TEST(x.incarnation() == 7u);
  BOOST_TEST(left(x) == 6000);
  BOOST_TEST(x.confirm("b"));
  BOOST_TEST(left(x) == 3500); // log 2 / log 4 is a half
  BOOST_TEST(x.confirm("c"));
  BOOST_TEST((left(x) > 2000 && left(x) < 2050), left(x));
  BOOST_TEST(x.confirm("d"));
  BOOST_TEST(left(x) == 1000);
}

BOOST_AUTO_TEST_CASE(one_accuser_counts_once_however_often_it_repeats) {
  suspicion x{7, "a", begin, rules, 10};
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(!x.confirm("a"));
  BOOST_TEST(left(x) == 6000);
  x.confirm("b");
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(!x.confirm("b"));
  BOOST_TEST(left(x) == 3500);
}

BOOST_AUTO_TEST_CASE(more_accusers_than_counted_change_nothing) {
  suspicion x{7, "a", begin, rules, 100};
  for (auto id : {"b", "c", "d"})
    BOOST_TEST(x.confirm(id));
  BOOST_TEST(!x.confirm("e"));
  BOOST_TEST(left(x) == 1600);
}

BOOST_AUTO_TEST_CASE(small_mesh_without_enough_accusers_waits_the_shortest) {
  suspicion x{7, "a", begin, rules, 4};
  BOOST_TEST(left(x) == 800);
  BOOST_TEST(!x.confirm("b"));
  suspicion y{7, "a", begin, rules, 5};
  BOOST_TEST(left(y) == 4800);
}

BOOST_AUTO_TEST_CASE(a_new_trial_remembers_the_accusers_of_the_last) {
  suspicion x{7, "a", begin, rules, 10};
  for (auto id : {"b", "c", "d"})
    x.confirm(id);
  x.evidence(true);
  x.close();
  BOOST_TEST(!x.open());
  BOOST_TEST(!x.has_evidence());
  x.begin_again(begin + 10s);
  BOOST_TEST(x.open());
  BOOST_TEST(left(x) == 11'000);
  x.postpone(2s);
  BOOST_TEST(left(x) == 13'000);
}

BOOST_AUTO_TEST_SUITE_END()
