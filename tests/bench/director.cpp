#include "tests/bench/director.hpp"

#include "pki/store.hpp"
#include "tests/bench/clocks.hpp"
#include "tests/bench/contestant.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/growth_page.hpp"
#include "tests/bench/probe_figures.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/service_figures.hpp"
#include "tests/bench/simulation_table.hpp"
#include "tests/bench/table.hpp"
#include "tests/bench/topology_figures.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <sstream>
#include <thread>

namespace bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr std::array<const char*, 6> measurements{
  "latency", "calls", "guard", "payload", "bulk", "connections"};

/// How long two nodes have to say all they have to say to each other.
constexpr auto settling_time = 1500ms;

/// A directory with certificates of both sides.
class certificates {
public:
  certificates() {
    for (auto* id : {server_id, client_id}) {
      aegis::pki::store_options options;
      options.dir = dir();
      options.node_id = id;
      options.address = {"127.0.0.1", 0};
      if (auto made = aegis::pki::load_or_generate(options); !made)
        give_up(aegis::to_string(made.error()));
    }
  }

  const std::string& dir() const {
    return directory_.path;
  }

private:
  aegis::test::temporary_directory directory_;
};

/// A server and a client of one contestant.
class pair_of_processes {
public:
  pair_of_processes(const std::string& contestant, const std::string& certs,
                    const std::string& where)
    : server_({"server", contestant, certs, where}),
      port_(server_.read().substr(std::string{"ready "}.size())),
      client_({"client", contestant, certs, where, port_,
               std::to_string(server_.pid())}) {
    client_.read();
  }

  void measure(std::chrono::milliseconds window, samples& out,
               const std::string& prefix) {
    for (auto* x : measurements) {
      client_.write(std::string{x} + ' ' + std::to_string(window.count()));
      for (auto line = client_.read(); line != "done"; line = client_.read()) {
        std::istringstream words{line};
        std::string key;
        double value = 0;
        words >> key >> value;
        out.add(prefix, key, value);
      }
    }
  }

  pid_t server_pid() const {
    return server_.pid();
  }

private:
  process server_;
  std::string port_;
  process client_;
};

/// What a node costs that is connected and not called.
void measure_idle(const std::string& certs, std::chrono::milliseconds length,
                  samples& out) {
  pair_of_processes nodes{"aegis", certs, "pinned"};
  std::this_thread::sleep_for(settling_time);
  auto before = cpu_time_of(nodes.server_pid());
  auto begin = clock::now();
  std::this_thread::sleep_for(length);
  std::chrono::duration<double> used = cpu_time_of(nodes.server_pid()) - before;
  std::chrono::duration<double> passed = clock::now() - begin;
  out.add("", "idle_cpu_percent", 100 * used.count() / passed.count());
  out.add("", "node_rss_mib", resident_mib_of(nodes.server_pid()));
}

} // namespace

int run_director(const plan& x) {
  certificates certs;
  samples found;
  auto order = contestants();
  for (int i = 1; i <= x.rounds; ++i) {
    for (auto& contestant : order) {
      print_progress("round " + std::to_string(i) + " of "
                     + std::to_string(x.rounds) + ": " + contestant);
      pair_of_processes pair{contestant, certs.dir(), "pinned"};
      pair.measure(x.window, found,
                   contestant == "aegis" ? "" : contestant + '_');
    }
    std::rotate(order.begin(), order.begin() + 1, order.end());
  }
  print_progress("without pinning: aegis");
  pair_of_processes{"aegis", certs.dir(), "free"}.measure(x.window, found,
                                                          "unpinned_");
  print_progress("idle: aegis");
  measure_idle(certs.dir(), x.idle, found);
  auto result = found.medians("caf_lean_");
  print_progress("choice of providers");
  add_service_figures(result);
  print_progress("topology of 10,000 nodes");
  add_topology_figures(result);
  add_probe_figures(result);
  print_progress("simulated meshes");
  simulate(x.meshes, result);
  print_table(result);
  print_topology_figures(result);
  print_service_figures(result);
  print_simulation_figures(result);
  if (!write_json(result, x.json))
    give_up("cannot write " + x.json);
  auto page = growth_page_beside(x.json);
  if (!write_growth_page(result, page))
    give_up("cannot write " + page);
  std::cout << "Written to " << x.json << " and " << page << std::endl;
  return 0;
}

} // namespace bench
