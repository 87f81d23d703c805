#include "simulation/engine/shared_records.hpp"

#include "mesh/hash.hpp"

#include <algorithm>
#include <iterator>

namespace aegis::simulation {

namespace {

/// Of the signature and what comes after it: that is as good as random.
std::uint64_t key_of(std::string_view encoded) {
  constexpr std::size_t enough = 64;
  auto size = encoded.size();
  return mesh::hasher{}
    .number(size)
    .text(encoded.substr(size - std::min(size, enough)))
    .result();
}

} // namespace

mesh::record_ptr shared_records::find(std::string_view encoded) const {
  auto key = key_of(encoded);
  const auto& there = shelves_[key % shelf_count];
  std::unique_lock guard{there.mtx};
  auto i = there.records.find(key);
  return i != there.records.end() && i->second->proof->encoded == encoded
           ? i->second
           : nullptr;
}

void shared_records::keep(const mesh::record_ptr& x) {
  auto key = key_of(x->proof->encoded);
  auto& there = shelves_[key % shelf_count];
  std::unique_lock guard{there.mtx};
  auto& records = there.records;
  if (records.size() >= there.prune_at) {
    for (auto i = records.begin(); i != records.end();)
      i = i->second.use_count() == 1 ? records.erase(i) : std::next(i);
    there.prune_at = std::max(1024 / shelf_count, 2 * records.size());
  }
  records.insert_or_assign(key, x);
}

} // namespace aegis::simulation
