#include "world.hpp"

#include "seal/pki_keys.hpp"
#include "tests/support/mesh_keys.hpp"

#include <algorithm>
#include <utility>

namespace aegis::test {

namespace {

/// When the certificates of the tests are valid: from now on.
const timestamp_ms epoch_of_tests
  = std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now());

} // namespace

// -- the system --------------------------------------------------------------

virtual_system::virtual_system()
  : sys(cfg),
    sched(static_cast<caf::scheduler::test_coordinator&>(sys.scheduler())) {}

virtual_system::~virtual_system() {
  for (const auto& x : kept)
    caf::anon_send_exit(x, caf::exit_reason::kill);
  kept.clear();
  run();
}

void virtual_system::pass(std::chrono::milliseconds x) {
  constexpr auto step = 10ms;
  for (auto left = x; left.count() > 0; left -= step) {
    sched.advance_time(std::min(left, std::chrono::milliseconds{step}));
    run();
  }
}

timestamp_ms virtual_system::now() const {
  auto passed = sched.clock().now().time_since_epoch();
  return epoch_of_tests + clock_offset
         + std::chrono::duration_cast<std::chrono::milliseconds>(passed);
}

topology_under_test
virtual_system::spawn_topology(const std::string& id,
                               node_settings::topology_settings settings,
                               std::uint64_t epoch) {
  topology_under_test result;
  result.cell = std::make_shared<detail::snapshot_cell>();
  const auto& own = mesh_keys::shared().of(id);
  detail::topology_deps deps{record_of(id),
                             "default",
                             seal::make_signing_key(own),
                             seal::make_key_judge(own),
                             epoch,
                             std::move(settings),
                             result.cell,
                             [this] { return now(); }};
  result.actor = keep(sys.spawn(detail::topology, std::move(deps)));
  run();
  return result;
}

node_info record_of(const std::string& id) {
  node_info result;
  result.id = id;
  result.name = "Node " + id;
  result.address = "127.0.0.1:8443";
  result.joined_at = epoch_of_tests;
  result.updated_at = epoch_of_tests;
  result.incarnation = 1;
  return result;
}

// -- the peer manager --------------------------------------------------------

peers_fixture::peers_fixture(const node_settings& settings,
                             detail::seed_sources seeds) {
  topology = spawn_topology("here", settings.topology);
  detail::peer_manager_deps deps{"here",
                                 &network,
                                 topology.actor,
                                 topology.cell,
                                 settings,
                                 [this] { return now(); },
                                 1,
                                 std::move(seeds)};
  peers = keep(sys.spawn(detail::peer_manager, std::move(deps)));
  run();
}

node_settings peers_fixture::quick_settings() {
  node_settings result;
  result.topology.sync_interval = 24h;
  result.peers.connections_min = 0;
  return result;
}

reply_ptr<peer_info> peers_fixture::add(const std::string& id,
                                        const std::string& address) {
  return ask<peer_info>(peers, peer_addition{{id, address}});
}

reply_ptr<peer_info> peers_fixture::remove(const std::string& id) {
  return ask<peer_info>(peers, peer_removal{id});
}

reply_ptr<peer_connection> peers_fixture::connect(const std::string& id,
                                                  const std::string& address) {
  return ask<peer_connection>(peers, connection_request{id, address});
}

peer_info peers_fixture::info(const std::string& id) {
  auto found = ask<peer_info>(peers, peer_query{id});
  BOOST_REQUIRE_MESSAGE(found->value, id << ": " << to_string(found->error));
  return *found->value;
}

remote_node& peers_fixture::node(const std::string& id) {
  auto& result = nodes[id];
  result.id = id;
  result.log = std::make_shared<endpoint_log>();
  result.endpoint = keep(spawn_endpoint(sys, result.log));
  return result;
}

void peers_fixture::link_up(const std::string& id, bool dialed) {
  caf::anon_send(peers, detail::link_up{nodes.at(id).link(dialed)});
  run();
}

void peers_fixture::link_down(const std::string& id, fault why) {
  caf::anon_send(peers,
                 detail::link_down{nodes.at(id).link(false), std::move(why)});
  run();
}

void peers_fixture::dial_succeeds(const std::string& id) {
  BOOST_REQUIRE(!network.open.empty());
  auto dial = std::move(network.open.front());
  network.open.pop_front();
  caf::anon_send(peers, detail::link_up{nodes.at(id).link(true)});
  dial.done(nodes.at(id).link(true));
  run();
}

void peers_fixture::dial_fails(fault why) {
  BOOST_REQUIRE(!network.open.empty());
  auto dial = std::move(network.open.front());
  network.open.pop_front();
  dial.done(std::move(why));
  run();
}

} // namespace aegis::test
