#pragma once

#include "transport/bytes.hpp"

#include <caf/node_id.hpp>

#include <optional>

namespace aegis::transport {

/// Reads a node id of CAF's default kind; others never occur in a mesh.
std::optional<caf::node_id> read_node_id(byte_reader& in);

} // namespace aegis::transport
