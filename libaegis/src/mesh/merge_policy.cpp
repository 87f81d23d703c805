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
  auto newer = is_newer(table, remote);
  if (newer && (remote.full || remote.digest == table.digest()))
    return take_over(table, remote, now);
  merge_result result;
  if (is_source(table.self_id()))
    result = take_own_record(table, remote, now);
  result.needs_full = newer;
  return result;
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
  adopted_ = {remote.sender, remote.epoch, remote.version, remote.digest};
  if (remote.digest != table.digest())
    return table.adopt(remote.records, remote.version, now);
  table.raise_version(remote.version);
  merge_result result;
  result.adopted = true;
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
