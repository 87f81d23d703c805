#include "mesh/record_part.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace aegis::mesh {

record_part::place record_part::find(std::string_view id,
                                     std::uint64_t hash) const {
  auto is_before = [](const entry& x, std::uint64_t y) { return x.hash < y; };
  auto i = std::lower_bound(entries_.begin(), entries_.end(), hash, is_before);
  while (i != entries_.end() && i->hash == hash && i->record->info.id < id)
    ++i;
  return {static_cast<std::size_t>(i - entries_.begin()),
          i != entries_.end() && i->hash == hash && i->record->info.id == id};
}

bool record_part::same_objects(const record_part& x) const {
  auto is_same
    = [](const entry& a, const entry& b) { return a.record == b.record; };
  return std::equal(entries_.begin(), entries_.end(), x.entries_.begin(),
                    x.entries_.end(), is_same);
}

record_ptr record_part::put(place at, record_ptr x) {
  count(*x, true);
  auto i = entries_.begin() + static_cast<std::ptrdiff_t>(at.index);
  if (!at.is_taken) {
    auto hash = x->id_hash;
    entries_.insert(i, {hash, std::move(x)});
    return nullptr;
  }
  count(*i->record, false);
  return std::exchange(i->record, std::move(x));
}

std::vector<std::size_t>
record_part::put_new(const std::vector<record_ptr>& xs) {
  std::vector<std::size_t> result;
  result.reserve(xs.size());
  std::vector<entry> merged;
  merged.reserve(entries_.size() + xs.size());
  auto old_one = entries_.begin();
  for (const auto& x : xs) {
    while (old_one != entries_.end()
           && std::tie(old_one->hash, old_one->record->info.id)
                < std::tie(x->id_hash, x->info.id))
      merged.push_back(std::move(*old_one++));
    result.push_back(merged.size());
    merged.push_back({x->id_hash, x});
    count(*x, true);
  }
  std::move(old_one, entries_.end(), std::back_inserter(merged));
  entries_ = std::move(merged);
  return result;
}

record_ptr record_part::erase(std::size_t index) {
  auto i = entries_.begin() + static_cast<std::ptrdiff_t>(index);
  auto result = std::move(i->record);
  entries_.erase(i);
  count(*result, false);
  return result;
}

void record_part::count(const record& x, bool comes) {
  std::size_t members = is_member(x.info) ? 1 : 0;
  if (comes) {
    digest_ += digest_share(x);
    member_count_ += members;
    if (x.proof)
      first_end_ = std::min(first_end_, x.proof->valid_until);
  } else {
    digest_ -= digest_share(x);
    member_count_ -= members;
  }
}

} // namespace aegis::mesh
