// The founding rule "whole map": a map comes in from a topology source and
// replaces everything but the own record.

#include "mesh/topology_table.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace aegis::mesh {

namespace {

// The records of a map that may be stored.
std::vector<record_ptr> valid_records(const std::vector<record_ptr>& map,
                                      merge_result& out) {
  std::vector<record_ptr> result;
  result.reserve(map.size());
  for (const auto& x : map) {
    if (auto valid = check(x->info); valid) {
      result.push_back(x);
      continue;
    } else if (out.rejected++ == 0) {
      out.first_rejection = std::move(valid).error();
    }
  }
  return result;
}

} // namespace

merge_result topology_table::adopt(const std::vector<record_ptr>& map,
                                   bool whole, std::uint64_t map_version,
                                   timestamp_ms now) {
  merge_result result;
  result.adopted = true;
  auto records = valid_records(map, result);
  // Each change has a version of its own, so that others can take the table in
  // parts; the last one should be that of the map.
  auto changes = std::uint64_t{records.size()};
  version_ = std::max(version_, map_version - std::min(map_version, changes));
  if (whole)
    drop_all_but(records, result);
  for (const auto& x : records)
    adopt_one(x, now, result);
  version_ = std::max(version_, map_version);
  if (whole)
    keep_self(records, now, result);
  snapshot_.reset();
  return result;
}

std::uint64_t
topology_table::digest_with(const std::vector<record_ptr>& part) const {
  auto result = digest();
  for (const auto& x : part) {
    if (is_own(x->info.id))
      continue;
    if (const auto& known = store_.find(*x))
      result -= digest_share(*known);
    result += digest_share(*x);
  }
  return result;
}

void topology_table::drop_all_but(const std::vector<record_ptr>& map,
                                  merge_result& out) {
  std::unordered_set<std::string_view> ids;
  for (const auto& x : map)
    ids.insert(x->info.id);
  std::vector<record_ptr> dropped;
  store_.for_each([&](const record_ptr& x) {
    if (!x->local && !is_own(x->info.id) && ids.count(x->info.id) == 0)
      dropped.push_back(x);
  });
  for (const auto& x : dropped) {
    ++out.accepted;
    ++version_;
    out.changes.push_back({x, nullptr, version_});
    release(*x);
  }
}

void topology_table::adopt_one(const record_ptr& x, timestamp_ms now,
                               merge_result& out) {
  if (is_own(x->info.id))
    return;
  const auto& known = store_.find(*x);
  if (known && same(*known, *x))
    return;
  if (!known) {
    if (auto room = make_room(*x, now); !room) {
      if (out.rejected++ == 0)
        out.first_rejection = std::move(room).error();
      return;
    }
  }
  ++out.accepted;
  ++version_;
  store(x, now, out.changes);
}

// The own record stays, and is told to others again if the map has another one
// or none.
void topology_table::keep_self(const std::vector<record_ptr>& map,
                               timestamp_ms now, merge_result& out) {
  auto own = self();
  if (!own)
    return;
  auto in_map = std::find_if(map.begin(), map.end(), [&](const record_ptr& x) {
    return x->info.id == self_id_;
  });
  if (in_map != map.end()) {
    if (same(**in_map, *own))
      return;
    defend(*in_map, now, out);
    if (out.refuted)
      return;
  } else {
    out.behind.push_back(self_id_);
  }
  ++version_;
  put(std::move(own));
}

} // namespace aegis::mesh
