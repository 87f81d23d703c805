#pragma once

#include "actors/detector/detector_messages.hpp"
#include "actors/endpoint/mesh_endpoint.hpp"
#include "actors/health/health.hpp"
#include "actors/node/node_options.hpp"
#include "actors/peers/peer_messages.hpp"
#include "actors/services/call_gate.hpp"
#include "actors/services/handle_desk.hpp"
#include "actors/snapshot_cell.hpp"
#include "actors/topology/topology_messages.hpp"
#include "mesh/record_part.hpp"
#include "seal/keys.hpp"
#include "seal/record_pool.hpp"
#include "transport/hub.hpp"

#include <caf/actor_system.hpp>
#include <caf/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace aegis::detail {

/// The actors of a node.
struct node_actors {
  topology_internal_actor topology;
  health_internal_actor health;
  peer_manager_internal_actor peers;
  detector_internal_actor detector;
  service_pool_actor services;
  mesh_endpoint_actor endpoint;
};

/// The world around a node: all that a simulation replaces, and nothing else.
struct node_world {
  caf::actor_system* sys = nullptr;
  transport::hub* hub = nullptr;
  std::function<timestamp_ms()> now; ///< wall clock
  /// Seeds of what the node's actors draw.
  std::function<std::uint64_t()> random;
  seal::signing_key_ptr key;
  seal::key_judge_ptr judge;
  caller_lookup caller_of;
  /// Shared by the nodes of a process; null: none.
  std::shared_ptr<seal::record_pool> records;
  std::shared_ptr<mesh::part_pool> parts;
  /// Health checkers have a thread of their own.
  bool detach_checks = true;
};

/// Spawns the actors of a node and wires them; waits for nobody. One use.
class node_assembly {
public:
  /// @param options  valid; outlive the assembly
  /// @param snapshots  where the topology actor publishes
  node_assembly(node_world world, const node_options& options,
                snapshot_cell_ptr snapshots);

  /// Reads what is in files. @returns what is wrong with them.
  caf::error prepare();

  /// The first step: nobody reads the snapshot before this actor has run.
  topology_internal_actor spawn_topology();

  /// The second step: all the others.
  void spawn_others();

  const node_actors& actors() const noexcept {
    return actors_;
  }

  const std::shared_ptr<handle_desk>& desk() const noexcept {
    return desk_;
  }

  /// What the hub needs to speak for the node, but for its credentials. After
  /// `spawn_others`.
  transport::hub_options hub_options() const;

private:
  void spawn_services();

  node_world world_;
  const node_options& options_;
  snapshot_cell_ptr snapshots_;
  std::shared_ptr<handle_desk> desk_;
  std::shared_ptr<call_gate> gate_;
  node_actors actors_;
};

} // namespace aegis::detail
