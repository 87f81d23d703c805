#include "mesh/part_comparison.hpp"

#include <algorithm>

namespace aegis::mesh {

std::size_t fine_part_count(const topology_table& table) {
  auto result = part_count;
  while (result < 2 * table.record_count() && result < part_count_max)
    result *= 2;
  return result;
}

std::vector<std::uint64_t> part_digests_of(const topology_table& table,
                                           std::size_t count) {
  std::vector<std::uint64_t> result(count);
  if (count == part_count) {
    const auto& known = table.parts();
    for (std::size_t i = 0; i < known.size(); ++i)
      result[i] = known[i];
  } else {
    for (const auto& x : table.changes_since(0))
      result[part_of(*x, count)] += digest_share(*x);
  }
  return result;
}

std::vector<bool> differing_parts(const topology_table& table,
                                  const std::vector<std::uint64_t>& theirs) {
  auto ours = part_digests_of(table, theirs.size());
  std::vector<bool> result(ours.size());
  for (std::size_t i = 0; i < ours.size(); ++i)
    result[i] = ours[i] != theirs[i];
  return result;
}

std::vector<record_ptr> records_in(const topology_table& table,
                                   const std::vector<bool>& parts) {
  auto result = table.changes_since(0);
  auto is_elsewhere
    = [&](const record_ptr& x) { return !parts[part_of(*x, parts.size())]; };
  result.erase(std::remove_if(result.begin(), result.end(), is_elsewhere),
               result.end());
  return result;
}

} // namespace aegis::mesh
