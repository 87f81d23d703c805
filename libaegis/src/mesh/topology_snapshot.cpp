#include "mesh/topology_snapshot.hpp"

namespace aegis::mesh {

record_ptr topology_snapshot::find(std::string_view id) const {
  const auto& result = content_.find(id);
  return result && is_member(result->info) ? result : nullptr;
}

record_ptr topology_snapshot::find_any(std::string_view id) const {
  return content_.find(id);
}

const service_index& topology_snapshot::services() const {
  if (auto* result = content_.services())
    return *result;
  std::call_once(indexed_, [this] {
    own_index_ = content_.services_now();
    if (demand_)
      *demand_ = true;
  });
  return *own_index_;
}

} // namespace aegis::mesh
