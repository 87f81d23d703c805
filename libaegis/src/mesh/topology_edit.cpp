// What this node says about itself, and what it is told about others by hand.

#include "mesh/topology_table.hpp"

#include "core/mistake.hpp"

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

outcome<record_changes> topology_table::set_self(node_info x,
                                                 timestamp_ms now) {
  if (x.id != self_id_)
    return fault{ec::invalid_argument, "the record of node " + x.id
                                         + " is not that of this node, "
                                         + self_id_};
  x.status = node_status::alive;
  x.incarnation = std::max(x.incarnation, incarnation_after_last(x.id));
  if (AEGIS_MISTAKE(restart_with_an_old_incarnation))
    x.incarnation = 1;
  if (auto valid = check(x); !valid)
    return valid.error();
  auto own = signed_record(std::move(x), now);
  if (!store_.find(*own))
    if (auto room = make_room(*own, now); !room)
      return room.error();
  has_self_ = true;
  outbidden_before_ = false;
  ++version_;
  record_changes result;
  store(std::move(own), now, result);
  return result;
}

outcome<record_changes>
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

outcome<record_changes> topology_table::leave(timestamp_ms now) {
  auto own = self();
  if (!own)
    return unknown(self_id_);
  record_changes result;
  if (own->info.status == node_status::left)
    return result;
  auto x = own->info;
  x.status = node_status::left;
  x.updated_at = std::max(x.updated_at, now);
  raise_revision(x);
  ++version_;
  store(signed_record(std::move(x), now), now, result);
  return result;
}

outcome<record_changes> topology_table::renew(timestamp_ms now) {
  auto own = self();
  if (!own)
    return unknown(self_id_);
  auto x = own->info;
  x.updated_at = std::max(x.updated_at, now);
  raise_revision(x);
  record_changes result;
  ++version_;
  store(signed_record(std::move(x), now), now, result);
  return result;
}

outcome<record_changes> topology_table::add(node_info x, timestamp_ms now) {
  if (x.id == self_id_ || find(x.id))
    return fault{ec::already_exists,
                 "node " + x.id + " is in the topology already"};
  if (auto known = find_any(x.id);
      known && known->proof && !rules_.edits_others)
    return fault{ec::already_exists,
                 "node " + x.id + " is known and "
                   + to_string(known->info.status)
                   + "; if it is alive after all, it comes back by itself"};
  x.status = node_status::alive;
  x.incarnation = std::max(x.incarnation, incarnation_after_last(x.id));
  for (auto* moment : {&x.joined_at, &x.updated_at})
    if (*moment == timestamp_ms{})
      *moment = now;
  if (auto valid = check(x); !valid)
    return valid.error();
  record_ptr added;
  if (rules_.edits_others) {
    added = signed_record(std::move(x), now);
  } else {
    auto entry = std::make_shared<record>(*make_record(std::move(x)));
    entry->local = true;
    added = std::move(entry);
  }
  if (!store_.find(*added))
    if (auto room = make_room(*added, now); !room)
      return room.error();
  ++version_;
  record_changes result;
  store(std::move(added), now, result);
  return result;
}

outcome<record_changes> topology_table::remove(const std::string& id,
                                               timestamp_ms now) {
  if (id == self_id_)
    return about_self(id, "removed");
  return accuse(id, accusation_kind::dead, now);
}

outcome<record_changes> topology_table::update(node_info x, timestamp_ms now) {
  auto known = is_own(x.id) ? self() : find(x.id);
  if (!known)
    return unknown(x.id);
  if (!rules_.edits_others && !known->local && !is_own(x.id))
    return fault{ec::not_authorized,
                 "node " + x.id + " alone can change its record"};
  return edit(known, std::move(x), now);
}

outcome<record_changes> topology_table::accuse(const std::string& id,
                                               accusation_kind kind,
                                               timestamp_ms now) {
  if (id == self_id_)
    return about_self(id, "accused");
  auto known = find(id);
  if (!known)
    return unknown(id);
  record_changes result;
  // One more would only take the place of another, and be told to everybody.
  if (kind == accusation_kind::suspect
      && known->accusations.size() >= defaults::accusations_max)
    return result;
  auto x = std::make_shared<record>(*known);
  auto own = rules_.signer ? rules_.signer->accuse(known->info, kind, now)
                           : accusation{self_id_, kind, now, {}, {}};
  if (!mesh::add(x->accusations, own))
    return result;
  x->info.status = common_status(*x);
  ++version_;
  store(std::move(x), now, result);
  return result;
}

// Makes `x` the next revision of the record `known`, unless nothing differs.
outcome<record_changes> topology_table::edit(const record_ptr& known,
                                             node_info x, timestamp_ms now) {
  const auto& old = known->info;
  x.joined_at = old.joined_at;
  x.updated_at = old.updated_at;
  x.incarnation = old.incarnation;
  x.revision = old.revision;
  x.status = old.status;
  if (auto valid = check(x); !valid)
    return valid.error();
  record_changes result;
  normalize(x);
  if (x == old)
    return result;
  x.updated_at = std::max(old.updated_at, now);
  raise_revision(x);
  ++version_;
  if (known->local) {
    auto entry = std::make_shared<record>(*make_record(std::move(x)));
    entry->local = true;
    store(std::move(entry), now, result);
  } else {
    store(signed_record(std::move(x), now, known->accusations), now, result);
  }
  return result;
}

} // namespace aegis::mesh
