// What other nodes say: records come in from a sync, what changed goes out.

#include "mesh/topology_table.hpp"

#include "core/mistake.hpp"

#include <algorithm>
#include <utility>

namespace aegis::mesh {

namespace {

void reject(merge_result& out, fault why) {
  ++out.rejected;
  if (!out.first_rejection)
    out.first_rejection = std::move(why);
}

} // namespace

merge_result topology_table::merge(const std::vector<record_ptr>& remote,
                                   timestamp_ms now) {
  merge_result result;
  for (const auto& x : remote)
    merge_one(x, now, result);
  return result;
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
  auto slot = store_.find(*x);
  if (slot && (store_[*slot].record == x || same(*store_[*slot].record, *x)))
    return;
  // The rest of what is signed was checked when it was read.
  auto valid = x->proof ? check_numbers(x->info) : check(x->info);
  if (!valid)
    reject(out, std::move(valid).error());
  else if (!slot)
    merge_unknown(heeded(nullptr, x, out), now, out);
  else if (is_own(x->info.id))
    defend(x, now, out);
  else
    merge_known(*slot, heeded(store_[*slot].record, x, out), now, out);
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
  store(take_slot(), x, now, out.changes);
}

void topology_table::merge_known(slot_id slot, const record_ptr& x,
                                 timestamp_ms now, merge_result& out) {
  auto known = store_[slot].record;
  if (conflicting(*known, *x))
    out.duplicates.push_back(x->info.id);
  auto joined = AEGIS_MISTAKE(newcomer_always_wins) ? x : join(known, x);
  if (!same(*joined, *x) && !joined->local)
    out.behind.push_back(x->info.id);
  if (same(*joined, *known))
    return;
  ++out.accepted;
  ++version_;
  store(slot, std::move(joined), now, out.changes);
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
  store(*store_.find(self_id_), signed_record(std::move(info), now), now,
        out.changes);
}

} // namespace aegis::mesh
