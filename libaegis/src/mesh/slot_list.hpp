#pragma once

#include "mesh/service_index.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace aegis::mesh {

/// Slots in the order in which they were last pushed. All functions take
/// constant time.
class slot_list {
public:
  /// Puts a slot at the end, also if it is in the list already.
  void push(slot_id slot);

  /// Takes a slot out, if it is in the list.
  void erase(slot_id slot);

  bool contains(slot_id slot) const noexcept;

  /// The slot that was pushed longest ago.
  std::optional<slot_id> oldest() const noexcept {
    return as_optional(oldest_);
  }

  /// The slot that was pushed last.
  std::optional<slot_id> newest() const noexcept {
    return as_optional(newest_);
  }

  /// The slot that was pushed before this one. @pre `contains(slot)`
  std::optional<slot_id> before(slot_id slot) const noexcept {
    return as_optional(links_[slot].older);
  }

  std::size_t size() const noexcept {
    return size_;
  }

private:
  static constexpr auto none = static_cast<slot_id>(-1);
  static constexpr auto unlinked = static_cast<slot_id>(-2);

  struct link {
    slot_id older = unlinked;
    slot_id newer = unlinked;
  };

  static std::optional<slot_id> as_optional(slot_id x) noexcept {
    return x != none ? std::optional<slot_id>{x} : std::nullopt;
  }

  std::vector<link> links_;
  slot_id oldest_ = none;
  slot_id newest_ = none;
  std::size_t size_ = 0;
};

} // namespace aegis::mesh
