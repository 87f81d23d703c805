#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"

#include <aegis/v1/mesh.pb.h>

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <vector>

// Records between their wire form and `node_info`. Nothing that breaks a limit
// of <aegis/defaults.hpp> gets past `from_wire`.

namespace aegis::wire {

using record_list = google::protobuf::RepeatedPtrField<v1::NodeRecord>;

v1::NodeRecord to_wire(const node_info& x);

/// @returns `ec::malformed_message` naming the record and the field.
outcome<node_info> from_wire(const v1::NodeRecord& x);

/// Appends the wire form of all records.
void to_wire(const std::vector<node_info>& xs, record_list& out);

/// @param max  of records
/// @returns the first fault.
outcome<std::vector<node_info>> from_wire(const record_list& xs,
                                          std::size_t max);

/// Checks a record against the same limits, e.g. this node's own before it is
/// sent or one that is added by hand.
/// @returns `ec::invalid_argument`, `ec::invalid_id` or `ec::invalid_address`
///          naming the field.
outcome<done> check_record(const node_info& x);

/// Returns the record as one JSON object, field names as in mesh.proto.
std::string to_json(const node_info& x);

} // namespace aegis::wire
