#pragma once

#include "aegis/peer.hpp"
#include "mesh/backoff.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aegis::detail {

using steady_time = std::chrono::steady_clock::time_point;

/// How fast a peer is dialed again.
struct peer_pace {
  std::chrono::milliseconds backoff_min = defaults::backoff_min;
  std::chrono::milliseconds backoff_max = defaults::backoff_max;
  /// A connection that lived for less counts as a failure.
  std::chrono::milliseconds stable_after = defaults::stable_after;
};

/// What the peer manager has to do for an entry after an event.
enum class peer_step : std::uint8_t {
  none,
  dial, ///< now
  wait, ///< call `retry_due` at `retry_at()`
};

/// Where the connection to one peer stands, as a state machine that knows no
/// clock, network or actors.
///
///     idle --wanted--> dialing --came_up--> up
///       ^                 |                  |
///       |              dial_failed       went_down
///       |                 v                  |
///       +--retry_due-- backing_off <---------+
///
/// `retry_due` leads back to dialing if the peer is kept or wanted meanwhile.
/// A peer may come up in any state, by dialing us.
class peer_entry {
public:
  /// @param kept  dial for the node's life, not only when wanted
  peer_entry(peer_address where, bool kept, const peer_pace& pace)
    : where_(std::move(where)),
      kept_(kept),
      id_given_(!where_.id.empty()),
      stable_after_(pace.stable_after),
      backoff_(pace.backoff_min, pace.backoff_max) {}

  // -- events ----------------------------------------------------------------

  /// Somebody needs the connection, or the peer is to be kept.
  peer_step wanted();

  /// The attempt under way failed.
  peer_step dial_failed(fault why, steady_time now,
                        mesh::random_source& random);

  /// A connection is up.
  void came_up(steady_time now, timestamp_ms wall);

  /// The connection ended.
  peer_step went_down(fault why, steady_time now, mesh::random_source& random);

  /// The time named by `retry_at` has come. Early calls are answered `wait`.
  peer_step retry_due(steady_time now);

  /// There is reason to think that the next attempt succeeds, e.g. the peer
  /// has announced a new address: ends the pause.
  peer_step hurry();

  // -- identity --------------------------------------------------------------

  /// The id, learned from the peer's certificate.
  void learn(std::string id);

  /// Somebody else answered at the address; an id that was learned there is
  /// forgotten. @returns false for an id that was given.
  bool forget_id();

  /// Takes over what was wanted of `x`, a seed that turned out to be this peer.
  void absorb(const peer_entry& x);

  /// Keeps the peer from now on, `address` being where to dial it.
  void keep(std::string address);

  // -- observers -------------------------------------------------------------

  const std::string& id() const {
    return where_.id;
  }

  /// Where it is dialed as told by who added it; empty for a peer that is
  /// known from the topology or dialed us.
  const std::string& address() const {
    return where_.address;
  }

  /// Where to dial this time: the address given and the one in the topology
  /// take turns, as either may be out of date. Empty if there is none.
  const std::string& target(const std::string& in_topology) const;

  bool kept() const {
    return kept_;
  }

  peer_state state() const {
    return state_;
  }

  bool up() const {
    return state_ == peer_state::up;
  }

  /// True if nothing is lost by forgetting the entry.
  bool disposable() const {
    return !kept_ && state_ == peer_state::idle;
  }

  /// Numbers the attempts, so that a late result of an old one is known.
  std::uint32_t attempt() const {
    return attempt_;
  }

  steady_time retry_at() const {
    return retry_at_;
  }

  peer_info info() const;

private:
  peer_step begin_attempt();
  peer_step back_off(fault why, steady_time now, mesh::random_source& random);

  peer_address where_;
  bool kept_;
  bool id_given_;
  bool wanted_ = false;
  peer_state state_ = peer_state::idle;
  std::optional<fault> last_error_;
  std::uint32_t attempt_ = 0;
  std::uint32_t failures_ = 0; ///< as reported: since the last success
  std::chrono::milliseconds stable_after_;
  mesh::backoff backoff_; ///< counts connections that did not last as well
  steady_time up_at_{};
  steady_time retry_at_{};
  timestamp_ms connected_since_{};
};

} // namespace aegis::detail
