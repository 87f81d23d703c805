#pragma once

#include <aegis/service.hpp>

namespace bench {

/// How calls fare with one slow provider among ten.
struct slow_replica_result {
  double p50_ms = 0;
  double p99_ms = 0;
  double extra_percent = 0; ///< attempts beyond one for each call
};

/// Calls ten providers through a service handle of the library, on a virtual
/// clock. Nine take 1 ms a call on average, one takes 10 ms, exponentially
/// distributed; each has one call at a time in hand and a queue. Calls arrive at
/// random (Poisson), at 60 % of what all ten can do together, whether or not
/// earlier ones are answered. The first half second does not count.
slow_replica_result measure_slow_replica(aegis::pick_policy policy,
                                         bool hedged);

} // namespace bench
