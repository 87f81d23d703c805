#pragma once

#include "mesh/circuit.hpp"
#include "mesh/ejection_cap.hpp"
#include "mesh/instant.hpp"
#include "mesh/latency_estimate.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace aegis::detail {

/// How many providers of one service may be ejected. Thread-safe.
class shared_ejection_cap {
public:
  explicit shared_ejection_cap(double share) : cap_(share) {}

  void set_providers(std::size_t x) {
    std::unique_lock guard{mtx_};
    cap_.set_providers(x);
  }

  bool take(mesh::instant now, mesh::instant end) {
    std::unique_lock guard{mtx_};
    return cap_.take(now, end);
  }

private:
  std::mutex mtx_;
  mesh::ejection_cap cap_;
};

/// How one provider of a service does, as all handles of this node see it.
/// Thread-safe. What a sender asks takes no lock.
class provider_state {
public:
  provider_state(std::string node, mesh::circuit_settings settings,
                 std::shared_ptr<shared_ejection_cap> cap)
    : node_(std::move(node)), cap_(std::move(cap)), circuit_(settings) {}

  const std::string& node() const noexcept {
    return node_;
  }

  // -- for senders -----------------------------------------------------------

  std::uint32_t outstanding() const noexcept {
    return outstanding_.load(std::memory_order_relaxed);
  }

  std::uint64_t cost(mesh::instant now) const {
    return latency_.cost(outstanding(), now);
  }

  bool admits(mesh::instant now, std::uint64_t random) const noexcept {
    return times().admits(now, random);
  }

  mesh::circuit_state state(mesh::instant now) const noexcept {
    return times().state(now);
  }

  void sent() noexcept {
    outstanding_.fetch_add(1, std::memory_order_relaxed);
  }

  // -- what became of an attempt ---------------------------------------------

  enum class result {
    answered, ///< by the service, with a value or an error of its own
    refused,  ///< before it was handled
    failed,   ///< lost, late, or a failure of the runtime
    dropped,  ///< nobody waits for it any more
  };

  /// @returns whether the provider was ejected for it.
  bool ended(result what, std::chrono::nanoseconds took, mesh::instant now);

  std::chrono::nanoseconds latency(mesh::instant now) const {
    return latency_.value(now);
  }

private:
  mesh::circuit_times times() const noexcept;
  void publish();

  const std::string node_;
  const std::shared_ptr<shared_ejection_cap> cap_;
  std::atomic<std::uint32_t> outstanding_{0};
  mesh::latency_estimate latency_;
  std::atomic<mesh::instant::rep> open_until_{0};
  std::atomic<mesh::instant::rep> return_until_{0};
  std::mutex mtx_;
  mesh::circuit circuit_; ///< guarded by mtx_
};

} // namespace aegis::detail
