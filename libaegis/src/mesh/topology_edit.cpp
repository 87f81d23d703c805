// What this node says about itself, and what it is told about others by hand.

#include "mesh/topology_table.hpp"

#include <algorithm>
#include <utility>

namespace aegis::mesh {

namespace {

fault unknown(const std::string& id) {
  return {ec::unknown_node, "node " + id + " is not in the topology"};
}

fault about_self(const std::string& id, const char* what) {
  return {ec::invalid_argument,
          "node " + id + " is this node, which cannot be " + what};
}

void raise_revision(node_info& x) {
  if (x.revision < revision_max) {
    ++x.revision;
  } else {
    ++x.incarnation;
    x.revision = 0;
  }
}

} // namespace

std::uint64_t
topology_table::incarnation_after_last(const std::string& id) const {
  if (auto known = find_any(id))
    return known->info.incarnation + 1;
  auto forgotten = forgotten_.incarnation_of(id);
  return forgotten ? *forgotten + 1 : 0;
}

outcome<change_list> topology_table::set_self(node_info x, timestamp_ms now) {
  if (x.id != self_id_)
    return fault{ec::invalid_argument, "the record of node " + x.id
                                         + " is not that of this node, "
                                         + self_id_};
  x.status = node_status::alive;
  x.incarnation = std::max(x.incarnation, incarnation_after_last(x.id));
  if (auto valid = check(x); !valid)
    return valid.error();
  auto own = make_record(std::move(x));
  auto slot = store_.find(self_id_);
  if (!slot)
    if (auto room = make_room(*own, now); !room)
      return room.error();
  has_self_ = true;
  ++version_;
  change_list result;
  store(slot ? *slot : take_slot(), std::move(own), now, result);
  return result;
}

outcome<change_list>
topology_table::update_self(const std::function<void(node_info&)>& edit_record,
                            timestamp_ms now) {
  auto own = self();
  if (!own)
    return unknown(self_id_);
  auto x = own->info;
  edit_record(x);
  x.id = self_id_;
  return edit(own, std::move(x), now);
}

outcome<change_list> topology_table::leave(timestamp_ms now) {
  auto own = self();
  if (!own)
    return unknown(self_id_);
  change_list result;
  if (own->info.status == node_status::left)
    return result;
  auto x = own->info;
  x.status = node_status::left;
  x.updated_at = std::max(x.updated_at, now);
  raise_revision(x);
  ++version_;
  store(*store_.find(self_id_), make_record(std::move(x)), now, result);
  return result;
}

outcome<change_list> topology_table::add(node_info x, timestamp_ms now) {
  if (x.id == self_id_ || find(x.id))
    return fault{ec::already_exists,
                 "node " + x.id + " is in the topology already"};
  x.status = node_status::alive;
  x.incarnation = std::max(x.incarnation, incarnation_after_last(x.id));
  for (auto* moment : {&x.joined_at, &x.updated_at})
    if (*moment == timestamp_ms{})
      *moment = now;
  if (auto valid = check(x); !valid)
    return valid.error();
  auto added = make_record(std::move(x));
  auto slot = store_.find(added->info.id);
  if (!slot)
    if (auto room = make_room(*added, now); !room)
      return room.error();
  ++version_;
  change_list result;
  store(slot ? *slot : take_slot(), std::move(added), now, result);
  return result;
}

outcome<change_list> topology_table::remove(const std::string& id,
                                            timestamp_ms now) {
  if (id == self_id_)
    return about_self(id, "removed");
  return accuse(id, node_status::down, now);
}

outcome<change_list> topology_table::update(node_info x, timestamp_ms now) {
  auto known = is_own(x.id) ? self() : find(x.id);
  if (!known)
    return unknown(x.id);
  return edit(known, std::move(x), now);
}

outcome<change_list> topology_table::accuse(const std::string& id,
                                            node_status status,
                                            timestamp_ms now) {
  if (id == self_id_)
    return about_self(id, "accused");
  auto known = find(id);
  if (!known)
    return unknown(id);
  change_list result;
  if (status <= known->info.status)
    return result;
  auto x = known->info;
  x.status = status;
  if (auto valid = check(x); !valid)
    return valid.error();
  ++version_;
  store(*store_.find(id), make_record(std::move(x)), now, result);
  return result;
}

// Makes `x` the next revision of the record `known`, unless nothing differs.
outcome<change_list> topology_table::edit(const record_ptr& known, node_info x,
                                          timestamp_ms now) {
  const auto& old = known->info;
  x.joined_at = old.joined_at;
  x.updated_at = old.updated_at;
  x.incarnation = old.incarnation;
  x.revision = old.revision;
  x.status = old.status;
  if (auto valid = check(x); !valid)
    return valid.error();
  change_list result;
  normalize(x);
  if (x == old)
    return result;
  x.updated_at = std::max(old.updated_at, now);
  raise_revision(x);
  ++version_;
  auto slot = *store_.find(x.id);
  store(slot, make_record(std::move(x)), now, result);
  return result;
}

} // namespace aegis::mesh
