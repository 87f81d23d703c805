// Retries, hedges, budgets and ejection.

#include "fixture.hpp"

#include "aegis/call.hpp"

#include <set>

using namespace aegis;
using namespace aegis::test;

namespace {

call_options idempotent() {
  call_options x;
  x.idempotent = true;
  return x;
}

const detail::service_counters& counters(const caf::actor& user) {
  return *as_handle(user).setup().counters;
}

struct attempts_fixture : pool_fixture {
  attempts_fixture() {
    add_node("a");
    add_node("b");
    run();
  }

  /// Makes calls until `a` has been asked first; both take turns.
  call_ptr call_at_a(const caf::actor& user, const std::string& text) {
    auto& log = *nodes.at("a").log;
    for (;;) {
      auto before = log.texts.size();
      auto result = call(user, text);
      if (log.texts.size() > before)
        return result;
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(attempts, attempts_fixture)

// -- retries -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(refused_call_is_made_again_on_another_provider) {
  auto user = handle();
  auto result = call_at_a(user, "not-at:a");
  pass(20ms);
  BOOST_TEST(result->value == "b:not-at:a");
  BOOST_TEST(result->answers == 1);
  BOOST_TEST(test::count(counters(user).retries) == 1u);
}

BOOST_AUTO_TEST_CASE(call_of_unknown_outcome_is_not_repeated) {
  auto user = handle();
  auto result = call_at_a(user, "lost-at:a");
  pass(100ms);
  BOOST_TEST((result->error.code == ec::peer_lost));
  BOOST_TEST(test::count(counters(user).retries) == 0u);
}

BOOST_AUTO_TEST_CASE(idempotent_call_of_unknown_outcome_is_repeated) {
  auto user = handle(idempotent());
  auto result = call_at_a(user, "lost-at:a");
  pass(20ms);
  BOOST_TEST(result->value == "b:lost-at:a");
}

BOOST_AUTO_TEST_CASE(idempotent_call_survives_the_loss_of_its_provider) {
  auto user = handle(idempotent());
  auto result = call_at_a(user, "hold-at:a");
  BOOST_TEST(result->answers == 0);
  connect_error = {ec::unreachable, "refused"};
  as_proxy(nodes.at("a").target).kill();
  pass(20ms);
  BOOST_TEST(result->value == "b:hold-at:a");
  BOOST_TEST(result->answers == 1);
}

BOOST_AUTO_TEST_CASE(errors_of_the_service_are_not_repeated) {
  auto user = handle(idempotent());
  for (int i = 0; i < 4; ++i)
    BOOST_TEST((call(user, 7)->error.code == ec::not_authorized));
  BOOST_TEST(test::count(counters(user).attempts) == 4u);
}

BOOST_AUTO_TEST_CASE(refusal_by_the_only_provider_is_told_at_once) {
  announce("b", topology_change::service_down);
  auto user = handle();
  auto result = call(user, "not-at:a");
  BOOST_TEST(result->answers == 1); // no pause
  BOOST_TEST((result->error == fault{ec::overloaded, "a is full"}));
}

BOOST_AUTO_TEST_CASE(one_attempt_by_option_is_the_only_one) {
  call_options options;
  options.attempts_max = 1;
  auto user = handle(options);
  auto result = call_at_a(user, "not-at:a");
  BOOST_TEST((result->error.code == ec::overloaded));
}

BOOST_AUTO_TEST_CASE(no_retry_begins_after_the_deadline) {
  auto options = idempotent();
  options.deadline = 50ms;
  auto user = handle(options);
  auto result = call_at_a(user, "hold-at:a");
  pass(60ms);
  BOOST_TEST((result->error.code == ec::deadline));
  BOOST_TEST(test::count(counters(user).retries) == 0u);
}

BOOST_AUTO_TEST_CASE(
  handle_that_goes_while_a_retry_is_due_leaves_nobody_waiting) {
  auto user = handle();
  auto result = call_at_a(user, "not-at:a");
  BOOST_TEST(result->answers == 0);
  user = nullptr;
  pass(20ms);
  BOOST_TEST(result->answers == 1);
  BOOST_TEST((result->error.code == ec::overloaded));
}

BOOST_AUTO_TEST_CASE(pool_that_ends_while_a_retry_is_due_answers_it) {
  auto user = handle();
  auto result = call_at_a(user, "not-at:a");
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  run();
  BOOST_TEST(result->answers == 1);
  BOOST_TEST((result->error.code == ec::shutting_down));
}

// -- hedges ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(slow_call_is_hedged_and_the_first_answer_counts) {
  auto options = idempotent();
  options.hedge_after = 20ms;
  auto user = handle(options);
  for (int i = 0; i < 100; ++i)
    call(user, "x"); // pays for two hedges
  auto result = call_at_a(user, "hold-at:a");
  pass(10ms);
  BOOST_TEST(result->answers == 0);
  pass(30ms);
  BOOST_TEST(result->value == "b:hold-at:a");
  release(nodes.at("a"), "late");
  pass(10ms);
  BOOST_TEST(result->answers == 1);
  BOOST_TEST(test::count(counters(user).hedges) == 1u);
  BOOST_TEST(test::count(counters(user).hedges_won) == 1u);
}

BOOST_AUTO_TEST_CASE(hedge_that_fails_leaves_the_first_attempt_alone) {
  auto options = idempotent();
  options.hedge_after = 20ms;
  auto user = handle(options);
  for (int i = 0; i < 100; ++i)
    call(user, "x");
  auto& a = nodes.at("a");
  auto result = call_at_a(user, "hold-at:a");
  as_proxy(nodes.at("b").target).kill(); // it has no other
  pass(50ms);
  BOOST_TEST(result->answers == 0);
  release(a, "done");
  BOOST_TEST(result->value == "done");
}

BOOST_AUTO_TEST_CASE(hedges_stay_within_their_share) {
  auto options = idempotent();
  options.hedge_after = 20ms;
  auto user = handle(options);
  for (int i = 0; i < 500; ++i)
    call(user, "x");
  for (int i = 0; i < 100; ++i)
    call(user, "hold-at:a"); // half of them go there
  pass(100ms);
  BOOST_TEST(test::count(counters(user).hedges) <= 12u); // of 600 calls
  BOOST_TEST(test::count(counters(user).hedges) >= 10u);
}

BOOST_AUTO_TEST_CASE(hedge_waits_for_as_long_as_calls_usually_take) {
  auto options = idempotent();
  options.hedge_quantile = 0.9;
  auto user = handle(options);
  for (int i = 0; i < 300; ++i) {
    call(user, "hold");
    pass(10ms);
    for (auto* id : {"a", "b"})
      while (!nodes.at(id).log->held.empty())
        release(nodes.at(id), "x");
  }
  auto before = test::count(counters(user).hedges);
  auto result = call_at_a(user, "hold-at:a");
  pass(8ms);
  BOOST_TEST(result->answers == 0);
  BOOST_TEST(test::count(counters(user).hedges) == before);
  pass(12ms);
  BOOST_TEST(result->value == "b:hold-at:a");
}

BOOST_AUTO_TEST_CASE(calls_that_are_not_idempotent_are_never_hedged) {
  call_options options;
  options.hedge_after = 20ms;
  auto user = handle(options);
  for (int i = 0; i < 100; ++i)
    call(user, "x");
  call_at_a(user, "hold-at:a");
  pass(1s);
  BOOST_TEST(test::count(counters(user).hedges) == 0u);
}

// -- ejection ----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(failing_provider_is_ejected_and_comes_back_by_and_by) {
  auto user = handle();
  auto& a = *nodes.at("a").log;
  for (int i = 0; i < 10; ++i)
    call(user, "lost-at:a");
  BOOST_TEST(test::count(counters(user).ejections) == 1u);
  auto before = a.texts.size();
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(call(user, "x")->value == "b:x");
  BOOST_TEST(a.texts.size() == before);
  pass(1100ms); // it may return now
  for (int i = 0; i < 100; ++i)
    call(user, "x");
  auto early = a.texts.size() - before;
  BOOST_TEST(early < 25u);
  pass(5s);
  before = a.texts.size();
  for (int i = 0; i < 100; ++i)
    call(user, "x");
  auto later = a.texts.size() - before;
  BOOST_TEST(later > early);
  BOOST_TEST(later < 50u);
  pass(6s);
  before = a.texts.size();
  for (int i = 0; i < 100; ++i)
    call(user, "x");
  BOOST_TEST(a.texts.size() - before == 50u);
}

BOOST_AUTO_TEST_CASE(ejection_holds_for_all_handles_of_the_node) {
  auto user = handle();
  for (int i = 0; i < 10; ++i)
    call(user, "lost-at:a");
  auto second = handle();
  run();
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(call(second, "x")->value == "b:x");
}

BOOST_AUTO_TEST_CASE(ejected_provider_is_better_than_none) {
  announce("b", topology_change::service_down);
  auto user = handle();
  for (int i = 0; i < 10; ++i)
    call(user, "lost-at:a");
  BOOST_TEST(call(user, "x")->value == "a:x");
}

BOOST_AUTO_TEST_CASE(half_of_the_providers_stay_whatever_fails) {
  add_node("c");
  add_node("d");
  run();
  auto user = handle();
  for (int i = 0; i < 200; ++i)
    call(user, "lost");
  BOOST_TEST(test::count(counters(user).ejections) == 2u);
  std::set<std::string> answered;
  for (int i = 0; i < 40; ++i)
    answered.insert(call(user, "x")->value);
  BOOST_TEST(answered.size() == 2u);
}

// -- limits ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(handle_has_a_limit_of_its_own) {
  call_options options;
  options.handle_in_flight_max = 2;
  auto user = handle(options);
  call(user, "hold");
  call(user, "hold");
  BOOST_TEST((call(user, "x")->error.code == ec::overloaded));
  BOOST_TEST(call(handle(), "x")->answers == 1);
}

