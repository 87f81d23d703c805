#pragma once

#include "aegis/simulation/world.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace aegis::simulation {

using namespace std::chrono_literals;

/// A mesh of a few nodes that know each other.
struct small_world : world {
  explicit small_world(std::size_t nodes, world_options options = {});

  /// True if all nodes that run see just those that run.
  bool agree();

  /// What a node sees of another.
  std::optional<node_status> status(std::size_t seer, std::size_t seen);

  /// Lets time pass until they agree; fails the test if that takes too long.
  void settle(duration limit = 60s);
};

} // namespace aegis::simulation
