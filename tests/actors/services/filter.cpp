#include "fixture.hpp"

#include <caf/send.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

struct filter_fixture : pool_fixture {
  filter_fixture() {
    BOOST_REQUIRE(provide(spawn_provider(sys, "a", log)));
    user = handle();
  }

  bool provider_lives() {
    return call(handle(), "x")->value == "a:x";
  }

  log_ptr log = std::make_shared<provider_log>();
  caf::actor user;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(filter, filter_fixture)

BOOST_AUTO_TEST_CASE(exit_ends_the_handle_and_never_a_provider) {
  caf::error reason;
  user->attach_functor([&](const caf::error& why) { reason = why; });
  caf::anon_send_exit(user, caf::exit_reason::kill);
  run();
  BOOST_TEST((reason == caf::exit_reason::kill));
  BOOST_TEST((call(user, "x")->error.code == ec::shutting_down));
  BOOST_TEST(provider_lives());
}

BOOST_AUTO_TEST_CASE(normal_exit_is_ignored) {
  caf::anon_send_exit(user, caf::exit_reason::normal);
  run();
  BOOST_TEST(call(user, "x")->value == "a:x");
}

BOOST_AUTO_TEST_CASE(death_of_a_linked_consumer_does_not_reach_a_provider) {
  auto consumer
    = sys.spawn([this](caf::event_based_actor* self) -> caf::behavior {
        self->link_to(user);
        return {[](int) {}};
      });
  run();
  caf::anon_send_exit(consumer, caf::exit_reason::kill);
  run();
  BOOST_TEST(as_handle(user).ended());
  BOOST_TEST(provider_lives());
}

BOOST_AUTO_TEST_CASE(end_of_a_handle_is_told_to_monitors_and_links) {
  int downs = 0;
  auto monitor = sys.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->monitor(user);
    self->set_down_handler([&](const caf::down_msg&) { ++downs; });
    return {[](int) {}};
  });
  run();
  caf::anon_send_exit(user, caf::exit_reason::user_shutdown);
  run();
  BOOST_TEST(downs == 1);
  caf::anon_send_exit(monitor, caf::exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(system_messages_do_not_pass) {
  auto before = log->others;
  caf::anon_send(user, caf::down_msg{{}, caf::exit_reason::kill});
  caf::anon_send(user, caf::make_error(caf::sec::runtime_error));
  caf::anon_send(user, caf::timeout_msg{});
  caf::anon_send(user, caf::group_down_msg{});
  caf::anon_send(user, caf::link_atom::value, caf::strong_actor_ptr{});
  caf::anon_send(user, caf::unlink_atom::value, caf::strong_actor_ptr{});
  caf::anon_send(user, caf::sys_atom::value, caf::get_atom::value,
                 std::string{"info"});
  run();
  BOOST_TEST(log->others == before);
  BOOST_TEST(test::count(as_handle(user).setup().counters->system_messages)
             == 7u);
  BOOST_TEST(provider_lives());
}

BOOST_AUTO_TEST_CASE(system_request_is_answered_unsupported) {
  auto result = call(user, caf::sys_atom::value, caf::get_atom::value,
                     std::string{"info"});
  BOOST_TEST((result->error.code == ec::unsupported));
}

BOOST_AUTO_TEST_CASE(guard_keeps_system_messages_from_the_service) {
  auto guard = as_handle(user).ports().front()->target();
  auto hdl = caf::actor_cast<caf::actor>(guard);
  caf::anon_send_exit(hdl, caf::exit_reason::kill);
  caf::anon_send(hdl, caf::make_error(caf::sec::runtime_error));
  run();
  BOOST_TEST(call(hdl, "x")->value == "a:x");
  BOOST_TEST(
    (call(hdl, caf::sys_atom::value, caf::get_atom::value, std::string{"info"})
       ->error.code
     == ec::unsupported));
}

BOOST_AUTO_TEST_CASE(what_is_sent_to_a_port_is_ignored) {
  auto port
    = caf::actor_cast<caf::actor>(as_handle(user).ports().front().ptr());
  caf::anon_send_exit(port, caf::exit_reason::kill);
  caf::anon_send(port, "x");
  run();
  BOOST_TEST((call(port, "x")->error.code == ec::unsupported));
  BOOST_TEST(call(user, "x")->value == "a:x");
}

BOOST_AUTO_TEST_CASE(atoms_of_the_user_pass) {
  auto before = log->others;
  caf::anon_send(user, caf::atom("order"), 1);
  run();
  BOOST_TEST(log->others == before + 1);
}

BOOST_AUTO_TEST_SUITE_END()
