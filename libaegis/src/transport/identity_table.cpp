#include "transport/identity_table.hpp"

#include <mutex>

namespace aegis::transport {

bool identity_table::bind(const caf::node_id& id, caller who) {
  std::unique_lock guard{mtx_};
  auto [i, added] = entries_.try_emplace(id);
  if (!added && i->second.who.node_id != who.node_id)
    return false;
  i->second.who = std::move(who);
  i->second.retired_at = 0;
  return true;
}

void identity_table::retire(const caf::node_id& id) {
  std::unique_lock guard{mtx_};
  auto i = entries_.find(id);
  if (i == entries_.end() || i->second.retired_at != 0)
    return;
  i->second.retired_at = ++clock_;
  retired_.emplace_back(i->second.retired_at, id);
  if (retired_.size() <= retired_max)
    return;
  auto oldest = retired_.front();
  retired_.pop_front();
  auto j = entries_.find(oldest.second);
  if (j != entries_.end() && j->second.retired_at == oldest.first)
    entries_.erase(j);
}

std::optional<caller> identity_table::find(const caf::node_id& id) const {
  std::shared_lock guard{mtx_};
  auto i = entries_.find(id);
  if (i == entries_.end())
    return std::nullopt;
  return i->second.who;
}

bool identity_table::live(const caf::node_id& id) const {
  std::shared_lock guard{mtx_};
  auto i = entries_.find(id);
  return i != entries_.end() && i->second.retired_at == 0;
}

} // namespace aegis::transport
