#pragma once

#include <caf/actor_control_block.hpp>
#include <caf/fwd.hpp>

#include <chrono>
#include <vector>

namespace aegis::detail {

/// Tells actors to exit, one after the other, and waits for each to end, at
/// most `timeout` in all. Logs those that are still there then.
void end_all(caf::actor_system& sys,
             const std::vector<caf::strong_actor_ptr>& actors,
             std::chrono::milliseconds timeout);

} // namespace aegis::detail
