#pragma once

#include <caf/actor_clock.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/message_id.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace aegis::detail {

/// Who waits for an answer, and under which id.
struct open_call {
  caf::strong_actor_ptr sender;
  caf::message_id mid; ///< the sender's own
  std::vector<caf::strong_actor_ptr> stages;
};

/// The unanswered calls of a reply port, in the order they were made, each
/// under an id that is never used twice.
///
/// A slab with a free list: opening and closing are constant in time and
/// allocate only while the number of calls at a time still grows. No function
/// destroys an `open_call`; they are handed out, so that the owner can let go
/// of senders outside its lock. Not thread-safe.
class call_table {
public:
  using time_point = caf::actor_clock::time_point;

  /// Calls at a time that an id can tell apart.
  static constexpr std::size_t capacity = (std::size_t{1} << 24) - 1;

  explicit call_table(std::size_t max);

  bool full() const noexcept {
    return size_ >= max_;
  }

  bool empty() const noexcept {
    return size_ == 0;
  }

  std::size_t size() const noexcept {
    return size_;
  }

  /// Files a call. Requires `!full()`; `deadline` should not be before that of
  /// earlier calls, or it expires with them.
  /// @returns its id, 1 to 2^60 - 1.
  std::uint64_t open(open_call call, time_point deadline);

  /// Takes a call out. @returns nothing if `id` is not open.
  std::optional<open_call> close(std::uint64_t id);

  /// Takes out all calls whose deadline has come.
  std::vector<open_call> expire(time_point now);

  std::vector<open_call> take_all();

  /// The deadline of the oldest call.
  std::optional<time_point> earliest() const;

private:
  using index = std::uint32_t;

  static constexpr index none = 0xFFFFFFFF;

  struct slot {
    std::uint64_t id = 0; ///< 0: free
    open_call call;
    time_point deadline;
    index previous = none;
    index next = none; ///< younger call, or next free slot
  };

  index take_free();
  open_call remove(index i);

  std::size_t max_;
  std::size_t size_ = 0;
  std::uint64_t serial_ = 0;
  std::deque<slot> slots_;
  index free_ = none;
  index oldest_ = none;
  index youngest_ = none;
};

} // namespace aegis::detail
