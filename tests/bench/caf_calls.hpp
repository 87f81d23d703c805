#pragma once

#include "tests/bench/contestant.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/behavior.hpp>

// What all contestants on CAF share: the same actors on both sides, and a plain
// CAF message, `std::string`.

namespace bench {

/// What the actor that serves does.
caf::behavior echo();

/// Spawns an actor that calls `target` as `x` says, and waits for its result.
std::vector<float> call_from_actor(caf::actor_system& sys,
                                   const caf::actor& target, const load& x);

} // namespace bench
