#include "tests/bench/simulation_figures.hpp"

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <limits>

// aegis-bench-simulation NODES...
//
// Measures simulated meshes of these sizes and prints `KEY VALUE` in lines, and
// `done`. It is a program of its own for the sake of its allocator.

int main(int argc, char** argv) {
  std::cout << std::setprecision(std::numeric_limits<double>::max_digits10);
  for (int i = 1; i < argc; ++i) {
    auto nodes = std::strtoul(argv[i], nullptr, 10);
    if (nodes < 10 || nodes > 100'000) {
      std::cout << "failed: a mesh of " << argv[i] << " nodes" << std::endl;
      return 2;
    }
    bench::report figures;
    bench::add_simulation_figures(figures, nodes);
    for (const auto& [key, value] : figures)
      std::cout << key << ' ' << value << std::endl;
  }
  std::cout << "done" << std::endl;
}
