#include "mesh/topology_snapshot.hpp"

namespace aegis::mesh {

record_ptr topology_snapshot::find(std::string_view id) const {
  auto result = find_any(id);
  return result && is_member(result->info) ? result : nullptr;
}

record_ptr topology_snapshot::find_any(std::string_view id) const {
  auto slot = content_.find(id);
  return slot ? content_[*slot].record : nullptr;
}

} // namespace aegis::mesh
