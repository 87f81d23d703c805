#include "mesh/latency_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aegis::mesh {

namespace {

constexpr std::uint64_t unit_ns = 1000;

int highest_bit(std::uint64_t x) {
  return 63 - __builtin_clzll(x);
}

} // namespace

std::size_t latency_histogram::bucket_of(std::chrono::nanoseconds x) noexcept {
  auto quarters
    = static_cast<std::uint64_t>(std::max<std::int64_t>(x.count(), 0)) * 4
      / unit_ns;
  if (quarters < 4)
    return 0;
  auto exponent = highest_bit(quarters) - 2; // doublings of the unit
  auto step = static_cast<std::size_t>(quarters >> exponent) - 4;
  return std::min(4 * static_cast<std::size_t>(exponent) + step,
                  bucket_count - 1);
}

std::chrono::nanoseconds
latency_histogram::upper_bound(std::size_t bucket) noexcept {
  if (bucket >= bucket_count - 1)
    return std::chrono::nanoseconds::max();
  auto quarters = (bucket % 4 + 5) << (bucket / 4);
  return std::chrono::nanoseconds{
    static_cast<std::int64_t>(quarters * unit_ns / 4)};
}

latency_histogram::counts latency_histogram::snapshot() const noexcept {
  counts result{};
  for (std::size_t i = 0; i < bucket_count; ++i)
    result[i] = buckets_[i].load(std::memory_order_relaxed);
  return result;
}

std::optional<std::chrono::nanoseconds>
latency_histogram::quantile(double q, std::uint64_t samples_min) const {
  auto values = snapshot();
  auto total = std::accumulate(values.begin(), values.end(), std::uint64_t{0});
  if (total < std::max<std::uint64_t>(samples_min, 1))
    return std::nullopt;
  auto rank = static_cast<std::uint64_t>(
    std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(total)));
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while (bucket + 1 < bucket_count && (seen += values[bucket]) < rank)
    ++bucket;
  return upper_bound(bucket);
}

} // namespace aegis::mesh
