#pragma once

#include "mesh/cow_hash_table.hpp"
#include "mesh/random.hpp"
#include "mesh/record.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// Some members, and in which order they are probed: all of them once in a
/// random order, then again in another one, as in `member_walk`. For few of
/// them that come and go.
///
/// Holds shared records and some ten bytes for each. One member is added,
/// found, replaced or removed in constant time.
class probe_order {
public:
  /// @pre The member is not there yet.
  void add(record_ptr x, random_source& random);

  /// Takes another record of the same member, if it is there.
  void replace(record_ptr x);

  /// @returns false if it was not there.
  bool remove(std::string_view id);

  /// Returns a member, or null.
  record_ptr find(std::string_view id) const {
    auto at = place_of(id);
    return at ? members_[*at] : nullptr;
  }

  bool contains(std::string_view id) const {
    return place_of(id).has_value();
  }

  /// The next member to be probed, or nothing if there is none.
  std::optional<std::string> next(random_source& random);

  std::size_t size() const noexcept {
    return members_.size();
  }

private:
  using place = std::uint32_t;

  std::optional<place> place_of(std::string_view id) const;
  void swap_places(place a, place b);

  std::vector<record_ptr> members_; ///< in the order of this round
  cow_hash_table<place> places_;    ///< in `members_`, by id
  std::size_t turn_ = 0;            ///< those before it were probed
};

} // namespace aegis::mesh
