#include "transport/bulk_window.hpp"

#include <algorithm>

namespace aegis::transport {

namespace {

/// Rates over less say little: a read of the peer takes 64 KiB at once.
constexpr std::chrono::microseconds measure_min{1000};

/// Longer pauses are nothing that the way is to blame for.
constexpr std::chrono::microseconds measure_max{1'000'000};

} // namespace

bool bulk_window::taken(std::uint64_t total, time_point now,
                        std::chrono::microseconds round_trip) {
  if (total <= taken_ || total > sent_)
    return false;
  taken_ = total;
  auto time
    = std::chrono::duration_cast<std::chrono::microseconds>(now - since_);
  if (time < std::max(measure_min, round_trip))
    return true;
  if (time <= std::max(measure_max, 4 * round_trip)) {
    auto rate = static_cast<double>(taken_ - taken_before_)
                / static_cast<double>(time.count());
    auto way = rate * static_cast<double>(round_trip.count());
    size_ = std::clamp(static_cast<std::size_t>(2 * way),
                       defaults::bulk_window_bytes,
                       defaults::bulk_window_max_bytes);
  }
  since_ = now;
  taken_before_ = taken_;
  return true;
}

} // namespace aegis::transport
