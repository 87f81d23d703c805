// In: the options of a node and the world around it. Out: its actors, and what
// the hub has to know of them.

#include "actors/node/assembly.hpp"

#include "actors/detector/detector.hpp"
#include "actors/peers/peer_manager.hpp"
#include "actors/services/call_gate.hpp"
#include "actors/services/service_pool.hpp"
#include "actors/topology/topology.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <utility>

namespace aegis::detail {

namespace {

transport::limits to_limits(const node_settings::transport_settings& x) {
  return {x.connect_timeout,        x.tls_timeout,       x.basp_timeout,
          x.payload_max_bytes,      x.backlog_max_bytes, x.handshakes_max,
          x.bulk_backlog_max_bytes, x.transfer_timeout};
}

/// Makes a callback for the transport that tells an actor, while it lives.
template <class Message, class Handle>
auto teller(const Handle& whom) {
  return [weak = caf::actor_cast<caf::weak_actor_ptr>(whom)](auto&&... xs) {
    if (auto ptr = weak.lock())
      caf::anon_send(caf::actor_cast<Handle>(ptr), Message{xs...});
  };
}

} // namespace

node_assembly::node_assembly(node_world world, const node_options& options,
                             snapshot_cell_ptr snapshots)
  : world_(std::move(world)),
    options_(options),
    snapshots_(std::move(snapshots)) {
  // nop
}

caf::error node_assembly::prepare() {
  const auto& settings = options_.settings.services;
  desk_ = std::make_shared<handle_desk>(*world_.sys, settings, world_.random());
  gate_ = std::make_shared<call_gate>(*world_.sys, options_.id, snapshots_,
                                      settings.rules_file,
                                      settings.allow_by_default);
  if (auto ok = gate_->load(); !ok)
    return to_error(ok.error());
  return caf::none;
}

topology_internal_actor node_assembly::spawn_topology() {
  topology_deps x{first_record(options_, world_.now()),
                  options_.mesh,
                  world_.key,
                  world_.judge,
                  world_.random() | 1,
                  options_.settings.topology,
                  snapshots_,
                  world_.now,
                  world_.records,
                  world_.parts};
  actors_.topology = world_.sys->spawn(topology, std::move(x));
  return actors_.topology;
}

void node_assembly::spawn_others() {
  auto& sys = *world_.sys;
  const auto& settings = options_.settings;
  health_deps h{settings.health, options_.checkers, world_.now,
                world_.detach_checks};
  actors_.health = sys.spawn(health_monitor, std::move(h));
  peer_manager_deps p{options_.id,     world_.hub,    actors_.topology,
                      snapshots_,      settings,      world_.now,
                      world_.random(), options_.seeds};
  actors_.peers = sys.spawn(peer_manager, std::move(p));
  detector_deps d{options_.id, actors_.peers,     actors_.topology,
                  snapshots_,  settings.detector, world_.random()};
  actors_.detector = sys.spawn(detector, std::move(d));
  spawn_services();
  mesh_endpoint_deps e{options_.id,      snapshots_,
                       actors_.topology, actors_.health,
                       actors_.services, world_.caller_of,
                       world_.now,       settings.local_timeout,
                       actors_.peers};
  actors_.endpoint = sys.spawn(mesh_endpoint, std::move(e));
}

void node_assembly::spawn_services() {
  service_pool_deps x{options_.id,     world_.hub, actors_.topology,
                      actors_.peers,   snapshots_, options_.settings,
                      world_.random(), desk_,      gate_};
  actors_.services = world_.sys->spawn(service_pool, std::move(x));
}

transport::hub_options node_assembly::hub_options() const {
  transport::hub_options x;
  x.node_id = options_.id;
  x.mesh = options_.mesh;
  x.endpoint = caf::actor_cast<caf::strong_actor_ptr>(actors_.endpoint);
  x.limits = to_limits(options_.settings.transport);
  x.on_up = teller<link_up>(actors_.peers);
  x.on_down = teller<link_down>(actors_.peers);
  x.on_rival = teller<rival_seen>(actors_.peers);
  return x;
}

} // namespace aegis::detail
