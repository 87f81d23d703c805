// Peers of a node, over real connections.

#include "mesh_fixture.hpp"
#include "transport/hub.hpp"

#include <thread>

using namespace aegis;
using namespace aegis::test;

namespace {

bool begins_with(const std::string& text, const std::string& part) {
  return text.compare(0, part.size(), part) == 0;
}

std::size_t links_of(const node& x) {
  return transport::hub::find(x.system())->stats().links;
}

/// Why the last attempt at a peer failed, once one has.
fault last_error(node& from, const std::string& id) {
  std::optional<fault> result;
  eventually([&] {
    auto info = from.peer(id);
    if (info)
      result = info->last_error;
    return result.has_value();
  });
  return result.value_or(fault{ec::none, "no attempt failed"});
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_of_a_node, mesh_fixture)

BOOST_AUTO_TEST_CASE(peers_are_added_found_listed_and_removed) {
  auto a = started("a");
  auto user = started("user");
  BOOST_TEST(user.peers().empty());
  BOOST_TEST(begins_with(text_of(user.peer("a")), "unknown_node"));
  connect(user, a);
  auto found = user.peer("a");
  BOOST_REQUIRE(found);
  BOOST_CHECK(found->state == peer_state::up);
  BOOST_TEST(found->address == a.address());
  BOOST_TEST(user.is_connected("a"));
  BOOST_TEST(user.peers().size() == 1u);
  BOOST_TEST(
    begins_with(text_of(user.add_peer({"a", a.address()})), "already_exists"));
  BOOST_TEST(text_of(user.remove_peer("a")) == "ok");
  BOOST_TEST(!user.is_connected("a"));
  BOOST_TEST(eventually([&] { return !a.is_connected("user"); }));
  BOOST_TEST(begins_with(text_of(user.remove_peer("a")), "unknown_node"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_peer_is_refused) {
  auto user = started("user");
  BOOST_TEST(
    begins_with(text_of(user.add_peer({"../a", "127.0.0.1:1"})), "invalid_id"));
  BOOST_TEST(
    begins_with(text_of(user.add_peer({"a", "nowhere"})), "invalid_address"));
  BOOST_TEST(begins_with(text_of(user.add_peer({"user", user.address()})),
                         "invalid_argument"));
  BOOST_TEST(begins_with(text_of(user.await_peer("user", patience)),
                         "invalid_argument"));
}

BOOST_AUTO_TEST_CASE(peers_are_listed_by_type) {
  auto gate = builder("gate");
  gate.type("gateway");
  auto g = started(std::move(gate));
  auto a = started("a");
  auto user = started("user");
  connect(user, g);
  connect(user, a);
  BOOST_REQUIRE(eventually([&] { return user.mesh_nodes().size() == 3; }));
  auto gateways = user.peers_of_type("gateway");
  BOOST_REQUIRE(gateways.size() == 1u);
  BOOST_TEST(gateways[0].id == "gate");
  BOOST_TEST(user.peers().size() == 2u);
  BOOST_TEST(user.peers_of_type("store").empty());
}

BOOST_AUTO_TEST_CASE(a_peer_is_pinged_and_tells_about_itself) {
  auto a = provider("a");
  auto user = started("user");
  connect(user, a);
  auto trip = user.ping("a");
  BOOST_REQUIRE_EQUAL(text_of(trip), "ok");
  BOOST_TEST(trip->count() > 0);
  auto info = user.peer_node_info("a");
  BOOST_REQUIRE_EQUAL(text_of(info), "ok");
  BOOST_CHECK(*info == a.info());
  BOOST_TEST(begins_with(text_of(user.ping("b")), "unknown_node"));
  user.add_peer({"b", "127.0.0.1:1"});
  BOOST_TEST(begins_with(text_of(user.ping("b")), "not_connected"));
  BOOST_TEST(begins_with(text_of(user.peer_health("b")), "not_connected"));
  BOOST_TEST(begins_with(text_of(user.peer_node_info("b")), "not_connected"));
}

BOOST_AUTO_TEST_CASE(topologies_are_synced_with_one_and_with_all) {
  auto a = started("a");
  auto b = started("b");
  auto user = started("user");
  connect(user, a);
  connect(user, b);
  BOOST_REQUIRE(eventually([&] {
    return user.mesh_nodes().size() == 3 && a.mesh_nodes().size() == 3
           && b.mesh_nodes().size() == 3;
  }));
  auto version = user.topology_version();
  auto nothing = user.sync_topology("a");
  BOOST_REQUIRE_EQUAL(text_of(nothing), "ok");
  BOOST_TEST(!*nothing);
  BOOST_TEST(user.topology_version() == version);
  auto all = user.sync_topology_with_all_peers();
  BOOST_REQUIRE_EQUAL(text_of(all), "ok");
  BOOST_TEST(*all == 2u);
  BOOST_TEST(
    begins_with(text_of(user.sync_topology("nobody")), "unknown_node"));
  BOOST_TEST(begins_with(text_of(user.sync_topology("")), "invalid_argument"));
}

BOOST_AUTO_TEST_CASE(a_seed_is_named_by_its_address) {
  auto a = started("a");
  auto user = started("user");
  BOOST_REQUIRE_EQUAL(text_of(user.add_peer({"", a.address()})), "ok");
  BOOST_TEST(text_of(user.await_peer(a.address(), patience)) == "ok");
  auto found = user.peer(a.address());
  BOOST_REQUIRE(found);
  BOOST_TEST(found->id == "a");
  BOOST_TEST(user.is_connected("a"));
}

// -- who is turned away ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(another_node_at_the_address_is_turned_away_by_name) {
  auto a = started("a");
  auto user = started("user");
  user.add_peer({"b", a.address()});
  auto why = last_error(user, "b");
  BOOST_CHECK(why.code == ec::name_mismatch);
  BOOST_TEST(why.text.find('a') != std::string::npos);
  BOOST_TEST(!user.is_connected("b"));
}

BOOST_AUTO_TEST_CASE(a_node_of_another_mesh_is_turned_away_by_name) {
  auto foreign = builder("a");
  foreign.mesh("elsewhere");
  auto a = started(std::move(foreign));
  auto user = started("user"); // with the same CA
  user.add_peer({"a", a.address()});
  auto why = last_error(user, "a");
  BOOST_TEST_INFO(to_string(why));
  BOOST_TEST(why.text.find("elsewhere") != std::string::npos);
  BOOST_CHECK(why.code == ec::wrong_identity || why.code == ec::name_mismatch);
  BOOST_TEST(links_of(user) == 0u);
  BOOST_TEST(user.mesh_nodes().size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_address_where_nobody_listens_is_unreachable) {
  auto user = started("user");
  user.add_peer({"a", "127.0.0.1:1"});
  auto up = user.await_peer("a", 1s);
  BOOST_REQUIRE(!up);
  BOOST_CHECK(code_of(up.error()) == ec::unreachable);
  BOOST_TEST(user.peer("a")->failures > 0u);
}

// -- both at once ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(two_nodes_that_dial_each_other_end_up_with_one_link) {
  for (int round = 0; round < 5; ++round) {
    auto a = provider("a");
    auto b = provider("b");
    std::thread other{[&] { b.add_peer({"a", a.address()}); }};
    a.add_peer({"b", b.address()});
    other.join();
    BOOST_TEST(text_of(a.await_peer("b", patience)) == "ok");
    BOOST_TEST(text_of(b.await_peer("a", patience)) == "ok");
    // Of two links that are up for a moment one is given up.
    BOOST_TEST(eventually([&] {
      return a.ping("b") && b.ping("a") && links_of(a) == 1 && links_of(b) == 1;
    }));
    BOOST_TEST(b.peers().size() == 1u);
    BOOST_TEST(a.peers().size() == 1u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
