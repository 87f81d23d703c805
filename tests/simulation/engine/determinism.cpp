#include "small_world.hpp"

#include <caf/event_based_actor.hpp>

#include <utility>

namespace aegis::simulation {

namespace {

std::pair<std::uint64_t, std::uint64_t> run(std::uint64_t seed,
                                            double loss = 0.01) {
  world_options options;
  options.seed = seed;
  options.network.within_region.loss = loss;
  small_world w{8, options};
  w[3].end(crash::host);
  w.run_for(20s);
  return {w.trace_hash(), w.deliveries()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(determinism_suite)

BOOST_AUTO_TEST_CASE(a_seed_decides_everything) {
  auto first = run(1);
  auto second = run(1);
  BOOST_TEST(first.first == second.first);
  BOOST_TEST(first.second == second.second);
  BOOST_TEST(first.second > 100u);
}

BOOST_AUTO_TEST_CASE(another_seed_is_another_run) {
  BOOST_TEST(run(1).first != run(2).first);
}

BOOST_AUTO_TEST_CASE(a_little_more_trouble_is_another_run) {
  BOOST_TEST(run(1).first != run(1, 0.02).first);
}

BOOST_AUTO_TEST_CASE(a_message_more_is_another_run) {
  small_world first{3};
  small_world second{3};
  BOOST_TEST(first.trace_hash() == second.trace_hash());
  first.run_for(5s);
  second[1].provide({"more", "v1"}, [](simulated_node& node) {
    return node.spawn([](caf::actor_system& sys) {
      return sys.spawn([](caf::event_based_actor*) -> caf::behavior {
        return {[](int x) { return x; }};
      });
    });
  });
  second.run_for(5s);
  BOOST_TEST(first.trace_hash() != second.trace_hash());
}

BOOST_AUTO_TEST_CASE(the_workload_has_numbers_of_its_own) {
  world_options options;
  options.seed = 5;
  world x{options};
  small_world y{3, options};
  BOOST_TEST(x.random() == y.random());
}

BOOST_AUTO_TEST_CASE(plans_run_in_order_at_their_time) {
  world w;
  std::string order;
  w.at(2s, [&] { order += 'c'; });
  w.at(1s, [&] {
    order += 'a';
    w.after(0s, [&] { order += 'b'; });
  });
  w.every(1500ms, [&] { order += '.'; });
  w.run_for(3s);
  BOOST_TEST(order == "ab.c.");
  BOOST_CHECK(w.now() == 3s);
  BOOST_CHECK(w.wall_clock() - world_options{}.wall_clock == 3s);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
