#pragma once

#include "actors/node/assembly.hpp"
#include "aegis/simulation/node.hpp"
#include "simulation/engine/world_impl.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace aegis::simulation {

struct simulated_node::impl {
  impl(world::impl& w, std::size_t i, node_traits x);

  void start(simulated_node& self);
  void stop();
  void end(crash how);
  void provide(simulated_node& self, const service_id& service);
  void depart(simulated_hub& hub);
  void end_actors();
  timestamp_ms now() const {
    return there.wall_clock() + clock_offset;
  }
  domain who() const {
    return domain_of(static_cast<node_index>(index));
  }
  std::string address() const {
    return traits.id + ":7000";
  }

  world::impl& there;
  std::size_t index;
  node_traits traits;
  detail::node_options options;
  node_keys keys;                         ///< made at its first start
  std::shared_ptr<const caller> identity; ///< the same
  std::vector<std::pair<service_id, std::function<caf::actor(simulated_node&)>>>
    provisions;
  std::chrono::milliseconds clock_offset{0};
  duration quantum{}; ///< of a slow one, in all lives
  unsigned lives = 0;
  bool running = false;

  // Of the present life.
  detail::snapshot_cell_ptr snapshots;
  std::shared_ptr<detail::handle_desk> desk;
  detail::node_actors actors;
  /// Actors of earlier lives may still hold theirs.
  std::vector<std::unique_ptr<simulated_hub>> hubs;
};

} // namespace aegis::simulation
