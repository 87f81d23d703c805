#pragma once

#include "mesh/instant.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace aegis::mesh {

/// What an answer of one provider takes: a moving average that forgets with
/// time and jumps to each peak at once, so that a provider which becomes slow
/// is noticed with its first slow answer and one which recovers is tried again.
/// The rule is that of Finagle's peak EWMA balancer; the decay is linear
/// between halvings, in whole numbers, so that it is the same everywhere.
///
/// Thread-safe: one word, changed by compare and swap. Neither locks nor
/// allocates.
class latency_estimate {
public:
  /// After this time without an answer half of the estimate is left. Long
  /// against calls and bursts; a provider that was ten times slower than the
  /// rest is tried again after some three of them.
  static constexpr std::chrono::milliseconds half_life{5000};

  /// A failure counts like an answer that took this many times the estimate:
  /// a provider that fails fast must not look like a fast one.
  static constexpr std::uint64_t failure_factor = 8;

  /// And at least so long.
  static constexpr std::chrono::milliseconds failure_min{100};

  /// An answer came after `took`.
  void on_answer(std::chrono::nanoseconds took, instant now);

  /// A call failed after `took`.
  void on_failure(std::chrono::nanoseconds took, instant now);

  /// The estimate as of `now`; zero before the first answer.
  std::chrono::nanoseconds value(instant now) const;

  /// What a call that is sent now would have to wait for if it came last:
  /// the estimate times the calls before it. Nothing is known of a provider
  /// that never answered: it may have one call at a time, then counts as slow.
  std::uint64_t cost(std::uint32_t outstanding, instant now) const;

private:
  /// Unit of the estimate: fine enough for local calls, room for 268 s.
  static constexpr std::int64_t unit_ns = 62;

  /// For a provider that has a first call open and never answered.
  static constexpr std::uint64_t unknown_cost = std::uint64_t{1} << 48;

  struct content {
    std::uint32_t units;
    std::uint32_t at_ms; ///< since the clock's epoch, cut; 0: never
  };

  static std::uint32_t units_of(std::chrono::nanoseconds x);
  static std::uint32_t stamp_of(instant x);
  static std::uint64_t decayed(content x, std::uint32_t now_ms);
  static std::uint64_t pack(content x);
  static content unpack(std::uint64_t x);

  template <class F>
  void update(instant now, F sample_of);

  std::atomic<std::uint64_t> word_{0};
};

} // namespace aegis::mesh
