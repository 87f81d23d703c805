#include "mesh/latency_estimate.hpp"

#include <algorithm>
#include <limits>

namespace aegis::mesh {

std::uint32_t latency_estimate::units_of(std::chrono::nanoseconds x) {
  constexpr std::int64_t max = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(
    std::clamp<std::int64_t>(x.count() / unit_ns, 1, max));
}

std::uint32_t latency_estimate::stamp_of(instant x) {
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
    x.time_since_epoch());
  auto result = static_cast<std::uint32_t>(ms.count());
  return result == 0 ? 1 : result;
}

std::uint64_t latency_estimate::decayed(content x, std::uint32_t now_ms) {
  // Threads bring their times in any order: what seems to lie ahead is now.
  auto age = now_ms - x.at_ms;
  if (age > std::numeric_limits<std::uint32_t>::max() / 2)
    age = 0;
  constexpr auto half = static_cast<std::uint32_t>(half_life.count());
  auto halvings = age / half;
  if (halvings >= 32)
    return 0;
  std::uint64_t value = x.units >> halvings;
  return value - value * (age % half) / (2 * half);
}

std::uint64_t latency_estimate::pack(content x) {
  return std::uint64_t{x.at_ms} << 32 | x.units;
}

latency_estimate::content latency_estimate::unpack(std::uint64_t x) {
  return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32)};
}

template <class F>
void latency_estimate::update(instant now, F sample_of) {
  auto now_ms = stamp_of(now);
  auto seen = word_.load(std::memory_order_relaxed);
  for (;;) {
    auto old = unpack(seen);
    auto before = old.at_ms == 0 ? 0 : decayed(old, now_ms);
    std::uint64_t sample = sample_of(before);
    // A peak counts at once. Below it, the average moves as if all that has
    // been forgotten since the last answer were made of this one.
    auto next = sample >= before
                  ? sample
                  : std::max(sample, before
                                       + (old.units - before) * sample
                                           / std::max(old.units, 1u));
    next = std::min<std::uint64_t>(next,
                                   std::numeric_limits<std::uint32_t>::max());
    if (word_.compare_exchange_weak(
          seen, pack({static_cast<std::uint32_t>(next), now_ms}),
          std::memory_order_relaxed))
      return;
  }
}

void latency_estimate::on_answer(std::chrono::nanoseconds took, instant now) {
  auto sample = units_of(took);
  update(now, [sample](std::uint64_t) { return std::uint64_t{sample}; });
}

void latency_estimate::on_failure(std::chrono::nanoseconds took, instant now) {
  std::uint64_t least = std::max(units_of(took), units_of(failure_min));
  update(now, [least](std::uint64_t before) {
    return std::max(least, before * failure_factor);
  });
}

std::chrono::nanoseconds latency_estimate::value(instant now) const {
  auto x = unpack(word_.load(std::memory_order_relaxed));
  if (x.at_ms == 0)
    return std::chrono::nanoseconds{0};
  auto units = static_cast<std::int64_t>(decayed(x, stamp_of(now)));
  return std::chrono::nanoseconds{units * unit_ns};
}

std::uint64_t latency_estimate::cost(std::uint32_t outstanding,
                                     instant now) const {
  auto x = unpack(word_.load(std::memory_order_relaxed));
  if (x.at_ms == 0)
    return outstanding == 0 ? 0 : unknown_cost + outstanding;
  return (decayed(x, stamp_of(now)) + 1) * (outstanding + 1);
}

} // namespace aegis::mesh
