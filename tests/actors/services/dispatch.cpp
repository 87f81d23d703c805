#include "fixture.hpp"

#include <caf/send.hpp>
#include <caf/typed_actor.hpp>

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(dispatch, pool_fixture)

BOOST_AUTO_TEST_CASE(local_provider_is_called_without_a_connection) {
  BOOST_REQUIRE(provide(spawn_provider(sys, "a")));
  auto user = handle();
  auto result = call(user, "x");
  BOOST_TEST(result->value == "a:x");
  BOOST_TEST(result->answers == 1);
  BOOST_TEST(connections.empty());
  BOOST_TEST(network.dials == 0);
}

BOOST_AUTO_TEST_CASE(providers_take_turns_fairly) {
  auto& a = add_node("a");
  auto& b = add_node("b");
  auto log = std::make_shared<provider_log>();
  BOOST_REQUIRE(provide(spawn_provider(sys, "here", log)));
  auto user = handle();
  run();
  for (int i = 0; i < 30; ++i)
    call(user, "x");
  BOOST_TEST(a.log->texts.size() == 10u);
  BOOST_TEST(b.log->texts.size() == 10u);
  BOOST_TEST(log->texts.size() == 10u);
}

BOOST_AUTO_TEST_CASE(handles_start_at_different_providers) {
  for (auto id : {"a", "b", "c", "d"})
    add_node(id);
  handle();
  std::vector<caf::actor> users;
  for (int i = 0; i < 64; ++i)
    users.push_back(handle());
  run();
  for (auto& user : users)
    call(user, "x");
  for (auto& kvp : nodes)
    BOOST_TEST(kvp.second.log->texts.size() > 4u);
}

BOOST_AUTO_TEST_CASE(remote_provider_sees_a_port_as_sender) {
  auto& a = add_node("a");
  auto user = handle();
  auto sender = silent();
  caf::anon_send(pool, detail::table_news{}); // of no interest
  run();
  BOOST_TEST(call(user, "x")->value == "a:x");
  caf::send_as(sender, user, "one way");
  run();
  BOOST_TEST(a.log->texts.size() == 2u);
  BOOST_TEST(as_proxy(a.target).senders.size() == 1u);
  auto port = *as_proxy(a.target).senders.begin();
  BOOST_TEST((port == as_handle(user).ports().front().ptr()));
}

BOOST_AUTO_TEST_CASE(local_provider_sees_who_sent_a_one_way_message) {
  auto log = std::make_shared<provider_log>();
  BOOST_REQUIRE(provide(spawn_provider(sys, "a", log)));
  auto sender = silent();
  caf::send_as(sender, handle(), "one way");
  run();
  BOOST_REQUIRE(log->senders.size() == 1u);
  BOOST_TEST(
    (log->senders.front() == caf::actor_cast<caf::strong_actor_ptr>(sender)));
}

BOOST_AUTO_TEST_CASE(requests_of_one_sender_keep_their_order) {
  auto& a = add_node("a");
  auto user = handle();
  run();
  sys.spawn([&](caf::event_based_actor* self) {
    for (int i = 0; i < 100; ++i)
      self->request(user, caf::infinite, std::to_string(i))
        .then([](const std::string&) {});
  });
  run();
  BOOST_REQUIRE(a.log->texts.size() == 100u);
  for (int i = 0; i < 100; ++i)
    BOOST_TEST(a.log->texts[static_cast<std::size_t>(i)] == std::to_string(i));
}

BOOST_AUTO_TEST_CASE(errors_of_the_service_arrive_unchanged) {
  add_node("a");
  auto result = call(handle(), 7);
  BOOST_TEST((result->error == fault{ec::not_authorized, "no numbers"}));
}

BOOST_AUTO_TEST_CASE(message_that_a_provider_does_not_handle_is_explained) {
  add_node("a");
  auto result = call(handle(), 1.5);
  BOOST_TEST((result->error.code == ec::unsupported));
  BOOST_TEST(result->error.text.find("service 'greeting@v1' at node 'a'")
             == 0u);
}

