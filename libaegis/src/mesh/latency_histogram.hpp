#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace aegis::mesh {

/// How long calls took, in buckets that are at most a quarter wider than where
/// they begin, from 1 us to 67 s.
///
/// `add` is thread-safe and one relaxed increment. What `snapshot` returns is
/// exact as soon as nobody adds meanwhile.
class latency_histogram {
public:
  /// Four buckets for each doubling of a microsecond, 26 doublings, and one for
  /// what is longer.
  static constexpr std::size_t bucket_count = 4 * 26 + 1;

  using counts = std::array<std::uint64_t, bucket_count>;

  void add(std::chrono::nanoseconds x) noexcept {
    buckets_[bucket_of(x)].fetch_add(1, std::memory_order_relaxed);
  }

  counts snapshot() const noexcept;

  /// Returns the upper bound of the bucket in which the quantile lies; nothing
  /// below `samples_min` values. @param q  0 to 1
  std::optional<std::chrono::nanoseconds>
  quantile(double q, std::uint64_t samples_min = 1) const;

  static std::size_t bucket_of(std::chrono::nanoseconds x) noexcept;

  /// What values of the bucket are below; the maximum for the last one.
  static std::chrono::nanoseconds upper_bound(std::size_t bucket) noexcept;

private:
  std::array<std::atomic<std::uint64_t>, bucket_count> buckets_{};
};

} // namespace aegis::mesh
