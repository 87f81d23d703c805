#pragma once

#include "aegis/node_info.hpp"

#include <chrono>
#include <string>

namespace aegis::detail {

/// Which peer brings this node up to date. A turn ends when it is released, and
/// by itself if nothing is heard for a while. Not thread-safe.
class sync_turn {
public:
  /// @param silence_max  after so long without a word a turn is over
  explicit sync_turn(std::chrono::milliseconds silence_max)
    : silence_max_(silence_max) {}

  /// A peer takes the turn, or goes on with it.
  /// @returns false if it is another's.
  bool take(const std::string& peer, timestamp_ms now) {
    auto passed = now - since_;
    // A clock that went back ends it, too.
    auto is_open = passed >= passed.zero() && passed < silence_max_;
    if (!holder_.empty() && holder_ != peer && is_open)
      return false;
    holder_ = peer;
    since_ = now;
    return true;
  }

  /// The same, but nothing happens if it is not the peer's turn.
  void renew(const std::string& peer, timestamp_ms now) {
    if (holder_ == peer)
      since_ = now;
  }

  /// A sync with the peer has ended. Nothing happens if it is not its turn.
  void release(const std::string& peer) {
    if (holder_ == peer)
      holder_.clear();
  }

private:
  std::chrono::milliseconds silence_max_;
  std::string holder_;
  timestamp_ms since_{};
};

} // namespace aegis::detail
