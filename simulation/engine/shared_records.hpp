#pragma once

#include "seal/record_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace aegis::simulation {

/// The records of all simulated nodes, each content once. Forgets those that
/// nobody has any more. Not thread-safe.
class shared_records final : public seal::record_pool {
public:
  mesh::record_ptr find(std::string_view encoded) const override;
  void keep(const mesh::record_ptr& x) override;

private:
  std::unordered_map<std::uint64_t, mesh::record_ptr> records_; ///< by hash
  std::size_t prune_at_ = 1024;
};

} // namespace aegis::simulation
