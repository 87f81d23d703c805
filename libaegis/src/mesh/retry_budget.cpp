#include "mesh/retry_budget.hpp"

#include <algorithm>

namespace aegis::mesh {

namespace {

constexpr double first_seconds = 10;

std::int64_t parts_of(double x, std::int64_t token) {
  return static_cast<std::int64_t>(std::clamp(x, 0.0, 1e9)
                                   * static_cast<double>(token));
}

} // namespace

retry_budget::retry_budget(terms x)
  : share_(parts_of(std::min(x.share, 1.0), token)),
    per_second_(parts_of(x.trickle_per_second, token)),
    max_(parts_of(x.savings_max, token)),
    saved_(
      std::min(max_, parts_of(x.trickle_per_second * first_seconds, token))) {
  // nop
}

void retry_budget::add(parts x) noexcept {
  // Threads that add at once may go beyond the maximum by one share each.
  if (saved_.load(std::memory_order_relaxed) < max_)
    saved_.fetch_add(x, std::memory_order_relaxed);
}

void retry_budget::on_call() noexcept {
  add(share_);
}

bool retry_budget::take(instant now) noexcept {
  auto now_ns = now.time_since_epoch().count();
  auto last = trickled_ns_.load(std::memory_order_relaxed);
  if (now_ns > last
      && trickled_ns_.compare_exchange_strong(last, now_ns,
                                              std::memory_order_relaxed)
      && last != 0) {
    // A second brings all that the trickle can, so this does not overflow.
    auto seconds = static_cast<double>(now_ns - last) / 1e9;
    auto room = static_cast<double>(max_);
    add(static_cast<parts>(
      std::min(seconds * static_cast<double>(per_second_), room)));
  }
  if (saved_.fetch_sub(token, std::memory_order_relaxed) >= token)
    return true;
  put_back();
  return false;
}

void retry_budget::put_back() noexcept {
  saved_.fetch_add(token, std::memory_order_relaxed);
}

std::int64_t retry_budget::available() const noexcept {
  return std::max<parts>(saved_.load(std::memory_order_relaxed), 0) / token;
}

} // namespace aegis::mesh
