#include "simulation/engine/shared_records.hpp"

#include "mesh/hash.hpp"

#include <algorithm>
#include <iterator>

namespace aegis::simulation {

namespace {

std::uint64_t key_of(std::string_view encoded) {
  return mesh::hasher{}.text(encoded).result();
}

} // namespace

mesh::record_ptr shared_records::find(std::string_view encoded) const {
  auto i = records_.find(key_of(encoded));
  return i != records_.end() && i->second->proof->encoded == encoded ? i->second
                                                                     : nullptr;
}

void shared_records::keep(const mesh::record_ptr& x) {
  if (records_.size() >= prune_at_) {
    for (auto i = records_.begin(); i != records_.end();)
      i = i->second.use_count() == 1 ? records_.erase(i) : std::next(i);
    prune_at_ = std::max<std::size_t>(1024, 2 * records_.size());
  }
  records_.insert_or_assign(key_of(x->proof->encoded), x);
}

} // namespace aegis::simulation
