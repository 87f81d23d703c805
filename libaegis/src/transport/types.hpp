#pragma once

#include <caf/fwd.hpp>

namespace aegis::transport {

/// Registers what travels between nodes, and the category of errors. Part of
/// `aegis::configure`.
void add_types(caf::actor_system_config& cfg);

} // namespace aegis::transport
