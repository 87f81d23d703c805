#pragma once

#include "simulation/core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace aegis::simulation {

/// What happens when, in a strict order: by time, and at one time in the order
/// in which it was planned. Pure; not thread-safe.
template <class T>
class event_queue {
public:
  struct event {
    instant when;
    std::uint64_t number; ///< counts all that were planned
    T what;
  };

  void push(instant when, T what) {
    heap_.push_back({when, ++last_, std::move(what)});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  /// @pre `!empty()`
  instant next() const noexcept {
    return heap_.front().when;
  }

  /// @pre `!empty()`
  event pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    auto result = std::move(heap_.back());
    heap_.pop_back();
    return result;
  }

  bool empty() const noexcept {
    return heap_.empty();
  }

  std::size_t size() const noexcept {
    return heap_.size();
  }

  void clear() {
    // What an event holds may plan others as it goes.
    while (!heap_.empty())
      pop();
  }

private:
  static bool later(const event& x, const event& y) {
    return x.when != y.when ? x.when > y.when : x.number > y.number;
  }

  std::vector<event> heap_;
  std::uint64_t last_ = 0;
};

} // namespace aegis::simulation
