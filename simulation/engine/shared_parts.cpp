#include "simulation/engine/shared_parts.hpp"

#include <algorithm>
#include <iterator>

namespace aegis::simulation {

void shared_parts::unify(mesh::part_ptr& x) {
  auto key = x->digest();
  auto& there = shelves_[key % shelf_count];
  std::unique_lock guard{there.mtx};
  auto& parts = there.parts;
  if (auto i = parts.find(key); i != parts.end()) {
    if (i->second->same_objects(*x)) {
      x = i->second;
      return;
    }
  } else if (parts.size() >= there.prune_at) {
    for (auto known = parts.begin(); known != parts.end();)
      known = known->second.use_count() == 1 ? parts.erase(known)
                                             : std::next(known);
    there.prune_at = std::max(1024 / shelf_count, 2 * parts.size());
  }
  // What is the same but for its objects gives way: it is the older one.
  x.freeze();
  parts.insert_or_assign(key, x);
}

} // namespace aegis::simulation
