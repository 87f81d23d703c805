#pragma once

#include "aegis/fault.hpp"
#include "mesh/record.hpp"

#include <aegis/v1/mesh.pb.h>

#include <string>

// Signed records between their wire form and `mesh::record`. What comes out of
// `from_wire` keeps to the limits of <aegis/defaults.hpp>, but whether its
// signatures are good is for seal/record_gate.hpp.

namespace aegis::wire {

/// Returns the bytes that an owner signs: the record as a NodeRecord, which is
/// good until `valid_until`. Status is alive or left.
std::string to_body(const node_info& x, timestamp_ms valid_until);

/// @pre `x` has a proof.
v1::SignedRecord to_wire(const mesh::record& x);

/// Reads body, proof and accusations.
/// @returns `ec::malformed_message` naming the record and the field.
outcome<mesh::record_ptr> from_wire(const v1::SignedRecord& x);

} // namespace aegis::wire
