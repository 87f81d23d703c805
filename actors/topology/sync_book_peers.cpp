// What a sync book knows of each peer, and what that should hear.

#include "actors/topology/sync_book.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aegis::detail {

namespace {

/// Peers whose marks are kept: more than there are connections at a time. One
/// that comes back later is a stranger, which costs a round trip.
constexpr std::size_t marks_max = 256;

} // namespace

bool sync_book::may_compare() const {
  return settings_.policy == merge_policy::per_record;
}

/// True if much is to be told, which the peer may have from others.
bool sync_book::worth_comparing(std::size_t news) const {
  return may_compare() && news > told_at_once_max;
}

/// Forgets those peers that were not heard of for longest.
peer_mark& sync_book::mark_of(const std::string& peer) {
  auto& result = marks_[peer];
  result.used = ++uses_;
  if (marks_.size() > marks_max) {
    std::vector<std::uint64_t> uses;
    for (const auto& [id, mark] : marks_)
      uses.push_back(mark.used);
    auto middle = uses.begin() + static_cast<std::ptrdiff_t>(uses.size() / 2);
    std::nth_element(uses.begin(), middle, uses.end());
    for (auto i = marks_.begin(); i != marks_.end();)
      i = i->second.used < *middle ? marks_.erase(i) : std::next(i);
  }
  return result;
}

void sync_book::forget_strangers(const mesh::topology_table& table) {
  for (auto i = marks_.begin(); i != marks_.end();)
    i = table.find_any(i->first) ? std::next(i) : marks_.erase(i);
}

bool sync_book::is_source(const std::string& id) const {
  return settings_.topology_source.count(id) != 0;
}

/// In a mesh with a single truth, those who follow it differ until they have
/// heard it themselves.
bool sync_book::should_agree(const std::string& self,
                             const std::string& peer) const {
  return may_compare() || is_source(self) || is_source(peer);
}

/// Returns what a peer should hear. In a mesh with a single truth, those who
/// follow it speak for themselves alone.
std::vector<mesh::record_ptr> sync_book::news(const mesh::topology_table& table,
                                              std::uint64_t seen) const {
  if (may_compare() || is_source(table.self_id()))
    return table.changes_since(seen);
  auto own = table.self();
  if (!own || table.changed_at(own->info.id) <= seen)
    return {};
  return {own};
}

} // namespace aegis::detail
