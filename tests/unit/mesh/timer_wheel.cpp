#include "mesh/timer_wheel.hpp"

#include "mesh/random.hpp"
#include "support.hpp"

#include <deque>

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

constexpr instant start{1000s};

struct timer : wheel_timer {
  instant due{};
};

std::size_t expired(timer_wheel& wheel, instant now) {
  std::size_t result = 0;
  while (wheel.expire(now))
    ++result;
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_timer_wheel)

BOOST_AUTO_TEST_CASE(timer_goes_off_at_its_time_and_once) {
  timer_wheel wheel{start};
  for (auto ahead : {1ms, 255ms, 256ms, 257ms, 65'536ms, 70'000ms, 16'777'216ms,
                     86'400'000ms}) {
    timer_wheel own{start};
    timer x;
    own.schedule(x, start + ahead);
    BOOST_TEST(expired(own, start + ahead - 1ms) == 0u);
    BOOST_TEST(x.scheduled());
    BOOST_TEST(expired(own, start + ahead) == 1u, ahead.count());
    BOOST_TEST(!x.scheduled());
    BOOST_TEST(expired(own, start + ahead + 1h) == 0u);
    BOOST_TEST(own.size() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(fraction_of_a_tick_is_rounded_up) {
  timer_wheel wheel{start};
  timer x;
  wheel.schedule(x, start + 1500us);
  BOOST_TEST(expired(wheel, start + 1999us) == 0u);
  BOOST_TEST(expired(wheel, start + 2ms) == 1u);
}

BOOST_AUTO_TEST_CASE(past_times_go_off_at_the_next_tick) {
  timer_wheel wheel{start};
  expired(wheel, start + 10s);
  timer x;
  wheel.schedule(x, start);
  BOOST_TEST(expired(wheel, start + 10s) == 0u);
  BOOST_TEST(expired(wheel, start + 10s + 1ms) == 1u);
}

BOOST_AUTO_TEST_CASE(cancelled_timer_does_not_go_off) {
  timer_wheel wheel{start};
  timer x;
  timer y;
  wheel.schedule(x, start + 5ms);
  wheel.schedule(y, start + 5ms);
  BOOST_TEST(wheel.cancel(x));
  BOOST_TEST(!wheel.cancel(x));
  BOOST_TEST(wheel.size() == 1u);
  BOOST_TEST((wheel.expire(start + 5ms) == &y));
  BOOST_TEST(!wheel.next());
}

BOOST_AUTO_TEST_CASE(timer_that_is_set_again_forgets_its_first_time) {
  timer_wheel wheel{start};
  timer x;
  wheel.schedule(x, start + 5ms);
  wheel.schedule(x, start + 50ms);
  BOOST_TEST(wheel.size() == 1u);
  BOOST_TEST(expired(wheel, start + 49ms) == 0u);
  BOOST_TEST(expired(wheel, start + 50ms) == 1u);
}

BOOST_AUTO_TEST_CASE(next_is_never_after_the_first_timer) {
  timer_wheel wheel{start};
  BOOST_TEST(!wheel.next());
  timer far;
  timer near;
  wheel.schedule(far, start + 1h);
  BOOST_TEST((*wheel.next() <= start + 1h));
  BOOST_TEST((*wheel.next() > start));
  wheel.schedule(near, start + 7ms);
  BOOST_TEST((*wheel.next() == start + 7ms));
}

BOOST_AUTO_TEST_CASE(who_wakes_up_when_told_to_meets_every_timer) {
  timer_wheel wheel{start};
  timer x;
  wheel.schedule(x, start + 5h + 123ms);
  auto wakes = 0;
  auto now = start;
  while (x.scheduled()) {
    now = *wheel.next();
    expired(wheel, now);
    BOOST_REQUIRE(++wakes <= 4); // once a level
  }
  BOOST_TEST((now == start + 5h + 123ms));
}

BOOST_AUTO_TEST_CASE(times_beyond_the_last_level_are_kept) {
  timer_wheel wheel{start};
  timer x;
  wheel.schedule(x, start + 24h * 365);
  BOOST_TEST(expired(wheel, start + 24h * 365 - 1ms) == 0u);
  BOOST_TEST(expired(wheel, start + 24h * 365) == 1u);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_random_timers_keep_their_times) {
  random_source random{11};
  timer_wheel wheel{start};
  std::deque<timer> timers(100'000);
  std::size_t cancelled = 0;
  for (auto& x : timers) {
    x.due = start + std::chrono::milliseconds{random.between(1, 200'000)};
    wheel.schedule(x, x.due);
  }
  for (auto& x : timers)
    if (random.chance(0.3))
      cancelled += wheel.cancel(x) ? 1 : 0;
  BOOST_TEST(wheel.size() == timers.size() - cancelled);
  std::size_t seen = 0;
  auto last = start;
  while (auto due = wheel.next()) {
    auto before = last;
    last = *due;
    while (auto* x = static_cast<timer*>(wheel.expire(last))) {
      ++seen;
      BOOST_REQUIRE((x->due > before && x->due <= last));
    }
  }
  BOOST_TEST(seen == timers.size() - cancelled);
}

BOOST_AUTO_TEST_SUITE_END()
