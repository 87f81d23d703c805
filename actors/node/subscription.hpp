#pragma once

#include "aegis/actors.hpp"
#include "aegis/topology.hpp"

#include <caf/fwd.hpp>

#include <chrono>
#include <functional>

namespace aegis::detail {

/// Calls `begin`, unless it is empty, with the view that changes start from, and
/// then `f` for each change of a topology, from a thread of its own, until the
/// result is destroyed. That waits for a call that is under way, unless it is
/// done by `f` itself. Empty if the topology has ended.
topology_subscription
subscribe(caf::actor_system& sys, const topology_actor& topology,
          std::chrono::milliseconds timeout,
          std::function<void(const topology_event&)> f,
          std::function<void(const topology_view&)> begin);

} // namespace aegis::detail
