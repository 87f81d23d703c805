#include "mesh/probe_order.hpp"

#include <algorithm>

namespace aegis::mesh {

void probe_order::add(const std::string& id, random_source& random) {
  auto place = static_cast<std::size_t>(random.below(ids_.size() + 1));
  ids_.push_back(id);
  if (place >= turn_) {
    std::swap(ids_[place], ids_.back());
    return;
  }
  // It waits for the next round; nobody is probed twice in this one.
  std::swap(ids_[turn_], ids_.back());
  ++turn_;
}

void probe_order::remove(const std::string& id) {
  auto i = std::find(ids_.begin(), ids_.end(), id);
  if (i == ids_.end())
    return;
  if (static_cast<std::size_t>(i - ids_.begin()) < turn_)
    --turn_;
  ids_.erase(i);
}

std::optional<std::string> probe_order::next(random_source& random) {
  if (ids_.empty())
    return std::nullopt;
  if (turn_ >= ids_.size()) {
    random.shuffle(ids_);
    turn_ = 0;
  }
  return ids_[turn_++];
}

std::vector<std::string> probe_order::helpers(const std::string& target,
                                              std::size_t count,
                                              random_source& random) const {
  std::vector<std::string> others;
  others.reserve(ids_.size());
  for (const auto& id : ids_)
    if (id != target)
      others.push_back(id);
  count = std::min(count, others.size());
  for (std::size_t i = 0; i < count; ++i)
    std::swap(others[i], others[i + random.below(others.size() - i)]);
  others.resize(count);
  return others;
}

} // namespace aegis::mesh
