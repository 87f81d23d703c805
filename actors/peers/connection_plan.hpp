#pragma once

#include "actors/peers/peer_entry.hpp"
#include "transport/hub.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace aegis::detail {

/// Decides which connections are closed when there are too many: those that
/// have been idle for longest, as far as nobody asked for them.
///
/// A connection is idle if neither side has an open request and no message came
/// or went between two counts. Which of two nodes closes it: either. Knows no
/// clock and no network; not thread-safe.
class connection_plan {
public:
  explicit connection_plan(std::size_t max = defaults::connections_max,
                           std::chrono::milliseconds idle_timeout
                           = defaults::idle_timeout)
    : max_(max), idle_timeout_(idle_timeout) {}

  /// An actor of this node uses the connection, as long as it lives.
  void asked_for(const std::string& id) {
    uses_[id].asked_for = true;
  }

  void came_up(const std::string& id, steady_time now);
  void went_down(const std::string& id);

  /// True if it is worth counting.
  bool too_many(std::size_t connections) const {
    return connections > max_;
  }

  /// Takes a count.
  /// @param may_close  says whether it may be a connection; empty: any
  /// @returns what to close, the longest idle first.
  std::vector<std::string>
  superfluous(const std::vector<transport::link_use>& counted, steady_time now,
              const std::function<bool(const std::string&)>& may_close = {});

private:
  struct use {
    bool asked_for = false;
    std::uint64_t messages = 0; ///< at the last count
    steady_time idle_since{};
  };

  std::size_t max_;
  std::chrono::milliseconds idle_timeout_;
  std::map<std::string, use> uses_;
};

} // namespace aegis::detail
