// How a node leaves.

#include "log/log.hpp"
#include "mesh_fixture.hpp"
#include "transport/hub.hpp"

#include <spdlog/sinks/ostream_sink.h>

#include <mutex>
#include <sstream>
#include <thread>

using namespace aegis;
using namespace aegis::test;

namespace {

/// Keeps what the library logs from `warn` on. Made before any node.
struct warnings {
  std::ostringstream text;
  std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink
    = std::make_shared<spdlog::sinks::ostream_sink_mt>(text, true);

  warnings() {
    sink->set_level(spdlog::level::warn);
    log().sinks().push_back(sink);
  }

  ~warnings() {
    log().sinks().pop_back();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(shutdown_of_a_node, mesh_fixture)

BOOST_AUTO_TEST_CASE(a_shutdown_in_order_warns_of_nothing) {
  warnings seen;
  {
    auto a = provider("a");
    BOOST_REQUIRE_EQUAL(
      text_of(a.provide({"more", "v1"}, a.system().spawn(greeter, "a"))), "ok");
    auto user = started("user");
    connect(user, a);
    auto service = user.service(greeting);
    await(user);
    call(user, service);
    user.shutdown();
    a.shutdown();
  }
  BOOST_TEST(seen.text.str() == "");
}

BOOST_AUTO_TEST_CASE(peers_are_told_of_the_departure) {
  auto user = started("user");
  std::mutex mtx;
  std::vector<topology_change> changes;
  auto subscription = user.subscribe([&](const topology_event& x) {
    std::unique_lock guard{mtx};
    if (x.node.id == "a")
      changes.push_back(x.change);
  });
  auto a = provider("a");
  connect(user, a);
  auto service = user.service(greeting);
  await(user);
  a.shutdown();
  BOOST_TEST(!a.running());
  BOOST_TEST(eventually([&] {
    std::unique_lock guard{mtx};
    return std::count(changes.begin(), changes.end(), topology_change::left)
           == 1;
  }));
  BOOST_TEST(user.mesh_nodes().size() == 1u);
  BOOST_TEST(call(user, service).find("no_providers") == 0u);
}

BOOST_AUTO_TEST_CASE(a_node_that_is_only_destroyed_says_goodbye_too) {
  auto user = started("user");
  for (int i = 0; i < 5; ++i) {
    auto a = provider("a");
    connect(user, a);
    BOOST_REQUIRE(eventually([&] { return user.mesh_nodes().size() == 2; }));
    { auto gone = std::move(a); }
    BOOST_TEST(user.mesh_nodes().size() == 1u);
    user.remove_peer("a");
  }
}

BOOST_AUTO_TEST_CASE(a_node_that_has_left_can_come_back) {
  auto user = started("user");
  auto service = user.service(greeting);
  std::uint64_t last = 0;
  for (int life = 0; life < 3; ++life) {
    auto a = provider("a");
    BOOST_REQUIRE_EQUAL(text_of(a.add_peer({"user", user.address()})), "ok");
    BOOST_REQUIRE(
      eventually([&] { return call(user, service) == "a to user"; }));
    auto record = user.topology().find("a");
    BOOST_REQUIRE(record);
    BOOST_TEST(record->incarnation > last);
    last = record->incarnation;
    a.shutdown();
    BOOST_TEST((user.topology().find("a") == nullptr));
  }
}

BOOST_AUTO_TEST_CASE(a_call_in_flight_is_finished) {
  auto a = provider("a");
  auto user = started("user");
  connect(user, a);
  auto service = user.service(greeting);
  await(user);
  auto answer = call_aside(user, service, "slow");
  auto& hub = *transport::hub::find(a.system());
  BOOST_REQUIRE(eventually([&] { return hub.stats().in_flight > 0; }));
  a.shutdown(patience);
  BOOST_TEST(answer.get() == "a to user");
}

BOOST_AUTO_TEST_CASE(a_call_that_does_not_end_is_bounced_at_the_deadline) {
  auto a = provider("a");
  auto user = started("user");
  connect(user, a);
  auto service = user.service(greeting);
  await(user);
  auto answer = call_aside(user, service, "hold");
  auto& hub = *transport::hub::find(a.system());
  BOOST_REQUIRE(eventually([&] { return hub.stats().in_flight > 0; }));
  a.shutdown(100ms);
  auto text = answer.get();
  BOOST_TEST_INFO(text);
  BOOST_TEST((text.find("peer_lost") == 0 || text.find("shutting_down") == 0));
}

BOOST_AUTO_TEST_CASE(afterwards_everything_is_answered_at_once) {
  auto a = provider("a");
  auto handle = a.service(greeting);
  a.shutdown();
  a.shutdown(); // once more changes nothing
  auto ended = [](const std::string& text) {
    BOOST_TEST_INFO(text);
    BOOST_TEST(text.find("shutting_down") == 0u);
  };
  ended(text_of(a.start()));
  ended(text_of(a.add_peer({"b", "127.0.0.1:1"})));
  ended(text_of(a.ping("b")));
  ended(text_of(a.sync_topology_with_all_peers()));
  ended(text_of(a.await_peer("b", patience)));
  ended(text_of(a.provide({"x", "v1"}, a.system().spawn(greeter, "x"))));
  ended(call(a, handle));
  BOOST_TEST(a.peers().empty());
  BOOST_TEST(!a.is_healthy());
  BOOST_TEST(a.id() == "a");
  BOOST_CHECK(a.info().status == node_status::left);
  BOOST_TEST(to_string(a).find("a (Node a)") == 0u);
}

BOOST_AUTO_TEST_CASE(a_node_that_was_never_started_ends_as_well) {
  auto made = builder("a").build();
  BOOST_REQUIRE_EQUAL(text_of(made), "ok");
  made->shutdown();
  BOOST_TEST(text_of(made->start()).find("shutting_down") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
