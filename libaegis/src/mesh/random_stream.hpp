#pragma once

#include "mesh/hash.hpp"

#include <atomic>
#include <cstdint>

namespace aegis::mesh {

/// Random numbers for many threads at once: splitmix64 whose counter is shared.
/// The same seed gives the same numbers in the same order of calls, on every
/// platform. Not for secrets. Thread-safe; neither locks nor allocates.
class random_stream {
public:
  explicit random_stream(std::uint64_t seed) noexcept : state_(mix(seed)) {}

  std::uint64_t next() noexcept {
    return mix(state_.fetch_add(increment, std::memory_order_relaxed));
  }

  /// Nearly uniform over `0 .. n - 1`: the bias is below n / 2^32. (D. Lemire,
  /// "Fast Random Integer Generation in an Interval", 2019, without its
  /// rejection.) @pre `0 < n < 2^32`
  std::uint64_t below(std::uint64_t n) noexcept {
    return (next() >> 32) * n >> 32;
  }

private:
  static constexpr std::uint64_t increment = 0x9e3779b97f4a7c15;

  std::atomic<std::uint64_t> state_;
};

} // namespace aegis::mesh
