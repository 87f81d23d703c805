#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_set>

namespace aegis::transport {

/// Which local actors peers may send to. Thread-safe.
class export_table {
public:
  enum class standing {
    exported,
    withdrawn, ///< was exported until not long ago
    never,
  };

  /// Withdrawn ids that are remembered, so that a call that crosses the
  /// withdrawal gets a fitting error.
  static constexpr std::size_t withdrawn_max = 4096;

  void add(std::uint64_t actor) {
    std::unique_lock guard{mtx_};
    exported_.insert(actor);
  }

  void remove(std::uint64_t actor) {
    std::unique_lock guard{mtx_};
    if (exported_.erase(actor) == 0 || !withdrawn_.insert(actor).second)
      return;
    order_.push_back(actor);
    if (order_.size() > withdrawn_max) {
      withdrawn_.erase(order_.front());
      order_.pop_front();
    }
  }

  standing of(std::uint64_t actor) const {
    std::shared_lock guard{mtx_};
    if (exported_.count(actor) > 0)
      return standing::exported;
    return withdrawn_.count(actor) > 0 ? standing::withdrawn : standing::never;
  }

  void clear() {
    std::unique_lock guard{mtx_};
    exported_.clear();
    withdrawn_.clear();
    order_.clear();
  }

private:
  mutable std::shared_mutex mtx_;
  std::unordered_set<std::uint64_t> exported_;
  std::unordered_set<std::uint64_t> withdrawn_;
  std::deque<std::uint64_t> order_;
};

} // namespace aegis::transport
