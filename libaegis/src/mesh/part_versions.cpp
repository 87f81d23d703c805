#include "mesh/part_versions.hpp"

#include <limits>

namespace aegis::mesh {

void part_versions::insert(std::size_t i, std::uint64_t version) {
  reach(version, version);
  offsets_.insert(offsets_.begin() + static_cast<std::ptrdiff_t>(i),
                  offset_of(version));
}

void part_versions::insert(const std::vector<std::size_t>& places,
                           std::uint64_t first) {
  if (places.empty())
    return;
  reach(first, first + places.size() - 1);
  std::vector<offset> merged;
  merged.reserve(offsets_.size() + places.size());
  auto old_one = offsets_.begin();
  for (auto place : places) {
    while (merged.size() < place)
      merged.push_back(*old_one++);
    merged.push_back(offset_of(first++));
  }
  merged.insert(merged.end(), old_one, offsets_.end());
  offsets_ = std::move(merged);
}

void part_versions::replace(std::size_t i, std::uint64_t version) {
  reach(version, version);
  offsets_[i] = offset_of(version);
}

void part_versions::erase(std::size_t i) {
  offsets_.erase(offsets_.begin() + static_cast<std::ptrdiff_t>(i));
}

/// Makes sure that versions from `first` to `last` have offsets.
void part_versions::reach(std::uint64_t first, std::uint64_t last) {
  constexpr std::uint64_t max = std::numeric_limits<offset>::max();
  newest_ = last;
  if (offsets_.empty())
    base_ = first;
  if (last - base_ <= max)
    return;
  auto step = last - max / 2 - base_;
  for (auto& x : offsets_)
    x = x > step ? static_cast<offset>(x - step) : 0;
  base_ += step;
}

} // namespace aegis::mesh
