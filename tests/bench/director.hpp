#pragma once

#include <chrono>
#include <string>

namespace bench {

struct plan {
  int rounds = 7;
  std::chrono::milliseconds window{1200}; ///< of each figure in each round
  std::chrono::milliseconds idle{10'000};
  std::string json = "bench.json";
};

/// Starts servers and clients, gathers their figures, prints and writes them.
/// @returns the exit code.
int run_director(const plan& x);

} // namespace bench
