#pragma once

#include "tests/bench/contestant.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/behavior.hpp>

#include <functional>

// What all contestants on CAF share: the same actors on both sides, and a plain
// CAF message, `std::string`.

namespace bench {

/// What the actor that serves does.
caf::behavior echo();

/// Spawns an actor that calls `target` as `x` says, and waits for its result.
std::vector<float> call_from_actor(caf::actor_system& sys,
                                   const caf::actor& target, const load& x);

/// Two of them at once: `beside` begins before and ends after `x`. `meanwhile`
/// runs in the caller's thread until the calls of `x` are over.
crowded call_beside_from_actors(caf::actor_system& sys,
                                const caf::actor& target, const load& x,
                                const caf::actor& beside_target,
                                const load& beside,
                                const std::function<void(crowded&)>& meanwhile);

} // namespace bench
