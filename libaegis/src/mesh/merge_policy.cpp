#include "mesh/merge_policy.hpp"

#include <tuple>
#include <utility>

namespace aegis::mesh {

table_merger::table_merger(merge_policy policy, std::set<std::string> sources)
  : policy_(policy), sources_(std::move(sources)) {}

merge_result table_merger::merge(topology_table& table,
                                 const remote_table& remote, timestamp_ms now) {
  if (policy_ == merge_policy::per_record)
    return table.merge(remote.records, now);
  auto needs_full = false;
  if (is_newer(table, remote)) {
    gather(remote);
    if (remote.digest == table.digest()
        || remote.records_are == remote_table::share::rest) {
      auto taken = take_over(table, remote, now);
      if (taken.adopted)
        return taken;
      needs_full = true;
    }
  }
  merge_result result;
  if (is_source(table.self_id()))
    result = take_own_record(table, remote, now);
  result.needs_full = needs_full;
  return result;
}

/// Parts follow each other; a new beginning is one of the whole map.
void table_merger::gather(const remote_table& remote) {
  auto goes_on = gathered_ && gathered_->source == remote.sender
                 && gathered_->epoch == remote.epoch;
  if (remote.begins || !goes_on)
    gathered_ = gathering{remote.sender, remote.epoch, remote.begins, {}};
  for (const auto& x : remote.records)
    gathered_->records[x->info.id] = x;
}

bool table_merger::is_newer(const topology_table& table,
                            const remote_table& remote) const {
  if (!is_source(remote.sender))
    return false;
  auto theirs = std::tie(remote.version, remote.digest);
  if (is_source(table.self_id()))
    return theirs > std::make_tuple(table.version(), table.digest());
  if (remote.sender == adopted_.source && remote.epoch != adopted_.epoch)
    return true;
  return theirs > std::tie(adopted_.version, adopted_.digest);
}

merge_result table_merger::take_over(topology_table& table,
                                     const remote_table& remote,
                                     timestamp_ms now) {
  auto map = *std::exchange(gathered_, std::nullopt);
  std::vector<record_ptr> records;
  records.reserve(map.records.size());
  for (auto& [id, x] : map.records)
    records.push_back(std::move(x));
  merge_result result;
  result.adopted = true;
  if (remote.digest == table.digest()) {
    table.raise_version(remote.version);
  } else if (map.whole || table.digest_with(records) == remote.digest) {
    result = table.adopt(records, map.whole, remote.version, now);
  } else {
    result.adopted = false;
    return result;
  }
  adopted_ = {remote.sender, remote.epoch, remote.version, remote.digest};
  return result;
}

merge_result table_merger::take_own_record(topology_table& table,
                                           const remote_table& remote,
                                           timestamp_ms now) {
  std::vector<record_ptr> own;
  for (const auto& x : remote.records)
    if (x->info.id == remote.sender)
      own.push_back(x);
  return table.merge(own, now);
}

} // namespace aegis::mesh
