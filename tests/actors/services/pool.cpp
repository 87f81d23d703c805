#include "fixture.hpp"

#include <caf/send.hpp>

using namespace aegis;
using namespace aegis::test;

using strings = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(pool_provision, pool_fixture)

BOOST_AUTO_TEST_CASE(provided_service_is_exported_and_announced) {
  auto provider = spawn_provider(sys, "a");
  BOOST_REQUIRE(provide(provider));
  BOOST_TEST(announcements == strings{"+greeting@v1"},
             boost::test_tools::per_element());
  auto found = ask<local_provider>(local_provider_query{greeting});
  BOOST_REQUIRE(found);
  BOOST_TEST(network.exported.count(found->guard->id()) == 1u);
  BOOST_TEST(network.exported.count(provider.id()) == 0u);
}

BOOST_AUTO_TEST_CASE(second_provision_of_a_service_is_refused) {
  BOOST_REQUIRE(provide(spawn_provider(sys, "a")));
  auto second = spawn_provider(sys, "b");
  BOOST_TEST(!provide(second));
  BOOST_TEST((failure.code == ec::already_exists));
  caf::anon_send_exit(second, caf::exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(malformed_provision_is_refused) {
  auto provider = spawn_provider(sys, "a");
  BOOST_TEST(!provide(provider, {"with space", "v1"}));
  BOOST_TEST((failure.code == ec::invalid_argument));
  BOOST_TEST(!provide(nullptr));
  BOOST_TEST((failure.code == ec::invalid_argument));
  auto remote = proxy::make(sys, other_node(1), provider);
  BOOST_TEST(!provide(caf::actor_cast<caf::actor>(remote)));
  BOOST_TEST((failure.code == ec::invalid_argument));
  BOOST_TEST(network.exported.empty());
  caf::anon_send_exit(provider, caf::exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(provision_that_the_topology_refuses_leaves_nothing) {
  announce_error = {ec::overloaded, "too many"};
  auto provider = spawn_provider(sys, "a");
  BOOST_TEST(!provide(provider));
  BOOST_TEST((failure.code == ec::overloaded));
  pass(100ms);
  BOOST_TEST(network.exported.empty());
  BOOST_TEST((call(handle(), "x")->error.code == ec::no_providers));
  announce_error = {ec::none, {}};
  BOOST_TEST(provide(provider));
}

BOOST_AUTO_TEST_CASE(dead_service_leaves_the_record_and_the_rotation) {
  auto provider = spawn_provider(sys, "a");
  BOOST_REQUIRE(provide(provider));
  auto user = handle();
  caf::anon_send_exit(provider, caf::exit_reason::kill);
  run();
  BOOST_TEST(announcements == (strings{"+greeting@v1", "-greeting@v1"}),
             boost::test_tools::per_element());
  BOOST_TEST(network.exported.empty());
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  BOOST_TEST(!ask<local_provider>(local_provider_query{greeting}));
  BOOST_TEST((failure.code == ec::unknown_service));
}

BOOST_AUTO_TEST_CASE(withdrawn_service_serves_latecomers_for_a_while) {
  BOOST_REQUIRE(provide(spawn_provider(sys, "a")));
  auto user = handle();
  auto open = call(user, "hold");
  auto guard = ask<local_provider>(local_provider_query{greeting})->guard;
  BOOST_TEST(withdraw());
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  BOOST_TEST(open->answers == 0);
  auto late = caf::actor_cast<caf::actor>(guard);
  BOOST_TEST(call(late, "x")->value == "a:x");
  pass(5100ms);
  BOOST_TEST((call(late, "x")->error.code == ec::peer_lost));
  BOOST_TEST(network.exported.empty());
  BOOST_TEST((open->error.code == ec::peer_lost));
}

BOOST_AUTO_TEST_CASE(unknown_service_cannot_be_withdrawn) {
  BOOST_TEST(!withdraw());
  BOOST_TEST((failure.code == ec::unknown_service));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(pool_providers, pool_fixture)

BOOST_AUTO_TEST_CASE(nobody_is_connected_before_a_service_is_wanted) {
  add_node("a");
  BOOST_TEST(connections.empty());
  auto user = handle();
  run();
  BOOST_TEST(connections.size() == 1u);
}

// Who waits for a number of providers calls as soon as they are counted.
BOOST_AUTO_TEST_CASE(what_is_counted_can_be_called) {
  add_node("a");
  add_node("b");
  auto user = handle();
  announce("a", topology_change::down);
  reconnect("a");
  hold_connections = true;
  announce("a", topology_change::service_up, 2);
  std::set<std::size_t> counts;
  auto too_many = 0;
  auto open = false;
  auto asker = questioner::make(sys, [&](const caf::message& x) {
    auto callable = x.get_as<provider_count>(0).callable;
    counts.insert(callable);
    too_many += callable > as_handle(user).ports().size() ? 1 : 0;
    open = false;
  });
  caf::anon_send(peers, 0); // the held connection
  for (auto steps = 0; steps < 100 && counts.count(2) == 0; ++steps) {
    if (!std::exchange(open, true))
      caf::actor_cast<caf::actor>(pool)->enqueue(
        caf::make_mailbox_element(asker, caf::make_message_id(1), {},
                                  provider_count_query{greeting}),
        nullptr);
    sched.run_once();
  }
  run();
  BOOST_TEST(counts == (std::set<std::size_t>{1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(too_many == 0);
}

BOOST_AUTO_TEST_CASE(new_handle_starts_from_the_current_view) {
  add_node("a", false);
  mesh::topology_table world{"here"};
  node_info self;
  self.id = "here";
  self.address = "127.0.0.1:2";
  BOOST_REQUIRE(world.set_self(self, timestamp_ms{1s}));
  node_info a;
  a.id = "a";
  a.name = "a";
  a.address = "127.0.0.1:1";
  a.services = {greeting};
  a.incarnation = 1;
  BOOST_REQUIRE(world.add(a, timestamp_ms{1s}));
  snapshots->publish(world.snapshot());
  auto user = handle();
  BOOST_TEST(call(user, "x")->value == "a:x");
  auto n = count();
  BOOST_TEST(n.callable == 1u);
  BOOST_TEST(n.known == 1u);
}

BOOST_AUTO_TEST_CASE(provider_that_appears_gets_its_share_at_once) {
  auto user = handle();
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  add_node("a");
  BOOST_TEST(call(user, "x")->value == "a:x");
}

BOOST_AUTO_TEST_CASE(provider_that_leaves_finishes_what_is_open) {
  auto user = handle();
  auto& a = add_node("a");
  auto open = call(user, "hold");
  announce("a", topology_change::service_down);
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  release(a, "done");
  run();
  BOOST_TEST(open->value == "done");
}

BOOST_AUTO_TEST_CASE(node_that_goes_is_no_provider_any_more) {
  for (auto change : {topology_change::down, topology_change::left}) {
    auto user = handle();
    add_node("a");
    announce("a", change);
    BOOST_TEST(count().known == 0u);
  }
}

BOOST_AUTO_TEST_CASE(own_record_is_no_provider) {
  auto user = handle();
  announce("here", topology_change::service_up);
  BOOST_TEST(count().known == 0u);
  BOOST_TEST(connections.empty());
}

BOOST_AUTO_TEST_CASE(lost_provider_is_looked_up_again_and_takes_its_share) {
  auto user = handle();
  auto& a = add_node("a");
  add_node("b");
  connect_error = {ec::unreachable, "refused"};
  as_proxy(a.target).kill();
  run();
  BOOST_TEST(count().callable == 1u);
  pass(1s);
  BOOST_TEST(count().callable == 1u);
  BOOST_TEST(call(user, "x")->value == "b:x");
  reconnect("a");
  connect_error = {ec::none, {}};
  pass(5s);
  BOOST_TEST(count().callable == 2u);
  std::set<std::string> values{call(user, "x")->value, call(user, "x")->value};
  BOOST_TEST(values.size() == 2u);
}

BOOST_AUTO_TEST_CASE(attempts_follow_each_other_with_growing_pauses) {
  auto user = handle();
  connect_error = {ec::unreachable, "refused"};
  add_node("a");
  pass(60s);
  BOOST_TEST(connections.size() > 3u);
  BOOST_TEST(connections.size() < 40u);
}

BOOST_AUTO_TEST_CASE(new_life_of_a_node_ends_the_pause) {
  auto user = handle();
  connect_error = {ec::unreachable, "refused"};
  add_node("a");
  pass(60s);
  connect_error = {ec::none, {}};
  announce("a", topology_change::updated, 2);
  BOOST_TEST(count().callable == 1u);
}

BOOST_AUTO_TEST_CASE(node_without_the_service_is_asked_again_later) {
  auto user = handle();
  auto& a = add_node("a", false);
  auto provider = std::exchange(a.provider, nullptr);
  announce("a", topology_change::service_up);
  BOOST_TEST(count().callable == 0u);
  BOOST_TEST(call(user, "x")->error.text.find("not here") != std::string::npos);
  a.provider = provider;
  pass(5s);
  BOOST_TEST(count().callable == 1u);
}

BOOST_AUTO_TEST_CASE(endpoint_that_ends_during_a_lookup_fails_it_at_once) {
  auto user = handle();
  auto& a = add_node("a", false);
  caf::anon_send_exit(a.endpoint, caf::exit_reason::kill);
  a.endpoint = sys.spawn([](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const frame&) -> caf::result<frame> {
      self->make_response_promise();
      self->quit(caf::exit_reason::kill);
      return caf::delegated<frame>{};
    }};
  });
  announce("a", topology_change::service_up);
  auto result = call(user, "x");
  BOOST_TEST((result->error.code == ec::no_providers));
}

BOOST_AUTO_TEST_CASE(result_of_a_lookup_for_a_node_that_left_is_ignored) {
  hold_connections = true;
  auto user = handle();
  add_node("a");
  announce("a", topology_change::left);
  for (auto& f : std::exchange(held_connections, {}))
    f();
  run();
  BOOST_TEST(count().known == 0u);
  BOOST_TEST(as_handle(user).ports().empty());
}

BOOST_AUTO_TEST_CASE(service_without_handles_is_forgotten) {
  auto user = handle();
  add_node("a");
  BOOST_TEST(count().callable == 1u);
  user = nullptr;
  pass(61s);
  auto before = connections.size();
  as_proxy(nodes.at("a").target).kill();
  pass(1s);
  BOOST_TEST(connections.size() == before);
  BOOST_TEST(!sched.has_pending_timeout());
}

BOOST_AUTO_TEST_CASE(end_of_the_pool_answers_everything) {
  auto& a = add_node("a");
  call_options options;
  options.park = 10s;
  auto user = handle(options);
  auto waiting = call(user, "x");
  announce("a", topology_change::updated);
  auto open = call(user, "hold");
  auto provider = spawn_provider(sys, "here");
  BOOST_REQUIRE(provide(provider, {"other", "v1"}));
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  run();
  BOOST_TEST(waiting->answers == 1);
  BOOST_TEST((open->error.code == ec::shutting_down));
  BOOST_TEST((call(user, "x")->error.code == ec::shutting_down));
  BOOST_TEST(network.exported.empty());
  BOOST_TEST(a.log->texts.size() >= 1u);
  caf::anon_send_exit(provider, caf::exit_reason::kill);
}

BOOST_AUTO_TEST_SUITE_END()
