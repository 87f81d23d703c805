#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace aegis::detail {

/// Holds the current version of an immutable value for readers that must never
/// wait and a writer that rarely comes.
///
/// A reader counts itself in before it loads the pointer and out when it is
/// done with the value. The writer swaps the pointer, keeps the old value aside
/// and frees it once it has seen each of the two reader counters at zero: who
/// holds the old value counted itself in before the swap, so its counter cannot
/// have been zero since. New readers alternate between the counters with each
/// attempt to free, so that either drains while calls go on.
///
/// `read` is thread-safe and wait-free. `publish` and `reclaim` are for one
/// thread at a time. The destructor requires that there are no readers.
template <class T>
class rcu_cell {
public:
  using value_ptr = std::unique_ptr<const T>;

  /// Access to the value that was current when it was made. Short-lived: what
  /// it protects is not freed meanwhile.
  class reader {
  public:
    explicit reader(const rcu_cell& cell)
      : count_(
        cell.readers_[cell.phase_.load(std::memory_order_relaxed) % 2].value) {
      // Sequentially consistent: the pointer must not be loaded earlier.
      count_.fetch_add(1);
      value_ = cell.current_.load();
    }

    ~reader() {
      count_.fetch_sub(1, std::memory_order_release);
    }

    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    const T& operator*() const noexcept {
      return *value_;
    }

    const T* operator->() const noexcept {
      return value_;
    }

  private:
    std::atomic<std::uint32_t>& count_;
    const T* value_;
  };

  explicit rcu_cell(value_ptr first) : current_(first.release()) {}

  ~rcu_cell() {
    delete current_.load();
  }

  rcu_cell(const rcu_cell&) = delete;
  rcu_cell& operator=(const rcu_cell&) = delete;

  reader read() const {
    return reader{*this};
  }

  /// Replaces the value. The old one is freed now, if no reader is in the way
  /// for long, or with a later publication.
  void publish(value_ptr x) {
    retired_.push_back({value_ptr{current_.exchange(x.release())}, {}});
    for (auto i = 0; i < attempts_max && !retired_.empty(); ++i) {
      if (i > 0)
        std::this_thread::yield();
      reclaim();
    }
  }

  /// Frees old values that no reader can hold any more.
  void reclaim() {
    for (std::size_t i = 0; i < readers_.size(); ++i)
      if (readers_[i].value.load() == 0)
        for (auto& x : retired_)
          x.seen_empty[i] = true;
    auto unreachable
      = [](const old_value& x) { return x.seen_empty[0] && x.seen_empty[1]; };
    retired_.erase(
      std::remove_if(retired_.begin(), retired_.end(), unreachable),
      retired_.end());
    phase_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Old values that are not freed yet.
  std::size_t retired() const noexcept {
    return retired_.size();
  }

private:
  // Sections of readers take nanoseconds; who is preempted in one costs memory
  // until the next publication, not time.
  static constexpr int attempts_max = 16;

  struct alignas(64) counter {
    mutable std::atomic<std::uint32_t> value{0};
  };

  struct old_value {
    value_ptr value;
    std::array<bool, 2> seen_empty;
  };

  std::atomic<const T*> current_;
  std::array<counter, 2> readers_;
  std::atomic<std::uint32_t> phase_{0};
  std::vector<old_value> retired_;
};

} // namespace aegis::detail
