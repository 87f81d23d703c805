// Which provider a call goes to, by policy, region, weight, key and version.

#include "fixture.hpp"

#include "aegis/call.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct choices_fixture : pool_fixture {
  caf::actor handle_with(pick_policy policy) {
    call_options options;
    options.policy = policy;
    return handle(options);
  }

  /// Makes the table's own record say where this node is.
  void live_in(const std::string& region) {
    node_info own;
    own.id = "here";
    own.address = "127.0.0.1:1";
    own.region = region;
    own.incarnation = 1;
    BOOST_REQUIRE(table.set_self(own, timestamp_ms{}));
    snapshots->publish(table.snapshot());
  }

  std::size_t seen(const std::string& id) {
    return nodes.at(id).log->texts.size();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(choices, choices_fixture)

BOOST_AUTO_TEST_CASE(every_policy_reaches_a_provider) {
  add_node("a");
  for (auto policy : {pick_policy::random, pick_policy::least_outstanding,
                      pick_policy::peak_ewma, pick_policy::weighted,
                      pick_policy::consistent_hash})
    BOOST_TEST(call(handle_with(policy), "x")->value == "a:x",
               to_string(policy));
}

BOOST_AUTO_TEST_CASE(least_outstanding_avoids_who_has_calls_of_another_handle) {
  add_node("a");
  add_node("b");
  auto second = handle();
  auto user = handle_with(pick_policy::least_outstanding);
  run();
  while (seen("a") == 0)
    call(second, "hold-at:a");
  auto before = seen("a");
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(call(user, "x")->value == "b:x");
  BOOST_TEST(seen("a") == before);
}

BOOST_AUTO_TEST_CASE(peak_ewma_leaves_the_slow_one_alone) {
  add_node("a");
  add_node("b");
  auto user = handle_with(pick_policy::peak_ewma);
  run();
  for (int i = 0; i < 20; ++i)
    call(user, "x"); // both are known now
  auto& a = nodes.at("a");
  while (a.log->held.empty())
    call(user, "hold-at:a");
  pass(400ms);
  release(a, "slow");
  auto before = seen("a");
  for (int i = 0; i < 50; ++i)
    call(user, "x");
  BOOST_TEST(seen("a") == before);
}

BOOST_AUTO_TEST_CASE(weights_come_from_the_label_of_the_node) {
  add_node("a", false);
  add_node("b", false);
  auto a = record("a");
  a.labels["aegis.weight"] = "0";
  list(a);
  list(record("b"));
  auto user = handle_with(pick_policy::weighted);
  run();
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(call(user, "x")->value == "b:x");
}

BOOST_AUTO_TEST_CASE(key_of_a_call_decides_on_its_provider) {
  for (auto id : {"a", "b", "c", "d"})
    add_node(id);
  auto user = handle_with(pick_policy::consistent_hash);
  run();
  std::set<std::string> answers;
  for (int key = 0; key < 20; ++key) {
    call_options own;
    own.key = "user-" + std::to_string(key);
    auto keyed = with(user, own);
    auto first = call(keyed, "x")->value;
    answers.insert(first);
    for (int i = 0; i < 3; ++i)
      BOOST_TEST(call(keyed, "x")->value == first);
  }
  BOOST_TEST(answers.size() >= 3u);
}

BOOST_AUTO_TEST_CASE(own_region_is_first_and_others_take_over) {
  live_in("eu");
  add_node("far", false);
  add_node("near", false);
  auto far = record("far");
  far.region = "us";
  list(far);
  auto near = record("near");
  near.region = "eu";
  list(near);
  call_options options;
  options.same_region_first = true;
  auto user = handle(options);
  run();
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(call(user, "x")->value == "near:x");
  connect_error = {ec::unreachable, "refused"};
  as_proxy(nodes.at("near").target).kill();
  run();
  BOOST_TEST(call(user, "x")->value == "far:x");
}

BOOST_AUTO_TEST_CASE(newcomer_is_called_at_once) {
  for (auto policy : {pick_policy::round_robin, pick_policy::least_outstanding,
                      pick_policy::peak_ewma}) {
    pool_fixture world;
    world.add_node("a");
    call_options options;
    options.policy = policy;
    auto user = world.handle(options);
    for (int i = 0; i < 10; ++i)
      world.call(user, "x");
    auto& b = world.add_node("b");
    for (int i = 0; i < 40; ++i)
      world.call(user, "x");
    BOOST_TEST(b.log->texts.size() >= 5u, to_string(policy));
    BOOST_TEST(world.nodes.at("a").log->texts.size() >= 11u, to_string(policy));
  }
}

// -- versions ----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(range_takes_every_version_that_it_admits) {
  for (auto [id, version] :
       {std::pair{"a", "1.1"}, {"b", "1.2"}, {"c", "v1.9"}, {"d", "2.0"}}) {
    add_node(id, false);
    auto x = record(id);
    x.services = {{"greeting", version}};
    list(x, x.services.front());
  }
  auto user = handle({}, {}, {"greeting", ">=1.2 <2"});
  run();
  std::set<std::string> answers;
  for (int i = 0; i < 20; ++i)
    answers.insert(call(user, "x")->value);
  BOOST_TEST(answers == (std::set<std::string>{"b:x", "c:x"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(providers_that_come_later_fit_a_range_too) {
  auto user = handle({}, {}, {"greeting", "^1"});
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  add_node("a", false);
  auto x = record("a");
  x.services = {{"greeting", "1.5"}};
  list(x, x.services.front());
  BOOST_TEST(call(user, "x")->value == "a:x");
  BOOST_REQUIRE(provide(spawn_provider(sys, "here"), {"greeting", "1.7"}));
  std::set<std::string> answers;
  for (int i = 0; i < 20; ++i)
    answers.insert(call(user, "x")->value);
  BOOST_TEST(answers.size() == 2u);
}

BOOST_AUTO_TEST_CASE(malformed_range_is_an_error_of_each_call) {
  auto user = handle({}, {}, {"greeting", ">=x"});
  auto result = call(user, "x");
  BOOST_TEST((result->error.code == ec::invalid_argument));
  BOOST_TEST(result->error.text.find(">=x") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
