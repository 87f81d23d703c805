#include "actors/topology/sync_turns.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

using namespace aegis;
using namespace std::chrono_literals;

namespace {

struct fixture {
  detail::sync_turns uut{500ms};
  timestamp_ms now{1'000'000ms};

  bool take(const char* peer) {
    return uut.take(peer, now);
  }

  /// A turn that brought much.
  void release(const char* peer, std::size_t news = 100) {
    uut.learn(peer, news);
    uut.release(peer, now);
  }

  /// Takes as many turns as there are. @returns how many
  int take_all() {
    auto count = 0;
    while (uut.take("peer " + std::to_string(count), now))
      ++count;
    return count;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sync_turns, fixture)

BOOST_AUTO_TEST_CASE(one_peer_has_the_turn_until_it_is_released) {
  BOOST_TEST(take("a"));
  BOOST_TEST(take("a"));
  BOOST_TEST(!take("b"));
  uut.release("b", now); // it is not its turn
  BOOST_TEST(!take("b"));
  release("a");
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
  release("a");
  BOOST_TEST(!take("a"));
  BOOST_TEST(take("b"));
  release("b");
  BOOST_TEST(take("b")); // nobody else wanted it
  BOOST_TEST(!take("c"));
  release("b");
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

// -- several at a time -------------------------------------------------------

BOOST_AUTO_TEST_CASE(turns_without_news_make_room_for_more_at_a_time) {
  for (auto width : {1, 2, 4, 8, 16, 32, 32}) {
    auto count = take_all();
    BOOST_TEST(count == width);
    for (auto i = 1; i < count; ++i) // these bring a little
      release(("peer " + std::to_string(i)).c_str(), 1);
    release("peer 0", 0);
  }
}

BOOST_AUTO_TEST_CASE(news_end_it_at_once) {
  for (auto* peer : {"a", "b", "c"}) {
    BOOST_TEST(take(peer));
    release(peer, 0);
  }
  BOOST_TEST(take("a"));
  BOOST_TEST(take("b"));
  uut.learn("a", 5);
  BOOST_TEST(take("c"));
  uut.learn("a", 5); // ten by now
  BOOST_TEST(!take("d"));
  BOOST_TEST(take("b")); // has its turn
  uut.release("a", now);
  uut.release("b", now); // this one was without
  BOOST_TEST(take("d"));
  BOOST_TEST(!take("e"));
}

BOOST_AUTO_TEST_CASE(a_calm_ends_it) {
  for (auto* peer : {"a", "b", "c"}) {
    BOOST_TEST(take(peer));
    release(peer, 0);
  }
  now += 500ms;
  BOOST_TEST(take("a"));
  BOOST_TEST(!take("b"));
}

BOOST_AUTO_TEST_SUITE_END()
