#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace bench {

struct plan {
  int rounds = 7;
  std::chrono::milliseconds window{1200}; ///< of each figure in each round
  std::chrono::milliseconds idle{10'000};
  std::vector<std::size_t> meshes{10, 100, 1000}; ///< simulated, their nodes
  std::string json = "bench.json";
};

/// Starts servers and clients, gathers their figures, prints and writes them.
/// @returns the exit code.
int run_director(const plan& x);

} // namespace bench
