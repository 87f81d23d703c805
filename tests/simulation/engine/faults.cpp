#include "small_world.hpp"

#include <caf/event_based_actor.hpp>

#include <memory>

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(faults_suite)

BOOST_AUTO_TEST_CASE(halves_that_are_cut_off_forget_each_other_and_meet_again) {
  small_world w{8};
  w.cut({0, 1, 2, 3}, {4, 5, 6, 7});
  w.run_for(60s);
  for (std::size_t i = 0; i < 4; ++i)
    BOOST_TEST(w[i].topology().size() == 4u);
  for (std::size_t i = 4; i < 8; ++i)
    BOOST_TEST(w[i].topology().size() == 4u);
  w.heal_all();
  w.settle(120s);
}

BOOST_AUTO_TEST_CASE(others_speak_for_a_node_that_one_cannot_hear) {
  small_world w{6};
  w.cut({0}, {1}, false);
  w.run_for(60s);
  BOOST_CHECK(w.status(1, 0) == node_status::alive);
  BOOST_CHECK(w.status(5, 0) == node_status::alive);
}

BOOST_AUTO_TEST_CASE(a_host_that_dies_in_silence_is_down_within_seconds) {
  small_world w{10};
  w[4].end(crash::host);
  BOOST_TEST(w.run_until([&] { return w.agree(); }, 20s));
}

BOOST_AUTO_TEST_CASE(other_trouble_does_not_tell_of_a_host_that_died) {
  small_world w{4};
  w[1].end(crash::host);
  w.run_for(100ms);
  w.cut({2}, {3});
  w.heal_all();
  w.run_for(2200ms); // beyond a heartbeat: nothing answered it
  BOOST_CHECK(w.status(0, 1) != std::nullopt);
}

BOOST_AUTO_TEST_CASE(what_stalls_is_sent_again_at_doubled_times) {
  world_options options;
  options.network.within_region.delay = latency::constant(1ms);
  small_world w{2, options};
  w[0].provide({"x", "v1"}, [](simulated_node& node) {
    return node.spawn([](caf::actor_system& sys) {
      return sys.spawn([](caf::event_based_actor*) -> caf::behavior {
        return {[](int y) { return y; }};
      });
    });
  });
  auto handle = w[1].service({"x", "v1"});
  auto answered = std::make_shared<duration>();
  auto call = [&] {
    *answered = duration::zero();
    w[1].spawn([&, answered](caf::actor_system& sys) {
      return sys.spawn([&, answered](caf::event_based_actor* self) {
        self->request(handle, caf::infinite, 1)
          .then([&, answered](int) { *answered = w.now(); },
                [](const caf::error&) {});
      });
    });
  };
  w.run_for(2s);
  call();
  w.run_for(1s);
  BOOST_REQUIRE(*answered > 0s);
  auto begin = w.now();
  w.cut({0}, {1});
  call();
  w.run_for(1s);
  w.heal_all();
  w.run_for(3s);
  // Tries come 0.2, 0.6 and 1.4 s after the cut; the third gets through.
  BOOST_CHECK(*answered - begin > 1390ms);
  BOOST_CHECK(*answered - begin < 1500ms);
}

BOOST_AUTO_TEST_CASE(a_frozen_node_is_down_and_comes_back_by_itself) {
  small_world w{6};
  w[2].freeze();
  w.run_for(30s);
  BOOST_CHECK(w.status(0, 2) == std::nullopt);
  w[2].thaw();
  w.settle();
}

BOOST_AUTO_TEST_CASE(a_short_pause_kills_nobody) {
  small_world w{6};
  for (int i = 0; i < 10; ++i) {
    w[1].freeze();
    w.run_for(900ms);
    w[1].thaw();
    w.run_for(3s);
    for (std::size_t j = 0; j < w.size(); ++j)
      BOOST_TEST(w[j].topology().size() == 6u);
  }
}

BOOST_AUTO_TEST_CASE(a_slow_node_stays_a_member) {
  small_world w{6};
  w[3].slow_down(20ms);
  w.run_for(60s);
  BOOST_CHECK(w.status(0, 3) == node_status::alive);
  w[3].slow_down(0ms);
  w.settle();
}

BOOST_AUTO_TEST_CASE(connections_that_were_reset_are_made_again) {
  small_world w{4};
  w[1].reset_connections();
  w.run_for(5s);
  BOOST_TEST(w.agree());
  BOOST_CHECK(w.status(0, 1) == node_status::alive);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_a_minute_wrong_does_no_harm) {
  small_world w{5};
  w[2].set_clock_offset(-60s);
  w.run_for(30s);
  w[2].end(crash::process);
  w.run_for(20s);
  w[2].start(); // its life begins before the last one, by its clock
  w.settle();
}

BOOST_AUTO_TEST_CASE(loss_costs_time_and_bytes_but_no_member) {
  world_options options;
  options.network.within_region.loss = 0.1;
  small_world w{8, options};
  w.run_for(120s);
  BOOST_TEST(w.agree());
  BOOST_TEST(w[0].traffic().sent_bytes > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
