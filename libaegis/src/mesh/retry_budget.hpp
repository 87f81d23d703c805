#pragma once

#include "mesh/instant.hpp"

#include <atomic>
#include <cstdint>

namespace aegis::mesh {

/// What one service may spend on calls beyond those that users make: retries,
/// or hedges. Each call pays in a share of a token, each extra call takes one,
/// so that an outage multiplies the load by `1 + share` at most, however many
/// calls fail. A trickle keeps services alive that are called rarely.
/// (The rule of Finagle's RetryBudget, without its window.)
///
/// Thread-safe; neither locks nor allocates.
class retry_budget {
public:
  struct terms {
    /// Extra calls per call, 0 to 1.
    double share = 0.1;
    /// Extra calls per second in any case.
    double trickle_per_second = 1;
    /// What can be saved up, in extra calls.
    double savings_max = 100;
  };

  /// Begins with what the trickle brings in ten seconds, within the maximum.
  explicit retry_budget(terms x);

  /// A user has made a call.
  void on_call() noexcept;

  /// Takes a token. @returns false if there is none.
  bool take(instant now) noexcept;

  /// Gives a token back that was not used.
  void put_back() noexcept;

  /// Whole extra calls that can be made at once, the trickle since the last one
  /// left aside.
  std::int64_t available() const noexcept;

private:
  using parts = std::int64_t;

  static constexpr parts token = 1'000'000; ///< parts of one

  void add(parts x) noexcept;

  const parts share_;
  const parts per_second_;
  const parts max_;
  std::atomic<parts> saved_;
  std::atomic<std::int64_t> trickled_ns_{0}; ///< up to when; 0: not yet
};

} // namespace aegis::mesh
