#include "mesh/latency_estimate.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

constexpr instant start{1000s};

double ms(std::chrono::nanoseconds x) {
  return std::chrono::duration<double, std::milli>(x).count();
}

const auto near = boost::test_tools::tolerance(0.02);

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_latency_estimate)

BOOST_AUTO_TEST_CASE(first_answer_is_the_estimate) {
  latency_estimate x;
  BOOST_TEST(x.value(start).count() == 0);
  x.on_answer(20ms, start);
  BOOST_TEST(ms(x.value(start)) == 20.0, near);
}

BOOST_AUTO_TEST_CASE(peak_counts_at_once) {
  latency_estimate x;
  x.on_answer(2ms, start);
  x.on_answer(200ms, start + 1ms);
  BOOST_TEST(ms(x.value(start + 1ms)) == 200.0, near);
}

BOOST_AUTO_TEST_CASE(estimate_is_forgotten_by_halves) {
  latency_estimate x;
  x.on_answer(80ms, start);
  BOOST_TEST(ms(x.value(start + 5s)) == 40.0, near);
  BOOST_TEST(ms(x.value(start + 15s)) == 10.0, near);
  BOOST_TEST(ms(x.value(start + 7500ms)) == 30.0, near); // linear in between
  BOOST_TEST(x.value(start + 1h).count() == 0);
}

BOOST_AUTO_TEST_CASE(fast_answers_bring_it_down_with_time_not_with_number) {
  latency_estimate x;
  x.on_answer(100ms, start);
  for (int i = 0; i < 10'000; ++i)
    x.on_answer(1ms, start + 1ms);
  BOOST_TEST(ms(x.value(start + 1ms)) > 90.0);
  for (int i = 0; i <= 50; ++i)
    x.on_answer(1ms, start + i * 1s);
  BOOST_TEST(ms(x.value(start + 50s)) < 2.0);
}

BOOST_AUTO_TEST_CASE(failure_costs_more_than_any_answer) {
  latency_estimate x;
  x.on_answer(50ms, start);
  x.on_failure(1us, start);
  BOOST_TEST(ms(x.value(start)) == 400.0, near);
  latency_estimate fresh;
  fresh.on_failure(1us, start);
  BOOST_TEST(ms(fresh.value(start)) == 100.0, near);
}

BOOST_AUTO_TEST_CASE(cost_grows_with_the_queue) {
  latency_estimate x;
  x.on_answer(10ms, start);
  BOOST_TEST(x.cost(3, start) == 4 * x.cost(0, start));
}

BOOST_AUTO_TEST_CASE(unknown_provider_may_have_one_call_only) {
  latency_estimate fresh;
  latency_estimate slow;
  slow.on_answer(60s, start);
  BOOST_TEST(fresh.cost(0, start) < slow.cost(0, start));
  BOOST_TEST(fresh.cost(1, start) > slow.cost(0, start));
}

BOOST_AUTO_TEST_CASE(times_out_of_order_and_extremes_do_no_harm) {
  latency_estimate x;
  x.on_answer(10ms, start + 10s);
  x.on_answer(5ms, start);
  BOOST_TEST(ms(x.value(start)) <= 10.1);
  x.on_answer(std::chrono::hours{1000}, start);
  x.on_answer(-5ms, start);
  BOOST_TEST(x.value(start).count() > 0);
  for (int i = 0; i < 100; ++i)
    x.on_failure(1h, start);
  BOOST_TEST(ms(x.value(start)) > 100'000.0); // no overflow to nothing
}

BOOST_AUTO_TEST_SUITE_END()
