#include "mesh/consistent_hash.hpp"

#include "mesh/hash.hpp"

namespace aegis::mesh {

consistent_hash::consistent_hash(const std::vector<std::uint64_t>& ids) {
  ring_.reserve(ids.size() * points_per_candidate);
  for (std::uint32_t i = 0; i < ids.size(); ++i)
    for (std::uint64_t k = 0; k < points_per_candidate; ++k) {
      auto hash = hasher{}.number(ids[i]).number(k).result();
      ring_.push_back({static_cast<std::uint32_t>(hash >> 32), i});
    }
  // Where two points meet, ids decide, not places in the list.
  std::sort(ring_.begin(), ring_.end(), [&](const point& x, const point& y) {
    return x.position != y.position ? x.position < y.position
                                    : ids[x.candidate] < ids[y.candidate];
  });
}

std::size_t consistent_hash::first_at(std::uint64_t key) const {
  auto position = static_cast<std::uint32_t>(mix(key) >> 32);
  auto i = std::lower_bound(
    ring_.begin(), ring_.end(), position,
    [](const point& x, std::uint32_t y) { return x.position < y; });
  return i == ring_.end() ? 0 : static_cast<std::size_t>(i - ring_.begin());
}

} // namespace aegis::mesh
