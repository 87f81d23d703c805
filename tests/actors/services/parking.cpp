#include "fixture.hpp"

#include <caf/send.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

struct parking_fixture : pool_fixture {
  void let_connect() {
    hold_connections = false;
    for (auto& f : std::exchange(held_connections, {}))
      f();
    run();
  }

  const detail::service_counters& counters(const caf::actor& user) {
    return *as_handle(user).setup().counters;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(parking, parking_fixture)

BOOST_AUTO_TEST_CASE(request_without_providers_is_answered_at_once) {
  auto user = handle();
  auto result = call(user, "x");
  BOOST_TEST((result->error.code == ec::no_providers));
  BOOST_TEST(result->error.text
             == "service 'greeting@v1': no node provides it");
  BOOST_TEST(test::count(counters(user).no_providers) == 1u);
}

BOOST_AUTO_TEST_CASE(one_way_message_without_providers_is_dropped_and_counted) {
  auto user = handle();
  caf::anon_send(user, "x");
  BOOST_TEST(test::count(counters(user).dropped) == 1u);
}

BOOST_AUTO_TEST_CASE(request_waits_while_a_known_provider_is_connected) {
  hold_connections = true;
  auto& a = add_node("a");
  auto user = handle();
  auto first = call(user, "1");
  auto second = call(user, "2");
  caf::anon_send(user, "3");
  run();
  BOOST_TEST(first->answers == 0);
  let_connect();
  BOOST_TEST(first->value == "a:1");
  BOOST_TEST(second->value == "a:2");
  std::vector<std::string> expected{"1", "2", "3"};
  BOOST_TEST(a.log->texts == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(failed_connection_answers_those_who_wait_with_its_reason) {
  hold_connections = true;
  add_node("a");
  auto user = handle();
  auto result = call(user, "x");
  connect_error = {ec::unreachable, "peer a: connection refused"};
  let_connect();
  BOOST_TEST((result->error.code == ec::no_providers));
  BOOST_TEST(result->error.text.find("connection refused")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(request_during_the_pause_of_a_known_provider_is_refused) {
  connect_error = {ec::unreachable, "refused"};
  add_node("a");
  auto user = handle();
  run();
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
}

BOOST_AUTO_TEST_CASE(request_waits_for_a_first_provider_by_option) {
  call_options options;
  options.park = 1s;
  auto user = handle(options);
  auto result = call(user, "x");
  pass(500ms);
  BOOST_TEST(result->answers == 0);
  BOOST_REQUIRE(provide(spawn_provider(sys, "a")));
  BOOST_TEST(result->value == "a:x");
}

BOOST_AUTO_TEST_CASE(parking_ends_after_its_time) {
  call_options options;
  options.park = 1s;
  auto user = handle(options);
  auto result = call(user, "x");
  pass(900ms);
  BOOST_TEST(result->answers == 0);
  pass(200ms);
  BOOST_TEST((result->error.code == ec::no_providers));
}

BOOST_AUTO_TEST_CASE(waiting_for_a_connection_ends_at_the_deadline) {
  hold_connections = true;
  add_node("a");
  call_options options;
  options.deadline = 300ms;
  auto user = handle(options);
  auto result = call(user, "x");
  pass(280ms);
  BOOST_TEST(result->answers == 0);
  pass(50ms);
  BOOST_TEST((result->error.code == ec::deadline));
}

BOOST_AUTO_TEST_CASE(deadline_counts_from_the_begin_of_the_wait) {
  hold_connections = true;
  add_node("a");
  call_options options;
  options.deadline = 400ms;
  auto user = handle(options);
  auto result = call(user, "hold");
  pass(300ms);
  let_connect();
  BOOST_TEST(nodes.at("a").log->texts.size() == 1u);
  pass(150ms);
  BOOST_TEST((result->error.code == ec::deadline));
}

BOOST_AUTO_TEST_CASE(parking_beyond_its_bound_is_overloaded) {
  call_options options;
  options.park = 1s;
  options.parked_max = 2;
  auto user = handle(options);
  auto first = call(user, "x");
  auto second = call(user, "x");
  auto third = call(user, "x");
  BOOST_TEST(first->answers == 0);
  BOOST_TEST(second->answers == 0);
  BOOST_TEST((third->error.code == ec::overloaded));
  pass(1100ms);
  BOOST_TEST((second->error.code == ec::no_providers));
}

BOOST_AUTO_TEST_CASE(end_of_the_handle_answers_those_who_wait) {
  call_options options;
  options.park = 1s;
  auto user = handle(options);
  auto result = call(user, "x");
  caf::anon_send_exit(user, caf::exit_reason::kill);
  run();
  BOOST_TEST((result->error.code == ec::shutting_down));
}

BOOST_AUTO_TEST_CASE(request_through_a_handle_that_nobody_keeps_is_served) {
  hold_connections = true;
  add_node("a");
  auto result = call(handle(), "x");
  BOOST_TEST(result->answers == 0);
  let_connect();
  BOOST_TEST(result->value == "a:x");
}

BOOST_AUTO_TEST_CASE(what_waits_in_a_handle_that_nobody_keeps_ends_in_time) {
  call_options options;
  options.park = 1s;
  auto user = handle(options);
  caf::weak_actor_ptr weak{caf::actor_cast<caf::strong_actor_ptr>(user).get()};
  auto result = call(user, "x");
  user = nullptr;
  run();
  BOOST_TEST(result->answers == 0);
  pass(1100ms);
  BOOST_TEST((result->error.code == ec::no_providers));
  BOOST_TEST(!weak.lock());
}

BOOST_AUTO_TEST_CASE(handle_that_ends_while_it_hands_on_loses_nobody) {
  call_options options;
  options.park = 1s;
  auto user = handle(options);
  auto first = call(user, "x");
  auto second = call(user, "x");
  auto& a = add_node("a", false);
  as_proxy(a.target).on_message
    = [&] { caf::anon_send_exit(user, caf::exit_reason::kill); };
  announce("a", topology_change::service_up);
  run();
  BOOST_TEST(first->value == "a:x"); // it was on its way already
  BOOST_TEST((second->error.code == ec::shutting_down));
}

BOOST_AUTO_TEST_CASE(requests_wait_while_a_lost_provider_is_looked_up_again) {
  auto& a = add_node("a");
  auto user = handle();
  pass(6s); // long enough to count as stable
  hold_connections = true;
  as_proxy(a.target).kill();
  auto early = test::call(sys, user, "x"); // the pool has not heard of it yet
  run();
  auto late = call(user, "y");
  BOOST_TEST(early->answers == 0);
  reconnect("a");
  let_connect();
  BOOST_TEST(early->value == "a:x");
  BOOST_TEST(late->value == "a:y");
}

BOOST_AUTO_TEST_SUITE_END()
