#pragma once

#include "mesh/part_digests.hpp"
#include "mesh/topology_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

// Where two tables differ, by the digests of their parts.

namespace aegis::mesh {

/// Parts so many and so small that one has one record mostly.
std::size_t fine_part_count(const topology_table& table);

/// The digests of a table in `count` parts. Of `part_count` they are at hand,
/// else all records are visited. @pre `is_part_count(count)`
std::vector<std::uint64_t> part_digests_of(const topology_table& table,
                                           std::size_t count);

/// Which parts of a table have another digest than those of another table.
/// @pre `is_part_count(theirs.size())`
std::vector<bool> differing_parts(const topology_table& table,
                                  const std::vector<std::uint64_t>& theirs);

/// The records in some of a table's parts, oldest change first.
/// @param parts  as `differing_parts` returns them
std::vector<record_ptr> records_in(const topology_table& table,
                                   const std::vector<bool>& parts);

} // namespace aegis::mesh
