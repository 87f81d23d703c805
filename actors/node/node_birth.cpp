// In: the options of a node that is being built. Out: its actors, spawned and
// wired, and the node attached to the hub of its actor system.

#include "actors/detector/detector.hpp"
#include "actors/endpoint/mesh_endpoint.hpp"
#include "actors/node/ask.hpp"
#include "actors/node/node_core.hpp"
#include "actors/peers/peer_manager.hpp"
#include "actors/services/call_gate.hpp"
#include "actors/services/service_pool.hpp"
#include "actors/topology/topology.hpp"
#include "aegis/caller.hpp"
#include "seal/pki_keys.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <random>
#include <utility>

namespace aegis::detail {

namespace {

std::uint64_t random_number() {
  std::random_device device;
  auto high = static_cast<std::uint64_t>(device());
  return high << 32 | device();
}

transport::limits to_limits(const node_settings::transport_settings& x) {
  return {x.connect_timeout,        x.tls_timeout,       x.basp_timeout,
          x.payload_max_bytes,      x.backlog_max_bytes, x.handshakes_max,
          x.bulk_backlog_max_bytes, x.transfer_timeout};
}

/// Makes a callback for the I/O thread that tells an actor, while it lives.
template <class Message, class Handle>
auto teller(const Handle& whom) {
  return [weak = caf::actor_cast<caf::weak_actor_ptr>(whom)](auto&&... xs) {
    if (auto ptr = weak.lock())
      caf::anon_send(caf::actor_cast<Handle>(ptr), Message{xs...});
  };
}

} // namespace

caf::error node_core::take_hub() {
  hub_ = transport::hub::find(*sys_);
  if (hub_ != nullptr)
    return caf::none;
  return make_error(ec::not_configured,
                    "node " + options_.id
                      + ": aegis::configure was not called on the "
                        "configuration of this actor system");
}

caf::error node_core::spawn_actors() {
  const auto& settings = options_.settings;
  desk_
    = std::make_shared<handle_desk>(*sys_, settings.services, random_number());
  auto gate = std::make_shared<call_gate>(*sys_, options_.id, snapshots_,
                                          settings.services.rules_file,
                                          settings.services.allow_by_default);
  if (auto ok = gate->load(); !ok)
    return to_error(ok.error());
  topology_deps t{first_record(options_, now()),
                  options_.mesh,
                  seal::make_signing_key(credentials()),
                  seal::make_key_judge(credentials()),
                  random_number() | 1,
                  settings.topology,
                  snapshots_,
                  now};
  actors_.topology = sys_->spawn(topology, std::move(t));
  // The first snapshot is there before anybody reads.
  ask<topology_view>(*sys_, actors_.topology, timeout(), topology_query{});
  health_deps h{settings.health, options_.checkers, now, true};
  actors_.health = sys_->spawn(health_monitor, std::move(h));
  peer_manager_deps p{options_.id, hub_, actors_.topology, snapshots_,
                      settings,    now,  random_number(),  options_.seeds};
  actors_.peers = sys_->spawn(peer_manager, std::move(p));
  detector_deps d{options_.id, actors_.peers,     actors_.topology,
                  snapshots_,  settings.detector, random_number()};
  actors_.detector = sys_->spawn(detector, std::move(d));
  service_pool_deps s{options_.id,     hub_,       actors_.topology,
                      actors_.peers,   snapshots_, settings,
                      random_number(), desk_,      gate};
  actors_.services = sys_->spawn(service_pool, std::move(s));
  mesh_endpoint_deps e{options_.id,
                       snapshots_,
                       actors_.topology,
                       actors_.health,
                       actors_.services,
                       aegis::caller_of,
                       now,
                       timeout(),
                       actors_.peers};
  actors_.endpoint = sys_->spawn(mesh_endpoint, std::move(e));
  return caf::none;
}

caf::error node_core::attach() {
  transport::hub_options x;
  x.node_id = options_.id;
  x.mesh = options_.mesh;
  x.credentials = credentials();
  x.endpoint = caf::actor_cast<caf::strong_actor_ptr>(actors_.endpoint);
  x.limits = to_limits(options_.settings.transport);
  x.on_up = teller<link_up>(actors_.peers);
  x.on_down = teller<link_down>(actors_.peers);
  x.on_rival = teller<rival_seen>(actors_.peers);
  if (auto ok = hub_->attach(std::move(x)); !ok)
    return to_error(ok.error());
  attached_ = true;
  return caf::none;
}

caf::error node_core::provide() {
  for (const auto& x : options_.provisions) {
    service_provision provision{x.service, x.provider, {}, {}};
    if (x.options) {
      provision.factory = x.factory;
      provision.options = *x.options;
    } else if (!x.provider) {
      provision.provider = x.factory(*sys_);
      own_providers_.push_back(provision.provider);
    }
    auto ok = order(*sys_, actors_.services, timeout(), std::move(provision));
    if (!ok)
      return ok.error();
  }
  return caf::none;
}

} // namespace aegis::detail
