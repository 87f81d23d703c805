#pragma once

#include "aegis/certificate.hpp"
#include "aegis/export.hpp"
#include "aegis/fault.hpp"
#include "aegis/health.hpp"
#include "aegis/node_info.hpp"
#include "aegis/peer.hpp"
#include "aegis/service.hpp"
#include "aegis/service_metrics.hpp"
#include "aegis/topology.hpp"

#include <aegis/v1/mesh.pb.h>

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/meta/type_name.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

// What the actors of one node say to each other. Only `frame` crosses the
// network; everything else stays in its process and is never serialized.

namespace AEGIS_PUBLIC aegis {

/// Kind of a `frame`; the numbers travel on the wire and are frozen by a test.
enum class frame_kind : std::uint16_t {
  ping = 1,
  pong = 2,
  health_request = 3,
  health = 4,
  node_info_request = 5,
  node_info = 6,
  sync_request = 7,
  sync_response = 8,
  topology_request = 9,
  topology = 10,
  services_request = 11,
  services = 12,
  service_request = 13, ///< asks for the actor that serves a service
  service = 14,
  probe = 15, ///< failure detection
  probe_answer = 16,
  probe_help_request = 17,
  probe_help = 18,
};

AEGIS_PUBLIC std::string to_string(frame_kind x);

/// One message between the endpoints of two nodes: a protobuf message of
/// `aegis.v1` as bytes. The endpoint parses it, so that bytes that do not
/// parse are an error to the sender.
struct frame {
  frame_kind kind = frame_kind::ping;
  std::string bytes;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, frame& x) {
  return f(caf::meta::type_name("aegis.frame"), x.kind, x.bytes);
}

// -- topology ----------------------------------------------------------------

/// Adds a foreign record, as the founding interface allows by hand.
struct node_addition {
  node_info node;
};

/// Removes a foreign record.
struct node_removal {
  std::string id;
};

/// Replaces a record, keeping `joined_at`.
struct node_update {
  node_info node;
};

/// Asks for the current view.
struct topology_query {};

/// This node provides one more service from now on.
struct service_announcement {
  service_id service;
};

/// This node no longer provides a service.
struct service_withdrawal {
  service_id service;
};

/// The real address of this node, once it listens.
struct address_announcement {
  std::string address;
};

/// What this node itself holds against a member. Nothing happens if the member
/// has another incarnation meanwhile.
struct member_accusation {
  std::string id;
  std::uint64_t incarnation = 0;
  accusation_kind kind = accusation_kind::suspect;
};

/// What a peer that suspects this node holds of it, for this node to refute.
struct suspicion_notice {
  std::string peer_id;
  v1::SignedRecord record;
};

/// This node is about to leave; its record becomes `left`.
struct departure {};

/// Asks for each change as a `topology_event`; answered with the view that
/// they start from. Ends with the subscriber.
struct topology_subscription_request {
  caf::actor subscriber;
};

/// Asks for the request that begins a sync with a peer.
struct sync_start {
  std::string peer_id;
};

/// What a peer answered to it.
struct sync_answer {
  std::string peer_id;
  v1::SyncResponse response;
};

/// What a sync changed here.
struct sync_summary {
  std::size_t peers = 0;   ///< peers that answered
  std::size_t changes = 0; ///< records that changed here
  std::uint64_t version = 0;
  /// The peer is not the one that was synced with before, or the tables still
  /// differ: sync once more.
  bool again = false;
  /// One of both compares its table with another peer's just now: sync once
  /// more in a while.
  bool busy = false;
};

// -- peers -------------------------------------------------------------------

/// Adds a peer that is kept connected.
struct peer_addition {
  peer_address peer;
};

struct peer_removal {
  std::string id;
};

struct peer_query {
  std::string id;
};

/// Asks for all peers, or for those of one type.
struct peers_query {
  std::string type; ///< empty: all
};

struct peer_list {
  std::vector<peer_info> peers; ///< ordered by id
};

/// Asks for a connection to a member; it is dialed if it is not up, and the
/// answer is sent when it is, or with the error of the attempt.
struct connection_request {
  std::string node_id;
  std::string address; ///< used if the peer is not known; may be empty
};

/// A connection that is up.
struct peer_connection {
  std::string node_id;
  caf::actor endpoint; ///< the peer's mesh endpoint
  std::shared_ptr<const aegis::certificate> certificate;
};

struct ping_request {
  std::string node_id;
};

struct ping_result {
  std::chrono::nanoseconds round_trip{};
};

struct peer_health_request {
  std::string node_id;
};

struct peer_node_info_request {
  std::string node_id;
};

/// Asks a peer for all that it knows of the mesh.
struct peer_topology_request {
  std::string node_id;
};

struct node_list {
  std::vector<node_info> nodes; ///< members only, ordered by id
};

/// Asks a peer for the services that it provides.
struct peer_services_request {
  std::string node_id;
};

struct service_list {
  std::vector<service_id> services; ///< ordered
};

/// Syncs with one peer, or with all connected ones if `node_id` is empty.
struct peer_sync_request {
  std::string node_id;
};

// -- services ----------------------------------------------------------------

/// Provides a service from this node.
struct service_provision {
  service_id service;
  caf::actor provider; ///< or none, and a factory
  std::function<caf::actor(caf::actor_system&)> factory;
  provide_options options;
};

/// Takes a service of this node out of the mesh's rotation, or back into it.
/// Its actor lives on; calls that still come are refused before it.
struct service_health_update {
  service_id service;
  bool healthy = true;
  std::string reason;
};

/// Asks for the figures of all services.
struct service_metrics_query {};

/// Reads the file with the rules for calls again.
struct call_rules_reload {};

/// Refuse new calls from now on; answered when none is open any more.
struct service_drain {};

/// Asks for a handle to a service; answered at once.
struct service_handle_request {
  service_id service;
  call_options options;
  std::set<std::string> interface; ///< of the typed handle; empty: untyped
};

/// How many providers a handle can reach at the moment.
struct provider_count_query {
  service_id service;
};

struct provider_count {
  std::size_t callable = 0; ///< resolved and alive
  std::size_t known = 0;    ///< in the topology
};

/// Asks for the actor that serves `service` on this node.
struct local_provider_query {
  service_id service;
};

struct local_provider {
  caf::strong_actor_ptr guard; ///< what peers may send to
  std::set<std::string> interface;
};

// -- failure detection -------------------------------------------------------

/// Asks how the failure detector of this node stands.
struct detector_query {};

struct detector_view {
  /// How much this node mistrusts itself; 0 is healthy, at most
  /// `detector_settings::awareness_max`.
  unsigned health_score = 0;
  std::vector<std::string> suspects; ///< members on trial, ordered
  std::uint64_t probes = 0;          ///< since the start
  std::uint64_t failures = 0;        ///< members that this node took for dead
};

// -- health ------------------------------------------------------------------

struct health_query {};

/// Runs all checkers and answers with the result.
struct health_check {};

struct health_update {
  health_status status = health_status::unknown;
  std::string message;
};

struct checker_addition {
  health_checker_ptr checker;
};

} // namespace aegis

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::node_addition)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::node_removal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::node_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::topology_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::topology_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::topology_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_announcement)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_withdrawal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::address_announcement)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::member_accusation)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::suspicion_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::departure)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::topology_subscription_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::sync_start)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::sync_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::sync_summary)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::node_info)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_addition)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_removal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peers_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_info)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::connection_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_connection)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::ping_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::ping_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_health_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_node_info_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_topology_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::node_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_services_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::peer_sync_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_provision)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_health_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_metrics_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_metrics)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::call_rules_reload)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_drain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::service_handle_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::provider_count_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::provider_count)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::local_provider_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::local_provider)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detector_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detector_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::health_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::health_check)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::health_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::checker_addition)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::health)
