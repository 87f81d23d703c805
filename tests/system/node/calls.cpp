// Services called by name, from node to node.

#include "mesh_fixture.hpp"

#include <atomic>
#include <map>
#include <thread>

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(calls_between_nodes, mesh_fixture)

BOOST_AUTO_TEST_CASE(a_service_is_called_by_name_and_knows_its_caller) {
  auto a = provider("a");
  auto user = started("user");
  connect(user, a);
  auto service = user.service(greeting);
  await(user);
  BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_CASE(providers_take_turns_and_a_lost_one_is_left_out) {
  auto a = provider("a");
  auto user = started("user");
  connect(user, a);
  auto service = user.service(greeting);
  {
    auto b = provider("b");
    connect(user, b);
    await(user, 2);
    std::map<std::string, int> counts;
    for (int i = 0; i < 20; ++i)
      ++counts[call(user, service)];
    BOOST_TEST(counts["a to user"] == 10);
    BOOST_TEST(counts["b to user"] == 10);
  }
  for (int i = 0; i < 10; ++i)
    call(user,
         service); // a call that crosses the end may be answered peer_lost
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_CASE(without_a_provider_a_request_is_answered_at_once) {
  auto user = started("user");
  auto answer = call(user, user.service(greeting));
  BOOST_TEST(answer.find("no_providers") == 0u);
}

BOOST_AUTO_TEST_CASE(a_local_provider_is_called_without_a_peer) {
  auto a = provider("a");
  await(a);
  BOOST_TEST(call(a, a.service(greeting)) == "a to a");
}

// The list of providers changes between two looks at it.
BOOST_AUTO_TEST_CASE(who_has_no_provider_yet_is_not_told_that_all_are_busy) {
  auto a = started("a");
  auto service = a.service(greeting);
  std::atomic<bool> over{false};
  auto refused = 0;
  std::thread provider{[&] {
    for (int i = 0; i < 300; ++i) {
      auto added = a.provide(greeting, a.system().spawn(greeter, "a"));
      auto withdrawn = a.withdraw(greeting);
      refused += added && withdrawn ? 0 : 1;
    }
    over = true;
  }};
  std::map<std::string, int> counts;
  while (!over) {
    auto answer = call(a, service);
    ++counts[answer.substr(0, answer.find(':'))];
  }
  provider.join();
  BOOST_TEST(refused == 0);
  BOOST_TEST(counts["overloaded"] == 0);
  BOOST_TEST(counts["no_providers"] > 0);
  BOOST_TEST(counts["a to a"] > 0);
}

BOOST_AUTO_TEST_CASE(a_member_of_the_seed_is_found_through_it) {
  auto seed = started("seed");
  auto a = provider("a");
  connect(a, seed);
  auto user = started("user");
  connect(user, seed);
  auto service = user.service(greeting);
  await(user);
  BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_CASE(a_dead_provider_fails_its_calls_at_once_and_gets_no_more) {
  auto a = provider("a");
  auto b = provider("b");
  auto user = started("user");
  connect(user, a);
  connect(user, b);
  auto service = user.service(greeting);
  await(user, 2);
  auto held = call_aside(user, service, "hold"); // at one of both
  auto end = call_aside(user, service, "quit");  // maybe at the other
  auto quit = end.get();
  BOOST_TEST(quit.find("peer_lost") == 0u);
  BOOST_REQUIRE(
    eventually([&] { return call(user, service) == call(user, service); }));
  auto left = call(user, service);
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(call(user, service) == left);
  (left == "a to user" ? a : b).shutdown(0ms);
  BOOST_TEST(held.get().find("peer_lost") == 0u);
}

BOOST_AUTO_TEST_CASE(a_service_is_provided_and_withdrawn_while_the_node_runs) {
  auto a = started("a");
  auto user = started("user");
  connect(user, a);
  auto service = user.service(greeting);
  BOOST_REQUIRE_EQUAL(
    text_of(a.provide(greeting, a.system().spawn(greeter, "a"))), "ok");
  auto twice = a.provide(greeting, a.system().spawn(greeter, "a"));
  BOOST_TEST(text_of(twice).find("already_exists") == 0u);
  await(user);
  BOOST_TEST(call(user, service) == "a to user");
  BOOST_REQUIRE_EQUAL(text_of(a.withdraw(greeting)), "ok");
  BOOST_TEST(text_of(a.withdraw(greeting)).find("unknown_service") == 0u);
  BOOST_TEST(
    eventually([&] { return call(user, service).find("no_providers") == 0; }));
}

BOOST_AUTO_TEST_SUITE_END()
