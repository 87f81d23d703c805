#include "mesh/probe_order.hpp"

#include <algorithm>
#include <utility>

namespace aegis::mesh {

void probe_order::add(record_ptr x, random_source& random) {
  auto end = static_cast<place>(members_.size());
  auto at = static_cast<place>(random.below(members_.size() + 1));
  if (at < turn_) {
    // It waits for the next round; nobody is probed twice in this one.
    at = static_cast<place>(turn_);
    ++turn_;
  }
  places_.insert(x->id_hash, end);
  members_.push_back(std::move(x));
  swap_places(at, end);
}

void probe_order::replace(record_ptr x) {
  if (auto at = place_of(x->info.id))
    members_[*at] = std::move(x);
}

bool probe_order::remove(std::string_view id) {
  auto at = place_of(id);
  if (!at)
    return false;
  auto gap = *at;
  if (gap < turn_) {
    auto last_probed = static_cast<place>(--turn_);
    swap_places(gap, last_probed);
    gap = last_probed;
  }
  auto end = static_cast<place>(members_.size() - 1);
  swap_places(gap, end);
  places_.erase(members_.back()->id_hash, [&](place x) { return x == end; });
  members_.pop_back();
  return true;
}

std::optional<std::string> probe_order::next(random_source& random) {
  if (members_.empty())
    return std::nullopt;
  if (turn_ >= members_.size()) {
    random.shuffle(members_);
    places_ = {};
    for (place i = 0; i < members_.size(); ++i)
      places_.insert(members_[i]->id_hash, i);
    turn_ = 0;
  }
  return members_[turn_++]->info.id;
}

std::optional<probe_order::place>
probe_order::place_of(std::string_view id) const {
  auto* found = places_.find(
    hash_of_id(id), [&](place x) { return members_[x]->info.id == id; });
  return found != nullptr ? std::optional<place>{*found} : std::nullopt;
}

void probe_order::swap_places(place a, place b) {
  if (a == b)
    return;
  constexpr auto nowhere = static_cast<place>(-1);
  auto move = [&](const record& x, place from, place to) {
    *places_.edit(x.id_hash, [&](place at) { return at == from; }) = to;
  };
  move(*members_[a], a, nowhere);
  move(*members_[b], b, a);
  move(*members_[a], nowhere, b);
  std::swap(members_[a], members_[b]);
}

} // namespace aegis::mesh
