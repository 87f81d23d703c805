#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

namespace aegis::mesh {
class topology_snapshot;
} // namespace aegis::mesh

namespace aegis::detail {

/// Where one writer leaves the current version of an immutable value and any
/// number of readers pick it up.
///
/// Two slots take turns: the writer fills the one that no reader can enter any
/// more and then points readers to it ("left-right" without the second write).
/// `read` never waits for the writer; it repeats its two atomic steps only if
/// a whole publication fell between them. `publish` waits for readers that are
/// in the middle of copying a pointer out of the slot that is to be reused.
///
/// `read` and `sequence` are thread-safe; `publish` is for one thread at a
/// time. The value before the current one lives until the next publication.
template <class T>
class basic_snapshot_cell {
public:
  using pointer = std::shared_ptr<const T>;

  void publish(pointer x) {
    auto next = 1 - active_.load();
    while (slots_[next].readers.load() != 0)
      std::this_thread::yield();
    slots_[next].value = std::move(x);
    active_.store(next);
    sequence_.fetch_add(1, std::memory_order_release);
  }

  /// Returns the current value; nullptr before the first publication.
  pointer read() const {
    for (;;) {
      auto index = active_.load();
      auto& slot = slots_[index];
      slot.readers.fetch_add(1);
      // The slot is ours only if it still is the active one: the writer looks
      // at the counter after it has moved readers on.
      if (active_.load() == index) {
        auto result = slot.value;
        slot.readers.fetch_sub(1, std::memory_order_release);
        return result;
      }
      slot.readers.fetch_sub(1, std::memory_order_release);
    }
  }

  /// Counts publications. A reader whose copy was read at this number or a
  /// later one is up to date.
  std::uint64_t sequence() const noexcept {
    return sequence_.load(std::memory_order_acquire);
  }

private:
  struct slot_type {
    mutable std::atomic<std::uint32_t> readers{0};
    pointer value;
  };

  std::array<slot_type, 2> slots_;
  std::atomic<std::uint32_t> active_{0};
  std::atomic<std::uint64_t> sequence_{0};
};

/// A reader's own copy of what a cell holds: one atomic load as long as nothing
/// was published. Not thread-safe; each reader has one.
template <class T>
class basic_snapshot_reader {
public:
  using cell_type = basic_snapshot_cell<T>;

  explicit basic_snapshot_reader(std::shared_ptr<const cell_type> cell)
    : cell_(std::move(cell)) {}

  const typename cell_type::pointer& get() {
    if (auto now = cell_->sequence(); now != seen_) {
      cached_ = cell_->read();
      seen_ = now;
    }
    return cached_;
  }

private:
  std::shared_ptr<const cell_type> cell_;
  typename cell_type::pointer cached_;
  std::uint64_t seen_ = 0;
};

using snapshot_cell = basic_snapshot_cell<mesh::topology_snapshot>;
using snapshot_cell_ptr = std::shared_ptr<snapshot_cell>;
using snapshot_reader = basic_snapshot_reader<mesh::topology_snapshot>;

} // namespace aegis::detail
