#include "transport/bulk_window.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace aegis::transport;
using namespace std::chrono_literals;

namespace {

constexpr auto least = aegis::defaults::bulk_window_bytes;

/// A way that holds back each byte for `delay` and passes `rate` bytes per
/// millisecond; one round trip of the network is `delay`.
struct way {
  bulk_window window;
  std::size_t rate;
  std::chrono::milliseconds delay;
  bulk_window::time_point now{1h};
  std::uint64_t total = 0;

  /// Sends as much as the window allows in each round.
  void run(int rounds) {
    for (int i = 0; i < rounds; ++i) {
      auto n = window.room();
      window.sent(n);
      auto passing = std::chrono::milliseconds(n / rate);
      now += std::max(delay, passing);
      total += n;
      BOOST_TEST(window.taken(total, now, delay));
    }
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(bulk_window_suite)

BOOST_AUTO_TEST_CASE(room_shrinks_with_what_is_open) {
  bulk_window window;
  BOOST_TEST(window.room() == least);
  window.sent(least - 10);
  BOOST_TEST(window.room() == 10u);
  window.sent(20);
  BOOST_TEST(window.room() == 0u);
  BOOST_TEST(window.taken(least, {}, {}));
  BOOST_TEST(window.open_bytes() == 10u);
}

BOOST_AUTO_TEST_CASE(a_peer_cannot_take_what_was_not_sent_or_nothing) {
  bulk_window window;
  window.sent(100);
  BOOST_TEST(!window.taken(101, {}, {}));
  BOOST_TEST(!window.taken(0, {}, {}));
  BOOST_TEST(window.taken(50, {}, {}));
  BOOST_TEST(!window.taken(50, {}, {}));
  BOOST_TEST(!window.taken(49, {}, {}));
}

BOOST_AUTO_TEST_CASE(a_long_way_makes_the_window_grow_to_what_it_holds) {
  constexpr std::size_t rate = 100'000; // 100 MB/s
  way x{{}, rate, 50ms};
  x.run(20);
  BOOST_TEST(x.window.size() >= rate * 50);
  BOOST_TEST(x.window.size() <= 2 * rate * 50 + rate);
}

BOOST_AUTO_TEST_CASE(a_short_way_leaves_it_small_however_slow_the_peer_is) {
  for (std::size_t rate : {1'000, 1'000'000}) {
    way x{{}, rate, 0ms};
    x.run(100);
    BOOST_TEST(x.window.size() == least);
  }
}

BOOST_AUTO_TEST_CASE(it_ends_at_a_maximum) {
  way x{{}, 10'000'000, 1000ms};
  x.run(30);
  BOOST_TEST(x.window.size() == aegis::defaults::bulk_window_max_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
