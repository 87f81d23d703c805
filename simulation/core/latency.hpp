#pragma once

#include "aegis/simulation/network.hpp"
#include "mesh/random.hpp"

namespace aegis::simulation {

/// Draws a delay; two numbers of the source each time.
duration draw(const latency& x, mesh::random_source& random);

} // namespace aegis::simulation
