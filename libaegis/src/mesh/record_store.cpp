#include "mesh/record_store.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aegis::mesh {

namespace {

// Tombstones, free slots and excluded members provide nothing.
const std::vector<service_id>& services_of(const record_ptr& x) {
  static const std::vector<service_id> none;
  return x && is_callable(*x) ? x->info.services : none;
}

template <class Predicate>
std::vector<record_ptr> select(const record_store& store, Predicate is_wanted) {
  std::vector<record_ptr> result;
  for (slot_id slot = 0; slot < store.slots_end(); ++slot)
    if (const auto& x = store[slot].record; x && is_wanted(*x))
      result.push_back(x);
  std::sort(result.begin(), result.end(),
            [](const record_ptr& x, const record_ptr& y) {
              return x->info.id < y->info.id;
            });
  return result;
}

} // namespace

std::optional<slot_id> record_store::find(std::string_view id,
                                          std::uint64_t hash) const {
  auto* slot = ids_.find(
    hash, [&](slot_id x) { return entries_[x].record->info.id == id; });
  return slot != nullptr ? std::optional<slot_id>{*slot} : std::nullopt;
}

std::vector<record_ptr> record_store::members() const {
  return select(*this, [](const record& x) { return is_member(x.info); });
}

std::vector<record_ptr> record_store::records() const {
  return select(*this, [](const record&) { return true; });
}

std::vector<record_ptr>
record_store::providers_of_any(std::string_view name) const {
  std::vector<record_ptr> result;
  for (auto slot : services_.providers_of_any(name))
    result.push_back(entries_[slot].record);
  return result;
}

std::size_t record_store::chunk_count() const noexcept {
  return entries_.chunk_count() + ids_.cells().chunk_count()
         + services_.chunk_count();
}

std::size_t record_store::chunks_shared_with(const record_store& x) const {
  return entries_.chunks_shared_with(x.entries_)
         + ids_.cells().chunks_shared_with(x.ids_.cells())
         + services_.chunks_shared_with(x.services_);
}

void record_store::put(slot_id slot, entry x) {
  entries_.reserve(slot + std::size_t{1});
  auto& place = entries_.edit(slot);
  auto before = std::exchange(place, std::move(x)).record;
  if (!before)
    ids_.insert(place.record->id_hash, slot);
  count(before, place.record);
  index(slot, before, place.record);
}

void record_store::erase(slot_id slot) {
  auto before = entries_[slot].record;
  ids_.erase(before->id_hash, [&](slot_id x) { return x == slot; });
  entries_.edit(slot) = {};
  count(before, nullptr);
  index(slot, before, nullptr);
}

void record_store::count(const record_ptr& before, const record_ptr& after) {
  std::uint64_t difference = 0;
  if (before) {
    difference -= digest_share(*before);
    member_count_ -= is_member(before->info) ? 1 : 0;
  }
  if (after) {
    difference += digest_share(*after);
    member_count_ += is_member(after->info) ? 1 : 0;
  }
  if (difference == 0)
    return;
  digest_ += difference;
  parts_.reserve(part_count);
  parts_.edit(part_of(before ? *before : *after)) += difference;
}

void record_store::index(slot_id slot, const record_ptr& before,
                         const record_ptr& after) {
  const auto& old_ones = services_of(before);
  const auto& new_ones = services_of(after);
  if (old_ones.empty()) {
    for (const auto& service : new_ones)
      services_.add(service, slot);
    return;
  }
  std::vector<service_id> changed;
  std::set_difference(old_ones.begin(), old_ones.end(), new_ones.begin(),
                      new_ones.end(), std::back_inserter(changed));
  for (const auto& service : changed)
    services_.remove(service, slot);
  changed.clear();
  std::set_difference(new_ones.begin(), new_ones.end(), old_ones.begin(),
                      old_ones.end(), std::back_inserter(changed));
  for (const auto& service : changed)
    services_.add(service, slot);
}

} // namespace aegis::mesh
