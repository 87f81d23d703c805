#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace aegis::detail {

/// The unanswered calls of an actor without mailbox, each under an id that is
/// never used twice. `Ptr` is a pointer that owns, and tests true unless null.
///
/// A slab with a free list: opening and closing are constant in time and
/// allocate only while the number of calls at a time still grows. No function
/// destroys a call; they are handed out, so that the owner can let go of them
/// outside its lock. Not thread-safe.
template <class Ptr>
class call_table {
public:
  /// Calls at a time that an id can tell apart.
  static constexpr std::size_t capacity = (std::size_t{1} << 24) - 1;

  bool full() const noexcept {
    return size_ >= capacity;
  }

  bool empty() const noexcept {
    return size_ == 0;
  }

  std::size_t size() const noexcept {
    return size_;
  }

  /// Files a call. Requires `!full()` and a call that is not null.
  /// @returns its id, 1 to 2^60 - 1.
  std::uint64_t open(Ptr call) {
    auto i = take_free();
    serial_ = serial_ == serial_max ? 1 : serial_ + 1;
    auto& x = slots_[i];
    x.id = serial_ << index_bits | i;
    x.call = std::move(call);
    ++size_;
    return x.id;
  }

  /// Takes a call out. @returns null if `id` is not open.
  Ptr close(std::uint64_t id) {
    auto i = id & index_mask;
    if (id == 0 || i >= slots_.size() || slots_[i].id != id)
      return {};
    auto& x = slots_[i];
    x.id = 0;
    x.next = std::exchange(free_, static_cast<index>(i));
    --size_;
    return std::exchange(x.call, {});
  }

  /// All calls with their ids.
  std::vector<std::pair<std::uint64_t, Ptr>> all() const {
    std::vector<std::pair<std::uint64_t, Ptr>> result;
    result.reserve(size_);
    for (auto& x : slots_)
      if (x.id != 0)
        result.emplace_back(x.id, x.call);
    return result;
  }

  /// Takes all calls out, with their ids.
  std::vector<std::pair<std::uint64_t, Ptr>> take_all() {
    std::vector<std::pair<std::uint64_t, Ptr>> result;
    result.reserve(size_);
    for (auto& x : slots_)
      if (auto id = x.id; id != 0)
        result.emplace_back(id, close(id));
    return result;
  }

private:
  using index = std::uint32_t;

  // An id is a serial number over the slot's index.
  static constexpr int index_bits = 24;
  static constexpr std::uint64_t index_mask
    = (std::uint64_t{1} << index_bits) - 1;
  static constexpr std::uint64_t serial_max = (std::uint64_t{1} << 36) - 1;
  static constexpr index none = 0xFFFFFFFF;

  struct slot {
    std::uint64_t id = 0; ///< 0: free
    Ptr call{};
    index next = none; ///< next free slot
  };

  index take_free() {
    if (free_ == none) {
      slots_.emplace_back();
      return static_cast<index>(slots_.size() - 1);
    }
    return std::exchange(free_, slots_[free_].next);
  }

  std::size_t size_ = 0;
  std::uint64_t serial_ = 0;
  std::deque<slot> slots_;
  index free_ = none;
};

} // namespace aegis::detail
