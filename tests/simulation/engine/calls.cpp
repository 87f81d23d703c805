#include "small_world.hpp"

#include "aegis/caller.hpp"
#include "aegis/error.hpp"

#include <caf/event_based_actor.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aegis::simulation {

/// Never registered.
struct secret {
  int x = 0;
};

} // namespace aegis::simulation

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::simulation::secret)

namespace aegis::simulation {

namespace {

const service_id echo{"echo", "v1"};

/// Answers with the id of the caller, and says whether it is of this node.
caf::actor spawn_echo(simulated_node& node) {
  return node.spawn([](caf::actor_system& sys) {
    return sys.spawn([](caf::event_based_actor* self) -> caf::behavior {
      return {
        [=](const std::string& text) -> caf::result<std::string> {
          auto who = caller_of(self);
          if (!who)
            return who.error();
          return who->node_id + (who->local ? " here: " : " there: ") + text;
        },
        [](int) -> caf::result<caf::message> {
          return caf::sec::runtime_error;
        },
      };
    });
  });
}

struct answers {
  std::vector<std::string> texts;
  std::vector<fault> errors;
};

/// Calls from an actor of a node.
std::shared_ptr<answers> call(simulated_node& node, const caf::actor& whom,
                              const std::string& text) {
  auto result = std::make_shared<answers>();
  node.spawn([=](caf::actor_system& sys) {
    return sys.spawn([=](caf::event_based_actor* self) {
      self->request(whom, caf::infinite, text)
        .then([=](const std::string& x) { result->texts.push_back(x); },
              [=](const caf::error& why) {
                result->errors.push_back(to_fault(why));
              });
    });
  });
  return result;
}

struct echo_world : small_world {
  explicit echo_world(std::size_t nodes, std::size_t providers = 1)
    : small_world(nodes) {
    for (std::size_t i = 0; i < providers; ++i)
      (*this)[i].provide(echo, spawn_echo);
    run_for(1s);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(calls_suite)

BOOST_AUTO_TEST_CASE(a_provider_sees_which_node_calls) {
  echo_world w{3};
  auto remote = call(w[2], w[2].service(echo), "hello");
  auto local = call(w[0], w[0].service(echo), "hello");
  w.run_for(1s);
  BOOST_REQUIRE(remote->texts.size() == 1u);
  BOOST_TEST(remote->texts.front() == "n2 there: hello");
  BOOST_REQUIRE(local->texts.size() == 1u);
  BOOST_TEST(local->texts.front() == "n0 here: hello");
}

BOOST_AUTO_TEST_CASE(an_actor_knows_its_own_node_without_a_guard) {
  small_world w{2};
  auto server = spawn_echo(w[1]);
  auto reply = call(w[1], server, "hi");
  w.run_for(1s);
  BOOST_REQUIRE(reply->texts.size() == 1u);
  BOOST_TEST(reply->texts.front() == "n1 here: hi");
}

BOOST_AUTO_TEST_CASE(calls_go_to_all_providers_in_turn) {
  echo_world w{5, 3};
  auto handle = w[4].service(echo);
  w.run_for(1s);
  std::vector<std::shared_ptr<answers>> all;
  for (int i = 0; i < 30; ++i)
    all.push_back(call(w[4], handle, "x"));
  w.run_for(1s);
  for (const auto& x : all)
    BOOST_TEST(x->texts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_call_takes_a_round_trip_of_virtual_time) {
  world_options options;
  options.network.within_region.delay = latency::constant(50ms);
  small_world w{2, options};
  w[0].provide(echo, spawn_echo);
  w.run_for(2s);
  auto handle = w[1].service(echo);
  call(w[1], handle, "first");
  w.run_for(2s);
  auto reply = call(w[1], handle, "second");
  w.run_for(99ms);
  BOOST_TEST(reply->texts.empty());
  w.run_for(5ms);
  BOOST_TEST(reply->texts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(calls_fail_at_once_when_the_provider_crashes) {
  echo_world w{2};
  auto handle = w[1].service(echo);
  call(w[1], handle, "first");
  w.run_for(1s);
  w[0].freeze(); // so that it is in flight
  auto reply = call(w[1], handle, "second");
  w.run_for(100ms);
  BOOST_TEST(reply->errors.empty());
  w[0].end(crash::process);
  w.run_for(100ms);
  BOOST_REQUIRE(reply->errors.size() == 1u);
  BOOST_CHECK(reply->errors.front().code == ec::peer_lost);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_unsupported) {
  small_world w{2};
  w[0].provide(echo, spawn_echo);
  w.run_for(1s);
  auto handle = w[1].service(echo);
  auto why = std::make_shared<fault>();
  w[1].spawn([=](caf::actor_system& sys) {
    return sys.spawn([=](caf::event_based_actor* self) {
      self->request(handle, caf::infinite, secret{1})
        .then([=](const std::string&) {},
              [=](const caf::error& x) { *why = to_fault(x); });
    });
  });
  w.run_for(2s);
  BOOST_CHECK(why->code == ec::unsupported);
}

BOOST_AUTO_TEST_CASE(a_service_comes_back_with_its_node) {
  echo_world w{3};
  auto handle = w[1].service(echo);
  w[0].end(crash::process);
  w.run_for(30s);
  w[0].start();
  w.settle();
  w.run_for(2s);
  auto reply = call(w[1], handle, "again");
  w.run_for(1s);
  BOOST_TEST(reply->texts.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
