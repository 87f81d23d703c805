#include "simulation/core/latency.hpp"

namespace aegis::simulation {

namespace {

/// Evenly between two values, in steps of a millionth.
duration between(duration low, duration high, mesh::random_source& random) {
  constexpr std::uint64_t steps = 1'000'000;
  auto step = static_cast<duration::rep>(random.below(steps));
  return low + (high - low) / steps * step
         + (high - low) % steps * step / steps;
}

} // namespace

duration draw(const latency& x, mesh::random_source& random) {
  auto percent = random.below(100);
  if (percent < 50)
    return between(x.min, x.median, random);
  if (percent < 99)
    return between(x.median, x.p99, random);
  return between(x.p99, x.max, random);
}

} // namespace aegis::simulation
