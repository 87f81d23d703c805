#pragma once

#include "aegis/simulation/world.hpp"
#include "log/log.hpp"
#include "mesh/random.hpp"
#include "simulation/engine/key_source.hpp"
#include "simulation/engine/scheduler.hpp"
#include "simulation/engine/shared_parts.hpp"
#include "simulation/engine/shared_records.hpp"
#include "simulation/engine/simulated_network.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <spdlog/spdlog.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace aegis::simulation {

/// An actor system on virtual time.
struct virtual_config : caf::actor_system_config {
  explicit virtual_config(const world_options& x);
};

struct world::impl {
  explicit impl(world_options x);
  ~impl();

  /// Runs actors and events until nothing is planned before or at `end`.
  void run_to(instant end);

  duration stride() const;

  /// Runs what is due now.
  void settle() {
    sched.run();
  }

  timestamp_ms wall_clock() const;

  /// The log belongs to the process.
  const spdlog::level::level_enum log_level_before = log().level();
  world_options options;
  mesh::random_source random;          ///< of the nodes' seeds
  mesh::random_source workload_random; ///< of the application
  virtual_config cfg;
  caf::actor_system sys;
  scheduler& sched;
  std::unique_ptr<simulated_network> net;
  std::vector<std::unique_ptr<simulated_node>> nodes;
  std::unordered_map<std::string, std::size_t> by_id;
  std::unique_ptr<key_source> keys;
  std::shared_ptr<shared_records> records = std::make_shared<shared_records>();
  std::shared_ptr<shared_parts> parts = std::make_shared<shared_parts>();
  std::uint64_t events = 0;
};

} // namespace aegis::simulation
