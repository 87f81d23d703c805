#pragma once

#include "aegis/node_info.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace aegis::detail {

/// Which peers bring this node up to date. One at a time, as all would tell the
/// same; but if turns end without news, this node knows what they know, and
/// twice as many may compare their tables with it at a time. News end that, and
/// so does a calm.
///
/// A turn ends when it is released, and by itself when nothing comes of it for a
/// while, or after many times as long: no peer can keep it for itself. Who had
/// it last comes after those who were refused meanwhile. Not thread-safe.
class sync_turns {
public:
  /// @param silence_max  after so long without progress a turn is over
  explicit sync_turns(std::chrono::milliseconds silence_max)
    : silence_max_(silence_max) {}

  /// A peer takes a turn, or has one already; that alone is no progress.
  /// @returns false if it is the turn of others.
  bool take(const std::string& peer, timestamp_ms now) {
    end_silent_ones(now);
    if (find(peer) != open_.end())
      return true;
    if (open_.empty() && !is_within(ended_, now, silence_max_))
      width_ = 1;
    if (open_.size() >= width_) {
      was_wanted_ = true;
      return false;
    }
    if (width_ == 1 && peer == last_ && was_wanted_
        && is_within(ended_, now, courtesy()))
      return false;
    open_.push_back({peer, now, now, 0});
    last_ = peer;
    was_wanted_ = false;
    return true;
  }

  /// The peer has told something. Nothing happens if it is not its turn.
  void renew(const std::string& peer, timestamp_ms now) {
    if (auto i = find(peer); i != open_.end())
      i->heard = now;
  }

  /// So many records of the peer were news. Nothing happens if it is not its
  /// turn.
  void learn(const std::string& peer, std::size_t news) {
    auto i = find(peer);
    if (i == open_.end())
      return;
    i->news += news;
    if (i->news > few)
      width_ = 1;
  }

  /// A sync with the peer has ended. Nothing happens if it is not its turn.
  void release(const std::string& peer, timestamp_ms now) {
    auto i = find(peer);
    if (i == open_.end())
      return;
    if (i->news == 0)
      width_ = std::min(2 * width_, width_max);
    open_.erase(i);
    ended_ = now;
  }

private:
  struct turn {
    std::string peer;
    timestamp_ms begun{};
    timestamp_ms heard{};
    std::size_t news = 0;
  };

  /// The longest turn in silences: room for 20,000 records.
  static constexpr int silences_max = 20;

  /// News that anybody may have who was not there for a moment.
  static constexpr std::size_t few = 8;

  static constexpr std::size_t width_max = 32;

  /// How long others may come first: they ask again within ten push delays.
  std::chrono::milliseconds courtesy() const {
    return silence_max_ / 2;
  }

  /// A clock that went back ends everything.
  static bool is_within(timestamp_ms since, timestamp_ms now,
                        std::chrono::milliseconds time) {
    return now >= since && now - since < time;
  }

  std::vector<turn>::iterator find(const std::string& peer) {
    return std::find_if(open_.begin(), open_.end(),
                        [&](const turn& x) { return x.peer == peer; });
  }

  void end_silent_ones(timestamp_ms now) {
    auto is_over = [&](const turn& x) {
      return !is_within(x.heard, now, silence_max_)
             || !is_within(x.begun, now, silences_max * silence_max_);
    };
    auto rest = std::remove_if(open_.begin(), open_.end(), is_over);
    if (rest == open_.end())
      return;
    open_.erase(rest, open_.end());
    ended_ = now;
  }

  std::chrono::milliseconds silence_max_;
  std::vector<turn> open_;
  std::size_t width_ = 1;   ///< turns at a time
  std::string last_;        ///< who took the last one
  timestamp_ms ended_{};    ///< the last one that did
  bool was_wanted_ = false; ///< another was refused since it was taken
};

} // namespace aegis::detail
