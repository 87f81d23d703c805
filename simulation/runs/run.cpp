// In: a scenario and a seed. Out: what happened, and what must not have.

#include "aegis/simulation/run.hpp"

#include "mesh/hash.hpp"
#include "simulation/checks/checker.hpp"
#include "simulation/runs/director.hpp"
#include "simulation/runs/sampler.hpp"
#include "simulation/runs/workload.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>
#include <utility>
#include <vector>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t director_salt = 11;
constexpr std::uint64_t swarm_salt = 12;

/// Points of a curve that a page shows.
constexpr int samples_wanted = 240;

mesh::random_source derived(std::uint64_t seed, std::uint64_t salt) {
  return mesh::random_source{mesh::hasher{}.number(seed).number(salt).result()};
}

world_options options_of(const run_options& x) {
  world_options result;
  result.seed = x.seed;
  result.settings = node_settings::preset(x.what.preset);
  // A provider that failed is back in turn before the checkers look again.
  result.settings.services.ejection_max = 10s;
  result.network = network_options::preset(x.what.preset);
  result.log = x.log;
  if (x.what.bytes_per_second > 0) {
    result.network.within_region.bytes_per_second = x.what.bytes_per_second;
    result.network.between_regions.bytes_per_second = x.what.bytes_per_second;
  }
  return result;
}

void add_nodes(world& w, const scenario& x) {
  for (std::size_t i = 0; i < x.nodes; ++i) {
    node_traits traits;
    if (!x.regions.empty())
      traits.region = x.regions[i % x.regions.size()];
    // Three services and four labels, as a node of an application has them.
    traits.declared = {{"store", "v1"}, {"search", "v2"}, {"log", "v1"}};
    traits.labels = {{"rack", "r" + std::to_string(i % 16)},
                     {"os", "linux"},
                     {"build", "2026-01"},
                     {"zone", std::string(1, static_cast<char>('a' + i % 3))}};
    // A second seed, so that the end of the first one is not that of all.
    if (i > 1)
      traits.seeds = {"n0", "n1"};
    w.add(std::move(traits));
  }
}

/// Looks cost time that grows with the mesh.
duration look_interval(std::size_t nodes) {
  return nodes <= 250 ? 250ms : nodes <= 2'000 ? 500ms : 2s;
}

std::vector<checker_ptr> make_checkers(workload& calls) {
  std::vector<checker_ptr> result;
  result.push_back(make_version_checker());
  result.push_back(make_record_checker());
  result.push_back(make_event_checker());
  result.push_back(make_call_checker(calls));
  result.push_back(make_fairness_checker(calls));
  result.push_back(make_detection_checker());
  result.push_back(make_bounds_checker());
  result.push_back(make_convergence_checker());
  return result;
}

double seconds_of(duration x) {
  return std::chrono::duration<double>(x).count();
}

} // namespace

run_result run(run_options options) {
  auto begin = std::chrono::steady_clock::now();
  auto& what = options.what;
  what.providers = std::min(what.providers, what.nodes);
  what.clients = std::min(what.clients, what.nodes);
  if (options.swarm)
    add_swarm(options.what, derived(options.seed, swarm_salt));
  world w{options_of(options)};
  add_nodes(w, options.what);
  run_context context{w, truth{w.size()}, {}};
  auto& result = context.result;
  result.what = options.what;
  result.seed = options.seed;
  result.swarm = options.swarm;
  workload calls{context};
  sampler samples{context, calls};
  director direction{context, derived(options.seed, director_salt).next()};
  auto checkers = make_checkers(calls);
  direction.begin();
  calls.begin();
  auto whole = options.until > 0s ? std::min(options.until, options.what.end)
                                  : options.what.end;
  auto interval = look_interval(w.size());
  auto sampling = std::max(interval, options.what.end / samples_wanted);
  auto next_sample = duration::zero();
  auto update = [&] {
    result.time = w.now();
    result.wall_seconds
      = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
    result.trace_hash = w.trace_hash();
    result.deliveries = w.deliveries();
    result.events = w.events();
  };
  while (w.now() < whole && result.violations.size() < options.violations_max) {
    w.run_for(std::min(interval, whole - w.now()));
    for (auto& x : checkers) {
      x->look(context);
      ++result.checks[x->name()];
    }
    if (w.now() >= next_sample) {
      samples.take();
      next_sample += sampling;
      update();
      if (options.progress)
        options.progress(result);
    }
  }
  if (w.now() >= options.what.end)
    for (auto& x : checkers)
      x->conclude(context);
  for (auto* xs :
       {&result.detections, &result.first_suspicions, &result.calls.times})
    std::sort(xs->begin(), xs->end());
  update();
  return std::move(result);
}

std::string command_of(const run_result& x) {
  std::ostringstream out;
  out << "aegisctl simulate --scenario " << x.what.name << " --nodes "
      << x.what.nodes << " --seed " << x.seed;
  if (x.swarm)
    out << " --faults swarm";
  if (!x.violations.empty() && x.violations.front().when < x.what.end)
    out << " --until "
        << std::ceil(seconds_of(x.violations.front().when) * 10) / 10 << 's';
  return out.str();
}

} // namespace aegis::simulation
