// In: the options of a node that is being built. Out: its actors, spawned and
// wired, and the node attached to the hub of its actor system.

#include "actors/node/ask.hpp"
#include "actors/node/node_core.hpp"
#include "aegis/caller.hpp"
#include "seal/pki_keys.hpp"

#include <random>
#include <utility>

namespace aegis::detail {

namespace {

std::uint64_t random_number() {
  std::random_device device;
  auto high = static_cast<std::uint64_t>(device());
  return high << 32 | device();
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
  node_world world;
  world.sys = sys_;
  world.hub = hub_;
  world.now = now;
  world.random = random_number;
  world.key = seal::make_signing_key(credentials());
  world.judge = seal::make_key_judge(credentials());
  world.caller_of = aegis::caller_of;
  node_assembly assembly{std::move(world), options_, snapshots_};
  if (auto err = assembly.prepare())
    return err;
  // The first snapshot is there before anybody reads.
  ask<topology_view>(*sys_, assembly.spawn_topology(), timeout(),
                     topology_query{});
  assembly.spawn_others();
  actors_ = assembly.actors();
  desk_ = assembly.desk();
  auto x = assembly.hub_options();
  x.credentials = credentials();
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
