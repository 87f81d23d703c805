// Health of nodes, asked for from afar.

#include "mesh_fixture.hpp"

#include <atomic>

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(health_between_nodes, mesh_fixture)

BOOST_AUTO_TEST_CASE(health_is_set_told_and_asked_for_by_peers) {
  auto a = started("a");
  auto user = started("user");
  connect(user, a);
  BOOST_CHECK(a.current_health().status == health_status::unknown);
  a.set_health(health_status::healthy, "fine");
  BOOST_TEST(a.is_healthy());
  a.set_health(health_status::unhealthy, "tired");
  BOOST_TEST(!a.is_healthy());
  auto seen = user.peer_health("a");
  BOOST_REQUIRE_EQUAL(text_of(seen), "ok");
  BOOST_CHECK(seen->status == health_status::unhealthy);
  BOOST_TEST(seen->message == "tired");
  BOOST_CHECK(seen->last_checked == a.current_health().last_checked);
}

BOOST_AUTO_TEST_CASE(a_message_in_any_bytes_reaches_the_peer) {
  auto a = started("a");
  auto user = started("user");
  connect(user, a);
  a.set_health(health_status::unhealthy, "caf\xe9\n");
  auto seen = user.peer_health("a");
  BOOST_REQUIRE_EQUAL(text_of(seen), "ok");
  BOOST_TEST(seen->message == "caf? ");
}

BOOST_AUTO_TEST_CASE(checkers_run_when_added_asked_for_and_with_time) {
  std::atomic<bool> good{true};
  std::atomic<int> runs{0};
  auto check = [&]() -> outcome<done> {
    ++runs;
    if (good)
      return done{};
    return fault{ec::file_error, "disk is full"};
  };
  auto b = builder("a");
  node_settings often;
  often.health.interval = 20ms;
  b.settings(often).checker(make_function_checker("disk", check));
  auto a = started(std::move(b));
  BOOST_TEST(is_healthy(a.check_health()));
  good = false;
  auto bad = a.check_health();
  BOOST_CHECK(bad.status == health_status::unhealthy);
  BOOST_TEST(bad.error.find("disk is full") != std::string::npos);
  good = true;
  BOOST_TEST(eventually([&] { return a.is_healthy(); })); // by the timer
  auto before = runs.load();
  BOOST_TEST(eventually([&] { return runs > before + 2; }));
}

BOOST_AUTO_TEST_CASE(a_checker_that_is_added_later_counts_at_once) {
  auto a = started("a");
  auto added = a.add_checker(make_function_checker("disk", [] {
    return outcome<done>{fault{ec::file_error, "full"}};
  }));
  BOOST_TEST(text_of(added) == "ok");
  BOOST_TEST(!is_healthy(a.check_health()));
  BOOST_TEST(text_of(a.add_checker(nullptr)).find("invalid_argument") == 0u);
}

BOOST_AUTO_TEST_CASE(a_ping_checker_follows_the_peer) {
  auto user = started("user");
  auto checker = make_ping_checker(user, "a");
  {
    auto a = started("a");
    connect(user, a);
    BOOST_REQUIRE_EQUAL(text_of(user.add_checker(checker)), "ok");
    BOOST_TEST(is_healthy(user.check_health()));
  }
  auto found = user.check_health();
  BOOST_CHECK(found.status == health_status::unhealthy);
  BOOST_TEST(found.error.find("ping a") != std::string::npos);
  user.shutdown();
  auto gone = checker->check();
  BOOST_REQUIRE(!gone);
  BOOST_CHECK(gone.error().code == ec::shutting_down);
}

BOOST_AUTO_TEST_SUITE_END()
