#include "simulation/core/stream_lane.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using namespace std::chrono_literals;

namespace aegis::simulation {

namespace {

path quick() {
  path x;
  x.delay = latency::constant(1ms);
  return x;
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream_lane_suite)

BOOST_AUTO_TEST_CASE(messages_arrive_in_order_whatever_the_network_does) {
  path way;
  way.delay = {100us, 1ms, 50ms, 200ms};
  way.loss = 0.2;
  way.reordering = 0.2;
  way.duplication = 0.2;
  mesh::random_source random{3};
  stream_lane lane{beginning};
  auto last = beginning;
  for (int i = 0; i < 2'000; ++i) {
    auto sent = lane.send(beginning + i * 10us, 100, way, random);
    BOOST_REQUIRE(sent.arrival > last);
    last = sent.arrival;
  }
}

BOOST_AUTO_TEST_CASE(a_lost_packet_comes_after_the_time_of_retransmission) {
  auto way = quick();
  way.loss = 0.5;
  mesh::random_source random{5};
  std::vector<duration> delays;
  for (int i = 0; i < 1'000; ++i) {
    stream_lane lane{beginning};
    delays.push_back(lane.send(beginning, 10, way, random).arrival - beginning);
  }
  auto lucky = std::count_if(delays.begin(), delays.end(),
                             [](duration x) { return x < 2ms; });
  BOOST_TEST(lucky > 400);
  BOOST_TEST(lucky < 600);
  // 200 ms, then 400 more, then 800 more: nothing in between.
  for (auto x : delays) {
    auto waits = x - 1ms;
    BOOST_TEST((waits < 10us || (waits > 199ms && waits < 201ms)
                || (waits > 599ms && waits < 601ms) || waits > 1399ms));
  }
}

BOOST_AUTO_TEST_CASE(bandwidth_holds_up_what_comes_later) {
  auto way = quick();
  way.bytes_per_second = 1'000'000;
  mesh::random_source random{1};
  stream_lane lane{beginning};
  auto first = lane.send(beginning, 60'000, way, random);
  auto second = lane.send(beginning, 60'000, way, random);
  BOOST_CHECK(first.arrival - beginning > 60ms);
  BOOST_CHECK(second.arrival - first.arrival > 60ms);
  BOOST_TEST(first.sent_bytes > 60'000u);
}

BOOST_AUTO_TEST_CASE(a_small_message_waits_for_one_window_of_a_large_one) {
  auto way = quick();
  way.bytes_per_second = 1'000'000;
  mesh::random_source random{1};
  stream_lane lane{beginning};
  auto large = lane.send(beginning, 10'000'000, way, random);
  auto small = lane.send(beginning, 10, way, random);
  BOOST_CHECK(large.arrival - beginning > 10s);
  BOOST_CHECK(small.arrival - beginning < 100ms);
  BOOST_CHECK(small.arrival - beginning > 50ms);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
