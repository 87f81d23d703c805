#pragma once

#include "actors/endpoint/help_desk.hpp"
#include "actors/peers/peer_messages.hpp"
#include "actors/snapshot_cell.hpp"
#include "aegis/actors.hpp"
#include "aegis/caller.hpp"

#include <caf/result.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>

namespace aegis::detail {

/// Says who sent the message that an actor is handling; `aegis::caller_of`
/// where the network is real.
using caller_lookup
  = std::function<caf::expected<caller>(const caf::scheduled_actor*)>;

struct mesh_endpoint_deps {
  std::string node_id;
  snapshot_cell_ptr snapshots;
  topology_actor topology;
  health_actor health;
  service_pool_actor services;
  caller_lookup caller_of;
  std::function<timestamp_ms()> now; ///< wall clock
  /// For answers of the node's other actors.
  std::chrono::milliseconds local_timeout;
  peer_manager_internal_actor peers = {}; ///< to probe others for a peer
};

/// Answers what other nodes ask of this one. Owns nothing but the count of the
/// probes that it makes for peers.
///
/// Peers reach it with frames, and the transport lets only members of the mesh
/// through. A request that names another sender than the connection's
/// certificate is refused. If it ends, peers cannot resolve services or sync
/// with this node any more; nobody starts it again.
struct mesh_endpoint_state {
  using pointer = mesh_endpoint_actor::stateful_pointer<mesh_endpoint_state>;

  static constexpr const char* name = "aegis.endpoint";

  explicit mesh_endpoint_state(pointer ptr) : self(ptr) {}

  mesh_endpoint_actor::behavior_type make_behavior();

  // -- frames of peers --------------------------------------------------------

  caf::result<frame> on_frame(const frame& x);

  caf::result<frame> serve(const v1::Ping& x);
  caf::result<frame> serve(const v1::HealthRequest& x);
  caf::result<frame> serve(const v1::NodeInfoRequest& x);
  caf::result<frame> serve(v1::SyncRequest x, const caller& who);
  caf::result<frame> serve(const v1::TopologyRequest& x);
  caf::result<frame> serve(const v1::ServicesRequest& x);
  caf::result<frame> serve(const v1::ServiceRequest& x);
  caf::result<frame> serve(const v1::Probe& x, const caller& who);
  caf::result<frame> serve(const v1::ProbeHelpRequest& x, const caller& who);

  // -- typed requests of local actors -----------------------------------------

  caf::result<v1::Pong> on_ping(const v1::Ping& x);
  caf::result<v1::Health> on_health_request(const v1::HealthRequest& x);
  caf::result<v1::NodeRecord>
  on_node_info_request(const v1::NodeInfoRequest& x);
  caf::result<v1::TopologySnapshot>
  on_topology_request(const v1::TopologyRequest& x);
  caf::result<v1::ServiceList>
  on_services_request(const v1::ServicesRequest& x);

  // -- answers ----------------------------------------------------------------

  v1::Pong make_pong(const v1::Ping& x) const;
  node_info own_record() const;
  v1::ServiceList own_services() const;

  /// Refuses a sender that is not the one whom the connection names.
  caf::error check_sender(const std::string& sender, const caller& who) const;
  caf::error check_local_sender(const std::string& sender) const;

  pointer self;
  mesh_endpoint_deps deps;
  help_desk help;
};

mesh_endpoint_actor::behavior_type
mesh_endpoint(mesh_endpoint_state::pointer self, mesh_endpoint_deps deps);

} // namespace aegis::detail
