#pragma once

#include <atomic>
#include <cstddef>
#include <optional>

namespace aegis::mesh {

/// Takes turns among `n` candidates, whose number may differ from call to call.
/// Thread-safe and lock-free.
class round_robin {
public:
  /// Begins at candidate `first % n`; different values keep many callers from
  /// beginning at the same candidate.
  explicit round_robin(std::size_t first = 0) noexcept : turn_(first) {}

  /// Returns the index of the next candidate for which `skip(index)` is false;
  /// nothing if there is none. Candidates that are skipped use up a turn, so
  /// that their share spreads over all others instead of doubling that of the
  /// one behind them.
  template <class Skip>
  std::optional<std::size_t> pick(std::size_t n, Skip skip) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < n; ++i) {
      index = turn_.fetch_add(1, std::memory_order_relaxed) % n;
      if (!skip(index))
        return index;
    }
    // Other threads may have taken the turns of all that are not skipped.
    for (std::size_t i = 0; i < n; ++i) {
      index = (index + 1) % n;
      if (!skip(index))
        return index;
    }
    return std::nullopt;
  }

  /// The same without skipping.
  std::optional<std::size_t> pick(std::size_t n) {
    return pick(n, [](std::size_t) { return false; });
  }

private:
  std::atomic<std::size_t> turn_;
};

} // namespace aegis::mesh
