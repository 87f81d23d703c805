#include "actors/services/call_table.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

// An id is a serial number over the slot's index.
constexpr int index_bits = 24;
constexpr std::uint64_t index_mask = (std::uint64_t{1} << index_bits) - 1;
constexpr std::uint64_t serial_max = (std::uint64_t{1} << 36) - 1;

} // namespace

call_table::call_table(std::size_t max) : max_(std::min(max, capacity)) {
  // nop
}

call_table::index call_table::take_free() {
  if (free_ == none) {
    slots_.emplace_back();
    return static_cast<index>(slots_.size() - 1);
  }
  return std::exchange(free_, slots_[free_].next);
}

std::uint64_t call_table::open(open_call call, time_point deadline) {
  auto i = take_free();
  serial_ = serial_ == serial_max ? 1 : serial_ + 1;
  auto& x = slots_[i];
  x.id = serial_ << index_bits | i;
  x.call = std::move(call);
  x.deadline = deadline;
  x.previous = youngest_;
  x.next = none;
  (youngest_ == none ? oldest_ : slots_[youngest_].next) = i;
  youngest_ = i;
  ++size_;
  return x.id;
}

open_call call_table::remove(index i) {
  auto& x = slots_[i];
  (x.previous == none ? oldest_ : slots_[x.previous].next) = x.next;
  (x.next == none ? youngest_ : slots_[x.next].previous) = x.previous;
  x.id = 0;
  x.next = std::exchange(free_, i);
  --size_;
  return std::exchange(x.call, {});
}

std::optional<open_call> call_table::close(std::uint64_t id) {
  auto i = id & index_mask;
  if (id == 0 || i >= slots_.size() || slots_[i].id != id)
    return std::nullopt;
  return remove(static_cast<index>(i));
}

std::vector<open_call> call_table::expire(time_point now) {
  std::vector<open_call> result;
  while (oldest_ != none && slots_[oldest_].deadline <= now)
    result.push_back(remove(oldest_));
  return result;
}

std::vector<open_call> call_table::take_all() {
  std::vector<open_call> result;
  result.reserve(size_);
  while (oldest_ != none)
    result.push_back(remove(oldest_));
  return result;
}

std::optional<call_table::time_point> call_table::earliest() const {
  if (oldest_ == none)
    return std::nullopt;
  return slots_[oldest_].deadline;
}

} // namespace aegis::detail
