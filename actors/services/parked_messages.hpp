#pragma once

#include "actors/services/service_call.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_control_block.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace aegis::detail {

/// Messages that wait for a first provider, in the order they came.
///
/// Thread-safe, with two rules: one thread at a time drains, and nothing is
/// sent or destroyed under the lock. A message counts until it has been passed
/// on, and as long as one counts all others queue behind it, so that draining
/// never reorders the messages of a sender.
class parked_messages {
public:
  using time_point = caf::actor_clock::time_point;

  enum class decision {
    go,     ///< there is a provider
    wait,   ///< one may come
    refuse, ///< nobody will come
  };

  enum class verdict {
    parked,  ///< the message is in the queue
    go,      ///< nothing is in the way; nothing happened
    full,    ///< nothing happened
    refused, ///< nothing happened
  };

  struct entry {
    service_call_ptr what;
    time_point since;
    caf::strong_actor_ptr handle; ///< lives as long as something waits
  };

  explicit parked_messages(std::size_t max) : max_(max) {}

  /// True if a message need not queue. One atomic load.
  bool empty() const noexcept {
    return count_.load(std::memory_order_acquire) == 0;
  }

  std::size_t size() const noexcept {
    return count_.load();
  }

  /// Adds a message unless `decide`, called under the lock, says otherwise.
  template <class Decide>
  verdict park(const service_call_ptr& what, time_point now,
               caf::actor_control_block* handle, Decide decide) {
    std::unique_lock guard{mtx_};
    auto next = decide();
    if (next == decision::refuse)
      return verdict::refused;
    if (next == decision::go && empty())
      return verdict::go;
    if (size() >= max_)
      return verdict::full;
    queue_.push_back({what, now, caf::strong_actor_ptr{handle}});
    ++count_;
    return verdict::parked;
  }

  /// Passes all messages to `dispatch`, in order, until one is not taken.
  template <class Dispatch>
  void drain(Dispatch dispatch) {
    for (;;) {
      auto batch = take_all_queued();
      if (batch.empty())
        return;
      for (; !batch.empty(); batch.pop_front(), --count_)
        if (!dispatch(batch.front())) {
          put_back(std::move(batch));
          return;
        }
    }
  }

  /// Takes out what came at or before `limit`.
  std::vector<entry> expire(time_point limit);

  std::vector<entry> take_all();

  /// When the oldest message came.
  std::optional<time_point> oldest() const;

private:
  std::deque<entry> take_all_queued();
  void put_back(std::deque<entry> batch);

  const std::size_t max_;
  std::atomic<std::size_t> count_{0};
  mutable std::mutex mtx_;
  std::deque<entry> queue_; ///< guarded by mtx_
};

} // namespace aegis::detail
