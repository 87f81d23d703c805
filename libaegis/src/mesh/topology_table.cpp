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
                               table_rules rules,
                               std::shared_ptr<part_pool> pool)
  : self_id_(std::move(self_id)),
    limits_(limits),
    rules_(std::move(rules)),
    forgotten_(limits.tombstones_max),
    pool_(std::move(pool)),
    index_demand_(std::make_shared<index_demand>(false)) {}

// -- reading -----------------------------------------------------------------

record_ptr topology_table::self() const {
  return has_self_ ? find_any(self_id_) : nullptr;
}

record_ptr topology_table::find(std::string_view id) const {
  const auto& result = store_.find(id);
  return result && is_member(result->info) ? result : nullptr;
}

record_ptr topology_table::find_any(std::string_view id) const {
  return store_.find(id);
}

record_ptr topology_table::find_any(const record& x) const {
  return store_.find(x);
}

std::uint64_t topology_table::changed_at(const std::string& id) const {
  auto hash = hash_of_id(id);
  auto part = part_of_hash(hash);
  const auto& there = store_.part(part);
  if (!there)
    return 0;
  auto at = there->find(id, hash);
  return at.is_taken ? versions_[part][at.index] : 0;
}

bool topology_table::changed_more_than(std::size_t count,
                                       std::uint64_t version) const {
  for (std::size_t part = 0; part < versions_.size(); ++part) {
    if (versions_[part].newest() <= version)
      continue;
    for (std::size_t i = 0; i < store_.part(part)->size(); ++i)
      if (versions_[part][i] > version && count-- == 0)
        return true;
  }
  return false;
}

snapshot_ptr topology_table::snapshot() {
  if (snapshot_)
    return snapshot_;
  if (*index_demand_)
    store_.index_services();
  if (pool_)
    for (std::size_t part = 0; part < part_count; ++part)
      if (touched_[part])
        store_.unify(part, *pool_);
  touched_.reset();
  snapshot_ = std::make_shared<const topology_snapshot>(store_, version_,
                                                        index_demand_);
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

record_changes topology_table::drop_outdated(timestamp_ms now) {
  std::vector<record_ptr> outdated;
  for (std::size_t i = 0; i < part_count; ++i) {
    const auto& part = store_.part(i);
    if (!part || now - defaults::clock_skew_max <= part->first_end())
      continue;
    for (const auto& x : part->entries())
      if (x.record->proof && !is_own(x.record->info.id)
          && now > last_use(*x.record))
        outdated.push_back(x.record);
  }
  record_changes result;
  for (const auto& x : outdated) {
    forget(*x, now);
    result.push_back({x, nullptr, version_});
  }
  return result;
}

std::size_t topology_table::expire(timestamp_ms now) {
  std::size_t result = 0;
  forgotten_.expire(now);
  while (auto* grave = graves_.oldest()) {
    auto x = store_.find(grave->id);
    if (AEGIS_MISTAKE(tombstones_forgotten_early)) {
      release(*x); // and not remembered
      continue;
    }
    if (now - grave->since < limits_.tombstone_ttl || now <= last_use(*x))
      break;
    forget(*x, now);
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
    if (auto* grave = graves_.oldest()) {
      forget(*find_any(grave->id), now);
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

// Stores a record as changed at the current version, which the caller has
// raised.
void topology_table::store(record_ptr x, timestamp_ms now,
                           record_changes& out) {
  auto before = find_any(*x);
  x = judged(std::move(x));
  const auto& id = x->info.id;
  if (is_member(x->info) || is_own(id)) {
    graves_.exhume(id);
  } else if (!graves_.contains(id)) {
    if (graves_.size() >= limits_.tombstones_max && graves_.oldest() != nullptr)
      forget(*find_any(graves_.oldest()->id), now);
    graves_.bury(id, now);
  }
  accusers_.replace(before.get(), x.get());
  out.push_back({before, x, version_});
  forgotten_.drop(id);
  put(std::move(x));
}

void topology_table::put(record_ptr x) {
  auto done = store_.put(std::move(x));
  versions_.resize(part_count);
  auto& versions = versions_[done.part];
  if (done.before)
    versions.replace(done.index, version_);
  else
    versions.insert(done.index, version_);
  touch(done.part);
}

void topology_table::put_new(std::size_t part,
                             const std::vector<record_ptr>& xs,
                             record_changes& out) {
  auto places = store_.put_new(part, xs);
  versions_.resize(part_count);
  versions_[part].insert(places, version_ + 1);
  for (const auto& x : xs) {
    forgotten_.drop(x->info.id);
    out.push_back({nullptr, x, ++version_});
  }
  touch(part);
}

void topology_table::release(const record& x) {
  auto done = store_.erase(x);
  versions_[done.part].erase(done.index);
  accusers_.replace(done.before.get(), nullptr);
  graves_.exhume(done.before->info.id);
  touch(done.part);
}

void topology_table::forget(const record& x, timestamp_ms now) {
  // The owner may have signed other copies for longer than this one.
  auto until = x.proof ? now + defaults::record_lifetime_max
                           + 2 * defaults::clock_skew_max
                       : now + limits_.tombstone_ttl;
  forgotten_.remember(x, now, until);
  ++version_;
  release(x);
}

void topology_table::touch(std::size_t part) {
  touched_.set(part);
  snapshot_.reset();
}

} // namespace aegis::mesh
