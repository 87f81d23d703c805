#pragma once

#include <cstddef>

namespace aegis::transport {

/// Decides when an empty buffer gives its memory back. To do so after each
/// large message would cost more than the message: the system clears and maps
/// every page anew. So memory stays until a row of uses did not need it. Idle
/// connections have such uses too, by their heartbeats.
///
/// What stays is less than what a peer can make a node hold anyway, by a large
/// frame that it never ends.
class memory_habit {
public:
  /// Capacity that always stays.
  static constexpr std::size_t small_bytes = 128u << 10;

  /// Capacity above which memory never stays.
  static constexpr std::size_t keep_max_bytes = 16u << 20;

  /// Uses in a row that may leave most of the memory alone: some two minutes of
  /// heartbeats.
  static constexpr int unneeded_max = 64;

  /// A use of the buffer is over, of which it held up to `used` bytes.
  /// @returns whether the memory should go.
  bool ends_use(std::size_t used, std::size_t capacity) noexcept {
    if (capacity <= small_bytes)
      return false;
    if (used >= capacity / 8)
      unneeded_ = 0;
    else
      ++unneeded_;
    if (capacity <= keep_max_bytes && unneeded_ < unneeded_max)
      return false;
    unneeded_ = 0;
    return true;
  }

private:
  int unneeded_ = 0;
};

} // namespace aegis::transport