BOOST_AUTO_TEST_CASE(delegation_into_a_handle_answers_the_first_sender) {
  add_node("a");
  auto user = handle();
  run();
  auto front = sys.spawn([user](caf::event_based_actor* self) -> caf::behavior {
    return {
      [=](const std::string& x) { return self->delegate(user, x + "!"); }};
  });
  BOOST_TEST(call(front, "x")->value == "a:x!");
  caf::anon_send_exit(front, caf::exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(delegation_for_a_remote_caller_is_re_originated) {
  auto& a = add_node("a");
  auto user = handle();
  run();
  auto front = sys.spawn([user](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::string& x) { return self->delegate(user, x); }};
  });
  // A caller of a third node, who must never appear as sender at `a`, nor `a`
  // as the one who answers.
  std::vector<caf::strong_actor_ptr> answered_by;
  auto caller = sys.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler(
      [&, self](caf::scheduled_actor*, caf::message_view&) {
        answered_by.push_back(self->current_sender());
        return caf::result<caf::message>{caf::message{}};
      });
    return {[](caf::unit_t) {}};
  });
  auto remote = proxy::make(sys, other_node(99), caller);
  front->enqueue(remote, caf::message_id{17}.with_normal_priority(),
                 caf::make_message(std::string{"x"}), nullptr);
  run();
  BOOST_TEST(a.log->texts.size() == 1u);
  BOOST_TEST(as_proxy(a.target).senders.count(remote) == 0u);
  BOOST_TEST(as_proxy(remote).senders.empty());
  for (auto& x : {front, caller})
    caf::anon_send_exit(x, caf::exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(composed_actors_get_what_the_provider_answers) {
  add_node("a");
  auto user = handle();
  run();
  auto after = spawn_provider(sys, "after");
  auto composed = after * user;
  BOOST_TEST(call(composed, "x")->value == "after:a:x");
}

BOOST_AUTO_TEST_CASE(urgent_requests_stay_urgent) {
  auto& a = add_node("a");
  auto user = handle();
  run();
  std::string value;
  sys.spawn([&](caf::event_based_actor* self) {
    self->request<caf::message_priority::high>(user, caf::infinite, "x")
      .then([&](const std::string& x) { value = x; });
  });
  run();
  BOOST_TEST(value == "a:x");
  BOOST_TEST(a.log->texts.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

// -- typed handles -----------------------------------------------------------

namespace {

using greeter
  = caf::typed_actor<caf::replies_to<std::string>::with<std::string>>;
using wide_greeter = greeter::extend<caf::replies_to<int>::with<int>>;

greeter::behavior_type make_greeter() {
  return {[](const std::string& x) { return "typed:" + x; }};
}

wide_greeter::behavior_type make_wide_greeter() {
  return {[](const std::string& x) { return "wide:" + x; },
          [](int x) { return x; }};
}

struct typed_fixture : pool_fixture {
  std::set<std::string> wish = sys.message_types<greeter>();

  template <class Provider>
  caf::actor own(Provider x) {
    auto result = caf::actor_cast<caf::actor>(x);
    spawned.push_back(result);
    return result;
  }

  ~typed_fixture() {
    for (auto& x : spawned)
      caf::anon_send_exit(x, caf::exit_reason::kill);
    run();
  }

  std::vector<caf::actor> spawned;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(typed, typed_fixture)

BOOST_AUTO_TEST_CASE(typed_handle_reaches_a_provider_of_its_interface) {
  BOOST_REQUIRE(provide(own(sys.spawn(make_greeter))));
  auto user = caf::actor_cast<greeter>(handle({}, wish));
  auto result = test::call(sys, user, std::string{"x"});
  run();
  BOOST_TEST(result->value == "typed:x");
  BOOST_TEST(
    (caf::actor_cast<caf::abstract_actor*>(user)->message_types() == wish));
}

BOOST_AUTO_TEST_CASE(wider_interface_is_accepted) {
  BOOST_REQUIRE(provide(own(sys.spawn(make_wide_greeter))));
  auto result = call(handle({}, wish), "x");
  BOOST_TEST(result->value == "wide:x");
}

BOOST_AUTO_TEST_CASE(untyped_handle_reaches_a_typed_provider) {
  BOOST_REQUIRE(provide(own(sys.spawn(make_greeter))));
  BOOST_TEST(call(handle(), "x")->value == "typed:x");
}

BOOST_AUTO_TEST_CASE(narrower_interface_is_refused_at_resolution) {
  BOOST_REQUIRE(provide(own(sys.spawn(make_greeter))));
  auto user = handle({}, sys.message_types<wide_greeter>());
  auto result = call(user, "x");
  BOOST_TEST((result->error.code == ec::interface_mismatch));
  BOOST_TEST(test::count(as_handle(user).setup().counters->mismatches) == 1u);
}

BOOST_AUTO_TEST_CASE(remote_provider_of_another_interface_is_passed_over) {
  auto& a = add_node("a");
  auto& b = add_node("b", false);
  b.interface = wish;
  announce("b", topology_change::service_up);
  auto user = handle({}, wish);
  run();
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(call(user, "x")->value == "b:x");
  BOOST_TEST(a.log->texts.empty());
  BOOST_TEST(test::count(as_handle(user).setup().counters->mismatches) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
