#pragma once

#include "mesh/random.hpp"

#include <aegis/defaults.hpp>

#include <chrono>
#include <cstdint>

namespace aegis::mesh {

/// Pauses between attempts: exponential with full jitter, so that nodes that
/// lost the same peer do not come back at the same moment. (M. Brooker,
/// "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.)
class backoff {
public:
  using duration = std::chrono::milliseconds;

  /// @pre `0 < min <= max`
  explicit backoff(duration min = defaults::backoff_min,
                   duration max = defaults::backoff_max);

  /// The pause after one more failed attempt: uniform between a tenth of `min`
  /// and `ceiling()`. The floor keeps a run of small draws from spinning.
  duration next(random_source& random);

  /// The longest pause that `next` may return now: `min * 2^failures`, at most
  /// `max`.
  duration ceiling() const;

  /// After a success.
  void reset() noexcept {
    failures_ = 0;
  }

  /// Failed attempts since the last success.
  std::uint32_t failures() const noexcept {
    return failures_;
  }

private:
  duration min_;
  duration max_;
  std::uint32_t failures_ = 0;
};

} // namespace aegis::mesh
