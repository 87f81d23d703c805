// What other nodes say: records come in from a sync, what changed goes out.

#include "mesh/topology_table.hpp"

#include "core/mistake.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace aegis::mesh {

namespace {

/// Fewer records are merged one by one.
constexpr std::size_t bulk_min = 16;

void reject(merge_result& out, fault why) {
  ++out.rejected;
  if (!out.first_rejection)
    out.first_rejection = std::move(why);
}

} // namespace

merge_result topology_table::merge(const std::vector<record_ptr>& remote,
                                   timestamp_ms now) {
  merge_result result;
  auto is_bulk
    = remote.size() >= bulk_min
      && store_.record_count() + remote.size() <= limits_.records_max;
  std::vector<record_ptr> others;
  if (is_bulk)
    others = merge_newcomers(remote, result);
  for (const auto& x : is_bulk ? others : remote)
    merge_one(x, now, result);
  return result;
}

/// Puts in all at once what nothing can be said against and nothing is known
/// of: most of what a new node hears. There is room for it.
/// @returns the others.
std::vector<record_ptr>
topology_table::merge_newcomers(const std::vector<record_ptr>& remote,
                                merge_result& out) {
  std::vector<record_ptr> others;
  std::vector<record_ptr> newcomers;
  newcomers.reserve(remote.size());
  for (const auto& x : remote) {
    const auto& known = store_.find(*x);
    if (known != x)
      (!known && is_plain_newcomer(*x) ? newcomers : others).push_back(x);
  }
  std::sort(newcomers.begin(), newcomers.end(),
            [](const record_ptr& x, const record_ptr& y) {
              return std::make_pair(part_of(*x), x->id_hash)
                       < std::make_pair(part_of(*y), y->id_hash)
                     || (x->id_hash == y->id_hash && x->info.id < y->info.id);
            });
  std::vector<record_ptr> group;
  for (std::size_t i = 0; i < newcomers.size();) {
    auto part = part_of(*newcomers[i]);
    group.clear();
    for (; i < newcomers.size() && part_of(*newcomers[i]) == part; ++i)
      if (!group.empty() && group.back()->info.id == newcomers[i]->info.id)
        others.push_back(newcomers[i]); // another one of the same node
      else
        group.push_back(newcomers[i]);
    put_new(part, group, out.changes);
    out.accepted += group.size();
  }
  return others;
}

bool topology_table::is_plain_newcomer(const record& x) const {
  return x.proof && x.info.status == node_status::alive && x.accusations.empty()
         && !x.local && !x.excluded && !is_own(x.info.id)
         && check_numbers(x.info) && !forgotten_.covers(x);
}

merge_result topology_table::merge(const std::vector<node_info>& remote,
                                   timestamp_ms now) {
  merge_result result;
  for (const auto& x : remote)
    merge_one(make_record(x), now, result);
  return result;
}

void topology_table::merge_one(const record_ptr& x, timestamp_ms now,
                               merge_result& out) {
  auto known = store_.find(*x);
  if (known && (known == x || same(*known, *x)))
    return;
  // The rest of what is signed was checked when it was read.
  auto valid = x->proof ? check_numbers(x->info) : check(x->info);
  if (!valid)
    reject(out, std::move(valid).error());
  else if (!known)
    merge_unknown(heeded(nullptr, x, out), now, out);
  else if (is_own(x->info.id))
    defend(x, now, out);
  else
    merge_known(known, heeded(known, x, out), now, out);
}

void topology_table::merge_unknown(const record_ptr& x, timestamp_ms now,
                                   merge_result& out) {
  if (forgotten_.covers(*x))
    return;
  if (auto room = make_room(*x, now); !room) {
    reject(out, std::move(room).error());
    return;
  }
  ++out.accepted;
  ++version_;
  store(x, now, out.changes);
}

void topology_table::merge_known(const record_ptr& known, const record_ptr& x,
                                 timestamp_ms now, merge_result& out) {
  if (conflicting(*known, *x))
    out.duplicates.push_back(x->info.id);
  auto joined = AEGIS_MISTAKE(newcomer_always_wins) ? x : join(known, x);
  if (!same(*joined, *x) && !joined->local)
    out.behind.push_back(x->info.id);
  if (same(*joined, *known))
    return;
  ++out.accepted;
  ++version_;
  store(std::move(joined), now, out.changes);
}

// Somebody says other things about this node than it does itself. If others
// would believe that, it takes an incarnation that nobody has spoken of.
void topology_table::defend(const record_ptr& x, timestamp_ms now,
                            merge_result& out) {
  auto own = self();
  if (AEGIS_MISTAKE(restart_with_an_old_incarnation))
    return;
  // Newer words of this node that this process did not say: once, they may be
  // an earlier life's; after that somebody else uses the id.
  auto outbidden = x->info.incarnation > own->info.incarnation;
  if (conflicting(*own, *x) || (outbidden && outbidden_before_))
    out.duplicates.push_back(self_id_);
  out.behind.push_back(self_id_);
  if (same(*join(own, x), *own))
    return;
  outbidden_before_ = outbidden_before_ || outbidden;
  to_refute_ = std::max(to_refute_.value_or(0), x->info.incarnation);
  refute(now, out);
}

merge_result topology_table::refute(timestamp_ms now) {
  merge_result result;
  refute(now, result);
  return result;
}

// Not all the time: who is accused without end answers once in a while.
void topology_table::refute(timestamp_ms now, merge_result& out) {
  auto own = self();
  if (AEGIS_MISTAKE(no_refutation))
    return;
  if (!own || !to_refute_ || *to_refute_ < own->info.incarnation)
    return;
  if (now >= refuted_at_ && now - refuted_at_ < rules_.refutation_pause) {
    out.refute_later = true;
    return;
  }
  auto info = own->info;
  info.incarnation = std::max(info.incarnation, *to_refute_) + 1;
  refuted_at_ = now;
  to_refute_.reset();
  info.revision = 0;
  info.updated_at = std::max(info.updated_at, now);
  if (auto valid = check(info); !valid) {
    reject(out, std::move(valid).error());
    return;
  }
  out.refuted = true;
  ++out.accepted;
  ++version_;
  store(signed_record(std::move(info), now), now, out.changes);
}

} // namespace aegis::mesh
