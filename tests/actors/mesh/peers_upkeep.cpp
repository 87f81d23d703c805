// How many connections a node keeps, to whom, and where it looks for members.

#include "tests/support/mesh_keys.hpp"
#include "world.hpp"

#include <algorithm>
#include <set>

using namespace aegis;
using namespace aegis::test;

namespace {

node_settings upkeep_settings() {
  auto result = peers_fixture::quick_settings();
  result.peers.connections_min = 3;
  result.peers.connections_max = 4;
  result.peers.idle_timeout = 10s;
  return result;
}

struct fixture : peers_fixture {
  fixture() : peers_fixture(upkeep_settings()) {}

  /// Members' own records come in by a sync.
  void introduce(const std::vector<std::string>& ids) {
    auto& keys = mesh_keys::shared();
    v1::SyncRequest x;
    x.set_sender("messenger");
    x.set_sender_epoch(1);
    for (const auto& id : ids) {
      x.add_records(keys.sign(record_of(id), now()).SerializeAsString());
      x.add_certificates(keys.certificate(id));
    }
    ask<v1::SyncResponse>(topology.actor, x);
  }

  static std::vector<std::string> names(int count) {
    std::vector<std::string> result;
    for (int i = 0; i < count; ++i)
      result.push_back("n" + std::to_string(i));
    return result;
  }

  void connect_all(int count) {
    introduce(names(count));
    for (const auto& id : names(count)) {
      node(id);
      link_up(id);
    }
  }

  /// The transport counts so many messages for each.
  void used(const std::map<std::string, std::uint64_t>& messages) {
    network.uses.clear();
    for (const auto& [id, x] : nodes)
      if (std::count(network.disconnected.begin(), network.disconnected.end(),
                     id)
          == 0)
        network.uses.push_back(
          {id, 0, messages.count(id) != 0 ? messages.at(id) : 0});
  }

  /// Who was dialed, as the transport saw it.
  std::set<std::string> dialed() const {
    std::set<std::string> result;
    for (const auto& x : network.all)
      result.insert(x.substr(x.find(' ') + 1));
    return result;
  }

  void down(const std::string& id) {
    ask<topology_view>(topology.actor,
                       member_accusation{id, 1, accusation_kind::dead});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_upkeep, fixture)

// -- too few ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(random_members_are_dialed_up_to_the_minimum) {
  start();
  introduce(names(10));
  BOOST_TEST(dialed().size() == 3u);
  pass(10s); // the attempts are under way
  BOOST_TEST(network.all.size() == 3u);
}

BOOST_AUTO_TEST_CASE(accepted_connections_count) {
  start();
  connect_all(3);
  auto dials = network.all.size();
  introduce({"x", "y"});
  pass(10s);
  BOOST_TEST(network.all.size() == dials);
}

BOOST_AUTO_TEST_CASE(lost_connection_is_replaced) {
  start();
  for (const auto& id : names(3)) {
    node(id);
    link_up(id);
  }
  introduce(names(6));
  BOOST_TEST(network.all.empty());
  link_down("n0");
  pass(3s);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_is_dialed_before_the_start) {
  introduce(names(5));
  pass(10s);
  BOOST_TEST(network.all.empty());
}

// -- too many -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(idle_connections_beyond_the_maximum_are_closed) {
  start();
  connect_all(6);
  used({});
  pass(9s);
  BOOST_TEST(network.disconnected.empty());
  pass(5s);
  BOOST_TEST(network.disconnected.size() == 2u);
  used({});
  pass(60s);
  BOOST_TEST(network.disconnected.size() == 2u);
}

BOOST_AUTO_TEST_CASE(used_wanted_and_kept_connections_stay) {
  start();
  connect_all(7);
  connect("n0");               // a service needs it
  add("n1", "127.0.0.1:8443"); // kept
  for (std::uint64_t i = 1; i < 40; ++i) {
    used({{"n2", i}, {"n3", i}});
    pass(500ms);
  }
  std::set<std::string> closed(network.disconnected.begin(),
                               network.disconnected.end());
  BOOST_TEST((closed == std::set<std::string>{"n4", "n5", "n6"}));
}

BOOST_AUTO_TEST_CASE(requests_that_are_open_keep_a_connection) {
  start();
  connect_all(6);
  used({});
  for (auto& x : network.uses)
    x.in_flight = x.node_id == "n5" ? 0 : 1;
  pass(30s);
  BOOST_TEST((network.disconnected == std::vector<std::string>{"n5"}));
}

BOOST_AUTO_TEST_CASE(closed_connection_is_no_lost_one) {
  std::vector<detail::link_news> lost;
  auto watcher = keep(sys.spawn([&lost]() -> caf::behavior {
    return {[&lost](const detail::link_news& x) {
      if (x.lost)
        lost.push_back(x);
    }};
  }));
  caf::anon_send(peers, detail::link_watch{watcher});
  start();
  connect_all(6);
  used({});
  pass(15s);
  BOOST_TEST(network.disconnected.size() == 2u);
  for (const auto& id : std::vector<std::string>(network.disconnected))
    link_down(id);
  // It is told, but not as a reason to suspect anybody.
  BOOST_TEST(lost.size() == 2u);
  for (const auto& x : lost)
    BOOST_CHECK(x.lost->code == ec::not_connected);
}

// -- members that may live ----------------------------------------------------

BOOST_AUTO_TEST_CASE(members_that_are_down_are_tried_now_and_then) {
  start();
  connect_all(4);
  introduce({"dead"});
  down("dead");
  pass(2 * defaults::reconnect_interval);
  BOOST_TEST(dialed().count("dead") == 1u);
  BOOST_TEST(network.all.size() <= 4u);
}

BOOST_AUTO_TEST_CASE(members_that_left_are_not_tried) {
  start();
  connect_all(4);
  auto gone = record_of("gone");
  gone.status = node_status::left;
  auto& keys = mesh_keys::shared();
  v1::SyncRequest x;
  x.set_sender("messenger");
  x.set_sender_epoch(1);
  x.add_records(keys.sign(gone, now()).SerializeAsString());
  x.add_certificates(keys.certificate("gone"));
  ask<v1::SyncResponse>(topology.actor, x);
  pass(5 * defaults::reconnect_interval);
  BOOST_TEST(dialed().count("gone") == 0u);
}

// -- seeds --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(own_address_among_the_peers_is_given_up) {
  start();
  add("", "127.0.0.1:5");
  dial_fails({ec::duplicate_id, "node id 'here' is the one of both ends"});
  BOOST_TEST(ask<peer_list>(peers, peers_query{})->value->peers.empty());
  pass(120s);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(id_taken_at_a_peer_is_no_reason_to_give_it_up) {
  start();
  add("", "127.0.0.1:5");
  dial_fails(
    {ec::duplicate_id, "node 'here' is connected to node 'a' already"});
  pass(2s);
  BOOST_TEST(network.all.size() >= 2u);
}

BOOST_AUTO_TEST_SUITE_END()
