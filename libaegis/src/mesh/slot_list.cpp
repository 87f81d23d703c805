#include "mesh/slot_list.hpp"

namespace aegis::mesh {

void slot_list::push(slot_id slot) {
  erase(slot);
  if (slot >= links_.size())
    links_.resize(slot + std::size_t{1});
  links_[slot] = {newest_, none};
  (newest_ != none ? links_[newest_].newer : oldest_) = slot;
  newest_ = slot;
  ++size_;
}

void slot_list::erase(slot_id slot) {
  if (!contains(slot))
    return;
  auto [older, newer] = links_[slot];
  (older != none ? links_[older].newer : oldest_) = newer;
  (newer != none ? links_[newer].older : newest_) = older;
  links_[slot] = {};
  --size_;
}

bool slot_list::contains(slot_id slot) const noexcept {
  return slot < links_.size() && links_[slot].older != unlinked;
}

} // namespace aegis::mesh
