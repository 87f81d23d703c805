#pragma once

#include <aegis/defaults.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

// Limits of the mesh's pure core beyond those of single records, which are in
// <aegis/defaults.hpp>.

namespace aegis::mesh {

/// Highest incarnation of a record: milliseconds since 1970 until the year
/// 10,889. Honest nodes start at the wall clock and add one now and then, so
/// what lies beyond is a lie; it leaves room to count up without overflow.
inline constexpr std::uint64_t incarnation_max = std::uint64_t{1} << 48;

/// Highest revision of a record; an owner that gets there starts a new
/// incarnation.
inline constexpr std::uint64_t revision_max = std::uint64_t{1} << 48;

/// What one table may hold and for how long.
struct table_limits {
  /// Records, tombstones included.
  std::size_t records_max = defaults::records_max;

  /// Tombstones, and as many ids of forgotten ones. Half of the table, so that
  /// a mesh of short-lived nodes keeps room for the living.
  std::size_t tombstones_max = defaults::records_max / 2;

  /// How long a tombstone is kept; its id is remembered once more as long.
  std::chrono::milliseconds tombstone_ttl = defaults::tombstone_ttl;
};

} // namespace aegis::mesh
