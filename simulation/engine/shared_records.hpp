#pragma once

#include "seal/record_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace aegis::simulation {

/// The records of all simulated nodes, each content once. Forgets those that
/// nobody has any more. Not thread-safe.
class shared_records final : public seal::record_pool {
public:
  mesh::record_ptr find(const v1::SignedRecord& x) const override;
  void keep(const mesh::record_ptr& x) override;

private:
  std::unordered_map<std::uint64_t, mesh::record_ptr> by_signature_;
  std::size_t prune_at_ = 1024;
};

} // namespace aegis::simulation
