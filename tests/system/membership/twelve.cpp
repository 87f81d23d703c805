// Twelve members of one mesh that come, crash, stand still, leave and return.

#include "crowd.hpp"

#include <csignal>
#include <filesystem>
#include <thread>

using namespace aegis::test;

namespace {

struct fixture : crowd {
  fixture() {
    start(12);
    ready = now();
    together = all_see_all();
    met = now() - ready;
  }

  /// Waits until whatever is suspected now would have been judged.
  static void let_trials_end() {
    std::this_thread::sleep_for(6s);
  }

  steady_time ready;
  bool together = false;
  steady_time::duration met{};
};

std::string in_ms(steady_time::duration x) {
  return std::to_string(
           std::chrono::duration_cast<std::chrono::milliseconds>(x).count())
         + " ms";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(twelve_members, fixture)

BOOST_AUTO_TEST_CASE(all_see_all_soon_after_the_last_start) {
  BOOST_REQUIRE(together);
  BOOST_TEST_MESSAGE("all see all " << in_ms(met) << " after the last start");
  BOOST_TEST((met <= 3s), in_ms(met));
  let_trials_end();
  BOOST_TEST(told_of("down", ready).empty(), join(told_of("down", ready)));
  BOOST_TEST(told_of("suspected", ready).empty(),
             join(told_of("suspected", ready)));
}

BOOST_AUTO_TEST_CASE(killed_member_is_down_for_all_others) {
  BOOST_REQUIRE(together);
  auto begin = now();
  (*this)["m05"].kill();
  auto agreed = all_hear("down", "m05", begin);
  BOOST_REQUIRE(agreed);
  BOOST_TEST_MESSAGE("killed: all agree after " << in_ms(*agreed));
  BOOST_TEST((*agreed <= 5s), in_ms(*agreed));
  members.erase("m05");
  BOOST_TEST(all_see_all());
  BOOST_TEST(told_of("down", begin).size() == 11u,
             join(told_of("down", begin)));
}

BOOST_AUTO_TEST_CASE(member_that_stands_still_for_two_seconds_stays) {
  BOOST_REQUIRE(together);
  auto begin = now();
  (*this)["m07"].signal(SIGSTOP);
  std::this_thread::sleep_for(2s);
  (*this)["m07"].signal(SIGCONT);
  let_trials_end();
  BOOST_TEST_MESSAGE("stopped: suspected by "
                     << told_of("suspected", begin).size());
  BOOST_TEST(told_of("down", begin).empty(), join(told_of("down", begin)));
  BOOST_TEST(all_see_all());
}

BOOST_AUTO_TEST_CASE(member_that_was_taken_for_dead_comes_back_by_itself) {
  BOOST_REQUIRE(together);
  auto begin = now();
  (*this)["m07"].signal(SIGSTOP);
  auto agreed = all_hear("down", "m07", begin);
  (*this)["m07"].signal(SIGCONT);
  BOOST_REQUIRE(agreed);
  BOOST_TEST_MESSAGE("stopped for good: all agree after " << in_ms(*agreed));
  BOOST_TEST(all_see_all());
  // It stood still itself and blames nobody.
  for (const auto& x : told_of("down", begin))
    BOOST_TEST(x.substr(5) == "m07", x);
}

BOOST_AUTO_TEST_CASE(member_that_lost_its_disk_returns_as_the_same) {
  BOOST_REQUIRE(together);
  auto begin = now();
  (*this)["m03"].kill();
  BOOST_REQUIRE(all_hear("down", "m03", begin));
  temporary_directory fresh;
  for (const auto* file : {"ca-cert.pem", "ca-key.pem"})
    std::filesystem::copy_file(certs.path + '/' + file,
                               fresh.path + '/' + file);
  auto returned = now();
  add("m03", seeds(), fresh.path);
  BOOST_TEST(all_hear("joined", "m03", returned).has_value());
  BOOST_TEST(all_see_all());
  BOOST_TEST((*this)["m00"].nodes().size() == 12u);
  let_trials_end();
  BOOST_TEST(told_of("down", returned).empty(),
             join(told_of("down", returned)));
}

BOOST_AUTO_TEST_CASE(member_that_leaves_is_never_suspected) {
  BOOST_REQUIRE(together);
  auto begin = now();
  (*this)["m09"].leave();
  auto agreed = all_hear("left", "m09", begin);
  BOOST_REQUIRE(agreed);
  BOOST_TEST_MESSAGE("left: all agree after " << in_ms(*agreed));
  members.erase("m09");
  let_trials_end();
  for (const auto* change : {"suspected", "down"})
    BOOST_TEST(told_of(change, begin).empty(), join(told_of(change, begin)));
  BOOST_TEST(all_see_all());
}

BOOST_AUTO_TEST_SUITE_END()
