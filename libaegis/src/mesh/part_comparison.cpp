#include "mesh/part_comparison.hpp"

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
  const auto& content = table.content();
  if (count == part_count) {
    for (std::size_t i = 0; i < count; ++i)
      result[i] = content.part_digest(i);
  } else {
    content.for_each([&](const record_ptr& x) {
      result[part_of(*x, count)] += digest_share(*x);
    });
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
  auto is_there
    = [&](const record& x) { return parts[part_of(x, parts.size())]; };
  return table.changes_since(0, is_there);
}

} // namespace aegis::mesh
