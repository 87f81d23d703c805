#include "mesh/topology_table.hpp"

#include "core/mistake.hpp"

#include <algorithm>
#include <utility>

namespace aegis::mesh {

namespace {

/// Until when somebody may take an old copy of a record for news.
timestamp_ms last_use(const record& x) {
  return x.proof ? x.proof->valid_until + defaults::clock_skew_max
                 : timestamp_ms{};
}

} // namespace

topology_table::topology_table(std::string self_id, table_limits limits,
                               table_rules rules)
  : self_id_(std::move(self_id)),
    limits_(limits),
    rules_(std::move(rules)),
    forgotten_(limits.tombstones_max) {}

// -- reading -----------------------------------------------------------------

record_ptr topology_table::self() const {
  return has_self_ ? find_any(self_id_) : nullptr;
}

record_ptr topology_table::find(std::string_view id) const {
  auto result = find_any(id);
  return result && is_member(result->info) ? result : nullptr;
}

record_ptr topology_table::find_any(std::string_view id) const {
  auto slot = store_.find(id);
  return slot ? store_[*slot].record : nullptr;
}

record_ptr topology_table::find_any(const record& x) const {
  auto slot = store_.find(x);
  return slot ? store_[*slot].record : nullptr;
}

std::vector<record_ptr>
topology_table::changes_since(std::uint64_t version) const {
  std::vector<record_ptr> result;
  auto slot = by_version_.newest();
  while (slot && store_[*slot].version > version) {
    result.push_back(store_[*slot].record);
    slot = by_version_.before(*slot);
  }
  std::reverse(result.begin(), result.end());
  return result;
}

std::uint64_t topology_table::changed_at(const std::string& id) const {
  auto slot = store_.find(id);
  return slot ? store_[*slot].version : 0;
}

snapshot_ptr topology_table::snapshot() const {
  if (!snapshot_)
    snapshot_ = std::make_shared<const topology_snapshot>(store_, version_);
  return snapshot_;
}

// -- changing ----------------------------------------------------------------

record_ptr topology_table::signed_record(node_info x, timestamp_ms now,
                                         accusation_list accusations) const {
  normalize(x);
  auto proof = rules_.signer ? rules_.signer->sign(x, now) : nullptr;
  return make_record(std::move(x), std::move(proof), std::move(accusations));
}

void topology_table::raise_version(std::uint64_t x) {
  if (x <= version_)
    return;
  version_ = x;
  snapshot_.reset();
}

change_list topology_table::drop_outdated(timestamp_ms now) {
  change_list result;
  for (slot_id slot = 0; slot < slots_used_; ++slot) {
    auto x = store_[slot].record;
    if (!x || !x->proof || is_own(x->info.id) || now <= last_use(*x))
      continue;
    forget(slot, now);
    append_changes(result, x, nullptr, version_);
  }
  return result;
}

std::size_t topology_table::expire(timestamp_ms now) {
  std::size_t result = 0;
  forgotten_.expire(now);
  while (auto slot = graves_.oldest()) {
    if (AEGIS_MISTAKE(tombstones_forgotten_early)) {
      release(*slot); // and not remembered
      continue;
    }
    if (now - buried_[*slot] < limits_.tombstone_ttl
        || now <= last_use(*store_[*slot].record))
      break;
    forget(*slot, now);
    ++result;
  }
  return result;
}

// Makes sure that an unknown record fits in. A member is worth more than the
// oldest tombstone, a tombstone is not.
outcome<done> topology_table::make_room(const record& x, timestamp_ms now) {
  auto full = store_.record_count() >= limits_.records_max;
  if (is_member(x.info)) {
    if (!full)
      return done{};
    if (auto slot = graves_.oldest()) {
      forget(*slot, now);
      return done{};
    }
  } else if (!full && graves_.size() < limits_.tombstones_max) {
    return done{};
  }
  return fault{ec::overloaded, "no room for node " + x.info.id + " among "
                                 + std::to_string(size()) + " nodes and "
                                 + std::to_string(tombstone_count())
                                 + " tombstones"};
}

slot_id topology_table::take_slot() {
  if (free_slots_.empty())
    return slots_used_++;
  auto result = free_slots_.back();
  free_slots_.pop_back();
  return result;
}

// Stores a record as changed at the current version, which the caller has
// raised.
void topology_table::store(slot_id slot, record_ptr x, timestamp_ms now,
                           change_list& out) {
  auto before = slot < store_.slots_end() ? store_[slot].record : nullptr;
  x = judged(std::move(x));
  if (is_member(x->info) || is_own(x->info.id)) {
    graves_.erase(slot);
  } else if (!graves_.contains(slot)) {
    if (graves_.size() >= limits_.tombstones_max && graves_.oldest())
      forget(*graves_.oldest(), now);
    graves_.push(slot);
    buried_.resize(std::max(buried_.size(), slot + std::size_t{1}));
    buried_[slot] = now;
  }
  accusers_.replace(before.get(), x.get());
  append_changes(out, before, x, version_);
  forgotten_.drop(x->info.id);
  by_version_.push(slot);
  store_.put(slot, {std::move(x), version_});
  snapshot_.reset();
}

void topology_table::release(slot_id slot) {
  accusers_.replace(store_[slot].record.get(), nullptr);
  store_.erase(slot);
  by_version_.erase(slot);
  graves_.erase(slot);
  free_slots_.push_back(slot);
  snapshot_.reset();
}

void topology_table::forget(slot_id slot, timestamp_ms now) {
  const auto& x = *store_[slot].record;
  // The owner may have signed other copies for longer than this one.
  auto until = x.proof ? now + defaults::record_lifetime_max
                           + 2 * defaults::clock_skew_max
                       : now + limits_.tombstone_ttl;
  forgotten_.remember(x, now, until);
  ++version_;
  release(slot);
}

} // namespace aegis::mesh
