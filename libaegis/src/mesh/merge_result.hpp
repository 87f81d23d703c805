#pragma once

#include "mesh/change.hpp"

#include <aegis/fault.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace aegis::mesh {

/// What a merge did.
struct merge_result {
  /// What became of the records here, see `events_of`.
  record_changes changes;

  /// Records that changed here, tombstones of unknown nodes included.
  std::size_t accepted = 0;

  /// Records that were refused: invalid, or beyond a limit.
  std::size_t rejected = 0;

  /// Why the first of them was.
  std::optional<fault> first_rejection;

  /// Accusations that were not heeded, because their accuser has too many
  /// members under accusation.
  std::size_t unheeded = 0;

  /// Ids of which records with equal numbers and different content met
  /// (`ec::duplicate_id`); settled by content hash. In order of arrival.
  std::vector<std::string> duplicates;

  /// Ids of received records that are older than, or otherwise differ from,
  /// what is held here afterwards: the sender does not know these yet.
  std::vector<std::string> behind;

  /// True if this node found itself declared suspect, down, left or older, and
  /// took a higher incarnation.
  bool refuted = false;

  /// True if it would have, but has done so a moment ago: call
  /// `topology_table::refute` when `refutation_pause` has passed.
  bool refute_later = false;

  /// `merge_policy::highest_version`: the map was taken over.
  bool adopted = false;

  /// `merge_policy::highest_version`: the sender has a newer map, but sent only
  /// a part of it. Ask for all.
  bool needs_full = false;
};

} // namespace aegis::mesh
