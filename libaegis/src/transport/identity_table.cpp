#include "transport/identity_table.hpp"

#include <mutex>

namespace aegis::transport {

bool identity_table::bind(const caf::node_id& id, caller who) {
  std::unique_lock guard{mtx_};
  auto& x = entries_[id];
  if (x.who && x.who->node_id != who.node_id)
    return false;
  x.who = std::make_shared<const caller>(std::move(who));
  ++x.connections;
  return true;
}

void identity_table::retire(const caf::node_id& id) {
  std::unique_lock guard{mtx_};
  auto i = entries_.find(id);
  if (i != entries_.end() && --i->second.connections == 0)
    entries_.erase(i);
}

identity_table::caller_ptr identity_table::find(const caf::node_id& id) const {
  std::shared_lock guard{mtx_};
  auto i = entries_.find(id);
  return i != entries_.end() ? i->second.who : nullptr;
}

} // namespace aegis::transport
