#pragma once

#include "transport/memory_habit.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

namespace aegis::transport {

/// Bytes that are appended at the end and taken from the front, without ever
/// being zeroed first. Taking moves an offset; the bytes move to the front when
/// room is needed. Not thread-safe.
class byte_queue {
public:
  bool empty() const noexcept {
    return first_ == last_;
  }

  std::size_t size() const noexcept {
    return last_ - first_;
  }

  std::size_t capacity() const noexcept {
    return capacity_;
  }

  const char* data() const noexcept {
    return bytes_.get() + first_;
  }

  void append(const char* bytes, std::size_t n) {
    if (n == 0)
      return;
    std::memcpy(prepare(n), bytes, n);
    commit(n);
  }

  /// Makes room for `n` more bytes and returns where to write them; `commit`
  /// tells how many were written.
  char* prepare(std::size_t n) {
    if (capacity_ - last_ < n)
      make_room(n);
    return bytes_.get() + last_;
  }

  void commit(std::size_t n) noexcept {
    last_ += n;
  }

  void consume(std::size_t n) noexcept {
    first_ += n;
    if (first_ == last_)
      clear();
  }

  void clear() noexcept {
    auto used = last_;
    first_ = last_ = 0;
    if (habit_.ends_use(used, capacity_)) {
      bytes_.reset();
      capacity_ = 0;
    }
  }

private:
  void make_room(std::size_t n) {
    auto used = size();
    if (capacity_ >= 2 * (used + n)) {
      std::memmove(bytes_.get(), data(), used);
    } else {
      capacity_ = std::max(2 * (used + n), std::size_t{4096});
      std::unique_ptr<char[]> grown{new char[capacity_]};
      if (used > 0)
        std::memcpy(grown.get(), data(), used);
      bytes_ = std::move(grown);
    }
    first_ = 0;
    last_ = used;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
  memory_habit habit_;
};

} // namespace aegis::transport
