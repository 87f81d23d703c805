#pragma once

#include "aegis/simulation/network.hpp"
#include "mesh/instant.hpp"

namespace aegis::simulation {

/// A point of virtual time.
using mesh::instant;

/// When all simulations begin. Not 0, which some actors take for "never".
inline constexpr instant beginning{std::chrono::hours{1}};

} // namespace aegis::simulation
