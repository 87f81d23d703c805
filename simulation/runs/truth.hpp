#pragma once

#include "aegis/simulation/run.hpp"
#include "aegis/simulation/world.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace aegis::simulation {

/// How things really are, as no node knows them: what checkers measure by.
struct truth {
  /// How long a node may need to recover from trouble before it is held to
  /// anything.
  static constexpr duration recovery = std::chrono::seconds{30};

  struct node {
    bool left = false;                  ///< said goodbye in its last life
    duration started{};                 ///< its present or last life
    duration ended{};                   ///< if it does not run
    duration troubled_until{-recovery}; ///< frozen, cut off, slow, ...
  };

  explicit truth(std::size_t count) : nodes(count) {}

  /// A node is in trouble until then.
  void trouble(std::size_t x, duration until) {
    nodes[x].troubled_until = std::max(nodes[x].troubled_until, until);
    last_trouble = std::max(last_trouble, until);
  }

  /// True if a node that runs has been left alone for a while.
  bool is_sound(std::size_t x, duration now) const {
    const auto& y = nodes[x];
    return now - std::max(y.started, y.troubled_until) > recovery;
  }

  /// True if nothing at all has happened for a while.
  bool is_quiet(duration now) const {
    return now - last_trouble > recovery;
  }

  std::vector<node> nodes;
  duration last_trouble{};
};

/// What all parts of a run share.
struct run_context {
  world& there;
  struct truth truth;
  run_result result;

  /// Notes that something happened that must not.
  void report(const char* checker, std::string text) {
    result.violations.push_back({there.now(), checker, std::move(text)});
  }

  void mark(std::string text) {
    result.marks.push_back({there.now(), std::move(text)});
  }
};

} // namespace aegis::simulation
