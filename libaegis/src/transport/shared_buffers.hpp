#pragma once

#include "transport/buffer_pool.hpp"

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace aegis::transport {

/// A `buffer_pool` that the threads of senders take from, and to which the I/O
/// thread gives back what is sent. Thread-safe.
class shared_buffers {
public:
  std::vector<char> take() {
    if (is_empty_.load(std::memory_order_relaxed))
      return {};
    std::unique_lock guard{mtx_};
    auto result = pool_.take();
    note();
    return result;
  }

  void give(std::vector<char> x) {
    if (x.capacity() <= buffer_pool::worth_keeping_bytes)
      return;
    std::unique_lock guard{mtx_};
    pool_.give(std::move(x));
    note();
  }

  /// Something was sent without need for a buffer.
  void pass() {
    if (is_empty_.load(std::memory_order_relaxed))
      return;
    std::unique_lock guard{mtx_};
    pool_.pass();
    note();
  }

private:
  void note() {
    is_empty_.store(pool_.kept_bytes() == 0, std::memory_order_relaxed);
  }

  std::mutex mtx_;
  buffer_pool pool_;                 ///< guarded by mtx_
  std::atomic<bool> is_empty_{true}; ///< spares most senders the lock
};

} // namespace aegis::transport
