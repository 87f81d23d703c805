#include "fixture.hpp"

#include <caf/send.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

const detail::service_counters& counters(const caf::actor& user) {
  return *as_handle(user).setup().counters;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(calls, pool_fixture)

// -- the end of a provider ---------------------------------------------------

BOOST_AUTO_TEST_CASE(lost_connection_fails_open_calls_at_once) {
  auto& a = add_node("a");
  auto user = handle();
  auto first = call(user, "hold");
  auto second = call(user, "hold");
  BOOST_TEST(first->answers == 0);
  as_proxy(a.target).kill();
  run();
  for (auto& x : {first, second}) {
    BOOST_TEST(x->answers == 1);
    BOOST_TEST((x->error.code == ec::peer_lost));
    BOOST_TEST(x->error.text.find("service 'greeting@v1' at node 'a'") == 0u);
  }
  BOOST_TEST(test::count(counters(user).lost) == 2u);
}

BOOST_AUTO_TEST_CASE(response_after_the_loss_is_dropped_and_counted) {
  auto& a = add_node("a");
  auto user = handle();
  auto result = call(user, "hold");
  as_proxy(a.target).kill();
  run();
  release(a, "late");
  run();
  BOOST_TEST(result->answers == 1);
  BOOST_TEST(test::count(counters(user).unknown_responses) == 1u);
}

BOOST_AUTO_TEST_CASE(local_provider_that_quits_with_a_promise_fails_the_call) {
  BOOST_REQUIRE(provide(spawn_provider(sys, "a")));
  auto user = handle();
  auto held = call(user, "hold");
  auto quit = call(user, "quit");
  for (auto& x : {held, quit}) {
    BOOST_TEST(x->answers == 1);
    BOOST_TEST((x->error.code == ec::peer_lost));
  }
}

BOOST_AUTO_TEST_CASE(request_behind_a_dying_provider_is_bounced_as_lost) {
  auto provider = spawn_provider(sys, "a");
  BOOST_REQUIRE(provide(provider));
  auto user = handle();
  // Both requests are in the mailbox before the first is handled.
  auto quit = test::call(sys, user, "quit");
  auto behind = test::call(sys, user, "x");
  run();
  BOOST_TEST(behind->answers == 1);
  BOOST_TEST((behind->error.code == ec::peer_lost));
}

BOOST_AUTO_TEST_CASE(calls_go_on_at_the_other_provider) {
  auto& a = add_node("a");
  add_node("b");
  auto user = handle();
  run();
  connect_error = {ec::unreachable, "refused"};
  as_proxy(a.target).kill();
  // The pool has not heard of it yet.
  for (int i = 0; i < 4; ++i) {
    auto result = test::call(sys, user, "x");
    run();
    BOOST_TEST(result->value == "b:x");
  }
}

BOOST_AUTO_TEST_CASE(guard_answers_after_the_death_of_its_service) {
  auto provider = spawn_provider(sys, "a");
  BOOST_REQUIRE(provide(provider));
  auto found = ask<local_provider>(local_provider_query{greeting});
  BOOST_REQUIRE(found);
  caf::anon_send_exit(provider, caf::exit_reason::kill);
  run();
  auto result = call(caf::actor_cast<caf::actor>(found->guard), "x");
  BOOST_TEST((result->error.code == ec::peer_lost));
}

// -- time --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(call_without_answer_ends_at_its_deadline) {
  auto& a = add_node("a");
  call_options options;
  options.deadline = 500ms;
  auto user = handle(options);
  auto result = call(user, "hold");
  pass(450ms);
  BOOST_TEST(result->answers == 0);
  pass(100ms);
  BOOST_TEST(result->answers == 1);
  BOOST_TEST((result->error.code == ec::deadline));
  release(a, "late");
  run();
  BOOST_TEST(result->answers == 1);
  BOOST_TEST(test::count(counters(user).unknown_responses) == 1u);
}

BOOST_AUTO_TEST_CASE(default_deadline_holds_for_calls_that_name_none) {
  add_node("a");
  auto result = call(handle(), "hold");
  pass(29s);
  BOOST_TEST(result->answers == 0);
  pass(2s);
  BOOST_TEST((result->error.code == ec::deadline));
}

