#pragma once

#include "simulation/runs/truth.hpp"
#include "simulation/runs/workload.hpp"

#include <algorithm>
#include <cstdint>

namespace aegis::simulation {

/// Notes now and then what the mesh looks like, and all the time what goes over
/// the network.
class sampler {
public:
  sampler(run_context& context, workload& calls);

  void take();

private:
  std::size_t group_of(std::size_t node) const {
    return node * context_.result.matrix.size() / context_.there.size();
  }

  /// Suspicions are read off a few tables: they spread in a moment.
  bool is_followed(std::size_t node) const {
    return node % std::max<std::size_t>(context_.there.size() / 8, 1) == 0;
  }

  run_context& context_;
  workload& calls_;
  duration last_{};
  std::uint64_t messages_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace aegis::simulation
