#pragma once

#include "transport/bytes.hpp"

#include <caf/node_id.hpp>

#include <optional>
#include <string>

namespace aegis::transport {

/// Reads a node id of CAF's default kind; others never occur in a mesh.
std::optional<caf::node_id> read_node_id(byte_reader& in);

/// Returns the bytes of a node id of CAF's default kind, of any other none.
std::string write_node_id(const caf::node_id& x);

} // namespace aegis::transport
