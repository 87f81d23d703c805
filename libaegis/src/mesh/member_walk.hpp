#pragma once

#include "mesh/part_digests.hpp"
#include "mesh/random.hpp"
#include "mesh/topology_snapshot.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// The other members of a table, and in which order they are probed: all of
/// them once in a random order, then again in another one, so that each is
/// probed at the latest after twice as many intervals as there are members. A
/// new member takes a random place. (SWIM, section 4.3.)
///
/// Walks over snapshots of the table and holds nothing for each member: the
/// parts of the table come in a random order, and the members of a part in the
/// order of their hashes, keyed anew for each round. Local records are no
/// members here. Not thread-safe.
class member_walk {
public:
  /// @param self_id  not to be probed
  explicit member_walk(std::string self_id) : self_id_(std::move(self_id)) {}

  /// The table has changed; the walk goes on. @pre not null
  void follow(snapshot_ptr table) {
    table_ = std::move(table);
  }

  /// Returns another member, or null.
  record_ptr find(std::string_view id) const;

  /// The next member to be probed, or nothing if there is none.
  std::optional<std::string> next(random_source& random);

  /// Up to `count` other members in random order, to help with a probe.
  std::vector<std::string> helpers(std::string_view target, std::size_t count,
                                   random_source& random) const;

  /// Number of members, this node and local records included.
  std::size_t size() const noexcept {
    return table_->size();
  }

private:
  bool is_other_member(const record& x) const;
  const record* next_in(std::size_t part) const;
  const record* at_random(random_source& random) const;
  void begin_round(random_source& random);

  /// Where a member is in its part in this round.
  std::uint64_t rank(std::uint64_t hash) const noexcept;

  std::string self_id_;
  snapshot_ptr table_ = std::make_shared<const topology_snapshot>();
  std::array<std::uint8_t, part_count> parts_{}; ///< in the order of this round
  std::size_t turn_ = part_count;                ///< in `parts_`
  std::uint64_t key_ = 0;                        ///< of this round
  std::uint64_t last_rank_ = 0; ///< of the last one in this part
  std::string last_id_;         ///< empty: none yet
};

} // namespace aegis::mesh
