// A peer that crashes, as a real process, and comes back under the same id.

#include "child.hpp"
#include "mesh_fixture.hpp"
#include "transport/hub.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : mesh_fixture {
  /// @returns its address.
  std::string ready(child& x) {
    auto line = x.read_line();
    BOOST_REQUIRE_MESSAGE(line.find("ready ") == 0, line);
    return line.substr(6);
  }

  static std::uint64_t incarnation(const node& at, const std::string& id) {
    auto record = at.topology().find(id);
    return record ? record->incarnation : 0;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(crash_of_a_peer, fixture)

BOOST_AUTO_TEST_CASE(calls_in_flight_to_a_killed_process_fail_at_once) {
  auto user = started("user");
  child a{{"a", certs.path}};
  user.add_peer({"a", ready(a)});
  BOOST_REQUIRE_EQUAL(text_of(user.await_peer("a", patience)), "ok");
  auto service = user.service(greeting);
  await(user);
  BOOST_TEST(call(user, service) == "a");
  std::vector<std::future<std::string>> held;
  for (int i = 0; i < 5; ++i)
    held.push_back(call_aside(user, service, "hold"));
  auto& hub = *transport::hub::find(user.system());
  BOOST_REQUIRE(eventually([&] { return hub.stats().in_flight >= 5; }));
  a.kill();
  for (auto& x : held)
    BOOST_TEST(x.get().find("peer_lost") == 0u);
  BOOST_TEST(eventually([&] { return !user.is_connected("a"); }));
}

BOOST_AUTO_TEST_CASE(a_peer_comes_back_under_its_id) {
  auto user = started("user");
  auto service = user.service(greeting);
  std::uint64_t last = 0;
  for (int life = 0; life < 3; ++life) {
    child a{{"a", certs.path, user.address()}};
    ready(a);
    BOOST_REQUIRE(eventually([&] { return call(user, service) == "a"; }));
    BOOST_TEST(user.peers().size() == 1u);
    BOOST_TEST(incarnation(user, "a") > last);
    last = incarnation(user, "a");
    BOOST_TEST(text_of(user.ping("a")) == "ok");
    a.kill();
    BOOST_REQUIRE(eventually([&] { return !user.is_connected("a"); }));
  }
}

BOOST_AUTO_TEST_CASE(calls_go_on_at_the_other_provider) {
  auto user = started("user");
  auto service = user.service(greeting);
  child a{{"a", certs.path, user.address()}};
  child b{{"b", certs.path, user.address()}};
  ready(a);
  ready(b);
  await(user, 2);
  a.kill();
  BOOST_REQUIRE(eventually([&] { return !user.is_connected("a"); }));
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(call(user, service) == "b");
}

BOOST_AUTO_TEST_SUITE_END()
