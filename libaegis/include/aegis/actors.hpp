#pragma once

#include "aegis/export.hpp"
#include "aegis/messages.hpp"
#include "aegis/protobuf.hpp"

#include <aegis/v1/mesh.pb.h>

#include <caf/actor.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// The whole system in one header: every actor of a node and every message it
// understands. Errors are `aegis::ec`. See actors/README.md for who starts and
// owns whom.

namespace AEGIS_PUBLIC aegis {

/// Owns the table of records. The version check of a sync runs here, so no
/// locks are needed.
using topology_actor = caf::typed_actor<
  // the current immutable view
  caf::replies_to<topology_query>::with<topology_view>,
  // a peer's side of a sync: takes its records, answers with ours
  caf::replies_to<v1::SyncRequest>::with<v1::SyncResponse>,
  // our side of a sync: what to ask a peer, and what it answered
  caf::replies_to<sync_start>::with<v1::SyncRequest>,
  caf::replies_to<sync_answer>::with<sync_summary>,
  // the whole table in wire form
  caf::replies_to<v1::TopologyRequest>::with<v1::TopologySnapshot>,
  // founding interface: add (error if known), remove (error if unknown), update
  caf::replies_to<node_addition>::with<topology_view>,
  caf::replies_to<node_removal>::with<topology_view>,
  caf::replies_to<node_update>::with<topology_view>,
  // changes of this node's own record; answered when readers see them
  caf::replies_to<service_announcement>::with<topology_view>,
  caf::replies_to<service_withdrawal>::with<topology_view>,
  caf::replies_to<address_announcement>::with<topology_view>,
  caf::replies_to<departure>::with<topology_view>,
  // failure detection: what this node holds against a member, and what a peer
  // holds against this node
  caf::replies_to<member_accusation>::with<topology_view>,
  caf::replies_to<suspicion_notice>::with<topology_view>,
  // events from now on, in version order
  caf::replies_to<topology_subscription_request>::with<topology_view>>;

/// Owns the connections: who is dialed when, and what became of it.
using peer_manager_actor = caf::typed_actor<
  // a peer that is kept connected (error if known)
  caf::replies_to<peer_addition>::with<peer_info>,
  // ends the connection and forgets the peer (error if unknown)
  caf::replies_to<peer_removal>::with<peer_info>,
  // where one peer stands / all of them
  caf::replies_to<peer_query>::with<peer_info>,
  caf::replies_to<peers_query>::with<peer_list>,
  // a connection on demand, shared by all who ask
  caf::replies_to<connection_request>::with<peer_connection>,
  // round trips to a peer's endpoint
  caf::replies_to<ping_request>::with<ping_result>,
  caf::replies_to<peer_health_request>::with<health>,
  caf::replies_to<peer_node_info_request>::with<node_info>,
  caf::replies_to<peer_topology_request>::with<node_list>,
  caf::replies_to<peer_services_request>::with<service_list>,
  caf::replies_to<peer_sync_request>::with<sync_summary>>;

/// What other nodes may ask of this one. The only actor of a node, apart from
/// provided services, that peers reach.
using mesh_endpoint_actor = caf::typed_actor<
  // from other nodes: one protobuf request as bytes, answered in kind
  caf::replies_to<frame>::with<frame>,
  // the same questions from actors of this process
  caf::replies_to<v1::Ping>::with<v1::Pong>,
  caf::replies_to<v1::HealthRequest>::with<v1::Health>,
  caf::replies_to<v1::NodeInfoRequest>::with<v1::NodeRecord>,
  caf::replies_to<v1::TopologyRequest>::with<v1::TopologySnapshot>,
  caf::replies_to<v1::ServicesRequest>::with<v1::ServiceList>>;

/// Owns what service handles know: which providers live, and how to reach them.
using service_pool_actor = caf::typed_actor<
  // a handle that dispatches in the sender's thread
  caf::replies_to<service_handle_request>::with<caf::strong_actor_ptr>,
  // provide / withdraw a service of this node
  caf::replies_to<service_provision>::with<caf::unit_t>,
  caf::replies_to<service_withdrawal>::with<caf::unit_t>,
  // in or out of the mesh's rotation
  caf::replies_to<service_health_update>::with<caf::unit_t>,
  // refuses new calls; answered when none is open
  caf::replies_to<service_drain>::with<caf::unit_t>,
  // reads the rules for calls again
  caf::replies_to<call_rules_reload>::with<caf::unit_t>,
  // what became of the calls
  caf::replies_to<service_metrics_query>::with<service_metrics>,
  // the actor behind a service of this node
  caf::replies_to<local_provider_query>::with<local_provider>,
  // how many providers can be called
  caf::replies_to<provider_count_query>::with<provider_count>>;

/// Owns the failure detector: probes members, suspects them, gives them up. What
/// it finds goes to the topology actor.
using detector_actor = caf::typed_actor<
  // whom this node suspects, and how much itself
  caf::replies_to<detector_query>::with<detector_view>>;

/// Owns the health of this node and runs its checkers.
using health_actor = caf::typed_actor<
  // the last known health
  caf::replies_to<health_query>::with<health>,
  // runs all checkers now
  caf::replies_to<health_check>::with<health>,
  // health set by the application
  caf::replies_to<health_update>::with<health>,
  // one more checker; run at once
  caf::replies_to<checker_addition>::with<caf::unit_t>>;

} // namespace aegis
