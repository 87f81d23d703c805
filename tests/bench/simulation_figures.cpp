#include "tests/bench/simulation_figures.hpp"

#include <aegis/simulation/world.hpp>

#include <caf/event_based_actor.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <malloc.h>
#include <unistd.h>

namespace bench {

namespace {

using namespace std::chrono_literals;
namespace sim = aegis::simulation;

constexpr sim::duration limit = 600s;
constexpr sim::duration rest = 30s;
constexpr int changes = 5;
constexpr std::size_t crashes = 3;

double seconds(sim::duration x) {
  return std::chrono::duration<double>(x).count();
}

class stopwatch {
public:
  double read() const {
    return std::chrono::duration<double>(clock::now() - begin_).count();
  }

private:
  using clock = std::chrono::steady_clock;
  clock::time_point begin_ = clock::now();
};

/// A mesh whose nodes have three services and four labels each.
struct mesh : sim::world {
  explicit mesh(std::size_t nodes, double loss = 0, std::size_t threads = 1)
    : sim::world(options(loss, threads)) {
    for (std::size_t i = 0; i < nodes; ++i) {
      sim::node_traits x;
      x.declared = {{"store", "v1"}, {"search", "v2"}, {"log", "v1"}};
      x.labels = {{"rack", "r" + std::to_string(i % 16)},
                  {"os", "linux"},
                  {"build", "2026-01"},
                  {"zone", "a"}};
      add(std::move(x));
    }
    for (auto i : everybody())
      (*this)[i].start();
    run_until([this] { return all_know(size()); }, limit);
  }

  static sim::world_options options(double loss, std::size_t threads) {
    sim::world_options result;
    result.threads = threads;
    result.network.within_region.loss = loss;
    return result;
  }

  bool all_know(std::size_t count) {
    for (auto i : everybody())
      if ((*this)[i].running() && (*this)[i].topology().size() != count)
        return false;
    return true;
  }

  std::uint64_t sent_bytes() {
    std::uint64_t result = 0;
    for (auto i : everybody())
      result += (*this)[i].traffic().sent_bytes;
    return result;
  }
};

double median(std::vector<double> xs) {
  std::sort(xs.begin(), xs.end());
  return xs[xs.size() / 2];
}

/// A service more in one record, five times at different nodes.
double spread(mesh& w) {
  std::vector<double> times;
  for (int i = 0; i < changes; ++i) {
    aegis::service_id service{"change", "v" + std::to_string(i)};
    auto where = static_cast<std::size_t>(w.random() % w.size());
    auto begin = w.now();
    w[where].provide(service, [](sim::simulated_node& node) {
      return node.spawn([](caf::actor_system& sys) {
        return sys.spawn([](caf::event_based_actor*) -> caf::behavior {
          return {[](int) {}};
        });
      });
    });
    auto all = [&] {
      for (auto j : w.everybody())
        if (w[j].topology().providers(service).empty())
          return false;
      return true;
    };
    w.run_until(all, limit, 10ms);
    times.push_back(seconds(w.now() - begin));
    w.run_for(5s);
  }
  return median(std::move(times));
}

/// Times from the silent end of a host.
struct detection_times {
  std::vector<double> suspected; ///< until the first node suspects it
  std::vector<double> down;      ///< until it is `down`, at each live node
};

detection_times detections(mesh& w) {
  detection_times result;
  auto members = w.size();
  for (std::size_t i = 0; i < crashes; ++i) {
    auto victim = w.size() / 2 + i;
    auto begin = w.now();
    w[victim].end(sim::crash::host);
    --members;
    std::set<std::size_t> aware;
    auto is_suspected = false;
    auto all = [&] {
      auto passed = seconds(w.now() - begin);
      for (auto j : w.everybody()) {
        if (!w[j].running() || aware.count(j) != 0)
          continue;
        auto record = w[j].topology().find(w[victim].id());
        auto is_alive = record && record->status == aegis::node_status::alive;
        if (!is_alive && !std::exchange(is_suspected, true))
          result.suspected.push_back(passed);
        if (!record) {
          aware.insert(j);
          result.down.push_back(passed);
        }
      }
      return aware.size() == members;
    };
    w.run_until(all, limit, 50ms);
  }
  std::sort(result.down.begin(), result.down.end());
  return result;
}

/// Memory of this process that is resident now.
double rss_mib() {
  std::size_t pages = 0;
  std::ifstream{"/proc/self/statm"}.ignore(64, ' ') >> pages;
  return static_cast<double>(pages)
         * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

/// How long a mesh takes to start, in all threads of this machine.
double parallel_boot_seconds(std::size_t nodes) {
  stopwatch boot;
  mesh w{nodes, 0, std::max(std::thread::hardware_concurrency(), 2u)};
  return boot.read();
}

} // namespace

void add_simulation_figures(report& x, std::size_t nodes) {
  auto n = '_' + std::to_string(nodes);
  ::malloc_trim(0);
  stopwatch boot;
  mesh w{nodes};
  auto boot_seconds = boot.read();
  x["sim_boot_seconds" + n] = boot_seconds;
  auto count = static_cast<double>(nodes);
  x["sim_boot_messages_per_node" + n]
    = static_cast<double>(w.deliveries()) / count;
  x["sim_boot_kib_per_node" + n]
    = static_cast<double>(w.sent_bytes()) / 1024 / count;
  w.run_for(10s);
  auto messages = w.deliveries();
  auto bytes = w.sent_bytes();
  auto events = w.events();
  stopwatch at_rest;
  w.run_for(rest);
  auto node_seconds = seconds(rest) * count;
  x["sim_speedup" + n] = seconds(rest) / at_rest.read();
  x["sim_bytes_per_node_second" + n]
    = static_cast<double>(w.sent_bytes() - bytes) / node_seconds;
  x["sim_messages_per_node_second" + n]
    = static_cast<double>(w.deliveries() - messages) / node_seconds;
  x["sim_events_per_node_second" + n]
    = static_cast<double>(w.events() - events) / node_seconds;
  x["sim_spread_s" + n + "_0"] = spread(w);
  auto times = detections(w);
  x["sim_suspect_p50_s" + n] = median(times.suspected);
  x["sim_detect_p50_s" + n] = times.down[times.down.size() / 2];
  x["sim_detect_p99_s" + n] = times.down[times.down.size() * 99 / 100];
  x["sim_rss_mib" + n] = rss_mib();
  mesh lossy{nodes, 0.1};
  lossy.run_for(10s);
  x["sim_spread_s" + n + "_10"] = spread(lossy);
  x["sim_threads_speedup" + n] = boot_seconds / parallel_boot_seconds(nodes);
}

} // namespace bench
