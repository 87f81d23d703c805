#include "tests/bench/contestant.hpp"
#include "tests/bench/director.hpp"
#include "tests/bench/growth_page.hpp"
#include "tests/bench/roles.hpp"
#include "tests/bench/service_figures.hpp"
#include "tests/bench/simulation_table.hpp"
#include "tests/bench/topology_figures.hpp"

#include <cstdlib>
#include <iostream>

// aegis-bench topology
// aegis-bench services
// aegis-bench simulation [--page FILE] NODES...
// aegis-bench [--quick] [--rounds N] [--window MS] [--idle MS] [--json FILE]

namespace {

using namespace std::chrono_literals;

int usage() {
  std::cerr << "usage: aegis-bench [--quick] [--rounds N] [--window MS] "
               "[--idle MS] [--json FILE]\n";
  return 2;
}

/// Reads a positive number.
bool read_number(const std::string& text, long& x) {
  char* end = nullptr;
  x = std::strtol(text.c_str(), &end, 10);
  return end != text.c_str() && *end == '\0' && x > 0;
}

/// Sets one option that has a value. @returns false if there is no such.
bool set_option(bench::plan& plan, const std::string& name,
                const std::string& value) {
  if (name == "--json") {
    plan.json = value;
    return true;
  }
  long number = 0;
  if (!read_number(value, number))
    return false;
  if (name == "--rounds")
    plan.rounds = static_cast<int>(number);
  else if (name == "--window")
    plan.window = std::chrono::milliseconds(number);
  else if (name == "--idle")
    plan.idle = std::chrono::milliseconds(number);
  else
    return false;
  return true;
}

int run_director(const bench::arguments& xs) {
  bench::plan plan;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (xs[i] == "--quick") {
      plan.rounds = 3;
      plan.window = 350ms;
      plan.idle = 2s;
      plan.meshes = {10, 100};
    } else if (i + 1 == xs.size() || !set_option(plan, xs[i], xs[i + 1])) {
      return usage();
    } else {
      ++i;
    }
  }
  return bench::run_director(plan);
}

/// Measures meshes of these sizes, the smallest first.
int run_simulations(bench::arguments sizes) {
  std::string page;
  if (sizes.size() > 2 && sizes[0] == "--page") {
    page = sizes[1];
    sizes.erase(sizes.begin(), sizes.begin() + 2);
  }
  std::vector<std::size_t> meshes;
  for (const auto& text : sizes) {
    long nodes = 0;
    if (!read_number(text, nodes))
      return usage();
    meshes.push_back(static_cast<std::size_t>(nodes));
  }
  bench::report figures;
  bench::simulate(meshes, figures);
  bench::print_simulation_figures(figures);
  if (!page.empty() && !bench::write_growth_page(figures, page)) {
    std::cerr << "cannot write " << page << '\n';
    return 1;
  }
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  bench::arguments xs{argv + 1, argv + argc};
  if (xs.size() == 4 && xs[0] == "server")
    return bench::run_server({xs.begin() + 1, xs.end()});
  if (xs.size() == 6 && xs[0] == "client")
    return bench::run_client({xs.begin() + 1, xs.end()});
  if (xs == bench::arguments{"services"}) {
    bench::report figures;
    bench::add_service_figures(figures);
    bench::print_service_figures(figures);
    return 0;
  }
  if (xs == bench::arguments{"topology"}) {
    bench::report figures;
    bench::add_topology_figures(figures);
    bench::print_topology_figures(figures);
    return 0;
  }
  if (!xs.empty() && xs[0] == "simulation")
    return run_simulations({xs.begin() + 1, xs.end()});
  return run_director(xs);
}
