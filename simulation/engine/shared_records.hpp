#pragma once

#include "seal/record_pool.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace aegis::simulation {

/// The records of all simulated nodes, each content once. Forgets those that
/// nobody has any more. Thread-safe.
class shared_records final : public seal::record_pool {
public:
  mesh::record_ptr find(std::string_view encoded) const override;
  void keep(const mesh::record_ptr& x) override;

private:
  /// So that threads seldom wait for each other.
  static constexpr std::size_t shelf_count = 16;

  struct shelf {
    mutable std::mutex mtx;
    std::unordered_map<std::uint64_t, mesh::record_ptr> records; ///< by hash
    std::size_t prune_at = 1024 / shelf_count;
  };

  std::array<shelf, shelf_count> shelves_;
};

} // namespace aegis::simulation