BOOST_AUTO_TEST_CASE(short_deadline_is_kept_beside_a_long_one) {
  add_node("a");
  call_options brief;
  brief.deadline = 100ms;
  auto slow = call(handle(), "hold");
  auto fast = call(handle(brief), "hold");
  pass(150ms);
  BOOST_TEST(slow->answers == 0);
  BOOST_TEST((fast->error.code == ec::deadline));
}

BOOST_AUTO_TEST_CASE(no_timer_runs_without_open_calls) {
  add_node("a");
  auto user = handle();
  call(user, "x");
  pass(60s); // CAF never cancels the time-outs of the look-up's requests
  BOOST_TEST(!sched.has_pending_timeout());
  auto held = call(user, "hold");
  BOOST_TEST(sched.has_pending_timeout());
  pass(40s);
  BOOST_TEST(held->answers == 1);
  BOOST_TEST(!sched.has_pending_timeout());
}

// -- limits ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(call_beyond_the_in_flight_limit_is_overloaded_at_once) {
  auto& a = add_node("a");
  call_options options;
  options.in_flight_max = 2;
  auto user = handle(options);
  call(user, "hold");
  call(user, "hold");
  auto third = call(user, "x");
  BOOST_TEST((third->error.code == ec::overloaded));
  BOOST_TEST(test::count(counters(user).overloaded) == 1u);
  release(a, "done");
  run();
  BOOST_TEST(call(user, "x")->value == "a:x");
}

BOOST_AUTO_TEST_CASE(full_provider_is_passed_over) {
  add_node("a");
  add_node("b");
  call_options options;
  options.in_flight_max = 1;
  auto user = handle(options);
  run();
  call(user, "hold");
  auto held = nodes.at("a").log->texts.empty() ? "b" : "a";
  auto spare = std::string{held} == "a" ? "b" : "a";
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(call(user, "x")->value == std::string{spare} + ":x");
}

// -- the end of a handle -----------------------------------------------------

BOOST_AUTO_TEST_CASE(call_that_is_open_when_its_handle_goes_is_answered) {
  auto& a = add_node("a");
  auto user = handle();
  auto result = call(user, "hold");
  caf::weak_actor_ptr weak{caf::actor_cast<caf::actor_control_block*>(user)};
  user = nullptr;
  run();
  BOOST_TEST(!weak.lock());
  release(a, "done");
  run();
  BOOST_TEST(result->value == "done");
}

BOOST_AUTO_TEST_CASE(dropped_call_of_a_dropped_handle_is_answered) {
  auto& a = add_node("a");
  auto user = handle();
  auto result = call(user, "hold");
  user = nullptr;
  as_proxy(a.target).senders.clear();
  a.log->senders.clear();
  a.log->held.clear(); // with it goes the last reference to the port
  run();
  BOOST_TEST(result->answers == 1);
  BOOST_TEST((result->error.code == ec::peer_lost));
}

BOOST_AUTO_TEST_CASE(handle_takes_its_ports_with_it) {
  auto& a = add_node("a");
  auto user = handle();
  BOOST_TEST(call(user, "x")->value == "a:x");
  auto port = as_handle(user).ports().front().weak();
  caf::weak_actor_ptr weak{caf::actor_cast<caf::actor_control_block*>(user)};
  // As CAF does with the sender of a message to another node.
  sys.registry().put(port->id(), port.lock());
  user = nullptr;
  as_proxy(a.target).senders.clear();
  a.log->senders.clear();
  run();
  BOOST_TEST(!weak.lock());
  BOOST_TEST(!port.lock());
}

BOOST_AUTO_TEST_CASE(many_handles_leave_nothing_behind_on_a_provider) {
  add_node("a");
  auto before = sys.registry().running();
  std::vector<caf::weak_actor_ptr> weak;
  for (int i = 0; i < 100; ++i) {
    auto user = handle();
    run();
    weak.push_back(as_handle(user).ports().front().weak());
    weak.push_back(
      caf::weak_actor_ptr{caf::actor_cast<caf::actor_control_block*>(user)});
  }
  run();
  for (auto& x : weak)
    BOOST_TEST(!x.lock());
  BOOST_TEST(sys.registry().running() == before);
}

BOOST_AUTO_TEST_SUITE_END()
