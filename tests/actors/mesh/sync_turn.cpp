#include "actors/topology/sync_turn.hpp"

#include <boost/test/unit_test.hpp>

using namespace aegis;
using namespace std::chrono_literals;

namespace {

struct fixture {
  detail::sync_turn uut{500ms};
  timestamp_ms now{1'000'000ms};

  bool take(const char* peer) {
    return uut.take(peer, now);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sync_turn, fixture)

BOOST_AUTO_TEST_CASE(one_peer_has_the_turn_until_it_is_released) {
  BOOST_TEST(take("a"));
  BOOST_TEST(take("a"));
  BOOST_TEST(!take("b"));
  uut.release("b", now); // it is not its turn
  BOOST_TEST(!take("b"));
  uut.release("a", now);
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_CASE(silence_ends_a_turn_progress_prolongs_it) {
  BOOST_TEST(take("a"));
  now += 400ms;
  uut.renew("b", now); // it is not its turn
  uut.renew("a", now);
  now += 400ms;
  BOOST_TEST(!take("b"));
  now += 100ms;
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_CASE(asking_is_no_progress) {
  BOOST_TEST(take("a"));
  now += 400ms;
  BOOST_TEST(take("a"));
  now += 100ms;
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_CASE(no_turn_lasts_for_ever) {
  BOOST_TEST(take("a"));
  auto begun = now;
  while (now - begun < 10s - 100ms) {
    now += 100ms;
    uut.renew("a", now);
  }
  BOOST_TEST(!take("b"));
  now += 100ms;
  uut.renew("a", now);
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_CASE(who_had_it_last_comes_after_those_who_were_refused) {
  BOOST_TEST(take("a"));
  BOOST_TEST(!take("b"));
  uut.release("a", now);
  BOOST_TEST(!take("a"));
  BOOST_TEST(take("b"));
  uut.release("b", now);
  BOOST_TEST(take("b")); // nobody else wanted it
  BOOST_TEST(!take("c"));
  uut.release("b", now);
  BOOST_TEST(!take("b"));
  now += 250ms; // `c` does not come
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_CASE(who_fell_silent_comes_after_the_others_too) {
  BOOST_TEST(take("a"));
  BOOST_TEST(!take("b"));
  now += 500ms;
  BOOST_TEST(!take("a"));
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_ends_a_turn) {
  BOOST_TEST(take("a"));
  now -= 1h;
  BOOST_TEST(take("b"));
}

BOOST_AUTO_TEST_SUITE_END()
