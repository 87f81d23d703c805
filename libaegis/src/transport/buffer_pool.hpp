#pragma once

#include "transport/memory_habit.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace aegis::transport {

/// Keeps the memory of large frames for the next ones: a fresh buffer of a
/// megabyte costs the system more than sending it, since each page is cleared
/// and mapped anew. Holds at most `memory_habit::keep_max_bytes`, and forgets
/// all after `memory_habit::unneeded_max` uses in a row that took none.
/// Not thread-safe.
class buffer_pool {
public:
  /// Buffers up to this size are cheap.
  static constexpr std::size_t worth_keeping_bytes = 64u << 10;

  /// An empty buffer, of those that were given the last one.
  std::vector<char> take() {
    unneeded_ = 0;
    std::vector<char> result;
    if (!free_.empty()) {
      result = std::move(free_.back());
      free_.pop_back();
      kept_bytes_ -= result.capacity();
    }
    return result;
  }

  void give(std::vector<char> x) {
    if (x.capacity() <= worth_keeping_bytes
        || kept_bytes_ + x.capacity() > memory_habit::keep_max_bytes)
      return;
    x.clear();
    kept_bytes_ += x.capacity();
    free_.push_back(std::move(x));
  }

  /// Something was sent or received without need for a buffer.
  void pass() {
    if (free_.empty() || ++unneeded_ < memory_habit::unneeded_max)
      return;
    free_.clear();
    kept_bytes_ = 0;
  }

  std::size_t kept_bytes() const {
    return kept_bytes_;
  }

private:
  std::vector<std::vector<char>> free_;
  std::size_t kept_bytes_ = 0;
  int unneeded_ = 0;
};

} // namespace aegis::transport