BOOST_AUTO_TEST_CASE(provider_has_a_limit_for_all_handles_together) {
  node_settings::service_settings few;
  few.provider_in_flight_max = 3;
  pool_fixture limited{few};
  limited.add_node("a");
  limited.run();
  auto first = limited.handle();
  auto second = limited.handle();
  limited.call(first, "hold");
  limited.call(first, "hold");
  limited.call(second, "hold");
  for (const auto& user : {first, second})
    BOOST_TEST((limited.call(user, "x")->error.code == ec::overloaded));
  limited.release(limited.nodes.at("a"), "done");
  BOOST_TEST(limited.call(first, "x")->value == "a:x");
}

// -- derived handles ---------------------------------------------------------

BOOST_AUTO_TEST_CASE(derived_handle_has_its_own_deadline) {
  auto user = handle();
  call_options brief;
  brief.deadline = 50ms;
  auto result = call(with(user, brief), "hold");
  auto slow = call(user, "hold");
  pass(60ms);
  BOOST_TEST((result->error.code == ec::deadline));
  BOOST_TEST(slow->answers == 0);
}

BOOST_AUTO_TEST_CASE(derived_handle_of_another_is_one_of_the_first) {
  auto user = handle();
  auto once = with(user, {});
  auto twice = with(once, {});
  BOOST_TEST(call(twice, "x")->answers == 1);
  auto plain = silent();
  BOOST_TEST((with(plain, {}) == plain));
}

