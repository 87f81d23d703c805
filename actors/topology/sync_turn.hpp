#pragma once

#include "aegis/node_info.hpp"

#include <chrono>
#include <string>

namespace aegis::detail {

/// Which peer brings this node up to date. A turn ends when it is released, and
/// by itself when nothing comes of it for a while, or after many times as long:
/// no peer can keep it for itself. Who had it last comes after those who were
/// refused meanwhile. Not thread-safe.
class sync_turn {
public:
  /// @param silence_max  after so long without progress a turn is over
  explicit sync_turn(std::chrono::milliseconds silence_max)
    : silence_max_(silence_max) {}

  /// A peer takes the turn, or has it already; that alone is no progress.
  /// @returns false if it is another's.
  bool take(const std::string& peer, timestamp_ms now) {
    if (is_open(now)) {
      was_wanted_ = was_wanted_ || holder_ != peer;
      return holder_ == peer;
    }
    if (!holder_.empty())
      release(std::string{holder_}, now); // it fell silent
    if (peer == last_ && was_wanted_ && is_within(ended_, now, courtesy()))
      return false;
    holder_ = last_ = peer;
    begun_ = heard_ = now;
    was_wanted_ = false;
    return true;
  }

  /// The peer has told something. Nothing happens if it is not its turn.
  void renew(const std::string& peer, timestamp_ms now) {
    if (holder_ == peer)
      heard_ = now;
  }

  /// A sync with the peer has ended. Nothing happens if it is not its turn.
  void release(const std::string& peer, timestamp_ms now) {
    if (holder_ != peer)
      return;
    holder_.clear();
    ended_ = now;
  }

private:
  /// The longest turn in silences: room for 20,000 records.
  static constexpr int silences_max = 20;

  /// How long others may come first: they ask again within ten push delays.
  std::chrono::milliseconds courtesy() const {
    return silence_max_ / 2;
  }

  /// A clock that went back ends everything.
  static bool is_within(timestamp_ms since, timestamp_ms now,
                        std::chrono::milliseconds time) {
    return now >= since && now - since < time;
  }

  bool is_open(timestamp_ms now) const {
    return !holder_.empty() && is_within(heard_, now, silence_max_)
           && is_within(begun_, now, silences_max * silence_max_);
  }

  std::chrono::milliseconds silence_max_;
  std::string holder_;
  std::string last_; ///< who had it last
  timestamp_ms begun_{};
  timestamp_ms heard_{};
  timestamp_ms ended_{};    ///< the last one's turn
  bool was_wanted_ = false; ///< another was refused since it began
};

} // namespace aegis::detail
