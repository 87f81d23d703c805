#pragma once

#include "aegis/defaults.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aegis::transport {

/// How many bytes of chunks may be on their way to a peer that has not yet said
/// that it took them: between both processes, in whatever queue.
///
/// At least `defaults::bulk_window_bytes`. Over a long way that would be slow, so
/// the window grows up to twice what the way holds: the rate at which the peer
/// takes bytes, times the round trip of the bare network. What lies in queues
/// counts for neither, so a slow reader makes no window grow. (The bandwidth
/// delay product with a gain of 2, as in "BBR: Congestion-Based Congestion
/// Control", Cardwell et al., 2016.)
///
/// Pure; not thread-safe.
class bulk_window {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// May be sent now; what goes beyond it by a part of a chunk is no harm.
  std::size_t room() const noexcept {
    auto open = open_bytes();
    return open < size_ ? size_ - open : 0;
  }

  void sent(std::size_t bytes) noexcept {
    sent_ += bytes;
  }

  /// Sent, and not yet taken.
  std::size_t open_bytes() const noexcept {
    return static_cast<std::size_t>(sent_ - taken_);
  }

  std::size_t size() const noexcept {
    return size_;
  }

  /// The peer has taken so many bytes of all that were ever sent.
  /// @param round_trip  of the network, without queues
  /// @returns false if that cannot be.
  bool taken(std::uint64_t total, time_point now,
             std::chrono::microseconds round_trip);

  /// Bytes that the peer has ever taken.
  std::uint64_t taken() const noexcept {
    return taken_;
  }

private:
  std::size_t size_ = defaults::bulk_window_bytes;
  std::uint64_t sent_ = 0;
  std::uint64_t taken_ = 0;
  time_point since_{};             ///< of the rate that is being measured
  std::uint64_t taken_before_ = 0; ///< at that time
};

} // namespace aegis::transport
