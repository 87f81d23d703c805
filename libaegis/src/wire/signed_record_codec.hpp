#pragma once

#include "aegis/fault.hpp"
#include "mesh/record.hpp"

#include <aegis/v1/mesh.pb.h>

#include <cstdint>
#include <string>
#include <string_view>

// Signed records between their wire form and `mesh::record`. What comes out of
// `from_wire` keeps to the limits of <aegis/defaults.hpp>, but whether its
// signatures are good is for seal/record_gate.hpp.

namespace aegis::wire {

/// Returns the bytes that an owner signs: the record as a NodeRecord, which is
/// good until `valid_until`. Status is alive or left.
std::string to_body(const node_info& x, timestamp_ms valid_until);

/// Returns what `mesh::seal::body_hash` says: a share of SHA-256, so that an
/// owner cannot choose it.
std::uint64_t body_hash(std::string_view body);

/// Returns the proof that consists of these parts, with its hash.
/// @pre They keep to the limits.
mesh::seal make_seal(std::string_view body, std::string_view signature,
                     std::string_view fingerprint, timestamp_ms valid_until);

/// @pre `x` has a proof.
v1::SignedRecord to_wire(const mesh::record& x);

/// Adds an accusation to a record on its way.
void add(v1::SignedRecord& to, const mesh::accusation& x);

/// Returns the bytes of `to_wire(x)`. @pre `x` has a proof.
std::string encode(const mesh::record& x);

/// Returns the bytes of `x` without its accusations.
std::string encode_plain(const v1::SignedRecord& x);

/// Parses a record of a sync. @returns `ec::malformed_message`.
outcome<v1::SignedRecord> decode(std::string_view bytes);

/// Reads body, proof and accusations. These are as they came: in any order,
/// several of one accuser, not trimmed. Accusations of kinds of later versions
/// are left out.
/// @returns `ec::malformed_message` naming the record and the field;
///          `ec::unsupported` for a status of later versions.
outcome<mesh::record_ptr> from_wire(const v1::SignedRecord& x);

/// The same for the accusations alone.
outcome<mesh::accusation_list> accusations_from(const v1::SignedRecord& x);

} // namespace aegis::wire
