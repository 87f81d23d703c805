#pragma once

#include "aegis/fault.hpp"
#include "simulation/core/cuts.hpp"
#include "simulation/core/stream_lane.hpp"
#include "simulation/engine/cargo.hpp"
#include "transport/hub.hpp"

#include <caf/actor_control_block.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace aegis::simulation {

class simulated_hub;

/// A stream between two nodes, as both ends have it. Side 0 dialed.
class connection {
public:
  enum class stage : std::uint8_t { opening, up, over };

  struct end {
    simulated_hub* hub = nullptr; ///< null once it is over
    stage at = stage::opening;
    transport::peer_link link; ///< the other end, as this one knows it
    /// Actors of the other node that this end has handles of.
    std::vector<caf::strong_actor_ptr> proxies;
    std::size_t prune_at = 16;
    transport::dial_callback callback; ///< of the dial, until it is answered
    std::size_t in_flight = 0;         ///< requests both ways without answer
    std::uint64_t messages = 0;        ///< both ways
    /// From here to there.
    stream_lane lane{beginning};
    std::deque<cargo> stalled; ///< while nothing gets through
    std::size_t stalled_bytes = 0;
    bool resuming = false;
    std::optional<instant> silent_since; ///< nothing comes from here
    /// Large ones on their way: later messages between the same actors wait.
    struct large {
      caf::actor_id from;
      caf::actor_id to;
      instant arrival;
    };
    std::vector<large> large_ones;
  };

  explicit connection(instant now) : since_(now) {}

  end& operator[](int side) {
    return ends_[static_cast<std::size_t>(side)];
  }

  instant since() const noexcept {
    return since_;
  }

private:
  std::array<end, 2> ends_;
  instant since_;
};

using connection_ptr = std::shared_ptr<connection>;

/// The side of the other end.
constexpr int other(int side) {
  return 1 - side;
}

} // namespace aegis::simulation
