// Prints the hash of a run with faults of all kinds.

#include "aegis/simulation/world.hpp"

#include <cstdio>
#include <cstdlib>

using namespace aegis::simulation;
using namespace std::chrono_literals;

int main(int argc, char** argv) {
  world_options options;
  options.seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  options.network.within_region.loss = 0.02;
  world w{options};
  for (int i = 0; i < 20; ++i)
    w.add();
  for (std::size_t i = 0; i < w.size(); ++i)
    w[i].start();
  w.at(5s, [&] { w.cut({1, 2, 3}, {4, 5, 6}); });
  w.at(6s, [&] { w[7].end(crash::host); });
  w.at(7s, [&] { w[8].freeze(); });
  w.at(9s, [&] { w[8].thaw(); });
  w.at(12s, [&] { w[9].end(crash::process); });
  w.at(13s, [&] { w[9].start(); });
  w.at(20s, [&] { w.heal_all(); });
  w.at(25s, [&] { w[10].stop(); });
  w.run_for(40s);
  std::printf("%016llx after %llu deliveries\n",
              static_cast<unsigned long long>(w.trace_hash()),
              static_cast<unsigned long long>(w.deliveries()));
}
