#include "tests/bench/service_figures.hpp"

#include "actors/services/service_counters.hpp"
#include "mesh/hash.hpp"
#include "mesh/latency_estimate.hpp"
#include "mesh/provider_selector.hpp"
#include "tests/bench/slow_replica.hpp"
#include "tests/bench/stopwatch.hpp"

#include <deque>
#include <iomanip>
#include <iostream>

namespace bench {

namespace {

using namespace std::chrono_literals;
using aegis::pick_policy;

constexpr pick_policy policies[] = {
  pick_policy::round_robin,       pick_policy::random,
  pick_policy::least_outstanding, pick_policy::peak_ewma,
  pick_policy::weighted,          pick_policy::consistent_hash,
};

constexpr std::size_t provider_counts[] = {10, 1'000, 10'000};

/// Providers as far as a selector sees them.
class candidates {
public:
  explicit candidates(std::size_t n) : all_(n) {
    for (std::size_t i = 0; i < n; ++i) {
      all_[i].latency.on_answer(1ms + std::chrono::microseconds{i % 100}, now_);
      all_[i].outstanding = static_cast<std::uint32_t>(i % 3);
    }
  }

  std::size_t size() const {
    return all_.size();
  }

  bool usable(std::size_t i) const {
    return all_[i].alive.load(std::memory_order_acquire);
  }

  std::uint32_t outstanding(std::size_t i) const {
    return all_[i].outstanding.load(std::memory_order_relaxed);
  }

  std::uint64_t cost(std::size_t i) const {
    return all_[i].latency.cost(outstanding(i), now_);
  }

private:
  struct candidate {
    std::atomic<bool> alive{true};
    std::atomic<std::uint32_t> outstanding{0};
    aegis::mesh::latency_estimate latency;
  };

  aegis::mesh::instant now_{1000s};
  std::deque<candidate> all_;
};

double pick_ns(pick_policy policy, std::size_t n) {
  std::vector<aegis::mesh::candidate_traits> traits;
  for (std::size_t i = 0; i < n; ++i)
    traits.push_back({aegis::mesh::hasher{}.number(i).result(),
                      static_cast<std::uint32_t>(1 + i % 10)});
  aegis::mesh::provider_selector selector{policy, false, traits, 0};
  aegis::mesh::selection_state state{1};
  candidates xs{n};
  std::uint64_t key = 0;
  return nanoseconds_per_call([&] {
    keep(selector.pick(xs, state, {aegis::mesh::mix(++key), n}));
  });
}

/// What counting adds to a call, at the caller and at the provider.
double metrics_ns() {
  aegis::detail::call_counters caller;
  aegis::detail::call_counters provider;
  auto duration = 1us;
  return nanoseconds_per_call([&] {
    for (auto* x : {&caller, &provider}) {
      ++x->calls;
      ++x->in_flight;
      x->latency.add(duration);
      --x->in_flight;
    }
    duration = duration < 1s ? duration * 2 : 1us;
  });
}

std::string name_of(pick_policy policy, bool hedged) {
  return to_string(policy) + (hedged ? "_hedged" : "");
}

} // namespace

void add_service_figures(report& x) {
  auto counting = metrics_ns();
  x["metrics_ns_per_call"] = counting;
  if (auto call = x.find("call_cpu_us"); call != x.end())
    x["metrics_percent_of_call"] = 100 * counting / (1000 * call->second);
  for (auto policy : policies) {
    for (auto n : provider_counts)
      x["pick_ns_" + to_string(policy) + '_' + std::to_string(n)]
        = pick_ns(policy, n);
    for (auto hedged : {false, true}) {
      auto found = measure_slow_replica(policy, hedged);
      auto name = name_of(policy, hedged);
      x["slow_replica_p50_ms_" + name] = found.p50_ms;
      x["slow_replica_p99_ms_" + name] = found.p99_ms;
      if (hedged)
        x["slow_replica_extra_percent_" + to_string(policy)]
          = found.extra_percent;
    }
  }
}

void print_service_figures(const report& x) {
  auto& out = std::cout;
  out << "\nchoice of a provider         ns at 10   at 1,000  at 10,000   "
         "one of ten slow: p50 ms, p99 ms; hedged\n";
  auto print = [&](const std::string& key, int width) {
    out << std::setw(width) << std::fixed << std::setprecision(1) << x.at(key);
  };
  for (auto policy : policies) {
    auto name = to_string(policy);
    out << std::left << std::setw(26) << name << std::right;
    for (auto n : provider_counts)
      print("pick_ns_" + name + '_' + std::to_string(n), 11);
    for (auto hedged : {false, true}) {
      print("slow_replica_p50_ms_" + name_of(policy, hedged), 12);
      print("slow_replica_p99_ms_" + name_of(policy, hedged), 9);
    }
    out << '\n';
  }
  out << "metrics of a call, both sides, ns";
  print("metrics_ns_per_call", 6);
  if (x.count("metrics_percent_of_call") != 0) {
    out << "  % of a call's CPU";
    print("metrics_percent_of_call", 6);
  }
  out << '\n' << std::flush;
}

} // namespace bench
