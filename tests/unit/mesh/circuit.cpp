#include "mesh/circuit.hpp"
#include "mesh/ejection_cap.hpp"

#include "mesh/random.hpp"
#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

constexpr instant start{1000s};

void fail(circuit& x, int times, instant at) {
  for (int i = 0; i < times; ++i)
    x.on_failure(at);
}

/// Which share of a thousand calls passes.
int admitted(const circuit& x, instant at) {
  random_source random{1};
  auto result = 0;
  for (int i = 0; i < 1000; ++i)
    result += x.times().admits(at, random.next()) ? 1 : 0;
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_circuit)

BOOST_AUTO_TEST_CASE(failures_in_a_row_eject) {
  circuit x;
  fail(x, 4, start);
  BOOST_TEST((x.times().state(start) == circuit_state::closed));
  BOOST_TEST(x.on_failure(start));
  BOOST_TEST((x.times().state(start) == circuit_state::open));
  BOOST_TEST(admitted(x, start) == 0);
  BOOST_TEST(x.ejections() == 1u);
}

BOOST_AUTO_TEST_CASE(success_between_them_starts_over) {
  circuit x;
  for (int i = 0; i < 9; ++i) {
    fail(x, 2, start);
    x.on_success(start);
    x.on_success(start);
    x.on_success(start);
  }
  BOOST_TEST((x.times().state(start) == circuit_state::closed));
}

BOOST_AUTO_TEST_CASE(half_of_many_failing_ejects) {
  circuit x;
  for (int i = 0; i < 9; ++i) {
    x.on_success(start);
    x.on_failure(start);
  }
  BOOST_TEST((x.times().state(start) == circuit_state::closed));
  x.on_success(start);
  x.on_failure(start); // the twentieth
  BOOST_TEST((x.times().state(start) == circuit_state::open));
}

BOOST_AUTO_TEST_CASE(failures_of_another_window_do_not_count) {
  circuit x;
  for (int i = 0; i < 9; ++i) {
    x.on_success(start);
    x.on_failure(start);
  }
  x.on_success(start + 11s);
  x.on_failure(start + 11s);
  BOOST_TEST((x.times().state(start + 11s) == circuit_state::closed));
}

BOOST_AUTO_TEST_CASE(return_is_gradual) {
  circuit x;
  fail(x, 5, start);
  BOOST_TEST((x.times().state(start + 999ms) == circuit_state::open));
  BOOST_TEST((x.times().state(start + 1s) == circuit_state::half_open));
  BOOST_TEST(std::abs(admitted(x, start + 1s) - 50) < 30);
  BOOST_TEST(std::abs(admitted(x, start + 6s) - 500) < 60);
  BOOST_TEST(admitted(x, start + 10'900ms) > 950);
  BOOST_TEST((x.times().state(start + 11s) == circuit_state::closed));
  BOOST_TEST(admitted(x, start + 11s) == 1000);
}

BOOST_AUTO_TEST_CASE(failure_on_the_return_ejects_for_longer) {
  circuit x;
  fail(x, 5, start);
  x.on_failure(start + 2s);
  BOOST_TEST((x.times().open_until == start + 4s));
  x.on_failure(start + 5s);
  BOOST_TEST((x.times().open_until == start + 9s));
  for (int i = 0; i < 20; ++i)
    x.on_failure(x.times().open_until);
  BOOST_TEST(x.ejections() == 23u);
  auto last = x.times().open_until;
  x.on_failure(last);
  BOOST_TEST((x.times().open_until - last == 60s));
}

BOOST_AUTO_TEST_CASE(calls_of_before_the_ejection_say_nothing_new) {
  circuit x;
  fail(x, 50, start);
  BOOST_TEST(x.ejections() == 1u);
  BOOST_TEST((x.times().open_until == start + 1s));
}

BOOST_AUTO_TEST_CASE(long_health_makes_the_next_ejection_short_again) {
  circuit x;
  fail(x, 5, start);
  x.on_failure(start + 2s);
  x.on_success(start + 14s); // closed, but only just
  fail(x, 5, start + 15s);
  BOOST_TEST((x.times().open_until == start + 19s));
  x.on_success(start + 60s);
  fail(x, 5, start + 61s);
  BOOST_TEST((x.times().open_until == start + 62s));
}

BOOST_AUTO_TEST_CASE(half_of_the_providers_may_be_ejected_at_a_time) {
  ejection_cap cap{0.5};
  cap.set_providers(5);
  instant now{100ms};
  BOOST_TEST(cap.take(now, now + 10ms));
  BOOST_TEST(cap.take(now, now + 20ms));
  BOOST_TEST(!cap.take(now, now + 20ms));
  BOOST_TEST(cap.take(now + 10ms, now + 30ms)); // one is back
  BOOST_TEST(!cap.take(now + 15ms, now + 30ms));
  cap.set_providers(1);
  BOOST_TEST(cap.take(now + 40ms, now + 50ms)); // one always may
}

BOOST_AUTO_TEST_CASE(what_may_not_be_ejected_stays_and_may_go_later) {
  circuit x;
  instant now{100ms};
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(!x.on_failure(now, [](instant) { return false; }));
  BOOST_CHECK(x.times().state(now) == circuit_state::closed);
  instant end{};
  BOOST_TEST(x.on_failure(now, [&](instant until) {
    end = until;
    return true;
  }));
  BOOST_CHECK(end == x.times().open_until);
  BOOST_CHECK(x.times().state(now) == circuit_state::open);
}

BOOST_AUTO_TEST_SUITE_END()
