#pragma once

#include "mesh/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aegis::mesh {

/// A table in parts, by the hash of the ids. Digests of the parts show where
/// two tables differ: 2 KiB, and the 40 records of a part if there are 10,000.
constexpr std::size_t part_count = 256;

/// At most so many, for tables that differ in much: 64 KiB.
constexpr std::size_t part_count_max = 8192;

/// Whether a table may be in so many parts: a power of two in these limits.
constexpr bool is_part_count(std::size_t n) {
  return n >= part_count && n <= part_count_max && (n & (n - 1)) == 0;
}

/// In which of some parts an id with this hash is.
constexpr std::size_t part_of_hash(std::uint64_t hash,
                                   std::size_t count = part_count) {
  return static_cast<std::size_t>(hash % count);
}

/// The same for an id; the same on every node (frozen by a test).
inline std::size_t part_of(std::string_view id,
                           std::size_t count = part_count) {
  return part_of_hash(hash_of_id(id), count);
}

/// The same for a record's id.
inline std::size_t part_of(const record& x, std::size_t count = part_count) {
  return part_of_hash(x.id_hash, count);
}

} // namespace aegis::mesh