BOOST_AUTO_TEST_CASE(exit_of_a_derived_handle_leaves_the_first_alone) {
  auto user = handle();
  auto derived = with(user, {});
  caf::anon_send_exit(derived, caf::exit_reason::kill);
  run();
  BOOST_TEST(call(user, "x")->answers == 1);
  BOOST_TEST(call(user, "x")->error.text.empty());
}

BOOST_AUTO_TEST_SUITE_END()

// -- budget ------------------------------------------------------------------

namespace {

struct poor_fixture : pool_fixture {
  static node_settings::service_settings poor() {
    node_settings::service_settings x;
    x.retry_trickle_per_second = 0;
    x.retry_share = 0.1;
    return x;
  }

  poor_fixture() : pool_fixture(poor()) {}
};

} // namespace

BOOST_FIXTURE_TEST_CASE(retries_of_an_outage_stay_within_the_budget,
                        poor_fixture) {
  for (auto id : {"a", "b", "c"})
    add_node(id);
  auto user = handle(idempotent());
  run();
  for (auto& kvp : nodes)
    kvp.second.log->texts.clear();
  std::vector<call_ptr> results;
  for (int i = 0; i < 300; ++i)
    for (auto id : {"a"})
      results.push_back(call(user, std::string{"lost-at:"} + id));
  pass(1s);
  auto& x = counters(user);
  BOOST_TEST(test::count(x.attempts) <= 331u);
  for (auto& result : results)
    BOOST_TEST(result->answers == 1);
}
