// Handles that are made in the user's thread, behind the pool's back.

#include "fixture.hpp"

#include <caf/send.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

struct desk_fixture : pool_fixture {
  caf::actor open(service_id service = greeting, call_options options = {}) {
    auto result = desk->open(std::move(service), options, {});
    BOOST_REQUIRE(result);
    return caf::actor_cast<caf::actor>(result);
  }

  void end_pool() {
    caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
    run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(the_handle_desk, desk_fixture)

BOOST_AUTO_TEST_CASE(request_waits_until_the_pool_has_seen_the_handle) {
  add_node("a");
  auto user = open();
  auto result = test::call(sys, user, "x");
  BOOST_TEST(result->answers == 0);
  run();
  BOOST_TEST(result->value == "a:x");
}

BOOST_AUTO_TEST_CASE(one_way_messages_keep_their_order_meanwhile) {
  auto& a = add_node("a");
  auto user = open();
  for (auto text : {"1", "2", "3"})
    caf::anon_send(user, text);
  run();
  std::vector<std::string> expected{"1", "2", "3"};
  BOOST_TEST(a.log->texts == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_providers_the_answer_is_not_long_in_coming) {
  auto result = call(open(), "x");
  BOOST_TEST((result->error.code == ec::no_providers));
}

BOOST_AUTO_TEST_CASE(handle_after_the_end_of_the_pool_answers) {
  end_pool();
  auto result = call(open(), "x");
  BOOST_TEST((result->error.code == ec::shutting_down));
}

BOOST_AUTO_TEST_CASE(handle_that_the_pool_never_saw_ends_with_it) {
  auto user = open();
  auto result = test::call(sys, user, "x");
  caf::anon_send_exit(pool, caf::exit_reason::kill);
  run();
  BOOST_TEST(result->answers == 1);
}

BOOST_AUTO_TEST_CASE(service_id_that_breaks_the_rule_is_an_invalid_argument) {
  for (const auto& id : {service_id{"", ""}, service_id{"a/b", "v1"}}) {
    auto result = call(open(id), "x");
    BOOST_TEST((result->error.code == ec::invalid_argument),
               result->error.text);
  }
  BOOST_TEST((call(handle(), "x")->error.code == ec::no_providers));
}

BOOST_AUTO_TEST_CASE(longest_deadline_is_not_over_at_once) {
  add_node("a");
  call_options options;
  options.deadline = std::chrono::milliseconds::max();
  options.park = std::chrono::milliseconds::max();
  auto user = open(greeting, options);
  auto held = call(user, "hold");
  auto parked = call(open({"nobody", "v1"}, options), "x");
  pass(2s);
  BOOST_TEST(held->answers == 0);
  BOOST_TEST(parked->answers == 0);
}

BOOST_AUTO_TEST_CASE(handles_to_one_service_share_their_counters) {
  auto first = open();
  auto second = open();
  run();
  call(first, "x");
  call(second, "x");
  BOOST_TEST(test::count(as_handle(first).setup().counters->no_providers)
             == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
